// Undoing a change of a target group's health check.

import { DescribeTargetGroupsCommand, ModifyTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Lab } from '../lab.js';
import type { StepOf, Undone } from '../undo.js';

export async function setHealthCheckPath({ clients }: Lab, step: StepOf<'set-health-check-path'>): Promise<Undone> {
  const { targetGroupArn, path } = step;
  // Asked for all: asked for one that is gone, AWS answers with an error.
  const answer = await clients.elbv2.send(new DescribeTargetGroupsCommand({}));
  const stands = answer.TargetGroups?.some(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn) === true;
  if (!stands) return { step, result: 'moot', said: 'the target group is gone' };
  await clients.elbv2.send(new ModifyTargetGroupCommand({ TargetGroupArn: targetGroupArn, HealthCheckPath: path }));
  return { step, result: 'done', said: `health checks ask for ${path} again` };
}
