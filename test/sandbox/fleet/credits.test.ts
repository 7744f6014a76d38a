// T3 CPU credits, the commands of SSM, samples and the pure parts.

import { describe, expect, test } from 'vitest';
import { closedMeans } from '../../../src/sandbox/fleet/simulated/mva.js';
import { bucketOf, percentile } from '../../../src/sandbox/fleet/simulated/traffic/histogram.js';
import { nextActive, usersAt } from '../../../src/sandbox/fleet/simulated/traffic/plan.js';
import { Harness, plan } from './harness.js';

const MINUTE = 60_000;

test('EC2-05 an idle t3.micro earns twelve credits an hour, from zero', () => {
  const world = Harness.fresh({ idleCores: 0 });
  world.serving(['i-1']);
  world.sample('i-1');
  const [before] = world.seen('sampled');
  world.runFor(60 * MINUTE);
  world.sample('i-1');
  const [after] = world.seen('sampled');
  expect((after?.sample.creditBalance ?? 0) - (before?.sample.creditBalance ?? 0)).toBeCloseTo(12, 5);
});

test('EC2-06 unlimited: two busy vCPUs cost two credits a minute, earn 0.2, and are never throttled', () => {
  const world = Harness.fresh();
  world.serving(['i-1']);
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'busy-loop', threads: 2 } });
  world.runFor(30 * MINUTE);
  world.sample('i-1');
  const before = world.seen('sampled')[0]?.sample.surplusCreditBalance ?? 0;
  world.runFor(10 * MINUTE);
  expect(world.sample('i-1')[0]).toBeGreaterThan(99.9);
  const sample = world.seen('sampled')[0]?.sample;
  expect(sample?.creditUsage).toBeCloseTo(20, 1);
  expect((sample?.surplusCreditBalance ?? 0) - before).toBeCloseTo(18, 1);
});

test('EC2-06 surplus credits end at 288; what goes beyond is charged', () => {
  const world = Harness.fresh();
  world.serving(['i-1']);
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'busy-loop', threads: 2 } });
  world.runFor(150 * MINUTE);
  world.sample('i-1');
  expect(world.seen('sampled')[0]?.sample.surplusCreditsCharged).toBe(0);
  expect(world.seen('sampled')[0]?.sample.surplusCreditBalance).toBeLessThan(288);
  world.runFor(30 * MINUTE);
  world.sample('i-1');
  world.runFor(10 * MINUTE);
  world.sample('i-1');
  expect(world.seen('sampled')[0]?.sample.surplusCreditBalance).toBe(288);
  expect(world.seen('sampled')[0]?.sample.surplusCreditsCharged).toBeCloseTo(18, 1);
});

test('EC2-06 standard from now on: what is owed is charged, and the cores sink; unlimited again: they are all there', () => {
  const world = Harness.fresh();
  world.serving(['i-1']);
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'busy-loop', threads: 2 } });
  world.runFor(30 * MINUTE);
  world.perform({ kind: 'credit-mode', instanceId: 'i-1', mode: 'standard' });
  world.sample('i-1');
  const owed = world.seen('sampled')[0]?.sample;
  expect(owed?.surplusCreditsCharged).toBeGreaterThan(45);
  expect(owed?.surplusCreditBalance).toBe(0);
  world.runFor(60 * MINUTE);
  world.sample('i-1');
  world.runFor(10 * MINUTE);
  expect(world.sample('i-1')[0]).toBeLessThan(12);
  world.perform({ kind: 'credit-mode', instanceId: 'i-1', mode: 'unlimited' });
  world.runFor(10 * MINUTE);
  expect(world.sample('i-1')[0]).toBeGreaterThan(99);
});

test('EC2-06 a stop charges what is owed, a reboot does not', () => {
  const world = Harness.fresh();
  world.serving(['i-1']);
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'busy-loop', threads: 2 } });
  world.runFor(30 * MINUTE);
  world.perform({ kind: 'reboot', instanceId: 'i-1' });
  world.runFor(2 * MINUTE);
  world.sample('i-1');
  const owed = world.seen('sampled')[0]?.sample;
  expect(owed?.surplusCreditsCharged).toBe(0);
  expect(owed?.surplusCreditBalance).toBeGreaterThan(45);
  world.perform({ kind: 'halt', instanceId: 'i-1', how: 'stop' });
  world.runFor(MINUTE);
  world.perform({ kind: 'restart', instanceId: 'i-1' });
  world.runFor(MINUTE);
  world.sample('i-1');
  const after = world.seen('sampled')[0]?.sample;
  expect(after?.surplusCreditsCharged).toBeCloseTo(owed?.surplusCreditBalance ?? Number.NaN, 0);
  expect(after?.surplusCreditBalance).toBeLessThan(1);
});

