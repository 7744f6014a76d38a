import { describe, expect, test } from 'vitest';
import type { MetricDatum } from '../../../../src/sandbox/context.js';
import type { MachineSample } from '../../../../src/sandbox/fleet/fleet.js';
import { type CheckedMachine, checkStatus } from '../../../../src/sandbox/services/ec2/controllers/status-check.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import { dimensionsOf, visibleAt } from '../../../../src/sandbox/services/ec2/metrics.js';
import { type Bench, bench, got, IMAGE, START } from './harness.js';

const MINUTE = 60_000;

function launch(world: Bench, more: Partial<ec2.LaunchRequest> = {}): string {
  const request = { imageId: IMAGE, instanceType: 't3.micro', count: 1, reason: 'test', ...more };
  return got(ec2.launchInstances(world.context, request)[0]).instanceId;
}

describe('checkStatus', () => {
  const sound: CheckedMachine = { state: 'running', initializing: false, powered: true, answers: true };
  const rows: readonly [string, CheckedMachine, string, string][] = [
    ['sound', sound, 'ok', 'ok'],
    ['pending', { ...sound, state: 'pending' }, 'initializing', 'initializing'],
    ['first minutes', { ...sound, initializing: true, answers: false }, 'initializing', 'initializing'],
    ['guest silent', { ...sound, answers: false }, 'ok', 'impaired'],
    ['no power', { ...sound, powered: false }, 'impaired', 'impaired'],
    ['stopped', { ...sound, state: 'stopped' }, 'not-applicable', 'not-applicable'],
  ];
  test.each(rows)('EC2-04 %s', (_name, machine, system, instance) => {
    expect(checkStatus(machine)).toEqual({ system, instance });
  });
});

describe('DescribeInstanceStatus', () => {
  const statusOf = ({ api, context }: Bench, instanceId: string) => {
    const shown = api.DescribeInstanceStatus({ InstanceIds: [instanceId], IncludeAllInstances: true }, context);
    const [status] = shown.InstanceStatuses ?? [];
    return [status?.SystemStatus?.Status, status?.InstanceStatus?.Status];
  };

  test('EC2-04 is initializing for two to three minutes, then ok if the system answers', () => {
    const world = bench();
    const id = launch(world);
    world.advance(20_000);
    world.observe({ kind: 'booted', instanceId: id });
    world.advance(100_000);
    expect(statusOf(world, id)).toEqual(['initializing', 'initializing']);
    world.advance(3 * MINUTE);
    expect(statusOf(world, id)).toEqual(['ok', 'ok']);
    expect(world.events('InstanceStatusChanged').map(({ check, to }) => `${check} ${to}`)).toEqual([
      'system ok',
      'instance ok',
    ]);
  });

  test('EC2-04 a machine that never boots fails its instance check; one without power both', () => {
    const world = bench();
    const id = launch(world);
    world.advance(5 * MINUTE);
    expect(statusOf(world, id)).toEqual(['ok', 'impaired']);
    ec2.setZoneFault(world.context, 'us-east-1a', { powerLost: true });
    world.advance(0);
    expect(statusOf(world, id)).toEqual(['impaired', 'impaired']);
    expect(world.commands.at(-1)).toEqual({ kind: 'halt', instanceId: id, how: 'power-loss' });
    expect(ec2.findInstance(world.context, id)?.state).toBe('running');
    const [status] = world.api.DescribeInstanceStatus({}, world.context).InstanceStatuses ?? [];
    expect(status?.SystemStatus?.Details?.[0]).toMatchObject({ Name: 'reachability', Status: 'failed' });
  });

  test('EC2-04 each check fails since its own minute, and a passing one since none', () => {
    const world = bench();
    const id = launch(world);
    const since = () => {
      const [status] = world.api.DescribeInstanceStatus({}, world.context).InstanceStatuses ?? [];
      return [status?.SystemStatus, status?.InstanceStatus].map((of) => of?.Details[0]?.ImpairedSince?.getTime());
    };
    world.advance(5 * MINUTE);
    const neverBooted = world.kernel.journal.find(
      ({ event }) => event.type === 'InstanceStatusChanged' && event.to === 'impaired',
    )?.at;
    expect(since()).toEqual([undefined, neverBooted]);
    world.advance(17_000);
    ec2.setZoneFault(world.context, 'us-east-1a', { powerLost: true });
    world.advance(0);
    expect(since()).toEqual([world.kernel.now, neverBooted]);
    ec2.setZoneFault(world.context, 'us-east-1a', { powerLost: false });
    world.advance(MINUTE);
    expect(since()).toEqual([undefined, neverBooted]);
    world.observe({ kind: 'booted', instanceId: id });
    world.advance(MINUTE);
    expect(since()).toEqual([undefined, undefined]);
  });

  test('shows running instances only, unless all are asked for', () => {
    const world = bench();
    const id = launch(world);
    expect(world.api.DescribeInstanceStatus({}, world.context).InstanceStatuses).toEqual([]);
    expect(statusOf(world, id)).toEqual(['initializing', 'initializing']);
  });
});

