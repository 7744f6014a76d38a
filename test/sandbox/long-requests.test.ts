// The whole stack with requests that take minutes (lesson 12): what a drain, an idle timeout and a scale-in make of them, beside ordinary users.

import { expect, test } from 'vitest';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { machinesOf } from '../helpers/observed.js';

const STREAMS = 8;

/** As many users as named, each of whom opens one request, all within two seconds. */
const once = (name: string, path: string) => ({
  ...{ name, path, from: STREAMS, to: STREAMS, rampSeconds: 0, holdSeconds: 2 },
  patienceSeconds: 600,
});

async function underLoad() {
  const made = await deployedLab('long-requests', { alarms: { actionsEnabled: false } });
  const { lab, sandbox } = made;
  await lab.traffic.start({ from: 20, to: 20, rampSeconds: 0 });
  sandbox.run(sandbox.now + MINUTES);
  return { made, lab, sandbox, from: sandbox.now };
}

test('ALB-30 ALB-40 a drain completes streams of 120 s, cuts those of 400 s short, and costs ordinary users nothing', async () => {
  const { made, lab, sandbox, from } = await underLoad();
  await lab.traffic.start(once('short', '/slow?s=120&beat=1'));
  await lab.traffic.start(once('long', '/slow?s=400&beat=1'));
  sandbox.run(from + 5_000);
  const [leaving = { id: '' }] = await machinesOf(made);
  sandbox.call('autoscaling', 'TerminateInstanceInAutoScalingGroup', {
    InstanceId: leaving.id,
    ShouldDecrementDesiredCapacity: false,
  });
  sandbox.run(from + 8 * MINUTES);
  const statuses = async (name: string) => (await lab.traffic.users(from, sandbox.now, name))?.byStatus;
  expect(await statuses('short')).toEqual({ 200: STREAMS });
  // Half of them stood on the machine that left: 300 s later its connections were cut, and a 200 was begun long ago.
  expect(await statuses('long')).toEqual({ 200: STREAMS / 2, truncated: STREAMS / 2 });
  expect(Object.keys((await lab.traffic.perInstance(from, sandbox.now, 'long')) ?? {})).toHaveLength(2);
  expect(Object.keys((await statuses('lab')) ?? {})).toEqual(['200']);
  const all = await lab.traffic.users(from, sandbox.now);
  const ordinary = (await lab.traffic.users(from, sandbox.now, 'lab'))?.requests ?? 0;
  expect(all?.requests).toBe(ordinary + 2 * STREAMS);
});

test('ALB-40 a silent request of 120 s gets 504 at the idle timeout of 60 s, one of 50 s its answer', async () => {
  const { lab, sandbox, from } = await underLoad();
  await lab.traffic.start(once('silent', '/slow?s=120&beat=0'));
  await lab.traffic.start(once('patient', '/slow?s=50&beat=0'));
  sandbox.run(from + 3 * MINUTES);
  const silent = await lab.traffic.users(from, sandbox.now, 'silent');
  expect(silent?.byStatus).toEqual({ 504: STREAMS });
  expect(Math.round((silent?.p50Ms ?? 0) / 5_000)).toBe(12);
  expect((await lab.traffic.users(from, sandbox.now, 'patient'))?.byStatus).toEqual({ 200: STREAMS });
});

test('traffics have names: one is replaced or stopped, and the others go on', async () => {
  const { lab, sandbox, from } = await underLoad();
  await lab.traffic.start({ name: 'more', from: 10, to: 10, rampSeconds: 0 });
  sandbox.run(from + MINUTES);
  expect((await lab.traffic.users(from, sandbox.now))?.active).toBe(30);
  await lab.traffic.start({ name: 'more', from: 4, to: 4, rampSeconds: 0 });
  expect((await lab.traffic.users(from, sandbox.now, 'more'))?.active).toBe(4);
  await lab.traffic.stop('more');
  expect((await lab.traffic.users(from, sandbox.now))?.active).toBe(20);
  await lab.traffic.stop();
  expect((await lab.traffic.users(from, sandbox.now))?.active).toBe(0);
});
