// The open loop: Poisson arrivals at the plan's rate, held against the exact formulas of open queues; overload stays within bounds.

import { describe, expect, test } from 'vitest';
import type { OpenLoop } from '../../../src/sandbox/fleet/fleet.js';
import { trafficReport } from '../../../src/sandbox/fleet/simulated/index.js';
import { nextArrival } from '../../../src/sandbox/fleet/simulated/traffic/plan.js';
import { DNS_NAME, Harness, plan } from './harness.js';

const MINUTE = 60_000;
const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER };

function open(perSecond: number | OpenLoop['arrivals'], parts: Partial<OpenLoop> = {}): OpenLoop {
  return {
    trafficId: 'load',
    dnsName: DNS_NAME,
    port: 80,
    path: '/',
    arrivals: typeof perSecond === 'number' ? [{ atMs: 0, perSecond }] : perSecond,
    mostOpen: 5_000,
    clientTimeoutMs: 120_000,
    ...parts,
  };
}

function served(container: Record<string, number>, variability = 0.4): Harness {
  const world = Harness.fresh({ variability, roundTripMs: 0 });
  world.serving(['i-1'], container);
  world.around.keepOutcomes = false;
  return world;
}

/** Mean time in a queue of `cores` shared processors with Poisson arrivals, in units of the service time (Erlang's C formula). */
function stretch(cores: number, load: number): number {
  const terms = Array.from({ length: cores }, (_, k) => load ** k / factorial(k));
  const last = (load ** cores / factorial(cores)) * (cores / (cores - load));
  const waits = last / (terms.reduce((sum, term) => sum + term, 0) + last);
  return 1 + waits / (cores - load);
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

describe('against the exact mean of M/G/c processor sharing, 50 ms of work', () => {
  // One worker process is one shared core: M/G/1-PS, S / (1 - load). Many are both cores. The shape of the work must not matter.
  test.each([
    { rate: 6, workers: 1, cores: 1, variability: 1 },
    { rate: 14, workers: 1, cores: 1, variability: 1 },
    { rate: 14, workers: 1, cores: 1, variability: 0.2 },
    { rate: 28, workers: 500, cores: 2, variability: 1 },
    { rate: 34, workers: 500, cores: 2, variability: 0.2 },
  ])('$rate requests per second, $cores cores, variability $variability', ({ rate, workers, cores, variability }) => {
    const world = served({ WEB_CONCURRENCY: workers, WORK_MS: 50, THREADS: 500 }, variability);
    world.perform({ kind: 'start-traffic', plan: open(rate) });
    world.runFor(2 * MINUTE);
    world.sample('i-1');
    const from = world.kernel.now;
    world.runFor(60 * MINUTE);
    const [cpu = 0] = world.sample('i-1');
    const { total } = trafficReport(world.state, { from, to: world.kernel.now });
    expect(total.requestsPerSecond / rate).toBeCloseTo(1, 1);
    expect((total.instances['i-1']?.meanMs ?? 0) / (50 * stretch(cores, rate * 0.05))).toBeGreaterThan(0.94);
    expect((total.instances['i-1']?.meanMs ?? 0) / (50 * stretch(cores, rate * 0.05))).toBeLessThan(1.06);
    expect(Math.abs(cpu - (100 * rate * 0.05) / 2)).toBeLessThan(2);
  });
});

test('arrivals are Poisson: their number in a second varies as much as its mean; a ramp makes a quarter of them in its first half', () => {
  const world = served({});
  world.perform({ kind: 'start-traffic', plan: open(20) });
  world.runFor(20 * MINUTE);
  const counts = trafficReport(world.state, { ...ALWAYS, from: world.kernel.now - 19 * MINUTE }).windows.map(
    ({ started }) => started,
  );
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  expect(mean).toBeCloseTo(20, 0);
  expect(variance / mean).toBeGreaterThan(0.85);
  expect(variance / mean).toBeLessThan(1.15);

  const ramp = [
    { atMs: 0, perSecond: 0 },
    { atMs: 10 * MINUTE, perSecond: 60 },
  ];
  const from = world.kernel.now;
  world.perform({ kind: 'start-traffic', plan: open(ramp, { trafficId: 'ramp' }) });
  world.runFor(10 * MINUTE);
  const made = (to: number): number =>
    trafficReport(world.state, { from, to: from + to, trafficId: 'ramp' }).total.started;
  expect(made(10 * MINUTE) / 18_000).toBeCloseTo(1, 1);
  expect(made(5 * MINUTE) / made(10 * MINUTE)).toBeCloseTo(0.25, 1);
});

test.each([0.01, 3, 57, 4_000, 100_000])('the rates between two arrivals sum up to %s', (need) => {
  const rates = [
    { atMs: 10_000, perSecond: 2 },
    { atMs: 40_000, perSecond: 200 },
    { atMs: 70_000, perSecond: 0 },
    { atMs: 80_000, perSecond: 5 },
  ];
  const at = nextArrival(rates, 1_000, need) ?? Number.NaN;
  const rate = (ms: number): number => {
    if (ms < 10_000) return 2;
    if (ms < 40_000) return 2 + (198 * (ms - 10_000)) / 30_000;
    if (ms < 70_000) return 200 - (200 * (ms - 40_000)) / 30_000;
    return ms < 80_000 ? (5 * (ms - 70_000)) / 10_000 : 5;
  };
  const step = (at - 1_000) / 20_000;
  let sum = 0;
  for (let index = 0; index < 20_000; index += 1) sum += (rate(1_000 + (index + 0.5) * step) * step) / 1_000;
  expect(sum / need).toBeCloseTo(1, 3);
  expect(nextArrival([{ atMs: 0, perSecond: 0 }], 5, need)).toBeUndefined();
});

test('two rates of one instant are a step: the first request of a burst comes at once, and none after its end', () => {
  const burst = [
    { atMs: 0, perSecond: 0 },
    { atMs: 60_000, perSecond: 0 },
    { atMs: 60_000, perSecond: 100 },
    { atMs: 120_000, perSecond: 100 },
    { atMs: 120_000, perSecond: 0 },
  ];
  expect(nextArrival(burst, 0, 1)).toBeCloseTo(60_010, 6);
  expect(nextArrival(burst, 60_000, 1)).toBeCloseTo(60_010, 6);
  expect(nextArrival(burst, 119_999, 0.05)).toBeCloseTo(119_999.5, 6);
  expect(nextArrival(burst, 119_999, 1)).toBeUndefined();
});

test('three times too much: what finds no room is counted, what is kept stays bounded, every request has one fate', () => {
  const world = served({});
  world.perform({ kind: 'start-traffic', plan: open(400, { clientTimeoutMs: 20_000, mostOpen: 3_000 }) });
  world.runFor(5 * MINUTE);
  const sizes = (): readonly number[] => {
    const { users, jobs, queue } = world.state;
    return [users.length, jobs.length, queue.length];
  };
  const before = sizes();
  world.runFor(5 * MINUTE);
  const { total, openNow, rateNow, usersNow } = trafficReport(world.state, ALWAYS);
  expect([rateNow, usersNow]).toEqual([400, 0]);
  expect(openNow).toBeGreaterThan(2_000);
  expect(openNow).toBeLessThanOrEqual(3_000);
  expect(total.started).toBe(total.finished + openNow);
  expect(total.statuses['not-sent']).toBeGreaterThan(1_000);
  // Two workers of 16.5 ms: what is answered is what the machine can do.
  expect((total.statuses['200'] ?? 0) / (10 * 60)).toBeCloseTo(2_000 / 16.5, -1);
  expect(before[0]).toBeLessThanOrEqual(3_064);
  expect(sizes()[0]).toBe(before[0]);
  expect(sizes()[1]).toBeLessThan(6_000);
  expect(sizes()[2]).toBeLessThan(60_000);
  world.perform({ kind: 'stop-traffic', trafficId: 'load' });
  world.runFor(MINUTE);
  expect(trafficReport(world.state, ALWAYS)).toMatchObject({ openNow: 0, rateNow: 0 });
  expect(world.state.freeUsers).toHaveLength(world.state.users.length);
});

test('the same seed makes the same requests, saved and loaded on the way; users may take the place of a rate, and a rate theirs', () => {
  const story = (load: (world: Harness) => Harness): Harness => {
    let world = served({});
    world.perform({ kind: 'start-traffic', plan: open(30, { clientTimeoutMs: 10_000 }) });
    const moves = [plan(25), open(80), open(5), plan(3), open([{ atMs: 0, perSecond: 50 }], { durationMs: 20_000 })];
    for (const next of moves) {
      world.runFor(12_345);
      world = load(world);
      world.perform({ kind: 'start-traffic', plan: next });
    }
    world.runFor(60_000);
    return world;
  };
  const straight = story((world) => world);
  const loaded = story((world) => world.reloaded());
  expect(JSON.stringify(loaded.saved)).toBe(JSON.stringify(straight.saved));
  const { openNow, rateNow, usersNow, total } = trafficReport(straight.state, ALWAYS);
  expect({ openNow, rateNow, usersNow }).toEqual({ openNow: 0, rateNow: 0, usersNow: 0 });
  expect(total.finished).toBeGreaterThan(2_000);
});
