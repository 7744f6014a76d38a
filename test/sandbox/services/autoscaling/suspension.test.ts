// Suspended processes, one by one (ASG-90).

import { expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import * as elbv2 from '../../../../src/sandbox/services/elbv2/index.js';
import {
  activities,
  activity,
  api,
  createGroup,
  createTargetGroup,
  first,
  GROUP,
  inService,
  type Live,
  MINUTE,
  newLive,
  SECOND,
} from './harness.js';

function suspend(live: Live, ...ScalingProcesses: string[]): void {
  api.SuspendProcesses({ AutoScalingGroupName: GROUP, ScalingProcesses }, live.context);
}

function resume(live: Live): void {
  api.ResumeProcesses({ AutoScalingGroupName: GROUP }, live.context);
}

function twoInService(input: Parameters<typeof createGroup>[1] = {}): Live {
  const live = newLive();
  createGroup(live, input);
  live.run(MINUTE);
  return live;
}

test('ASG-90 Launch suspended: the unhealthy are ended without a substitute, which comes on resume', () => {
  const live = twoInService();
  suspend(live, 'Launch');
  ec2.terminateInstances(live.context, [first(live).instanceId]);
  live.run(10 * MINUTE);
  expect(inService(live)).toHaveLength(1);
  resume(live);
  live.run(30 * SECOND);
  expect(inService(live)).toHaveLength(2);
  expect(activity(live, 'Launching').Cause).toContain('an unhealthy instance needing to be replaced');
});

test('ASG-90 Terminate suspended: no scale-in, and the unhealthy are marked but kept', () => {
  const live = twoInService();
  suspend(live, 'Terminate');
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }, live.context);
  api.SetInstanceHealth({ InstanceId: first(live).instanceId, HealthStatus: 'Unhealthy' }, live.context);
  live.run(10 * MINUTE);
  expect(inService(live).map(({ healthStatus }) => healthStatus)).toEqual(['Unhealthy', 'Healthy']);
  resume(live);
  live.run(2 * MINUTE);
  expect(inService(live).map(({ healthStatus }) => healthStatus)).toEqual(['Healthy']);
});

test('ASG-90 ReplaceUnhealthy suspended: marked, not replaced; on resume at once', () => {
  const live = twoInService();
  suspend(live, 'ReplaceUnhealthy');
  ec2.terminateInstances(live.context, [first(live).instanceId]);
  live.run(10 * MINUTE);
  expect(live.events('GroupInstanceHealthChanged')).toHaveLength(1);
  expect(activities(live).some(({ Description }) => Description?.startsWith('Terminating'))).toBe(false);
  resume(live);
  live.kernel.settle();
  expect(activity(live, 'Terminating').Cause).toContain('EC2 health check');
});

test('ASG-90 HealthCheck suspended: nothing is marked, except by hand', () => {
  const live = twoInService();
  suspend(live, 'HealthCheck');
  ec2.terminateInstances(live.context, [first(live).instanceId]);
  live.run(10 * MINUTE);
  expect(live.events('GroupInstanceHealthChanged')).toEqual([]);
  api.SetInstanceHealth({ InstanceId: first(live).instanceId, HealthStatus: 'Unhealthy' }, live.context);
  expect(live.events('GroupInstanceHealthChanged')).toHaveLength(1);
});

test('ASG-90 AddToLoadBalancer suspended: launched unregistered, and not added on resume', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, { TargetGroupARNs: [targetGroupArn], DesiredCapacity: 1 });
  suspend(live, 'AddToLoadBalancer');
  live.run(MINUTE);
  resume(live);
  live.run(5 * MINUTE);
  expect(elbv2.targetHealth(live.context, targetGroupArn, first(live).instanceId)).toBeUndefined();
});

test('ASG-90 AZRebalance suspended: launches prefer the emptier zone, nobody is moved until resume', () => {
  const live = newLive();
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: true });
  createGroup(live);
  suspend(live, 'AZRebalance');
  live.run(5 * MINUTE);
  ec2.setZoneFault(live.context, 'us-east-1a', { insufficientCapacity: false });
  live.run(30 * MINUTE);
  expect(inService(live).map(({ availabilityZone }) => availabilityZone)).toEqual(['us-east-1b', 'us-east-1b']);
  resume(live);
  live.run(10 * MINUTE);
  expect(new Set(inService(live).map(({ availabilityZone }) => availabilityZone)).size).toBe(2);
});
