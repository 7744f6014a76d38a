// Waiting for a group as Terraform does: until its machines are in service, or until the last one is gone.

import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation } from '../resource-type.js';
import type { Group } from './autoscaling-group-schema.js';

/** Longest drain and termination that a destroy waits for; the drain may take the deregistration delay (up to an hour). */
const EMPTY_TIMEOUT_SECONDS = 4_200;
const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };

/** No such group is an empty list, not an error. */
export async function findGroup({ clients }: Operation, id: string): Promise<AutoScalingGroup | undefined> {
  const answer = await clients.autoscaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [id] }));
  return answer.AutoScalingGroups?.find(({ AutoScalingGroupName }) => AutoScalingGroupName === id);
}

/** Terraform's durations: "10m", "1h30m", "45s", "0". */
export function durationSeconds(text: string): number {
  if (text === '0') return 0;
  if (!/^(\d+[hms])+$/.test(text))
    throw new Error(`wait_for_capacity_timeout: "${text}" is not a duration such as "10m"`);
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * (UNIT_SECONDS[unit ?? ''] ?? 0),
    0,
  );
}

/** At least the desired number after creation, exactly that number after an update; and as many healthy targets as asked for. */
export async function waitForCapacity(
  operation: Operation,
  id: string,
  planned: Group,
  occasion: 'create' | 'update',
): Promise<void> {
  const timeoutSeconds = durationSeconds(planned.wait_for_capacity_timeout);
  if (timeoutSeconds === 0) return;
  const wanted = planned.desired_capacity || planned.min_size;
  const healthy = planned.wait_for_elb_capacity || planned.min_elb_capacity || 0;
  const reached = async (): Promise<boolean> => {
    if (!planned.ignore_failed_scaling_activities) await refuseFailedActivity(operation, id);
    const inService = inServiceCount(await findGroup(operation, id));
    if (occasion === 'create' ? inService < wanted : inService !== wanted) return false;
    return healthy === 0 || (await healthyTargets(operation, planned)) >= healthy;
  };
  const describe = `${wanted} machine${wanted === 1 ? '' : 's'} of ${id} to be in service`;
  await operation.until(reached, { timeoutSeconds, describe });
}

export async function waitUntilEmpty(operation: Operation, id: string): Promise<void> {
  const empty = async (): Promise<boolean> => ((await findGroup(operation, id))?.Instances ?? []).length === 0;
  await operation.until(empty, {
    timeoutSeconds: EMPTY_TIMEOUT_SECONDS,
    describe: `the machines of ${id} to drain and terminate`,
  });
}

function inServiceCount(group: AutoScalingGroup | undefined): number {
  const counted = (group?.Instances ?? []).filter(
    ({ HealthStatus, LifecycleState }) => HealthStatus === 'Healthy' && LifecycleState === 'InService',
  );
  return counted.length;
}

/** A launch that failed since the operation began will not come true by waiting. */
async function refuseFailedActivity({ clients, startedAt }: Operation, id: string): Promise<void> {
  const { Activities } = await clients.autoscaling.send(
    new DescribeScalingActivitiesCommand({ AutoScalingGroupName: id }),
  );
  const failed = (Activities ?? []).find(
    ({ StatusCode, Progress, StartTime, StatusMessage }) =>
      StatusCode === 'Failed' &&
      Progress === 100 &&
      (StartTime?.getTime() ?? 0) >= startedAt &&
      !(StatusMessage ?? '').includes('Invalid IAM Instance Profile'),
  );
  if (failed !== undefined)
    throw new Error(`Scaling activity failed: ${failed.StatusMessage ?? failed.Description ?? ''}`);
}

async function healthyTargets({ clients }: Operation, planned: Group): Promise<number> {
  const counts: number[] = [];
  for (const TargetGroupArn of planned.target_group_arns ?? []) {
    const answer = await clients.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    counts.push(
      (answer.TargetHealthDescriptions ?? []).filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length,
    );
  }
  return counts.length === 0 ? 0 : Math.min(...counts);
}
