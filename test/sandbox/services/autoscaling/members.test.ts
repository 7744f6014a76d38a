// Suspended processes, standby, attaching and detaching, hooks and instance refresh.

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
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
  putTemplate,
  SECOND,
  subnetIn,
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

test('ASG-29 a stopped instance is replaced', () => {
  const live = twoInService();
  const { instanceId } = first(live);
  const instance = live.world.ec2.instances[instanceId];
  expect(instance?.state).toBe('running');
  ec2.observations.halted?.({ kind: 'halted', instanceId }, live.context);
  live.run(2 * MINUTE);
  expect(activity(live, `Terminating EC2 instance: ${instanceId}`).Cause).toContain('terminated or stopped');
});

test('ASG-28 ASG-95 standby with decrement: drained, unchecked, and back with a new grace period', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live, 60);
  createGroup(live, { TargetGroupARNs: [targetGroupArn] });
  live.run(4 * MINUTE);
  const { instanceId, inServiceAt } = first(live);
  const { Activities } = api.EnterStandby(
    { AutoScalingGroupName: GROUP, InstanceIds: [instanceId], ShouldDecrementDesiredCapacity: true },
    live.context,
  );
  expect(Activities?.[0]?.Cause).toMatch(
    /was moved to standby in response to a user request, shrinking the capacity from 2 to 1\.$/,
  );
  expect(groupOf(live).instances[instanceId]?.lifecycleState).toBe('EnteringStandby');
  live.run(2 * MINUTE);
  expect(groupOf(live).instances[instanceId]?.lifecycleState).toBe('Standby');
  expect(groupOf(live).desiredCapacity).toBe(1);
  live.run(10 * MINUTE);
  const back = api.ExitStandby({ AutoScalingGroupName: GROUP, InstanceIds: [instanceId] }, live.context);
  expect(back.Activities?.[0]).toMatchObject({
    Description: `Moving EC2 instance out of Standby: ${instanceId}`,
    StatusCode: 'PreInService',
  });
  live.run(MINUTE);
  expect(inService(live)).toHaveLength(2);
  expect(groupOf(live).instances[instanceId]?.inServiceAt).toBeGreaterThan(inServiceAt ?? 0);
  expect(elbv2.targetHealth(live.context, targetGroupArn, instanceId)?.state).toBe('healthy');
});

test('ASG-95 standby without decrement brings a substitute', () => {
  const live = twoInService();
  api.EnterStandby(
    { AutoScalingGroupName: GROUP, InstanceIds: [first(live).instanceId], ShouldDecrementDesiredCapacity: false },
    live.context,
  );
  live.run(MINUTE);
  expect(inService(live)).toHaveLength(2);
  expect(Object.keys(groupOf(live).instances)).toHaveLength(3);
});

test('ASG-96 detach leaves the instance running, attach raises desired and fails above the maximum', () => {
  const live = twoInService({ MaxSize: 2 });
  const { instanceId } = first(live);
  api.DetachInstances(
    { AutoScalingGroupName: GROUP, InstanceIds: [instanceId], ShouldDecrementDesiredCapacity: true },
    live.context,
  );
  live.run(MINUTE);
  expect(ec2.findInstance(live.context, instanceId)?.state).toBe('running');
  expect(Object.keys(groupOf(live).instances)).not.toContain(instanceId);
  expect(groupOf(live).desiredCapacity).toBe(1);
  api.AttachInstances({ AutoScalingGroupName: GROUP, InstanceIds: [instanceId] }, live.context);
  live.run(MINUTE);
  expect(inService(live).map((instance) => instance.instanceId)).toContain(instanceId);
  const [extra] = ec2.launchInstances(live.context, {
    ...{
      launchTemplate: { launchTemplateId: putTemplate(live) },
      subnetId: subnetIn(live, 'a'),
      count: 1,
      reason: 'test',
    },
  });
  live.run(MINUTE);
  expect(() =>
    api.AttachInstances({ AutoScalingGroupName: GROUP, InstanceIds: [extra?.instanceId ?? ''] }, live.context),
  ).toThrow(/greater than the maximum/);
});

test('ASG-97 attaching a target group registers everybody, detaching drains and leaves them running', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live, 60);
  createGroup(live);
  live.run(MINUTE);
  const wish = { AutoScalingGroupName: GROUP, TargetGroupARNs: [targetGroupArn] };
  const states = () =>
    api
      .DescribeLoadBalancerTargetGroups({ AutoScalingGroupName: GROUP }, live.context)
      .LoadBalancerTargetGroups?.map(({ State }) => State);
  api.AttachLoadBalancerTargetGroups(wish, live.context);
  expect(states()).toEqual(['Adding']);
  live.run(2 * MINUTE);
  expect(states()).toEqual(['InService']);
  expect(api.DescribeTrafficSources({ AutoScalingGroupName: GROUP }, live.context).TrafficSources?.[0]).toMatchObject({
    Identifier: targetGroupArn,
    Type: 'elbv2',
    State: 'InService',
  });
  api.DetachLoadBalancerTargetGroups(wish, live.context);
  expect(states()).toEqual(['Removing']);
  live.run(61 * SECOND);
  expect(states()).toEqual([]);
  expect(inService(live)).toHaveLength(2);
});

const LAUNCH_HOOK = {
  AutoScalingGroupName: GROUP,
  LifecycleHookName: 'setup',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
};

