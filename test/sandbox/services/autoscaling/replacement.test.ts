// Replacing and ending: order, pace, drain, and the chain of causes.

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
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
  revive,
  SECOND,
  START,
  secondsBetween,
  servingStack,
} from './harness.js';

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

test('ASG-17 ASG-30 two substitutes that no zone takes: one try at a time, both come when there is room', () => {
  const { live } = servingStack(300);
  const zones = ['us-east-1a', 'us-east-1b'];
  for (const zone of zones) ec2.setZoneFault(live.context, zone, { insufficientCapacity: true });
  ec2.terminateInstances(
    live.context,
    inService(live).map(({ instanceId }) => instanceId),
  );
  live.run(5 * MINUTE);
  const failed = activities(live).filter(({ StatusCode }) => StatusCode === 'Failed');
  const tries = new Set(failed.map(({ StartTime }) => StartTime?.getTime()));
  expect(failed).toHaveLength(2 * tries.size);
  for (const zone of zones) ec2.setZoneFault(live.context, zone, { insufficientCapacity: false });
  live.run(2 * MINUTE);
  expect(inService(live)).toHaveLength(2);
});

test.each([
  ['found dead', (live: Live, id: string) => ec2.terminateInstances(live.context, [id])],
  [
    'marked by a user',
    (live: Live, id: string) =>
      api.SetInstanceHealth(
        { InstanceId: id, HealthStatus: 'Unhealthy', ShouldRespectGracePeriod: false },
        live.context,
      ),
  ],
])('ASG-32 one that waits its turn and is then %s waits no longer', (_how, strike) => {
  const { live } = servingStack(120);
  const [one, two] = inService(live);
  live.script.bootMs = 60 * MINUTE;
  for (const instance of [one, two]) live.script.broken.add(instance?.instanceId ?? '');
  live.run(90 * SECOND);
  const waiting = inService(live).find(({ healthStatus }) => healthStatus === 'Unhealthy')?.instanceId ?? '';
  expect([one?.instanceId, two?.instanceId]).toContain(waiting);
  strike(live, waiting);
  live.run(100 * SECOND);
  expect(activity(live, `Terminating EC2 instance: ${waiting}`)).toBeDefined();
});

test('ASG-32 a substitute that fails while it warms up is replaced without waiting for that warm-up', () => {
  const { live } = servingStack(60);
  groupOf(live).defaultInstanceWarmupSeconds = 3600;
  live.script.bootMs = 60 * MINUTE;
  live.script.broken.add(first(live).instanceId);
  live.run(15 * MINUTE);
  const ended = activities(live).filter(({ Description }) => Description?.startsWith('Terminating'));
  expect(ended.length).toBeGreaterThan(3);
  expect(live.events('InstanceWarmedUp')).toHaveLength(0);
});

test('ASG-32 ASG-85 while a scale-out warms up an unhealthy instance waits; one that is not running does not', () => {
  const { live } = servingStack(240);
  const [sick, dead] = inService(live).map(({ instanceId }) => instanceId);
  groupOf(live).defaultInstanceWarmupSeconds = 600;
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 4 }, live.context);
  live.run(4 * MINUTE);
  live.script.broken.add(sick ?? '');
  ec2.terminateInstances(live.context, [dead ?? '']);
  live.run(3 * MINUTE);
  const ended = () => activities(live).filter(({ Description }) => Description?.startsWith('Terminating'));
  expect(ended().map(({ Description }) => Description)).toEqual([expect.stringContaining(dead ?? '')]);
  expect(live.events('GroupInstanceHealthChanged').map(({ event }) => event.instanceId)).toContain(sick);
  live.run(30 * MINUTE);
  // The sick one goes as soon as the two newcomers and the dead one's substitute are warm, and its own is the fourth.
  const warm = live.events('InstanceWarmedUp').map(({ at }) => at);
  expect(warm).toHaveLength(4);
  const started = ended().map(({ StartTime }) => StartTime?.getTime());
  expect(started).toHaveLength(2);
  expect(started).toContain(warm[2]);
});

test('ASG-33 twenty of which none is well any more: one at a time', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, {
    ...{ MaxSize: 20, DesiredCapacity: 20, TargetGroupARNs: [targetGroupArn], HealthCheckType: 'ELB' },
    ...{ DefaultInstanceWarmup: 600, HealthCheckGracePeriod: 120 },
  });
  live.run(4 * MINUTE);
  for (const { instanceId } of inService(live)) live.script.broken.add(instanceId);
  live.run(90 * SECOND);
  expect(live.events('GroupInstanceHealthChanged')).toHaveLength(20);
  expect(activities(live).filter(({ Description }) => Description?.startsWith('Terminating'))).toHaveLength(1);
});

test('ASG-34 a cooldown does not delay a replacement', () => {
  const { live } = servingStack();
  groupOf(live).cooldown = { seconds: 100_000, startedAt: live.kernel.now };
  ec2.terminateInstances(live.context, [first(live).instanceId]);
  live.run(3 * MINUTE);
  expect(inService(live)).toHaveLength(2);
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
