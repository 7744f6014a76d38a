// The clock while Terraform waits: it goes only while something is in transition, only where nobody else lets it go, and not a moment longer than asked.

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { driveClock } from '../../src/lab/drive.js';
import { localControl, Sandbox } from '../../src/sandbox/index.js';
import { inTransition } from '../../src/sandbox/transitions.js';

const BEAT_MS = 100;

function world({ speed = 0, instant = false } = {}) {
  const sandbox = Sandbox.born({ seed: 'drive' });
  const turn = (): never => expect.fail('nobody turns this clock');
  return { sandbox, control: localControl(sandbox, { speed, instant, turn }, () => {}) };
}

/** A NAT gateway is pending for a minute or two. */
function beginSomething(sandbox: Sandbox): void {
  const { Subnets } = sandbox.call('ec2', 'DescribeSubnets', {}) as { Subnets: { SubnetId: string }[] };
  sandbox.call('ec2', 'CreateNatGateway', { SubnetId: Subnets[0]?.SubnetId, ConnectivityType: 'private' });
  expect(inTransition(sandbox.world)).not.toEqual([]);
}

test('it runs until nothing is in transition, waits, and runs again for what begins then', async () => {
  const { sandbox, control } = world();
  const stop = driveClock(control);
  await sleep(2 * BEAT_MS);
  expect(sandbox.now).toBe(sandbox.startedAt);
  for (const _ of [1, 2]) {
    const begun = sandbox.now;
    beginSomething(sandbox);
    await vi.waitFor(() => expect(inTransition(sandbox.world)).toEqual([]), { timeout: 8_000, interval: 20 });
    expect(sandbox.now - begun).toBeGreaterThan(10_000);
    const settled = sandbox.now;
    await sleep(2 * BEAT_MS);
    expect(sandbox.now).toBe(settled);
  }
  await stop();
});

test.each([{ speed: 60 }, { instant: true }])('a clock that goes by itself (%j) is left alone', async (pace) => {
  const { sandbox, control } = world(pace);
  beginSomething(sandbox);
  const stop = driveClock(control);
  await sleep(2 * BEAT_MS);
  await stop();
  expect(sandbox.now).toBe(sandbox.startedAt);
});

test('stopped in the middle it stands where it is', async () => {
  const { sandbox, control } = world();
  beginSomething(sandbox);
  const stop = driveClock(control);
  await vi.waitFor(() => expect(sandbox.now).toBeGreaterThan(sandbox.startedAt), { timeout: 8_000, interval: 10 });
  await stop();
  const { now } = sandbox;
  expect(inTransition(sandbox.world)).not.toEqual([]);
  await sleep(2 * BEAT_MS);
  expect(sandbox.now).toBe(now);
});

test('a sandbox that is gone fails where the clock is stopped, and nowhere before', async () => {
  const { control } = world();
  const stop = driveClock({ ...control, details: () => Promise.reject(new Error('nobody serves it any more')) });
  await sleep(2 * BEAT_MS);
  await expect(stop()).rejects.toThrow('nobody serves it any more');
});