test('ASG-01 ASG-11 a launch hook: Pending:Wait, then registered and in service once completed', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, { DesiredCapacity: 1, TargetGroupARNs: [targetGroupArn] });
  api.PutLifecycleHook(LAUNCH_HOOK, live.context);
  expect(api.DescribeLifecycleHooks({ AutoScalingGroupName: GROUP }, live.context).LifecycleHooks?.[0]).toMatchObject({
    ...{ HeartbeatTimeout: 3_600, DefaultResult: 'ABANDON', GlobalTimeout: 172_800 },
  });
  live.run(10 * MINUTE);
  const [instance] = Object.values(groupOf(live).instances);
  expect(instance?.lifecycleState).toBe('Pending:Wait');
  expect(live.events('TargetRegistered')).toEqual([]);
  expect(activity(live, 'Launching').StatusCode).toBe('MidLifecycleAction');
  api.CompleteLifecycleAction(
    {
      ...{ AutoScalingGroupName: GROUP, LifecycleHookName: 'setup', LifecycleActionResult: 'CONTINUE' },
      InstanceId: instance?.instanceId,
    },
    live.context,
  );
  live.run(10 * SECOND);
  expect(inService(live)).toHaveLength(1);
  expect(live.events('GroupInstanceStateChanged').map(({ event }) => event.to)).toEqual([
    'Pending',
    'Pending:Wait',
    'Pending:Proceed',
    'InService',
  ]);
});

test('ASG-11 a launch hook that times out abandons: ended and replaced; a heartbeat buys time', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 1 });
  api.PutLifecycleHook({ ...LAUNCH_HOOK, HeartbeatTimeout: 120 }, live.context);
  live.run(90 * SECOND);
  const [instance] = Object.values(groupOf(live).instances);
  api.RecordLifecycleActionHeartbeat(
    { AutoScalingGroupName: GROUP, LifecycleHookName: 'setup', InstanceId: instance?.instanceId },
    live.context,
  );
  live.run(100 * SECOND);
  expect(groupOf(live).instances[instance?.instanceId ?? '']?.lifecycleState).toBe('Pending:Wait');
  live.run(60 * SECOND);
  const cancelled = activities(live).find(({ StatusCode }) => StatusCode === 'Cancelled');
  expect(cancelled?.StatusMessage).toMatch(/was abandoned: Abandon Default Result$/);
  expect(Object.keys(groupOf(live).instances).some((id) => id !== instance?.instanceId)).toBe(true);
});

test('ASG-35 a termination hook waits after the drain, then the instance ends', () => {
  const live = twoInService();
  api.PutLifecycleHook(
    { ...LAUNCH_HOOK, LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', HeartbeatTimeout: 300 },
    live.context,
  );
  const { instanceId } = first(live);
  api.TerminateInstanceInAutoScalingGroup(
    { InstanceId: instanceId, ShouldDecrementDesiredCapacity: true },
    live.context,
  );
  live.run(4 * MINUTE);
  expect(groupOf(live).instances[instanceId]?.lifecycleState).toBe('Terminating:Wait');
  expect(ec2.findInstance(live.context, instanceId)?.state).toBe('running');
  live.run(2 * MINUTE);
  expect(groupOf(live).instances[instanceId]).toBeUndefined();
});

test('ASG-98 an instance refresh replaces one after the other, never both, and ends', () => {
  const live = twoInService({ DefaultInstanceWarmup: 60 });
  const before = inService(live).map(({ instanceId }) => instanceId);
  putTemplate(live, 2);
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context);
  expect(() => api.StartInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context)).toThrow(
    expect.objectContaining({ code: 'InstanceRefreshInProgress' }),
  );
  let least = 2;
  for (let step = 0; step < 600; step += 1) {
    live.run(SECOND);
    least = Math.min(least, inService(live).length);
  }
  expect(least).toBe(1);
  const [refresh] =
    api.DescribeInstanceRefreshes({ AutoScalingGroupName: GROUP }, live.context).InstanceRefreshes ?? [];
  expect(refresh).toMatchObject({ Status: 'Successful', PercentageComplete: 100, InstancesToUpdate: 0 });
  const after = inService(live);
  expect(after.map(({ launchTemplate }) => launchTemplate?.version)).toEqual(['2', '2']);
  expect(after.some(({ instanceId }) => before.includes(instanceId))).toBe(false);
  expect(activity(live, 'Terminating').Cause).toContain('in response to an instance refresh.');
});

test('ASG-98 a refresh that waits for protected instances fails after an hour; SkipMatching has nothing to do', () => {
  const live = twoInService({ NewInstancesProtectedFromScaleIn: true });
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context);
  live.run(61 * MINUTE);
  const describe = () =>
    api.DescribeInstanceRefreshes({ AutoScalingGroupName: GROUP }, live.context).InstanceRefreshes?.[0];
  expect(describe()?.Status).toBe('Failed');
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP, Preferences: { SkipMatching: true } }, live.context);
  live.run(MINUTE);
  expect(describe()?.Status).toBe('Successful');
});

test('ASG-98 a refresh can be cancelled; without one there is nothing to cancel', () => {
  const live = twoInService();
  expect(() => api.CancelInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context)).toThrow(
    expect.objectContaining({ code: 'ActiveInstanceRefreshNotFound' }),
  );
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context);
  live.run(5 * SECOND);
  api.CancelInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context);
  live.run(2 * MINUTE);
  const [refresh] =
    api.DescribeInstanceRefreshes({ AutoScalingGroupName: GROUP }, live.context).InstanceRefreshes ?? [];
  expect(refresh?.Status).toBe('Cancelled');
});
