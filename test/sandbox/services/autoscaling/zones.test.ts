// Scale-in and balance: who leaves, and where the others stand.

import { expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import {
  activities,
  activity,
  api,
  createGroup,
  first,
  GROUP,
  groupOf,
  inService,
  MINUTE,
  newLive,
  SECOND,
  subnetIn,
} from './harness.js';

test('ASG-57 a zone that lost its power: status checks fail, substitutes go to the other zone, and come back with the power', () => {
  const live = newLive();
  createGroup(live);
  live.run(5 * MINUTE);
  ec2.setZoneFault(live.context, 'us-east-1a', { powerLost: true });
  live.run(15 * MINUTE);
  expect(inService(live).map(({ availabilityZone }) => availabilityZone)).toEqual(['us-east-1b', 'us-east-1b']);
  expect(activity(live, 'Terminating').Cause).toContain('an EC2 instance status check failure');
  ec2.setZoneFault(live.context, 'us-east-1a', { powerLost: false });
  live.run(15 * MINUTE);
  expect(new Set(inService(live).map(({ availabilityZone }) => availabilityZone)).size).toBe(2);
});

test('ASG-53 protection against termination through the EC2 API does not bind the group', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  for (const { instanceId } of inService(live)) {
    const instance = live.world.ec2.instances[instanceId];
    if (instance !== undefined) instance.disableApiTermination = true;
  }
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }, live.context);
  live.run(3 * MINUTE);
  expect(Object.keys(groupOf(live).instances)).toHaveLength(1);
});

test('ASG-13 balanced-only does not leave the emptiest zone', () => {
  const live = newLive();
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: true });
  createGroup(live, { AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-only' } });
  live.run(5 * MINUTE);
  expect(inService(live).map(({ availabilityZone }) => availabilityZone)).toEqual(['us-east-1b']);
});

test('ASG-37 TerminateInstanceInAutoScalingGroup: replaced, or desired one lower; protection does not stop it', () => {
  const live = newLive();
  createGroup(live, { NewInstancesProtectedFromScaleIn: true });
  live.run(MINUTE);
  const one = first(live);
  const { Activity } = api.TerminateInstanceInAutoScalingGroup(
    { InstanceId: one.instanceId, ShouldDecrementDesiredCapacity: false },
    live.context,
  );
  expect(Activity).toMatchObject({
    StatusCode: 'InProgress',
    Cause: `At 2026-01-05T12:01:00Z instance ${one.instanceId} was taken out of service in response to a user request.`,
  });
  live.run(2 * MINUTE);
  expect(inService(live)).toHaveLength(2);
  const answer = api.TerminateInstanceInAutoScalingGroup(
    { InstanceId: first(live).instanceId, ShouldDecrementDesiredCapacity: true },
    live.context,
  );
  expect(answer.Activity?.Cause).toContain('in response to a user request, shrinking the capacity from 2 to 1.');
  live.run(2 * MINUTE);
  expect(inService(live)).toHaveLength(1);
  expect(() =>
    api.TerminateInstanceInAutoScalingGroup(
      { InstanceId: first(live).instanceId, ShouldDecrementDesiredCapacity: true },
      live.context,
    ),
  ).toThrow(/min size/);
});

test('ASG-50 ASG-41 scale-in keeps the zones in balance and names whom it chose', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 3 });
  live.run(MINUTE);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 2 }, live.context);
  live.run(2 * MINUTE);
  const zones = inService(live).map(({ availabilityZone }) => availabilityZone);
  expect(new Set(zones).size).toBe(2);
  expect(activity(live, 'Terminating').Cause).toMatch(
    /^At \S+Z a user request explicitly set group desired capacity changing the desired capacity from 3 to 2\. {2}At \S+Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2\. {2}At \S+Z instance i-\w+ was selected for termination\.$/,
  );
});

test('ASG-50 balance is looked at again after each choice: of two that leave one stands in each zone', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 4, TerminationPolicies: ['OldestInstance'] });
  live.run(MINUTE);
  for (const instance of inService(live)) {
    if (instance.availabilityZone === 'us-east-1a')
      Object.assign(instance, { launchedAt: instance.launchedAt - MINUTE });
  }
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 2 }, live.context);
  live.run(2 * MINUTE);
  expect(inService(live).map(({ availabilityZone }) => availabilityZone)).toEqual(['us-east-1a', 'us-east-1b']);
});

test('ASG-53 protected instances: desired falls, nobody leaves until the protection is lifted', () => {
  const live = newLive();
  createGroup(live, { NewInstancesProtectedFromScaleIn: true });
  live.run(MINUTE);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }, live.context);
  live.run(5 * MINUTE);
  expect(inService(live)).toHaveLength(2);
  expect(groupOf(live).desiredCapacity).toBe(1);
  const told = activity(live, 'Could not scale');
  expect(told.Cause).toContain('all remaining instances are protected from scale-in.');
  expect(activities(live).filter(({ Description }) => Description === told.Description)).toHaveLength(1);
  api.SetInstanceProtection(
    {
      AutoScalingGroupName: GROUP,
      InstanceIds: inService(live).map(({ instanceId }) => instanceId),
      ProtectedFromScaleIn: false,
    },
    live.context,
  );
  live.run(2 * MINUTE);
  expect(inService(live)).toHaveLength(1);
});

test('ASG-55 ASG-57 ASG-59 after a zone’s outage the group balances itself: launch first, then terminate', () => {
  const live = newLive();
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: true });
  createGroup(live);
  live.run(10 * MINUTE);
  expect(inService(live).map(({ availabilityZone }) => availabilityZone)).toEqual(['us-east-1b', 'us-east-1b']);
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: false });
  live.run(10 * MINUTE);
  expect(new Set(inService(live).map(({ availabilityZone }) => availabilityZone)).size).toBe(2);
  expect(inService(live)).toHaveLength(2);
  const launch = activities(live).find(({ Cause }) => Cause?.includes('to aid in balancing') === true);
  const ended = activity(live, 'Terminating');
  expect(launch?.Cause).toContain('availability zones us-east-1a us-east-1b had 0 2 instances respectively.');
  expect(ended.Cause).toMatch(/^At \S+Z instances were launched to balance instances in zones us-east-1a/);
  expect(ended.StartTime?.getTime()).toBeGreaterThanOrEqual(launch?.EndTime?.getTime() ?? Number.NaN);
});

test('ASG-55 ASG-97 a changed list of zones moves the instances', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  api.UpdateAutoScalingGroup(
    { AutoScalingGroupName: GROUP, VPCZoneIdentifier: `${subnetIn(live, 'a')},${subnetIn(live, 'c')}` },
    live.context,
  );
  live.run(10 * MINUTE);
  expect(
    inService(live)
      .map(({ availabilityZone }) => availabilityZone)
      .sort(),
  ).toEqual(['us-east-1a', 'us-east-1c']);
});

test('ASG-56 a rebalance holds one instance over the maximum, not more', () => {
  const live = newLive();
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: true });
  createGroup(live, { MaxSize: 4, DesiredCapacity: 4 });
  live.run(5 * MINUTE);
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: false });
  let most = 0;
  for (let step = 0; step < 1_800; step += 1) {
    live.run(SECOND);
    const active = Object.values(groupOf(live).instances).filter(({ lifecycleState }) => !/^Term/.test(lifecycleState));
    most = Math.max(most, active.length);
  }
  expect(most).toBe(5);
  expect(inService(live)).toHaveLength(4);
  expect(inService(live).filter(({ availabilityZone }) => availabilityZone === 'us-east-1a')).toHaveLength(2);
});
