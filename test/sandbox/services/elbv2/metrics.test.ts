// What a load balancer publishes in AWS/ApplicationELB, when, and under which dimensions.

import { describe, expect, test } from 'vitest';
import type { MetricDatum } from '../../../../src/sandbox/context.js';
import type { RequestOutcome } from '../../../../src/sandbox/fleet/environment.js';
import { histogram, statisticOf } from '../../../../src/sandbox/services/cloudwatch/rules/point.js';
import {
  deregisterTargets,
  registerTargets,
  requestFinished,
  route,
} from '../../../../src/sandbox/services/elbv2/index.js';
import {
  activeStack,
  launch,
  MINUTE,
  newTestWorld,
  operations,
  SECOND,
  START,
  type Stack,
  type TestWorld,
} from './harness.js';

interface Scene {
  readonly live: TestWorld;
  readonly stack: Stack;
  readonly ids: readonly string[];
}

/** Two healthy targets, two nodes, and a full minute about to begin; nothing collected yet. */
function scene(): Scene {
  const live = newTestWorld();
  const stack = activeStack(live);
  const ids = [launch(live, 'a'), launch(live, 'b')];
  registerTargets(
    live.context,
    stack.targetGroupArn,
    ids.map((id) => ({ id })),
  );
  live.run(15 * SECOND);
  toNextMinute(live);
  live.data.length = 0;
  return { live, stack, ids };
}

function toNextMinute(live: TestWorld): void {
  live.run(MINUTE - ((live.kernel.now - START) % MINUTE));
}

/** One request through a node, and how it ended. */
function request({ live, stack }: Scene, node: string, outcome: Partial<RequestOutcome> = {}): void {
  const nodeZone = `us-east-1${node}`;
  const routed = route(live.context, stack.loadBalancerArn, nodeZone, 80);
  requestFinished(live.context, {
    ...{ at: live.kernel.now, loadBalancerArn: stack.loadBalancerArn, nodeZone, connectionFailed: false },
    ...(routed.to === 'target'
      ? { ...routed, madeBy: 'target', statusCode: 200, targetResponseSeconds: 0.2 }
      : { madeBy: 'load-balancer', statusCode: routed.statusCode, failOpen: false }),
    ...outcome,
  });
}

/** The data of one metric as `dimension names: sum`. */
function sums({ live }: Scene, metricName: string): Record<string, number> {
  const found = live.data.filter((datum) => datum.metricName === metricName);
  return Object.fromEntries(found.map((datum) => [scope(datum), datum.sum]));
}

function scope({ dimensions }: MetricDatum): string {
  return dimensions
    .map(({ name, value }) => (name === 'AvailabilityZone' ? value.slice(-1) : name.replace(/[a-z]/g, '')))
    .join('+');
}

const NOTHING = { LB: 0, 'LB+a': 0, 'LB+b': 0, 'LB+TG': 0, 'LB+TG+a': 0, 'LB+TG+b': 0 };

describe('CW-06 what is reported when nothing happens', () => {
  test('CW-06 RequestCount and RequestCountPerTarget are always there, as zero; codes and times are not', () => {
    const world = scene();
    world.live.run(MINUTE);
    expect(sums(world, 'RequestCount')).toEqual(NOTHING);
    expect(sums(world, 'RequestCountPerTarget')).toEqual({ TG: 0, 'LB+TG': 0 });
    const names = new Set(world.live.data.map(({ metricName }) => metricName));
    expect([...names].toSorted()).toEqual([
      'HealthyHostCount',
      'HealthyStateDNS',
      'HealthyStateRouting',
      'RequestCount',
      'RequestCountPerTarget',
      'UnHealthyHostCount',
    ]);
  });

  test('CW-06 host counts are always there: a sample of each node, by group and by zone', () => {
    const world = scene();
    world.live.run(MINUTE);
    const both = world.live.data.find((datum) => datum.metricName === 'HealthyHostCount' && scope(datum) === 'LB+TG');
    expect(both).toMatchObject({ sampleCount: 2, sum: 4, minimum: 2, maximum: 2, unit: 'Count' });
    const zone = world.live.data.find((datum) => datum.metricName === 'HealthyHostCount' && scope(datum) === 'LB+TG+a');
    expect(zone).toMatchObject({ sampleCount: 2, minimum: 1, maximum: 1 });
    expect(sums(world, 'UnHealthyHostCount')).toEqual({ 'LB+TG': 0, 'LB+TG+a': 0, 'LB+TG+b': 0 });
  });

  test('CW-06 dimension values are the ends of the ARNs', () => {
    const world = scene();
    world.live.run(MINUTE);
    const datum = world.live.data.find((one) => one.metricName === 'HealthyHostCount');
    expect(datum?.namespace).toBe('AWS/ApplicationELB');
    expect(datum?.dimensions).toEqual([
      { name: 'LoadBalancer', value: world.stack.loadBalancerArn.split(':loadbalancer/')[1] },
      { name: 'TargetGroup', value: world.stack.targetGroupArn.split(':').at(-1) },
    ]);
    expect(datum?.dimensions[0]?.value).toMatch(/^app\/front\/[0-9a-f]{16}$/);
    expect(datum?.dimensions[1]?.value).toMatch(/^targetgroup\/web\/[0-9a-f]{16}$/);
  });
});

