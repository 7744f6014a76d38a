// Lifecycle hooks and instance refresh.

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
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
  putTemplate,
  SECOND,
} from './harness.js';

function twoInService(input: Parameters<typeof createGroup>[1] = {}): Live {
  const live = newLive();
  createGroup(live, input);
  live.run(MINUTE);
  return live;
}

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

test('ASG-31 ASG-98 between 100 and 150 percent a refresh launches first: never fewer than desired, one above it at most', () => {
  const live = twoInService({ DefaultInstanceWarmup: 60 });
  const before = inService(live).map(({ instanceId }) => instanceId);
  putTemplate(live, 2);
  const Preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 };
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP, Preferences }, live.context);
  const counts = new Set<number>();
  for (let step = 0; step < 900; step += 1) {
    live.run(SECOND);
    counts.add(inService(live).length);
  }
  expect([...counts].toSorted()).toEqual([2, 3]);
  const [refresh] =
    api.DescribeInstanceRefreshes({ AutoScalingGroupName: GROUP }, live.context).InstanceRefreshes ?? [];
  expect(refresh).toMatchObject({ Status: 'Successful', PercentageComplete: 100, Preferences });
  const after = inService(live);
  expect(after.map(({ launchTemplate }) => launchTemplate?.version)).toEqual(['2', '2']);
  expect(after.some(({ instanceId }) => before.includes(instanceId))).toBe(false);
  expect(activity(live, 'Launching').Cause).toContain('launched in response to an instance refresh.');
  expect(activity(live, 'Terminating').Cause).toContain('out of service in response to an instance refresh.');
});

test('ASG-31 ASG-98 a launch-first refresh that is cancelled finishes the pair that it began, and no other', () => {
  const live = twoInService({ DefaultInstanceWarmup: 60 });
  const before = inService(live).map(({ instanceId }) => instanceId);
  const Preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 };
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP, Preferences }, live.context);
  live.run(5 * SECOND);
  api.CancelInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context);
  live.run(10 * MINUTE);
  const [refresh] =
    api.DescribeInstanceRefreshes({ AutoScalingGroupName: GROUP }, live.context).InstanceRefreshes ?? [];
  expect(refresh?.Status).toBe('Cancelled');
  const after = inService(live).map(({ instanceId }) => instanceId);
  expect([after.length, after.filter((id) => before.includes(id)).length]).toEqual([2, 1]);
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

test('ASG-98 the hour of patience begins anew with every instance that could be replaced', () => {
  const live = twoInService({ NewInstancesProtectedFromScaleIn: true });
  const [one, other] = inService(live).map(({ instanceId }) => instanceId);
  const letGo = (instanceId = ''): void => {
    const wish = { AutoScalingGroupName: GROUP, InstanceIds: [instanceId], ProtectedFromScaleIn: false };
    api.SetInstanceProtection(wish, live.context);
  };
  const status = () =>
    api.DescribeInstanceRefreshes({ AutoScalingGroupName: GROUP }, live.context).InstanceRefreshes?.[0]?.Status;
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP }, live.context);
  live.run(50 * MINUTE);
  letGo(one);
  live.run(50 * MINUTE);
  expect(status()).toBe('InProgress');
  letGo(other);
  live.run(10 * MINUTE);
  expect(status()).toBe('Successful');
});

test('ASG-98 only substitutes have to warm up: a refresh begins beside instances that are still warming up', () => {
  const live = twoInService();
  const Preferences = { InstanceWarmup: 3_600 };
  api.StartInstanceRefresh({ AutoScalingGroupName: GROUP, Preferences }, live.context);
  live.run(5 * MINUTE);
  expect(activity(live, 'Terminating').Cause).toContain('in response to an instance refresh.');
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
