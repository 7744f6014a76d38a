// The group's own life: launching, replacing the unhealthy, terminating with drain, zones.

import { expect, test } from 'vitest';
import { causesOf } from '../../../../src/kernel/index.js';
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
  revive,
  SECOND,
  START,
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
  live.run(13 * SECOND);
  const running = activities(live).find(({ EndTime }) => EndTime === undefined);
  if (running !== undefined) expect(running).toMatchObject({ StatusCode: 'PreInService', Progress: 30 });
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

/** Two instances behind a load balancer, both healthy. */
function servingStack(grace = 0) {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, {
    TargetGroupARNs: [targetGroupArn],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: grace,
  });
  live.run(4 * MINUTE);
  return { live, targetGroupArn };
}

test('ASG-02 ASG-22 ASG-30 an ELB-unhealthy instance is replaced: terminate first, the substitute 1 to 2 seconds later', () => {
  const { live } = servingStack(120);
  const victim = first(live);
  expect(victim.healthStatus).toBe('Healthy');
  live.script.broken.add(victim.instanceId);
  live.run(3 * MINUTE);
  const terminating = activity(live, `Terminating EC2 instance: ${victim.instanceId}`);
  const [launching] = activities(live).filter(({ Cause }) => Cause?.includes('unhealthy instance needing'));
  expect(terminating.Cause).toMatch(
    /^At \S+Z an instance was taken out of service in response to an ELB system health check failure\.$/,
  );
  expect(launching?.Cause).toMatch(
    /^At \S+Z an instance was launched in response to an unhealthy instance needing to be replaced\.$/,
  );
  const lag = secondsBetween(terminating.StartTime, launching?.StartTime);
  expect(lag).toBeGreaterThanOrEqual(1);
  expect(lag).toBeLessThanOrEqual(2);
  expect(inService(live)).toHaveLength(2);
  expect(groupOf(live).desiredCapacity).toBe(2);
  expect(live.events('GroupInstanceHealthChanged').at(-1)?.event).toMatchObject({ to: 'Unhealthy', source: 'ELB' });
  expect(inService(live).map(({ availabilityZone }) => availabilityZone)).toContain(victim.availabilityZone);
});

test('the journal tells the whole chain: target unhealthy, instance unhealthy, ended, substitute launched, in service', () => {
  const { live } = servingStack(120);
  live.script.broken.add(first(live).instanceId);
  live.run(3 * MINUTE);
  const served = live.kernel.journal.findLast(
    ({ event }) => event.type === 'GroupInstanceStateChanged' && event.to === 'InService',
  );
  const chain = causesOf(live.kernel.journal, served?.seq ?? -1).map(({ event }) => event.type);
  const after = chain.slice(chain.indexOf('TargetHealthChanged'));
  expect(after.filter((type, index) => type !== after[index - 1])).toEqual([
    'TargetHealthChanged',
    'GroupInstanceHealthChanged',
    'ScalingActivityStarted',
    'InstanceStateChanged',
    'GroupInstanceStateChanged',
  ]);
});

test('ASG-35 a terminating instance drains for the whole deregistration delay, then ends; the record leaves the group', () => {
  const { live } = servingStack();
  const victim = first(live);
  live.script.broken.add(victim.instanceId);
  live.run(2 * MINUTE);
  expect(activity(live, `Terminating EC2 instance: ${victim.instanceId}`)).toMatchObject({
    StatusCode: 'WaitingForELBConnectionDraining',
    Progress: 50,
    Description: `Terminating EC2 instance: ${victim.instanceId} - Waiting For ELB Connection Draining.`,
  });
  expect(groupOf(live).instances[victim.instanceId]?.lifecycleState).toBe('Terminating');
  expect(ec2.findInstance(live.context, victim.instanceId)?.state).toBe('running');
  live.run(6 * MINUTE);
  const ended = activity(live, `Terminating EC2 instance: ${victim.instanceId}`);
  expect(ended).toMatchObject({
    StatusCode: 'Successful',
    Progress: 100,
    Description: `Terminating EC2 instance: ${victim.instanceId}`,
  });
  expect(secondsBetween(ended.StartTime, ended.EndTime)).toBeGreaterThanOrEqual(304);
  expect(secondsBetween(ended.StartTime, ended.EndTime)).toBeLessThanOrEqual(343);
  expect(groupOf(live).instances[victim.instanceId]).toBeUndefined();
});

