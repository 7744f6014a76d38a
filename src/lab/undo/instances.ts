// Undoing a change of how machines report.

import { DescribeInstancesCommand, MonitorInstancesCommand } from '@aws-sdk/client-ec2';
import type { Lab } from '../lab.js';
import type { StepOf, Undone } from '../undo.js';

/** Machines that were replaced meanwhile are left out: their successors have the launch template's setting. */
export async function monitorInstances({ clients }: Lab, step: StepOf<'monitor-instances'>): Promise<Undone> {
  const answer = await clients.ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [...step.instanceIds] }] }),
  );
  const living = (answer.Reservations ?? [])
    .flatMap(({ Instances = [] }) => Instances)
    .filter(({ State }) => State?.Name !== 'terminated' && State?.Name !== 'shutting-down')
    .map(({ InstanceId = '' }) => InstanceId);
  if (living.length === 0) return { step, result: 'moot', said: 'the machines are gone' };
  await clients.ec2.send(new MonitorInstancesCommand({ InstanceIds: living }));
  return { step, result: 'done', said: `${living.join(', ')} report every minute again` };
}