test('EC2-06 what is earned pays what is owed first, and is saved only then', () => {
  const world = Harness.fresh();
  world.serving(['i-1']);
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'busy-loop', threads: 2 } });
  world.runFor(10 * MINUTE);
  world.perform({ kind: 'mend', instanceId: 'i-1', impairment: 'busy-loop' });
  world.sample('i-1');
  const owed = world.seen('sampled')[0]?.sample.surplusCreditBalance ?? 0;
  expect(owed).toBeGreaterThan(12);
  world.runFor(60 * MINUTE);
  world.sample('i-1');
  const later = world.seen('sampled')[0]?.sample;
  expect(later?.creditBalance).toBe(0);
  // Twelve an hour, less what an idle machine spends.
  expect(owed - (later?.surplusCreditBalance ?? 0)).toBeGreaterThan(8);
  expect(owed - (later?.surplusCreditBalance ?? 0)).toBeLessThan(12);
});

test('EC2-07 the throttling is gradual: a quarter of an hour from the last credit to the baseline', () => {
  const world = Harness.fresh();
  world.serving(['i-1'], {}, { creditMode: 'standard' });
  world.runFor(60 * MINUTE);
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'busy-loop', threads: 2 } });
  const exhausted = (): number => world.events('CreditsExhausted').length;
  const before = exhausted();
  for (let minute = 0; minute < 30 && exhausted() === before; minute += 1) world.runFor(MINUTE);
  expect(exhausted()).toBe(before + 1);
  world.sample('i-1');
  const shares = [1, 2, 3, 4].map(() => {
    world.runFor(5 * MINUTE);
    return world.sample('i-1')[0] ?? Number.NaN;
  });
  expect(shares.map((share) => Math.round(share / 10))).toEqual([9, 6, 3, 1]);
});

test('EC2-07 standard mode without credits is throttled to 10 %: the application is saturated and CPU reads 10 %', () => {
  const world = Harness.fresh();
  world.serving(['i-1'], {}, { creditMode: 'standard' });
  world.perform({ kind: 'start-traffic', plan: plan(100) });
  world.runFor(30 * MINUTE);
  world.sample('i-1');
  world.runFor(10 * MINUTE);
  const [cpu = 0] = world.sample('i-1');
  expect(Math.abs(cpu - 10)).toBeLessThan(1);
  expect(world.events('CreditsExhausted').length).toBeGreaterThan(0);
});