test('ASG-35 ASG-36 a dead instance drains all the same, and its notice takes 0 to 100 seconds', () => {
  const { live } = servingStack();
  const victim = first(live);
  const killedAt = new Date(live.kernel.now);
  ec2.terminateInstances(live.context, [victim.instanceId]);
  live.run(8 * MINUTE);
  const terminating = activity(live, `Terminating EC2 instance: ${victim.instanceId}`);
  expect(terminating.Cause).toContain('an EC2 health check indicating it has been terminated or stopped');
  expect(secondsBetween(killedAt, terminating.StartTime)).toBeLessThanOrEqual(100);
  expect(secondsBetween(terminating.StartTime, terminating.EndTime)).toBeGreaterThanOrEqual(304);
  expect(inService(live)).toHaveLength(2);
});

test('ASG-26 the notice of a killed instance: 0 to 100 s, about 50 s on average over many seeds', () => {
  const delays = Array.from({ length: 24 }, (_, index) => {
    const live = newLive(`seed-${index}`);
    createGroup(live, { DesiredCapacity: 1 });
    live.run(2 * MINUTE + index * 1_700);
    const killedAt = live.kernel.now;
    ec2.terminateInstances(live.context, [first(live).instanceId]);
    live.run(2 * MINUTE);
    const noticed = live.events('GroupInstanceHealthChanged')[0]?.at ?? Number.NaN;
    return (noticed - killedAt) / SECOND;
  });
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  expect(Math.max(...delays)).toBeLessThanOrEqual(100);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(mean).toBeGreaterThan(35);
  expect(mean).toBeLessThan(65);
});

test('ASG-35 without a load balancer the end takes about 22 seconds', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  api.TerminateInstanceInAutoScalingGroup(
    { InstanceId: first(live).instanceId, ShouldDecrementDesiredCapacity: true },
    live.context,
  );
  live.run(MINUTE);
  const ended = activity(live, 'Terminating');
  expect(secondsBetween(ended.StartTime, ended.EndTime)).toBeGreaterThanOrEqual(4);
  expect(secondsBetween(ended.StartTime, ended.EndTime)).toBeLessThanOrEqual(43);
});

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

test('ASG-32 two unhealthy at once are replaced one after the other', () => {
  const { live } = servingStack(60);
  for (const { instanceId } of inService(live)) live.script.broken.add(instanceId);
  live.run(90 * SECOND);
  expect(activities(live).filter(({ Description }) => Description?.startsWith('Terminating'))).toHaveLength(1);
  live.run(10 * MINUTE);
  const starts = activities(live)
    .filter(({ Description }) => Description?.startsWith('Terminating'))
    .map(({ StartTime }) => StartTime);
  expect(starts).toHaveLength(2);
  const substitute = live
    .events('TargetHealthChanged')
    .filter(({ event }) => event.to === 'healthy')
    .map(({ at }) => at)
    .find((at) => at > (starts[1]?.getTime() ?? 0));
  expect(starts[0]?.getTime()).toBeGreaterThanOrEqual(substitute ?? Number.NaN);
});

test('ASG-32 not running ones are all replaced at once', () => {
  const { live } = servingStack(300);
  ec2.terminateInstances(
    live.context,
    inService(live).map(({ instanceId }) => instanceId),
  );
  live.run(100 * SECOND);
  expect(activities(live).filter(({ Description }) => Description?.startsWith('Terminating'))).toHaveLength(2);
});

test('ASG-34 a cooldown does not delay a replacement', () => {
  const { live } = servingStack();
  groupOf(live).cooldown = { seconds: 100_000, startedAt: live.kernel.now };
  ec2.terminateInstances(live.context, [first(live).instanceId]);
  live.run(3 * MINUTE);
  expect(inService(live)).toHaveLength(2);
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

test('ASG-38 a grace shorter than the way to the first pass makes a loop', () => {
  const { live } = servingStack(60);
  live.script.broken.add(first(live).instanceId);
  live.script.bootMs = 10 * MINUTE;
  live.run(60 * MINUTE);
  const replaced = activities(live).filter(({ Description }) => Description?.startsWith('Terminating'));
  expect(replaced.length).toBeGreaterThan(5);
});

test('a saved world goes on exactly as the unbroken one', () => {
  const whole = servingStack().live;
  const { live } = servingStack();
  for (const each of [whole, live]) each.script.broken.add(first(each).instanceId);
  whole.run(15 * MINUTE);
  live.run(97 * SECOND);
  const again = revive(JSON.parse(JSON.stringify(live.world)), live.script);
  again.run(15 * MINUTE - 97 * SECOND);
  expect(JSON.stringify(again.kernel.journal)).toBe(JSON.stringify(whole.kernel.journal));
  expect(JSON.stringify(again.world.autoscaling)).toBe(JSON.stringify(whole.world.autoscaling));
  expect(whole.kernel.startedAt).toBe(START);
});
