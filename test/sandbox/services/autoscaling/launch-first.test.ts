// An instance maintenance policy that turns the order of a replacement round (ASG-31).

import { expect, test } from 'vitest';
import { launchesFirst, roomAbove } from '../../../../src/sandbox/services/autoscaling/rules/maintenance.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import {
  activities,
  activity,
  api,
  createGroup,
  createTargetGroup,
  first,
  GROUP,
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
  SECOND,
} from './harness.js';

const LAUNCH_FIRST = { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 };

/** Two healthy instances, past their grace period of two minutes. */
function launchFirstStack(): Live {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, {
    ...{ TargetGroupARNs: [targetGroupArn], HealthCheckType: 'ELB', HealthCheckGracePeriod: 120, MaxSize: 2 },
    InstanceMaintenancePolicy: LAUNCH_FIRST,
  });
  live.run(5 * MINUTE);
  return live;
}

const begun = (live: Live, how: string) =>
  activities(live).filter(({ Description, Cause }) => Description?.startsWith(how) && !Cause?.includes('created'));

test.each([
  [100, 110, 'elb', true],
  [100, 110, 'user', true],
  [100, 110, 'not-running', false],
  [90, 110, 'elb', false],
  [100, 100, 'elb', false],
] as const)(
  'ASG-31 at least %i, at most %i per cent, unhealthy by %s: launch first is %s',
  (min, max, reason, expected) => {
    expect(launchesFirst({ minHealthyPercentage: min, maxHealthyPercentage: max }, reason)).toBe(expected);
  },
);

test.each([
  [2, 110, 1],
  [10, 120, 2],
  [4, 200, 4],
])('ASG-31 of %i at most %i per cent: room for %i more', (desired, maxHealthyPercentage, room) => {
  expect(roomAbove({ minHealthyPercentage: 100, maxHealthyPercentage }, desired)).toBe(room);
});

test('ASG-31 the successor is launched first, and the unhealthy one goes when it has passed its first check', () => {
  const live = launchFirstStack();
  const victim = first(live);
  const other = inService(live)[1];
  live.script.broken.add(victim.instanceId);
  let [least, most] = [2, 2];
  while (groupOf(live).instances[victim.instanceId]?.lifecycleState === 'InService') {
    live.run(SECOND);
    const serving = inService(live).length;
    [least, most] = [Math.min(least, serving), Math.max(most, serving)];
  }
  expect([least, most]).toEqual([2, 3]);
  const [launching] = begun(live, 'Launching');
  const [terminating] = begun(live, 'Terminating');
  expect(launching?.Cause).toContain('an unhealthy instance needing to be replaced');
  expect(terminating?.Cause).toContain('an ELB system health check failure');
  expect(terminating?.StartTime?.getTime()).toBeGreaterThan(launching?.EndTime?.getTime() ?? Number.NaN);
  const healthy = live.events('TargetHealthChanged').findLast(({ event }) => event.to === 'healthy');
  expect(terminating?.StartTime?.getTime()).toBe(healthy?.at);
  live.run(20 * MINUTE);
  expect(inService(live)).toHaveLength(2);
  expect(inService(live).map(({ instanceId }) => instanceId)).toContain(other?.instanceId);
  expect(new Set(inService(live).map(({ availabilityZone }) => availabilityZone)).size).toBe(2);
  expect(begun(live, 'Terminating')).toHaveLength(1);
  expect(groupOf(live).desiredCapacity).toBe(2);
});

test('ASG-31 two unhealthy at once: one after the other, never more over the desired capacity than the policy allows', () => {
  const live = launchFirstStack();
  for (const { instanceId } of inService(live)) live.script.broken.add(instanceId);
  let most = 0;
  for (let step = 0; step < 1_200; step += 1) {
    live.run(SECOND);
    most = Math.max(most, inService(live).length);
  }
  expect(most).toBe(3);
  expect(inService(live).map(({ healthStatus }) => healthStatus)).toEqual(['Healthy', 'Healthy']);
  expect(begun(live, 'Terminating')).toHaveLength(2);
});

test('ASG-31 a successor that fails is the one that goes, and the next is tried; nobody healthy is touched', () => {
  const live = launchFirstStack();
  const victim = first(live);
  const other = inService(live)[1]?.instanceId ?? '';
  for (let minute = 0; minute < 10; minute += 1) {
    for (const id of Object.keys(groupOf(live).instances)) if (id !== other) live.script.broken.add(id);
    live.run(MINUTE);
  }
  expect(groupOf(live).instances[other]).toMatchObject({ lifecycleState: 'InService', healthStatus: 'Healthy' });
  expect(groupOf(live).instances[victim.instanceId]?.lifecycleState).toBe('InService');
  expect(begun(live, 'Terminating').length).toBeGreaterThanOrEqual(2);
  live.run(15 * MINUTE);
  expect(inService(live).map(({ healthStatus }) => healthStatus)).toEqual(['Healthy', 'Healthy']);
  expect(inService(live).map(({ instanceId }) => instanceId)).not.toContain(victim.instanceId);
});

test('ASG-31 one that dies while it waits for its successor goes at once; without capacity it stays until there is some', () => {
  const live = launchFirstStack();
  const victim = first(live);
  const zones = ['us-east-1a', 'us-east-1b'];
  for (const zone of zones) ec2.setZoneFault(live.context, zone, { insufficientCapacity: true });
  live.script.broken.add(victim.instanceId);
  live.run(10 * MINUTE);
  expect(inService(live)).toHaveLength(2);
  expect(begun(live, 'Launching').length).toBeGreaterThanOrEqual(5);
  for (const zone of zones) ec2.setZoneFault(live.context, zone, { insufficientCapacity: false });
  while (groupOf(live).instances[victim.instanceId]?.successor === undefined) live.run(SECOND);
  ec2.terminateInstances(live.context, [victim.instanceId]);
  live.script.bootMs = 60 * MINUTE;
  live.run(100 * SECOND);
  expect(activity(live, `Terminating EC2 instance: ${victim.instanceId}`).Cause).toContain('terminated or stopped');
  expect(inService(live)).toHaveLength(2);
});

test('ASG-31 both percentages or neither; −1 twice takes the policy away; a refresh between 90 and 150 is refused', () => {
  const live = launchFirstStack();
  const described = () =>
    api.DescribeAutoScalingGroups({}, live.context).AutoScalingGroups?.[0]?.InstanceMaintenancePolicy;
  const update = (InstanceMaintenancePolicy: { MinHealthyPercentage?: number; MaxHealthyPercentage?: number }) =>
    api.UpdateAutoScalingGroup({ AutoScalingGroupName: GROUP, InstanceMaintenancePolicy }, live.context);
  expect(described()).toEqual(LAUNCH_FIRST);
  expect(() =>
    api.StartInstanceRefresh({ AutoScalingGroupName: GROUP, Preferences: { MinHealthyPercentage: 90 } }, live.context),
  ).toThrow(/between 90 and 150 percent/);
  expect(() => update({ MinHealthyPercentage: 100 })).toThrow(/must both be specified/);
  expect(() => update({ MinHealthyPercentage: 101, MaxHealthyPercentage: 110 })).toThrow(/between 0 and 100/);
  expect(() => update({ MinHealthyPercentage: 100, MaxHealthyPercentage: 90 })).toThrow(/between 100 and 200/);
  expect(() => update({ MinHealthyPercentage: 0, MaxHealthyPercentage: 200 })).toThrow(/100 percentage points/);
  update({ MinHealthyPercentage: -1, MaxHealthyPercentage: -1 });
  expect(described()).toBeUndefined();
});
