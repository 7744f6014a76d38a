// The load balancer asks for a page that does not exist: every target is called ill, and none is.

import { DescribeTargetGroupsCommand, ModifyTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import { defineAction } from './action.js';

const parameters = z.object({
  path: z.string().startsWith('/').max(1_024).default('/no-such-page').describe('the path that is asked for'),
});

export const badHealthPath = defineAction({
  name: 'bad-health-path',
  summary: 'lets the health checks ask for a page that does not exist',
  expect:
    'every target turns unhealthy with 404 and still gets requests; a group that listens to the load balancer replaces one after the other, in vain',
  parameters,
  async plan(lab, { path }) {
    const { targetGroupArn } = lab.outputs;
    const answer = await lab.clients.elbv2.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] }));
    const { TargetGroupName: name = '', HealthCheckPath: present = '/' } = answer.TargetGroups?.[0] ?? {};
    if (present === path) {
      throw new LabError('UNKNOWN_TARGET', `The health checks of ${name} ask for ${path} already.`, {
        suggestions: ['If a drill did it, undo that: ha-lab heal', 'Another path: --set path=/elsewhere'],
        exitCode: 2,
      });
    }
    return {
      title: `bad-health-path of ${name}: ${path} in place of ${present}`,
      target: name,
      touches: [{ kind: 'target-group', id: targetGroupArn }],
      undo: [{ do: 'set-health-check-path', targetGroupArn, path: present }],
      perform: async (lab) => {
        await lab.clients.elbv2.send(
          new ModifyTargetGroupCommand({ TargetGroupArn: targetGroupArn, HealthCheckPath: path }),
        );
      },
    };
  },
});
