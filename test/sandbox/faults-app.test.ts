// The whole stack when the application of one machine fails in its several ways: what the health check says and what users meet (ALB-15).

import { expect, test } from 'vitest';
import type { InMemoryLab } from '../../src/lab/in-memory.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { machinesOf, targetBecame, usersBetween } from '../helpers/observed.js';

const SECONDS = 1_000;

/** Two machines under thirty users; nobody replaces anything, so that the fault stands for itself. */
async function underLoad() {
  const made = await deployedLab('app-faults', {
    group: { healthCheckType: 'EC2' },
    alarms: { actionsEnabled: false },
  });
  await made.lab.traffic.start({ from: 30, to: 30, rampSeconds: 0 });
  made.sandbox.run(made.sandbox.now + 2 * MINUTES);
  const [victim, other] = await machinesOf(made);
  return { made, sandbox: made.sandbox, victim: victim?.id ?? '', other: other?.id ?? '', from: made.sandbox.now };
}

async function targetOf(made: InMemoryLab, id: string): Promise<string> {
  const found = (await machinesOf(made)).find((machine) => machine.id === id);
  return [found?.target, found?.targetReason].join(' ');
}

test('ALB-15 ALB-14 a hung app: checks time out, its users get 504 after the idle timeout, then it gets no more', async () => {
  const { made, sandbox, victim, from } = await underLoad();
  sandbox.act({ kind: 'impair', instanceId: victim, impairment: { kind: 'hung-app' } });
  sandbox.run(from + 3 * MINUTES);
  expect(await targetOf(made, victim)).toBe('unhealthy Target.Timeout');
  // Two checks, 30 s apart, each with a timeout of 5 s; the first up to an interval after the fault.
  const fell = targetBecame(made, victim, 'unhealthy', from) - from;
  expect(fell).toBeGreaterThanOrEqual(35 * SECONDS);
  expect(fell).toBeLessThanOrEqual(65 * SECONDS);
  const during = await usersBetween(made, from, from + 3 * MINUTES);
  expect(Object.keys(during.byStatus).sort()).toEqual(['200', '504']);
  const after = await usersBetween(made, from + 130 * SECONDS, from + 3 * MINUTES);
  expect(Object.keys(after.byStatus)).toEqual(['200']);
  sandbox.act({ kind: 'mend', instanceId: victim, impairment: 'hung-app' });
  const mended = sandbox.now;
  sandbox.run(mended + 4 * MINUTES);
  // ALB-12: five passes in a row, 30 s apart; a check that was under way when the app woke up is the first.
  const rose = targetBecame(made, victim, 'healthy', mended) - mended;
  expect(rose).toBeGreaterThanOrEqual(115 * SECONDS);
  expect(rose).toBeLessThanOrEqual(155 * SECONDS);
});

test('ALB-15 ALB-20 ALB-41 every app hangs: fail-open, and every user gets 504', async () => {
  const { made, sandbox, victim, other, from } = await underLoad();
  for (const instanceId of [victim, other]) {
    sandbox.act({ kind: 'impair', instanceId, impairment: { kind: 'hung-app' } });
  }
  sandbox.run(from + 5 * MINUTES);
  expect(await targetOf(made, other)).toBe('unhealthy Target.Timeout');
  const late = await usersBetween(made, from + 2 * MINUTES, from + 5 * MINUTES);
  expect(Object.keys(late.byStatus)).toEqual(['504']);
  expect(Math.round((late.p50Ms ?? 0) / 5_000)).toBe(12);
});

test('ALB-15 ALB-14 a wrong health answer: the code is named, no user meets an error, and the other machine carries all', async () => {
  const { made, sandbox, victim, other, from } = await underLoad();
  sandbox.act({ kind: 'impair', instanceId: victim, impairment: { kind: 'health-answer', statusCode: 503 } });
  sandbox.run(from + 4 * MINUTES);
  expect(await targetOf(made, victim)).toBe('unhealthy Target.ResponseCodeMismatch');
  const seen = (await machinesOf(made)).find(({ id }) => id === victim);
  expect(seen?.targetDescription).toBe('Health checks failed with these codes: [503]');
  expect(Object.keys((await usersBetween(made, from, from + 4 * MINUTES)).byStatus)).toEqual(['200']);
  const shares = await made.lab.traffic.perInstance(from + 2 * MINUTES, from + 4 * MINUTES);
  expect(Object.keys(shares)).toEqual([other]);
});

test('ALB-20 ALB-41 every health answer is wrong: fail-open, and users notice nothing', async () => {
  const { made, sandbox, victim, other, from } = await underLoad();
  for (const instanceId of [victim, other]) {
    sandbox.act({ kind: 'impair', instanceId, impairment: { kind: 'health-answer', statusCode: 500 } });
  }
  sandbox.run(from + 5 * MINUTES);
  expect((await machinesOf(made)).map(({ target }) => target)).toEqual(['unhealthy', 'unhealthy']);
  expect(Object.keys((await usersBetween(made, from, from + 5 * MINUTES)).byStatus)).toEqual(['200']);
});

test('ALB-30 ALB-31 a drain under load loses no request, and clients keep the node they talk to', async () => {
  const { made, sandbox, victim, other, from } = await underLoad();
  const { targetGroupArn } = made.lab.outputs;
  const zones = (): readonly string[] => sandbox.world.fleet.users.map(({ zone }) => zone);
  const before = zones();
  sandbox.call('elbv2', 'DeregisterTargets', {
    TargetGroupArn: targetGroupArn,
    Targets: [{ Id: victim }],
  });
  sandbox.run(from + 2 * SECONDS);
  expect(await targetOf(made, victim)).toBe('draining Target.DeregistrationInProgress');
  // Names expire one by one: within two seconds few clients have asked again.
  const kept = zones().filter((zone, index) => zone === before[index]).length;
  expect(kept).toBeGreaterThanOrEqual(before.length - 4);
  sandbox.run(from + 299 * SECONDS);
  expect(await targetOf(made, victim)).toBe('draining Target.DeregistrationInProgress');
  sandbox.run(from + 310 * SECONDS);
  expect(Object.keys((await usersBetween(made, from, sandbox.now)).byStatus)).toEqual(['200']);
  const shares = await made.lab.traffic.perInstance(from + 2 * SECONDS, sandbox.now);
  expect(Object.keys(shares)).toEqual([other]);
});

test('EC2-08 GetConsoleOutput shows what user data did', async () => {
  const { sandbox, victim } = await underLoad();
  const answer = sandbox.call('ec2', 'GetConsoleOutput', { InstanceId: victim, Latest: true }) as { Output?: string };
  const text = new TextDecoder().decode(Uint8Array.from(atob(answer.Output ?? ''), (char) => char.charCodeAt(0)));
  expect(text).toMatch(/cloud-init: user data ended with status 0/);
  expect(() => sandbox.call('ec2', 'GetConsoleOutput', { InstanceId: 'i-0123456789abcdef0' })).toThrow(
    expect.objectContaining({ code: 'InvalidInstanceID.NotFound' }),
  );
});
