// Load, CPU, metric, alarm, policy, machine, load: the loop of scaling, in the whole sandbox and with nothing made by hand.

import { describe, expect, test } from 'vitest';
import type { Overlay } from '../../src/generator/index.js';
import { findAction } from '../../src/lab/actions/index.js';
import type { InMemoryLab } from '../../src/lab/in-memory.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { activitiesSince, capacityStory, eventsSince, SECONDS } from '../helpers/stories.js';

/** A stack at rest: every machine warm, every alarm with all the points it wants. */
async function atRest(overlay: Overlay, seed = 'loops'): Promise<InMemoryLab> {
  const stack = await deployedLab(seed, overlay);
  stack.sandbox.run(stack.sandbox.now + 20 * MINUTES);
  return stack;
}

async function load({ lab }: InMemoryLab, users: number): Promise<void> {
  await lab.traffic.start({ from: users, to: users, rampSeconds: 0 });
}

/** Seconds from each change to the next. */
function gaps(story: readonly (readonly [seconds: number, to: number])[]): readonly number[] {
  return story.slice(1).map(([seconds], index) => seconds - (story[index]?.[0] ?? Number.NaN));
}

describe('step policies under steady load', () => {
  test('ASG-72 CW-40 the alarm calls every minute, and each warm-up brings one machine', async () => {
    const stack = await atRest({ alarms: { cpuHighThreshold: 50 } });
    const { sandbox } = stack;
    const from = sandbox.now;
    await load(stack, 300);
    sandbox.run(from + 20 * MINUTES);
    const story = capacityStory(sandbox, from);
    expect(story.map(([, to]) => to)).toEqual([3, 4]);
    const [gap = Number.NaN] = gaps(story);
    // Until the first is in service, 300 s of warm-up, and up to a minute until the alarm calls again.
    expect(gap).toBeGreaterThanOrEqual(300 + 5);
    expect(gap).toBeLessThanOrEqual(300 + 21 + 20 + 60);
    const [first = 0] = story.map(([seconds]) => from + seconds * SECONDS);
    const launches = activitiesSince(sandbox, from).filter(({ Description }) => Description?.startsWith('Launching'));
    expect(launches).toHaveLength(2);
    expect(eventsSince(sandbox, 'AlarmStateChanged', first)).toEqual([]);
  });
});

describe('an idle stack', () => {
  test('CW-41 ASG-74 it shrinks to its minimum, and then each minute’s call leaves no record', async () => {
    const { sandbox } = await deployedLab('loops', { group: { minSize: 1 } });
    const from = sandbox.now;
    sandbox.run(from + 20 * MINUTES);
    expect(capacityStory(sandbox, from).map(([, to]) => to)).toEqual([1]);
    const [ended] = activitiesSince(sandbox, from);
    expect(ended?.Cause).toMatch(
      /a monitor alarm ha-django-cpu-low in state ALARM triggered policy ha-django-scale-in changing the desired capacity from 2 to 1\. {2}At \S+Z an instance was taken out of service .* shrinking the capacity from 2 to 1\. {2}At \S+Z instance i-\w+ was selected for termination\.$/,
    );
    const atMinimum = sandbox.now;
    sandbox.run(atMinimum + 60 * MINUTES);
    const { actedAt = 0 } = sandbox.world.cloudwatch.alarms['ha-django-cpu-low'] ?? {};
    expect(sandbox.now - actedAt).toBeLessThanOrEqual(60 * SECONDS);
    expect(eventsSince(sandbox, 'AlarmActionInvoked', atMinimum)).toEqual([]);
    expect(activitiesSince(sandbox, atMinimum)).toEqual([]);
    expect(eventsSince(sandbox, 'ScalingPolicyTriggered', atMinimum)).toEqual([]);
  });

  test.each([
    { warmup: 0, within: 60 + 21 },
    { warmup: 300, within: 300 + 60 + 21 },
  ])(
    'CW-41 ASG-72 raised by hand, it is taken back by the next call that no warm-up blocks, within $within s of its start',
    async ({ warmup, within }) => {
      const { sandbox, lab } = await atRest({ group: { defaultInstanceWarmup: warmup } });
      const from = sandbox.now;
      const act = await findAction('set-desired-capacity').plan(lab, { change: 1 }, await lab.observe());
      await act.perform(lab);
      sandbox.run(from + 10 * MINUTES);
      expect(capacityStory(sandbox, from).map(([, to]) => to)).toEqual([3, 2]);
      const inService = eventsSince(sandbox, 'GroupInstanceStateChanged', from).find(
        ({ event }) => event.to === 'InService',
      );
      const takenBack = eventsSince(sandbox, 'DesiredCapacityChanged', from).at(-1)?.at ?? Number.NaN;
      expect((takenBack - (inService?.at ?? Number.NaN)) / SECONDS).toBeGreaterThanOrEqual(warmup);
      expect((takenBack - (inService?.at ?? Number.NaN)) / SECONDS).toBeLessThanOrEqual(within);
    },
  );
});

