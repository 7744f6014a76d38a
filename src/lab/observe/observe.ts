// One look at everything: group, machines, targets, alarms, activities, CPU, users. Only AWS APIs and the lab's own traffic.

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Instance } from '@aws-sdk/client-ec2';
import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsClients } from '../clients.js';
import type { StackOutputs, Traffic } from '../lab.js';
import type { InstanceObservation, LabInstant, MetricSeries, Observation } from '../observation.js';
import { metricSeries, observeAlarmHistory, observeAlarms } from './alarms.js';
import { type GroupMember, observeActivities, observeGroup, observeMachines, observePolicies } from './group.js';

/** Rates of users and shares of instances are measured over this window, which ends at the observation. */
export const USERS_WINDOW_MS = 30_000;
const METRIC_WINDOW_MS = 15 * 60_000;

/** @param of the traffic whose users are meant; absent: all together */
export async function observeStack(
  clients: AwsClients,
  outputs: StackOutputs,
  traffic: Traffic,
  now: LabInstant,
  of?: string,
): Promise<Observation> {
  const { group, members } = await observeGroup(clients, outputs.autoScalingGroupName);
  const targets = await observeTargets(clients, outputs.targetGroupArn);
  const ids = [...new Set([...members.map((member) => member.id), ...targets.keys()])].sort();
  const from = now - USERS_WINDOW_MS;
  const [machines, activities, policies, alarms, alarmHistory, cpu, users, perInstance] = await Promise.all([
    observeMachines(clients, ids),
    observeActivities(clients, outputs.autoScalingGroupName),
    observePolicies(clients, outputs.autoScalingGroupName),
    observeAlarms(clients, outputs.alarmNames, now),
    observeAlarmHistory(clients, outputs.alarmNames),
    observeCpu(clients, outputs.autoScalingGroupName, ids, now),
    traffic.users(from, now, of),
    traffic.perInstance(from, now, of),
  ]);
  const asked = Object.values(perInstance).reduce((sum, count) => sum + count, 0);
  const instances = ids.map((id) =>
    instanceOf({
      id,
      member: members.find((member) => member.id === id),
      machine: machines.get(id),
      target: targets.get(id),
      cpu: cpu.get(id)?.points.at(-1)?.value,
      requests: users === undefined ? undefined : (perInstance[id] ?? 0),
      asked,
    }),
  );
  return {
    at: now,
    group,
    instances: instances.sort((a, b) => a.launchedAt - b.launchedAt || (a.id < b.id ? -1 : 1)),
    alarms,
    policies,
    activities,
    alarmHistory,
    groupCpu: cpu.get(GROUP) ?? { label: 'CPUUtilization', unit: 'Percent', periodSeconds: 60, points: [] },
    ...(users === undefined ? {} : { users }),
  };
}

async function observeTargets(
  clients: AwsClients,
  targetGroupArn: string,
): Promise<ReadonlyMap<string, TargetHealthDescription>> {
  const answer = await clients.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }));
  const descriptions = answer.TargetHealthDescriptions ?? [];
  return new Map(descriptions.map((description) => [description.Target?.Id ?? '', description]));
}

const GROUP = 'group';

async function observeCpu(
  clients: AwsClients,
  groupName: string,
  ids: readonly string[],
  now: LabInstant,
): Promise<ReadonlyMap<string, MetricSeries>> {
  const byQuery = new Map<string, string>([
    ['g', GROUP],
    ...ids.map((id, index): [string, string] => [`i${index}`, id]),
  ]);
  const query = (id: string, name: string, value: string): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: name, Value: value }] },
      Period: 60,
      Stat: 'Average',
    },
  });
  const queries = [...byQuery].map(([id, of]) =>
    of === GROUP ? query(id, 'AutoScalingGroupName', groupName) : query(id, 'InstanceId', of),
  );
  const series = await metricSeries(clients, queries, now - METRIC_WINDOW_MS, now);
  return new Map([...series].map(([id, points]) => [byQuery.get(id) ?? id, points]));
}

interface InstanceParts {
  readonly id: string;
  readonly member: GroupMember | undefined;
  readonly machine: Instance | undefined;
  readonly target: TargetHealthDescription | undefined;
  readonly cpu: number | undefined;
  readonly requests: number | undefined;
  readonly asked: number;
}

function instanceOf({ id, member, machine, target, cpu, requests, asked }: InstanceParts): InstanceObservation {
  const privateIp = machine?.PrivateIpAddress;
  return {
    id,
    zone: member?.zone ?? machine?.Placement?.AvailabilityZone ?? '',
    launchedAt: machine?.LaunchTime?.getTime() ?? 0,
    state: machine?.State?.Name ?? 'terminated',
    ...(privateIp === undefined ? {} : { privateIp }),
    type: machine?.InstanceType ?? '',
    ...(member === undefined ? {} : { lifecycle: member.lifecycle, health: member.health }),
    ...targetOf(target),
    ...(cpu === undefined ? {} : { cpu }),
    ...(requests === undefined
      ? {}
      : { requestRate: requests / (USERS_WINDOW_MS / 1_000), share: asked === 0 ? 0 : requests / asked }),
  };
}

function targetOf(
  target: TargetHealthDescription | undefined,
): Pick<InstanceObservation, 'target' | 'targetReason' | 'targetDescription'> {
  const health = target?.TargetHealth;
  if (health?.State === undefined) return {};
  return {
    target: health.State,
    ...(health.Reason === undefined ? {} : { targetReason: health.Reason }),
    ...(health.Description === undefined ? {} : { targetDescription: health.Description }),
  };
}