test('EC2-04 two looks within one minute publish its verdict once', () => {
  const world = bench();
  const id = launch(world);
  world.advance(5 * MINUTE - (world.kernel.now % MINUTE));
  const published = () => world.metrics.filter(({ metricName }) => metricName === 'StatusCheckFailed').length;
  const once = published();
  expect(once).toBeGreaterThan(0);
  world.kernel.wake('status-check', id);
  world.kernel.settle();
  expect(published()).toBe(once);
});

describe('dimensionsOf', () => {
  const instance = {
    instanceId: 'i-1',
    instanceType: 't3.micro',
    imageId: 'ami-1',
  } as const;
  const names = (metered: Parameters<typeof dimensionsOf>[0]): string[] =>
    dimensionsOf(metered).map((dimensions) => dimensions.map(({ name }) => name).join('+'));

  test('CW-03 ImageId and InstanceType only with detailed monitoring', () => {
    expect(names({ ...instance, monitoring: 'basic' })).toEqual(['InstanceId']);
    expect(names({ ...instance, monitoring: 'detailed' })).toEqual(['InstanceId', 'ImageId', 'InstanceType']);
  });

  test('CW-04 the group’s dimension only while the group counts the instance, with either monitoring', () => {
    const counted = { groupName: 'web', counted: true };
    expect(names({ ...instance, monitoring: 'basic', groupMetrics: counted })).toContain('AutoScalingGroupName');
    expect(names({ ...instance, monitoring: 'detailed', groupMetrics: counted })).toContain('AutoScalingGroupName');
    const warming = { groupName: 'web', counted: false };
    expect(names({ ...instance, monitoring: 'detailed', groupMetrics: warming })).toEqual([
      'InstanceId',
      'ImageId',
      'InstanceType',
    ]);
  });

  const rows: readonly [string, string, 60 | 300, number, number][] = [
    ['CW-10 detailed: after its minute and the delay', 't3.micro', 60, 3 * MINUTE, 4 * MINUTE + 20_000],
    ['CW-02 basic on Nitro: already after the first minute', 't3.micro', 300, 0, MINUTE + 20_000],
    ['CW-02 basic on Nitro: changed again by the third minute', 't3.micro', 300, 2 * MINUTE, 3 * MINUTE + 20_000],
    ['CW-02 basic on Xen: once, after all five', 't2.micro', 300, 0, 5 * MINUTE + 20_000],
    ['CW-02 basic on Xen: the last minute at the same instant', 't2.micro', 300, 4 * MINUTE, 5 * MINUTE + 20_000],
  ];
  test.each(rows)('%s', (_name, instanceType, period, minute, expected) => {
    expect(visibleAt(instanceType, minute, period, 20_000)).toBe(expected);
  });
});

/** Answers every `sample` command with this much CPU, as a fleet would. */
function answerSamples(world: Bench, cpuPercents: readonly number[]): void {
  for (const cpuPercent of cpuPercents) {
    world.advance(MINUTE);
    const to = world.kernel.now;
    for (const command of world.commands.splice(0)) {
      if (command.kind !== 'sample') continue;
      const sample: MachineSample = {
        from: to - MINUTE,
        to,
        cpuPercent,
        networkInBytes: 1_000,
        networkOutBytes: 2_000,
        creditBalance: 3,
        creditUsage: 0.5,
        surplusCreditBalance: 0,
        surplusCreditsCharged: 0,
      };
      world.observe({ kind: 'sampled', instanceId: command.instanceId, sample });
    }
  }
}