describe('simple policies', () => {
  test('ASG-60 ASG-61 CW-41 the next step comes a cooldown after the last launch, without another change of state', async () => {
    const stack = await atRest({ scaling: { policyType: 'simple' }, alarms: { cpuHighThreshold: 50 } });
    const { sandbox } = stack;
    const from = sandbox.now;
    await load(stack, 300);
    sandbox.run(from + 20 * MINUTES);
    const story = capacityStory(sandbox, from);
    expect(story.map(([, to]) => to)).toEqual([3, 4]);
    const [launched] = activitiesSince(sandbox, from);
    const gap = (story[1]?.[0] ?? Number.NaN) - ((launched?.EndTime?.getTime() ?? Number.NaN) - from) / SECONDS;
    expect(gap).toBeGreaterThanOrEqual(300);
    expect(gap).toBeLessThanOrEqual(360 + 1);
    const alarms = eventsSince(sandbox, 'AlarmStateChanged', from).filter(({ event }) => event.to === 'ALARM');
    expect(alarms).toHaveLength(1);
  });

  test('ASG-61 one step in blocks the next for the drain and the cooldown', async () => {
    const stack = await deployedLab('loops', { scaling: { policyType: 'simple' }, group: { desiredCapacity: 4 } });
    const { sandbox } = stack;
    const from = sandbox.now;
    sandbox.run(from + 40 * MINUTES);
    const story = capacityStory(sandbox, from);
    expect(story.map(([, to]) => to)).toEqual([3, 2]);
    const [gap = Number.NaN] = gaps(story);
    expect(gap).toBeGreaterThanOrEqual(300 + 300);
    expect(gap).toBeLessThanOrEqual(300 + 300 + 21 + 43 + 60);
  });
});

test('ASG-81 ASG-82 CW-06 target tracking on requests per target: out in proportion, and in again when they are gone', async () => {
  // Longer than a boot and the metric's delay together: a shorter warm-up ends while the figures are still of two machines.
  const stack = await atRest({ group: { defaultInstanceWarmup: 600 }, alarms: { actionsEnabled: false } });
  const { sandbox, lab } = stack;
  const { autoScalingGroupName, targetGroupArn, loadBalancerDnsName } = lab.outputs;
  const { LoadBalancers } = sandbox.call('elbv2', 'DescribeLoadBalancers', {}) as {
    LoadBalancers: { LoadBalancerArn: string; DNSName: string }[];
  };
  const arn = LoadBalancers.find(({ DNSName }) => DNSName === loadBalancerDnsName)?.LoadBalancerArn ?? '';
  const ResourceLabel = `${arn.split('loadbalancer/')[1]}/${targetGroupArn.split(':')[5]}`;
  sandbox.call('autoscaling', 'PutScalingPolicy', {
    ...{ AutoScalingGroupName: autoScalingGroupName, PolicyName: 'requests', PolicyType: 'TargetTrackingScaling' },
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel },
      TargetValue: 1_500,
    },
  });
  const from = sandbox.now;
  // Some 75 requests a second, 2,250 a minute for each of two: one and a half times the target.
  await load(stack, 75);
  sandbox.run(from + 20 * MINUTES);
  expect(capacityStory(sandbox, from).map(([, to]) => to)).toEqual([3]);
  expect(capacityStory(sandbox, from)[0]?.[0]).toBeGreaterThanOrEqual(3 * 60);
  await lab.traffic.stop();
  const quiet = sandbox.now;
  sandbox.run(quiet + 30 * MINUTES);
  expect(capacityStory(sandbox, quiet).map(([, to]) => to)).toEqual([2]);
  expect(capacityStory(sandbox, quiet)[0]?.[0]).toBeGreaterThanOrEqual(15 * 60 - 60);
});

/** When each step towards relief came, in seconds from the start of the load. */
async function timesOfFirstRelief(seed: string, secondOfMinute: number) {
  const stack = await atRest({ alarms: { cpuHighThreshold: 50 } }, seed);
  const { sandbox } = stack;
  sandbox.run(sandbox.now - (sandbox.now % MINUTES) + MINUTES + secondOfMinute * SECONDS);
  const from = sandbox.now;
  await load(stack, 140);
  sandbox.run(from + 14 * MINUTES);
  const seconds = (at: number | undefined): number => ((at ?? Number.NaN) - from) / SECONDS;
  const alarm = eventsSince(sandbox, 'AlarmStateChanged', from).find(({ event }) => event.to === 'ALARM');
  const activity = eventsSince(sandbox, 'ScalingActivityStarted', from)[0];
  const inService = eventsSince(sandbox, 'GroupInstanceStateChanged', from).find(
    ({ event }) => event.to === 'InService',
  );
  const healthy = eventsSince(sandbox, 'TargetHealthChanged', from).find(
    ({ event }) => event.targetId === inService?.event.instanceId && event.to === 'healthy',
  );
  return {
    alarm: seconds(alarm?.at),
    activity: seconds(activity?.at),
    inService: seconds(inService?.at),
    healthy: seconds(healthy?.at),
  };
}

describe.each([
  ['a', 1],
  ['b', 31],
  ['c', 58],
] as const)('140 users on two machines, seed %s, from second %i of a minute', (seed, secondOfMinute) => {
  test('CW-43 ASG-42 ASG-12 alarm, activity, InService and healthy come in their ranges', async () => {
    const { alarm, activity, inService, healthy } = await timesOfFirstRelief(seed, secondOfMinute);
    const within = (value: number, low: number, high: number): void => {
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
    };
    within(alarm, 2.25 * 60, 5 * 60);
    within(activity - alarm, 5, 21 + 1);
    within(inService - activity, 4, 20);
    within(healthy - inService, 60, 6 * 60 + 5 * 30);
    within(healthy, 5 * 60, 13 * 60);
  });
});
