// The parts of a group that have calls of their own: target groups, group metrics, suspended processes.

import {
  AttachLoadBalancerTargetGroupsCommand,
  DescribeLoadBalancerTargetGroupsCommand,
  DetachLoadBalancerTargetGroupsCommand,
  DisableMetricsCollectionCommand,
  EnableMetricsCollectionCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../resource-type.js';
import type { Group } from './autoscaling-group-schema.js';

const without = (from: readonly string[], those: readonly string[]): string[] =>
  from.filter((each) => !those.includes(each));

export async function alignTargetGroups(
  operation: Operation,
  id: string,
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  const { autoscaling } = operation.clients;
  const settled = async (passing: string): Promise<boolean> => {
    const answer = await autoscaling.send(new DescribeLoadBalancerTargetGroupsCommand({ AutoScalingGroupName: id }));
    return !(answer.LoadBalancerTargetGroups ?? []).some(({ State }) => State === passing);
  };
  const [removed, added] = [without(before, after), without(after, before)];
  if (removed.length > 0) {
    await autoscaling.send(
      new DetachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName: id, TargetGroupARNs: removed }),
    );
    await operation.until(() => settled('Removing'), {
      timeoutSeconds: 600,
      describe: 'the target group to let go of the machines',
    });
  }
  if (added.length > 0) {
    await autoscaling.send(
      new AttachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName: id, TargetGroupARNs: added }),
    );
    await operation.until(() => settled('Adding'), {
      timeoutSeconds: 600,
      describe: 'the target group to take the machines',
    });
  }
}

export async function alignMetrics(
  { clients }: Operation,
  id: string,
  before: readonly string[],
  planned: Group,
): Promise<void> {
  const after = planned.enabled_metrics ?? [];
  const [removed, added] = [without(before, after), without(after, before)];
  if (removed.length > 0) {
    await clients.autoscaling.send(new DisableMetricsCollectionCommand({ AutoScalingGroupName: id, Metrics: removed }));
  }
  if (added.length === 0) return;
  const Granularity = planned.metrics_granularity;
  await clients.autoscaling.send(
    new EnableMetricsCollectionCommand({ AutoScalingGroupName: id, Metrics: added, Granularity }),
  );
}

export async function alignProcesses(
  { clients }: Operation,
  id: string,
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  const [resumed, suspended] = [without(before, after), without(after, before)];
  if (resumed.length > 0) {
    await clients.autoscaling.send(new ResumeProcessesCommand({ AutoScalingGroupName: id, ScalingProcesses: resumed }));
  }
  if (suspended.length === 0) return;
  await clients.autoscaling.send(
    new SuspendProcessesCommand({ AutoScalingGroupName: id, ScalingProcesses: suspended }),
  );
}
