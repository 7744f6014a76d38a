// Launching: the order of events, the words, the zones, the failures.

import { expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import {
  activities,
  activity,
  api,
  createGroup,
  createTargetGroup,
  first,
  GROUP,
  gapInCause,
  groupOf,
  inService,
  MINUTE,
  newLive,
  SECOND,
  secondsBetween,
  subnetIn,
} from './harness.js';

test('ASG-10 an instance is in service as soon as it runs and is registered, long before it is healthy', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  live.script.bootMs = 5 * MINUTE;
  createGroup(live, { TargetGroupARNs: [targetGroupArn] });
  live.run(40 * SECOND);
  expect(inService(live)).toHaveLength(2);
  const states = live.events('GroupInstanceStateChanged').map(({ event }) => event.to);
  expect(states).toEqual(['Pending', 'Pending', 'InService', 'InService']);
  const registered = live.events('TargetRegistered')[0];
  const served = live.events('GroupInstanceStateChanged').find(({ event }) => event.to === 'InService');
  expect(registered?.at).toBeLessThanOrEqual(served?.at ?? 0);
  expect(activity(live, 'Launching')).toMatchObject({ StatusCode: 'Successful', Progress: 100 });
});

test('ASG-12 a launch activity lasts some seconds, from PreInService to Successful', () => {
  const live = newLive();
  createGroup(live);
  while (activities(live).length === 0) live.run(SECOND);
  expect(activities(live)[0]).toMatchObject({ StatusCode: 'PreInService', Progress: 30, EndTime: undefined });
  live.run(MINUTE);
  for (const { StartTime, EndTime } of activities(live)) {
    expect(secondsBetween(StartTime, EndTime)).toBeGreaterThanOrEqual(4);
    expect(secondsBetween(StartTime, EndTime)).toBeLessThanOrEqual(20);
  }
});

test('ASG-41 ASG-42 the cause of the first launches, two sentences, 1 to 12 seconds apart', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  const { Cause } = activity(live, 'Launching');
  expect(Cause).toMatch(
    /^At 2026-01-05T12:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 2\. {2}At \S+Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2\.$/,
  );
  expect(gapInCause(Cause)).toBeGreaterThanOrEqual(1);
  expect(gapInCause(Cause)).toBeLessThanOrEqual(12);
});

test('ASG-13 instances are spread over the zones, and their details name subnet and zone', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 4 });
  live.run(MINUTE);
  expect(
    inService(live)
      .map(({ availabilityZone }) => availabilityZone)
      .sort(),
  ).toEqual(['us-east-1a', 'us-east-1a', 'us-east-1b', 'us-east-1b']);
  const details = JSON.parse(activity(live, 'Launching').Details ?? '{}');
  expect([subnetIn(live, 'a'), subnetIn(live, 'b')]).toContain(details['Subnet ID']);
  expect(details['Availability Zone']).toMatch(/^us-east-1[ab]$/);
});

test('ASG-17 ASG-57 a zone without capacity: the try fails in AWS’s words and another zone serves', () => {
  const live = newLive();
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: true });
  createGroup(live);
  live.run(MINUTE);
  expect(inService(live).map(({ availabilityZone }) => availabilityZone)).toEqual(['us-east-1b', 'us-east-1b']);
  const failed = activities(live).find(({ StatusCode }) => StatusCode === 'Failed');
  expect(failed?.Progress).toBe(100);
  expect(failed?.Description).toMatch(/^Launching a new EC2 instance\. {2}Status Reason: Could not launch/);
  expect(failed?.StatusMessage).toMatch(
    /^Could not launch On-Demand Instances\. InsufficientInstanceCapacity - We currently do not have sufficient t3\.micro capacity in the Availability Zone you requested \(us-east-1a\)\..* Launching EC2 instance failed\.$/,
  );
});

test('ASG-17 with no zone left the group tries again every 50 to 66 seconds', () => {
  const live = newLive();
  for (const zone of ['us-east-1a', 'us-east-1b']) ec2.setZoneFault(live.context, zone, { insufficientCapacity: true });
  createGroup(live, { DesiredCapacity: 1 });
  live.run(5 * MINUTE);
  const tries = [...new Set(activities(live).map(({ StartTime }) => StartTime?.getTime() ?? 0))].sort((a, b) => a - b);
  expect(tries.length).toBeGreaterThanOrEqual(4);
  for (const [index, at] of tries.slice(1).entries()) {
    expect(at - (tries[index] ?? 0)).toBeGreaterThanOrEqual(50 * SECOND);
    expect(at - (tries[index] ?? 0)).toBeLessThanOrEqual(66 * SECOND);
  }
  for (const zone of ['us-east-1a', 'us-east-1b'])
    ec2.setZoneFault(live.context, zone, { insufficientCapacity: false });
  live.run(2 * MINUTE);
  expect(inService(live)).toHaveLength(1);
});

test('ASG-17 desired lowered while a retry waits: nothing more is tried', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 1 });
  live.run(MINUTE);
  for (const zone of ['us-east-1a', 'us-east-1b']) ec2.setZoneFault(live.context, zone, { insufficientCapacity: true });
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 2 }, live.context);
  live.run(20 * SECOND);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }, live.context);
  live.run(30 * SECOND);
  const tried = activities(live).length;
  live.run(30 * MINUTE);
  expect(activities(live)).toHaveLength(tried);
});

test('ASG-41 a change that is taken back before work begins leaves no activity and no words behind', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  const before = activities(live).length;
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 3 }, live.context);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 2 }, live.context);
  live.run(MINUTE);
  expect(activities(live)).toHaveLength(before);
  expect(groupOf(live).trigger).toBeUndefined();
});

test('ASG-19 an instance that dies while launching is cancelled and tried again', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 1 });
  while (live.events('InstanceStateChanged').length === 0) live.run(SECOND);
  const [died] = Object.keys(groupOf(live).instances);
  ec2.terminateInstances(live.context, [died ?? '']);
  live.run(2 * MINUTE);
  const cancelled = activities(live).find(({ StatusCode }) => StatusCode === 'Cancelled');
  expect(cancelled?.StatusMessage).toContain('became unhealthy while waiting for instance to be in InService state');
  expect(inService(live)).toHaveLength(1);
  expect(first(live).instanceId).not.toBe(died);
});