describe('CW-06 what requests become', () => {
  test('CW-06 counts by load balancer, node zone and target group; per target it is the average', () => {
    const world = scene();
    for (let index = 0; index < 6; index += 1) request(world, 'a');
    for (let index = 0; index < 2; index += 1) request(world, 'b');
    world.live.run(MINUTE);
    const expected = { LB: 8, 'LB+a': 6, 'LB+b': 2, 'LB+TG': 8, 'LB+TG+a': 6, 'LB+TG+b': 2 };
    expect(sums(world, 'RequestCount')).toEqual(expected);
    expect(sums(world, 'HTTPCode_Target_2XX_Count')).toEqual(expected);
    expect(sums(world, 'RequestCountPerTarget')).toEqual({ TG: 4, 'LB+TG': 4 });
    const time = world.live.data.find((datum) => datum.metricName === 'TargetResponseTime' && scope(datum) === 'LB');
    expect(time).toMatchObject({ unit: 'Seconds', sampleCount: 8, minimum: 0.2, maximum: 0.2 });
    expect(time?.sum).toBeCloseTo(1.6);
  });

  test('CW-06 CW-09 response times carry values, so that percentiles can be told', () => {
    const world = scene();
    for (let hundredths = 1; hundredths <= 100; hundredths += 1) {
      request(world, hundredths % 2 === 0 ? 'a' : 'b', { targetResponseSeconds: hundredths / 100 });
    }
    world.live.run(MINUTE);
    const time = world.live.data.find((datum) => datum.metricName === 'TargetResponseTime' && scope(datum) === 'LB');
    const { values = [], sampleCount = 0, sum = 0, minimum = 0, maximum = 0 } = time ?? {};
    expect(values.reduce((total, [, count]) => total + count, 0)).toBe(sampleCount);
    const point = { sampleCount, sum, minimum, maximum, values: histogram(values) };
    for (const [name, exact] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p99', 0.99],
    ] as const) {
      expect(Math.abs((statisticOf(point, name) ?? Number.NaN) / exact - 1)).toBeLessThan(0.03);
    }
    expect(statisticOf(point, 'p100')).toBeLessThanOrEqual(1);
  });

  test('CW-06 ALB-40 a 500 of the target is a target code, a 502 of the load balancer an ELB code', () => {
    const world = scene();
    request(world, 'a', { statusCode: 500 });
    const failed = { madeBy: 'load-balancer', statusCode: 502, connectionFailed: true } as const;
    request(world, 'a', { ...failed, targetResponseSeconds: undefined });
    world.live.run(MINUTE);
    expect(sums(world, 'HTTPCode_Target_5XX_Count')).toMatchObject({ LB: 1, 'LB+TG': 1 });
    expect(sums(world, 'HTTPCode_ELB_5XX_Count')).toEqual({ LB: 1, 'LB+a': 1 });
    expect(sums(world, 'HTTPCode_ELB_502_Count')).toEqual({ LB: 1, 'LB+a': 1 });
    expect(sums(world, 'TargetConnectionErrorCount')).toMatchObject({ LB: 1, 'LB+TG': 1, 'LB+TG+a': 1 });
  });

  test('CW-06 ALB-41 a 503 is not in RequestCount', () => {
    const world = scene();
    const targets = world.ids.map((id) => ({ id }));
    deregisterTargets(world.live.context, world.stack.targetGroupArn, targets);
    request(world, 'b');
    world.live.run(MINUTE);
    expect(sums(world, 'RequestCount')).toEqual(NOTHING);
    expect(sums(world, 'HTTPCode_ELB_503_Count')).toEqual({ LB: 1, 'LB+b': 1 });
  });

  test('CW-06 ALB-20 fail-open requests are counted', () => {
    const world = scene();
    for (const id of world.ids) world.live.answers[id] = 500;
    world.live.run(2 * MINUTE);
    world.live.data.length = 0;
    request(world, 'a');
    world.live.run(MINUTE);
    expect(sums(world, 'UnhealthyRoutingRequestCount')).toMatchObject({ 'LB+TG': 1, 'LB+TG+a': 1 });
    expect(sums(world, 'UnHealthyHostCount')).toMatchObject({ 'LB+TG': 4 });
    expect(sums(world, 'UnhealthyStateRouting')).toEqual({ 'LB+TG': 2 });
    expect(sums(world, 'HealthyStateRouting')).toEqual({});
  });

  test('CW-06 a client that gives up is a 460 among the ELB 4XX', () => {
    const world = scene();
    request(world, 'a', { madeBy: 'load-balancer', statusCode: 460, targetResponseSeconds: undefined });
    world.live.run(MINUTE);
    expect(sums(world, 'HTTPCode_ELB_4XX_Count')).toEqual({ LB: 1, 'LB+a': 1 });
  });

  test('fixed responses and redirects have their own counts', () => {
    const world = scene();
    const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '503' } }];
    operations.ModifyListener({ ListenerArn: world.stack.listenerArn, DefaultActions }, world.live.context);
    request(world, 'a');
    world.live.run(MINUTE);
    expect(sums(world, 'HTTP_Fixed_Response_Count')).toEqual({ LB: 1, 'LB+a': 1 });
    expect(sums(world, 'HTTPCode_ELB_503_Count')).toEqual({ LB: 1, 'LB+a': 1 });
  });

  test('counters start anew each minute', () => {
    const world = scene();
    request(world, 'a');
    world.live.run(MINUTE);
    world.live.data.length = 0;
    world.live.run(MINUTE);
    expect(sums(world, 'RequestCount')).toEqual(NOTHING);
  });
});

