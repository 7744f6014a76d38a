// The whole stack when a zone loses its power: what users meet, how the group heals, and how the zone comes back.

import { expect, test } from 'vitest';
import { controlRoutes } from '../../src/sandbox/server/control-routes.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { machinesOf, usersBetween } from '../helpers/observed.js';

const DARK = 'us-east-1a';

test('ALB-25 ASG-57 ASG-13 VPC-20 a zone goes dark under load: errors, recovery in the other zone, then rebalancing', async () => {
  const made = await deployedLab('zone');
  const { sandbox, lab } = made;
  await lab.traffic.start({ from: 40, to: 40, rampSeconds: 0 });
  sandbox.run(sandbox.now + 5 * MINUTES);
  expect((await machinesOf(made)).map(({ zone }) => zone).sort()).toEqual(['us-east-1a', 'us-east-1b']);

  const dark = sandbox.now;
  sandbox.act({ kind: 'zone-power', zone: DARK, on: false });
  sandbox.run(dark + 3 * MINUTES);
  const early = await usersBetween(made, dark, dark + 3 * MINUTES);
  // Clients of the dead node get nothing, the living node tries the dead machine until two checks have failed.
  expect(early.byStatus['no-answer'] ?? 0).toBeGreaterThan(0);
  expect(early.byStatus['504'] ?? 0).toBeGreaterThan(0);
  expect(early.byStatus['200'] ?? 0).toBeGreaterThan(1_000);

  sandbox.run(dark + 5 * MINUTES);
  const later = await usersBetween(made, dark + 4 * MINUTES, dark + 5 * MINUTES);
  expect(Object.keys(later.byStatus)).toEqual(['200']);

  sandbox.run(dark + 25 * MINUTES);
  const healed = (await machinesOf(made)).filter(({ lifecycle }) => lifecycle === 'InService');
  expect(healed.map(({ zone, target }) => [zone, target])).toEqual([
    ['us-east-1b', 'healthy'],
    ['us-east-1b', 'healthy'],
  ]);
  const failures = (await lab.observe()).activities.filter(({ status }) => status === 'Failed');
  expect(failures.length).toBeGreaterThan(0);
  for (const { message } of failures) expect(message).toContain('InsufficientInstanceCapacity');

  const lit = sandbox.now;
  sandbox.act({ kind: 'zone-power', zone: DARK, on: true });
  sandbox.run(lit + 30 * MINUTES);
  const balanced = (await machinesOf(made)).filter(({ lifecycle }) => lifecycle === 'InService');
  expect(balanced.map(({ zone }) => zone).sort()).toEqual(['us-east-1a', 'us-east-1b']);
  expect(Object.keys((await usersBetween(made, lit, lit + 30 * MINUTES)).byStatus)).toEqual(['200']);
});

test('VPC-20 one NAT gateway for all: its zone goes dark, and the other zone cannot heal', async () => {
  const made = await deployedLab('zone', { vpc: { natGateways: 'single' } });
  const { sandbox } = made;
  sandbox.act({ kind: 'zone-power', zone: DARK, on: false });
  sandbox.run(sandbox.now + 40 * MINUTES);
  const newcomers = (await machinesOf(made)).filter(({ zone, age }) => zone === 'us-east-1b' && age < 40 * MINUTES);
  expect(newcomers.length).toBeGreaterThan(0);
  expect(newcomers.some(({ target }) => target === 'healthy')).toBe(false);
  expect(sandbox.journal.some(({ event }) => event.type === 'BootFailed')).toBe(true);
});

test('over HTTP the control surface takes it, and says what is wrong with a zone that is none', async () => {
  const { sandbox, open } = await deployedLab('zone');
  const routes = controlRoutes(open.control);
  const post = (zone: string) =>
    routes({
      method: 'POST',
      path: 'act',
      query: new URLSearchParams(),
      body: { kind: 'zone-power', zone, on: false },
    });
  expect(await post(DARK)).toEqual({ status: 200, body: {} });
  expect(sandbox.journal.at(-1)?.event.type).toBe('NetworkChanged');
  const refused = await post('us-east-1z');
  expect(refused).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('us-east-1z'), suggestions: [expect.stringContaining('us-east-1a')] },
  });
});

test('a zone that the region has not is refused by name', async () => {
  const { sandbox } = await deployedLab('zone');
  expect(() => sandbox.act({ kind: 'zone-power', zone: 'us-east-1z', on: false })).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_TARGET' }),
  );
});
