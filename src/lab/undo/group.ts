// Undoing what drills do to the group itself.

import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import type { Lab } from '../lab.js';
import type { StepOf, Undone } from '../undo.js';

/** A deploy may have moved the limits meanwhile: the number goes as near to its old value as they let it. */
export async function setDesiredCapacity(lab: Lab, step: StepOf<'set-desired-capacity'>): Promise<Undone> {
  const { groupName: AutoScalingGroupName } = step;
  const group = await groupOf(lab, AutoScalingGroupName);
  if (group === undefined) return gone(step, AutoScalingGroupName);
  const { MinSize = 0, MaxSize = step.desiredCapacity } = group;
  const DesiredCapacity = Math.min(Math.max(step.desiredCapacity, MinSize), MaxSize);
  await lab.clients.autoscaling.send(
    new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity, HonorCooldown: false }),
  );
  const moved = DesiredCapacity === step.desiredCapacity ? ' again' : `: the limits are ${MinSize} to ${MaxSize} now`;
  return { step, result: 'done', said: `desired capacity of ${AutoScalingGroupName} is ${DesiredCapacity}${moved}` };
}

export async function resumeProcesses(lab: Lab, step: StepOf<'resume-processes'>): Promise<Undone> {
  const { groupName: AutoScalingGroupName, processes } = step;
  if ((await groupOf(lab, AutoScalingGroupName)) === undefined) return gone(step, AutoScalingGroupName);
  await lab.clients.autoscaling.send(
    new ResumeProcessesCommand({ AutoScalingGroupName, ScalingProcesses: [...processes] }),
  );
  return { step, result: 'done', said: `${AutoScalingGroupName} resumed ${processes.join(', ')}` };
}

async function groupOf({ clients }: Lab, name: string): Promise<AutoScalingGroup | undefined> {
  const ask = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  return (await clients.autoscaling.send(ask)).AutoScalingGroups?.[0];
}

const gone = (step: Undone['step'], name: string): Undone => ({
  step,
  result: 'moot',
  said: `the group ${name} is gone`,
});