describe('published metrics', () => {
  const of = (world: Bench, metricName: string, dimension = 'InstanceId'): MetricDatum[] =>
    world.metrics.filter(
      (datum) => datum.metricName === metricName && datum.dimensions.some(({ name }) => name === dimension),
    );

  test('CW-01 detailed monitoring gives one-minute CPU, credits stay in five-minute buckets', () => {
    const world = bench();
    launch(world, { monitoring: 'detailed' });
    answerSamples(world, [10, 20, 30]);
    const cpu = of(world, 'CPUUtilization');
    expect(cpu.map(({ periodSeconds, sum, at }) => [periodSeconds, sum, at - START])).toEqual([
      [60, 10, 0],
      [60, 20, MINUTE],
      [60, 30, 2 * MINUTE],
    ]);
  });

  test('CW-03 what a burstable machine publishes, with its units, and what another one does', () => {
    const unitsOf = (instanceType: string): Record<string, string> => {
      const world = bench();
      launch(world, { instanceType });
      answerSamples(world, [10, 10, 10, 10, 10]);
      return Object.fromEntries(world.metrics.map(({ metricName, unit }) => [metricName, unit]));
    };
    const checks = {
      StatusCheckFailed: 'Count',
      StatusCheckFailed_System: 'Count',
      StatusCheckFailed_Instance: 'Count',
    };
    const always = { CPUUtilization: 'Percent', NetworkIn: 'Bytes', NetworkOut: 'Bytes', ...checks };
    expect(unitsOf('m5.large')).toEqual(always);
    expect(unitsOf('t3.micro')).toEqual({
      ...always,
      CPUCreditUsage: 'Count',
      CPUCreditBalance: 'Count',
      CPUSurplusCreditBalance: 'Count',
      CPUSurplusCreditsCharged: 'Count',
    });
  });

  test('CW-01 CW-03 credits are one point every five minutes, whatever the monitoring: what was spent in them, and the balance after', () => {
    const world = bench();
    launch(world, { monitoring: 'detailed' });
    answerSamples(world, [10, 20, 30, 40]);
    expect(of(world, 'CPUCreditUsage')).toEqual([]);
    answerSamples(world, [50]);
    const [usage] = of(world, 'CPUCreditUsage');
    expect(usage).toMatchObject({ periodSeconds: 300, sampleCount: 1, at: START + 4 * MINUTE });
    expect(usage?.sum).toBeCloseTo(2.5);
    expect(of(world, 'CPUCreditBalance')).toMatchObject([{ periodSeconds: 300, sampleCount: 1, sum: 3 }]);
  });

  test('CW-01 CW-02 basic monitoring gives five samples to one five-minute bucket, each readable a minute later', () => {
    const world = bench();
    launch(world);
    answerSamples(world, [10, 15, 10, 5, 10]);
    const cpu = of(world, 'CPUUtilization');
    expect(cpu.map(({ periodSeconds }) => periodSeconds)).toEqual([300, 300, 300, 300, 300]);
    const averages = cpu.map((_datum, index) => {
      const sofar = cpu.slice(0, index + 1);
      return Math.round((sofar.reduce((sum, datum) => sum + datum.sum, 0) / sofar.length) * 100) / 100;
    });
    expect(averages).toEqual([10, 12.5, 11.67, 10, 10]);
    const gaps = cpu.slice(1).map((datum, index) => datum.visibleAt - got(cpu[index]).visibleAt);
    expect(gaps).toEqual([MINUTE, MINUTE, MINUTE, MINUTE]);
  });

  test('CW-10 the delay is one draw of 15 to 60 seconds per account, so all of a minute’s data arrive together', () => {
    const delays = Array.from({ length: 20 }, (_none, seed) => {
      const world = bench(`delay-${seed}`);
      launch(world, { monitoring: 'detailed' });
      launch(world, { monitoring: 'detailed' });
      answerSamples(world, [50]);
      const [delay, ...others] = new Set(
        of(world, 'CPUUtilization').map(({ at, visibleAt }) => visibleAt - at - MINUTE),
      );
      expect(others).toEqual([]);
      return got(delay);
    });
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(15_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000);
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  test('CW-01 status checks are one-minute data with basic monitoring, too', () => {
    const world = bench();
    launch(world);
    world.advance(6 * MINUTE);
    const failed = of(world, 'StatusCheckFailed');
    expect(failed.length).toBe(6);
    expect(new Set(failed.map(({ periodSeconds }) => periodSeconds))).toEqual(new Set([60]));
    expect(failed[0]?.sum).toBe(0);
    expect(failed.at(-1)?.sum).toBe(1);
  });

  test('CW-04 the group decides whether an instance counts; InstanceId data are never left out', () => {
    const world = bench();
    const id = launch(world, { monitoring: 'detailed' });
    ec2.setGroupMetrics(world.context, id, { groupName: 'web', counted: false });
    answerSamples(world, [50]);
    ec2.setGroupMetrics(world.context, id, { groupName: 'web', counted: true });
    answerSamples(world, [60]);
    expect(of(world, 'CPUUtilization', 'AutoScalingGroupName').map(({ sum }) => sum)).toEqual([60]);
    expect(of(world, 'CPUUtilization').map(({ sum }) => sum)).toEqual([50, 60]);
  });

  test('no samples are asked for once it stops', () => {
    const world = bench();
    const id = launch(world);
    world.advance(3 * MINUTE);
    ec2.terminateInstances(world.context, [id]);
    world.commands.splice(0);
    world.advance(5 * MINUTE);
    expect(world.commands).toEqual([]);
  });
});
