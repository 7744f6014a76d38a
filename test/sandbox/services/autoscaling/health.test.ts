// Health: who says what, when it counts, and when it does not.

import { expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import {
  activity,
  api,
  createGroup,
  createTargetGroup,
  first,
  GROUP,
  groupOf,
  inService,
  MINUTE,
  newLive,
  SECOND,
  servingStack,
} from './harness.js';

test('ASG-23 ASG-03 a stack that never worked is never churned; the attachment stays Added', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  live.script.bootMs = 24 * 60 * MINUTE;
  createGroup(live, { TargetGroupARNs: [targetGroupArn], HealthCheckType: 'ELB' });
  const stateNow = () =>
    api.DescribeLoadBalancerTargetGroups({ AutoScalingGroupName: GROUP }, live.context).LoadBalancerTargetGroups?.[0]
      ?.State;
  expect(stateNow()).toBe('Adding');
  live.run(60 * MINUTE);
  expect(stateNow()).toBe('Added');
  expect(live.events('GroupInstanceHealthChanged')).toEqual([]);
});

test('ASG-23 the gate is sticky: once in service it stays so when all turn unhealthy', () => {
  const { live } = servingStack();
  expect(groupOf(live).trafficSources[0]?.state).toBe('InService');
  for (const { instanceId } of inService(live)) live.script.broken.add(instanceId);
  live.script.bootMs = 24 * 60 * MINUTE;
  live.run(30 * MINUTE);
  expect(groupOf(live).trafficSources[0]?.state).toBe('InService');
  expect(live.events('GroupInstanceHealthChanged').length).toBeGreaterThanOrEqual(2);
});

test('ASG-24 ASG-25 grace runs from InService and holds back the ELB verdict until the next look after it', () => {
  const { live } = servingStack(600);
  const victim = first(live);
  live.script.broken.add(victim.instanceId);
  live.run(15 * MINUTE);
  const marked = live.events('GroupInstanceHealthChanged')[0];
  const graceEnd = (victim.inServiceAt ?? 0) + 600 * SECOND;
  expect(marked?.at).toBeGreaterThanOrEqual(graceEnd);
  expect(marked?.at).toBeLessThanOrEqual(graceEnd + 60 * SECOND);
});

test('ASG-21 not running is acted on inside the grace period, too', () => {
  const { live } = servingStack(7_200);
  ec2.terminateInstances(live.context, [first(live).instanceId]);
  live.run(2 * MINUTE);
  expect(live.events('GroupInstanceHealthChanged')[0]?.event).toMatchObject({ source: 'EC2' });
});

test('ASG-20 without the ELB type the load balancer’s word counts for nothing', () => {
  const live = newLive();
  createGroup(live, { TargetGroupARNs: [createTargetGroup(live)] });
  live.run(4 * MINUTE);
  live.script.broken.add(first(live).instanceId);
  live.run(20 * MINUTE);
  expect(live.events('GroupInstanceHealthChanged')).toEqual([]);
});

test('ASG-27 SetInstanceHealth respects the grace period by default, and replaces at once otherwise', () => {
  const { live } = servingStack(7_200);
  const { instanceId } = first(live);
  api.SetInstanceHealth({ InstanceId: instanceId, HealthStatus: 'Unhealthy' }, live.context);
  expect(first(live).healthStatus).toBe('Healthy');
  api.SetInstanceHealth(
    { InstanceId: instanceId, HealthStatus: 'Unhealthy', ShouldRespectGracePeriod: false },
    live.context,
  );
  live.kernel.settle();
  expect(activity(live, `Terminating EC2 instance: ${instanceId}`).Cause).toContain('a user health-check');
  expect(() => api.SetInstanceHealth({ InstanceId: instanceId, HealthStatus: 'Healthy' }, live.context)).toThrow(
    /Terminating/,
  );
});

test('ASG-26 an instance that runs again before the group looks is left alone', () => {
  const { live } = servingStack();
  const { instanceId } = first(live);
  for (const to of ['stopped', 'running'] as const) {
    live.kernel.emit({ type: 'InstanceStateChanged', instanceId, to });
  }
  live.run(10 * MINUTE);
  expect(live.events('GroupInstanceHealthChanged')).toEqual([]);
});

test('ASG-21 a check that passes again does not excuse the other: still impaired after the tolerance, it is replaced', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 1 });
  live.run(10 * MINUTE);
  const { instanceId } = first(live);
  const machine = live.world.ec2.instances[instanceId];
  if (machine !== undefined) machine.booted = false;
  live.run(MINUTE);
  live.kernel.emit({ type: 'InstanceStatusChanged', instanceId, check: 'system', to: 'ok' });
  live.run(10 * MINUTE);
  expect(activity(live, `Terminating EC2 instance: ${instanceId}`).Cause).toContain(
    'EC2 instance status check failure',
  );
});