test('ALB-32 draining targets are in neither host count', () => {
  const world = scene();
  const { live, stack, ids } = world;
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: ids[0] ?? '' }]);
  live.run(MINUTE);
  expect(sums(world, 'HealthyHostCount')).toEqual({ 'LB+TG': 2, 'LB+TG+a': 0, 'LB+TG+b': 2 });
  expect(sums(world, 'UnHealthyHostCount')).toEqual({ 'LB+TG': 0, 'LB+TG+a': 0, 'LB+TG+b': 0 });
});

test('CW-08 CW-10 a point is stamped with the start of its minute and readable 60–120 s after its end', () => {
  const { live } = scene();
  const minuteStart = live.kernel.now;
  live.run(MINUTE);
  const [datum] = live.data;
  expect(datum?.at).toBe(minuteStart);
  expect(datum?.periodSeconds).toBe(60);
  const delay = (datum?.visibleAt ?? 0) - (minuteStart + MINUTE);
  expect(delay).toBeGreaterThanOrEqual(60_000);
  expect(delay).toBeLessThanOrEqual(120_000);
  live.run(20 * MINUTE);
  const delays = new Set(live.data.map(({ at, visibleAt }) => visibleAt - at - MINUTE));
  expect(delays.size).toBeGreaterThan(10);
});

test('CW-06 nothing is published before the load balancer is active, nor after it was deleted', () => {
  const { live, stack } = scene();
  operations.DeleteLoadBalancer({ LoadBalancerArn: stack.loadBalancerArn }, live.context);
  live.run(5 * MINUTE);
  expect(live.data).toEqual([]);
  const fresh = newTestWorld();
  operations.CreateLoadBalancer({ Name: 'late', Subnets: Object.keys(fresh.world.ec2.subnets) }, fresh.context);
  fresh.run(2 * MINUTE);
  expect(fresh.data).toEqual([]);
});
