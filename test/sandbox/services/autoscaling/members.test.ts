// Standby, attaching and detaching, of instances and of target groups.

import { expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import * as elbv2 from '../../../../src/sandbox/services/elbv2/index.js';
import {
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

function twoInService(input: Parameters<typeof createGroup>[1] = {}): Live {
  const live = newLive();
  createGroup(live, input);
  live.run(MINUTE);
  return live;
}

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

test('ASG-28 what ails an instance in standby is looked at when it is back', () => {
  const live = twoInService();
  const { instanceId } = first(live);
  const wish = { AutoScalingGroupName: GROUP, InstanceIds: [instanceId] };
  api.EnterStandby({ ...wish, ShouldDecrementDesiredCapacity: true }, live.context);
  live.run(10 * MINUTE);
  live.kernel.emit({ type: 'InstanceStatusChanged', instanceId, check: 'instance', to: 'impaired' });
  live.run(30 * MINUTE);
  expect(live.events('GroupInstanceHealthChanged')).toEqual([]);
  api.ExitStandby(wish, live.context);
  live.run(2 * MINUTE);
  expect(live.events('GroupInstanceHealthChanged').map(({ event }) => event.instanceId)).toEqual([instanceId]);
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