describe('Run Command', () => {
  const send = (world: Harness, ...lines: string[]): void =>
    world.perform({ kind: 'run-command', commandId: 'c', instanceId: 'i-1', lines, timeoutMs: 60_000 });

  test('SSM-06 the agent registers two to three minutes after the launch, and takes what waited for it', () => {
    const world = Harness.fresh();
    world.boot('i-1', undefined);
    world.runFor(MINUTE);
    world.perform({
      kind: 'run-command',
      commandId: 'c',
      instanceId: 'i-1',
      lines: ['hostname -s'],
      timeoutMs: 600_000,
    });
    world.runFor(30_000);
    expect(world.seen('command-finished')).toEqual([]);
    world.runFor(2 * MINUTE);
    expect(world.seen('agent-heartbeat')).toEqual([{ kind: 'agent-heartbeat', instanceId: 'i-1', reached: true }]);
    expect(world.seen('command-finished')[0]).toMatchObject({ exitCode: 0, output: 'ip-10-0-1-10\n' });
  });

  test('SSM-02 a heartbeat every five minutes; without permission or a way out it fails', () => {
    const world = Harness.fresh();
    world.boot('i-1', undefined);
    world.runFor(13 * MINUTE);
    world.around.permitted = false;
    world.runFor(5 * MINUTE);
    expect(world.seen('agent-heartbeat').map(({ reached }) => reached)).toEqual([true, true, true, false]);
  });

  test('SSM-04 without a way out a command hangs and its result comes when the way is back', () => {
    const world = Harness.fresh();
    world.serving(['i-1']);
    send(world, 'sleep 20; echo done; exit 4');
    world.runFor(5_000);
    world.around.blocked['instance>internet'] = { because: 'no route' };
    world.runFor(MINUTE);
    expect(world.seen('command-finished')).toEqual([]);
    delete world.around.blocked['instance>internet'];
    world.perform({ kind: 'network-changed' });
    world.runFor(1_000);
    expect(world.seen('command-finished')[0]).toMatchObject({ exitCode: 4, output: 'done\n' });
  });

  test('a script that runs longer than its timeout is killed', () => {
    const world = Harness.fresh();
    world.serving(['i-1']);
    send(world, 'yes > /dev/null');
    world.runFor(2 * MINUTE);
    expect(world.seen('command-finished')[0]).toMatchObject({ exitCode: 137 });
    world.sample('i-1');
    world.runFor(MINUTE);
    expect(world.sample('i-1')[0]).toBeLessThan(1);
  });

  test('the drill of busy loops and its undo, as the lab sends them', () => {
    const world = Harness.fresh();
    world.serving(['i-1']);
    const loop = "timeout 300 sh -c 'while :; do :; done' ha-lab-busy-loop >/dev/null 2>&1 &";
    send(world, loop, loop);
    world.runFor(1_000);
    world.sample('i-1');
    world.runFor(MINUTE);
    expect(world.sample('i-1')[0]).toBeGreaterThan(99);
    send(world, 'pkill -f ha-lab-busy-loop || true');
    world.runFor(1_000);
    world.sample('i-1');
    world.runFor(MINUTE);
    expect(world.sample('i-1')[0]).toBeLessThan(1);
  });

  test('stopping Docker stops its containers, and starting it brings them back', () => {
    const world = Harness.fresh();
    world.serving(['i-1']);
    send(world, 'systemctl stop docker.socket docker.service');
    world.runFor(30_000);
    expect(world.events('ContainerStopped')).toHaveLength(1);
    send(world, 'systemctl start docker.service');
    world.runFor(30_000);
    expect(world.events('ContainerStarted')).toHaveLength(2);
  });
});

describe('exact mean value analysis', () => {
  const table: [number, number, number, number, number, number, number][] = [
    // users, targets, vCPUs, busy loops, requests/s, response ms, CPU %
    [10, 2, 1, 0, 9.41, 63, 23.5],
    [50, 2, 1, 0, 36.6, 366, 91.5],
    [100, 2, 1, 0, 39.34, 1542, 98.4],
    [100, 4, 2, 0, 93.12, 73.9, 58.2],
    [10, 2, 2, 4, 8.78, 139, 100],
    [100, 4, 2, 2, 86.26, 159, 100],
    [40, 3, 2, 8, 30.78, 300, 100],
  ];
  test.each(table)(
    '%i users, %i targets, %i vCPUs, %i busy loops',
    (users, targets, cores, busyLoops, rate, ms, cpu) => {
      const exact = closedMeans({ users, targets, cores, busyLoops, thinkMs: 1000, serviceMs: 50 });
      expect(exact.requestsPerSecond).toBeCloseTo(rate, 1);
      expect(Math.abs(exact.responseMs - ms)).toBeLessThan(1);
      expect(exact.cpuPercent).toBeCloseTo(cpu, 1);
    },
  );
});

test('a ramp is linear, and a user knows when it is wanted', () => {
  const ramp = [
    { atMs: 0, count: 10 },
    { atMs: 90_000, count: 100 },
    { atMs: 180_000, count: 0 },
  ];
  expect([0, 1_000, 45_000, 90_000, 135_000, 200_000].map((at) => usersAt(ramp, at))).toEqual([10, 11, 55, 100, 50, 0]);
  expect(nextActive(ramp, 54, 0)).toBe(45_000);
  expect(nextActive(ramp, 54, 140_000)).toBeUndefined();
  for (let index = 0; index < 100; index += 1) {
    const at = nextActive(ramp, index, 0) ?? -1;
    expect(usersAt(ramp, at)).toBeGreaterThan(index);
  }
});

test('percentiles are within the width of a bucket', () => {
  const counts: number[] = [];
  for (let value = 1; value <= 1_000; value += 1) counts[bucketOf(value)] = (counts[bucketOf(value)] ?? 0) + 1;
  const dense = Array.from(counts, (count) => count ?? 0);
  for (const p of [0.5, 0.9, 0.99]) expect(Math.abs((percentile(dense, p) ?? 0) / (p * 1_000) - 1)).toBeLessThan(0.045);
});
