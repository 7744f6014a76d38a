// The group, its instances and its activities, as the Auto Scaling and EC2 APIs tell them.

import {
  type Activity,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  type ScalingPolicy,
} from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';
import type { AwsClients } from '../clients.js';
import type { ActivityObservation, GroupObservation, PolicyObservation } from '../observation.js';

export interface GroupMember {
  readonly id: string;
  readonly zone: string;
  readonly lifecycle: string;
  readonly health: 'Healthy' | 'Unhealthy';
}

export interface GroupView {
  readonly group: GroupObservation;
  readonly members: readonly GroupMember[];
}

/** Throws NOT_DEPLOYED when the group is gone. */
export async function observeGroup(clients: AwsClients, name: string): Promise<GroupView> {
  const answer = await clients.autoscaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  const found = answer.AutoScalingGroups?.[0];
  if (found === undefined) {
    throw new LabError('NOT_DEPLOYED', `The Auto Scaling group ${name} does not exist.`, {
      suggestions: ['ha-lab deploy'],
      exitCode: 2,
    });
  }
  return { group: groupOf(found), members: (found.Instances ?? []).map(memberOf) };
}

function groupOf(group: AutoScalingGroup): GroupObservation {
  return {
    name: group.AutoScalingGroupName ?? '',
    minSize: group.MinSize ?? 0,
    desiredCapacity: group.DesiredCapacity ?? 0,
    maxSize: group.MaxSize ?? 0,
    healthCheckType: group.HealthCheckType ?? 'EC2',
    healthCheckGracePeriod: group.HealthCheckGracePeriod ?? 0,
    ...(group.DefaultInstanceWarmup === undefined ? {} : { defaultInstanceWarmup: group.DefaultInstanceWarmup }),
    suspendedProcesses: (group.SuspendedProcesses ?? []).map((process) => process.ProcessName ?? ''),
    zones: [...(group.AvailabilityZones ?? [])].sort(),
  };
}

function memberOf(instance: NonNullable<AutoScalingGroup['Instances']>[number]): GroupMember {
  return {
    id: instance.InstanceId ?? '',
    zone: instance.AvailabilityZone ?? '',
    lifecycle: instance.LifecycleState ?? '',
    health: instance.HealthStatus === 'Unhealthy' ? 'Unhealthy' : 'Healthy',
  };
}

/** The newest activities, newest first. */
export async function observeActivities(clients: AwsClients, name: string): Promise<readonly ActivityObservation[]> {
  const answer = await clients.autoscaling.send(
    new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, MaxRecords: 100 }),
  );
  return (answer.Activities ?? []).map(activityOf);
}

function activityOf(activity: Activity): ActivityObservation {
  const instanceId = /\bi-[0-9a-f]+/.exec(activity.Description ?? '')?.[0];
  return {
    id: activity.ActivityId ?? '',
    startedAt: activity.StartTime?.getTime() ?? 0,
    ...(activity.EndTime === undefined ? {} : { endedAt: activity.EndTime.getTime() }),
    status: activity.StatusCode ?? '',
    progress: activity.Progress ?? 0,
    description: activity.Description ?? '',
    cause: activity.Cause ?? '',
    ...(activity.StatusMessage === undefined ? {} : { message: activity.StatusMessage }),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...zoneOf(activity),
  };
}

/** AWS writes the place into the details, as JSON. */
function zoneOf({ Details }: Activity): { readonly zone?: string } {
  const zone = /"Availability Zone":\s*"([a-z0-9-]+)"/.exec(Details ?? '')?.[1];
  return zone === undefined ? {} : { zone };
}

export async function observePolicies(clients: AwsClients, name: string): Promise<readonly PolicyObservation[]> {
  const answer = await clients.autoscaling.send(new DescribePoliciesCommand({ AutoScalingGroupName: name }));
  return (answer.ScalingPolicies ?? []).map(policyOf);
}

function policyOf(policy: ScalingPolicy): PolicyObservation {
  const relative = policy.AdjustmentType === 'ChangeInCapacity';
  // Of several steps only the metric says which one it will be.
  const [step, ...others] = policy.StepAdjustments ?? [];
  const single = policy.ScalingAdjustment ?? (others.length === 0 ? step?.ScalingAdjustment : undefined);
  const change = relative ? single : undefined;
  return {
    arn: policy.PolicyARN ?? '',
    name: policy.PolicyName ?? '',
    type: policy.PolicyType ?? '',
    ...(change === undefined ? {} : { change }),
  };
}

/** The machines of the ids, by id; those that AWS has forgotten are absent. */
export async function observeMachines(
  clients: AwsClients,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Instance>> {
  if (ids.length === 0) return new Map();
  const answer = await clients.ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [...ids] }] }),
  );
  const machines = (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  return new Map(machines.map((machine) => [machine.InstanceId ?? '', machine]));
}
