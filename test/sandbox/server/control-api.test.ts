// The page about the control API against the routes there are.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LabError } from '../../../src/errors.js';
import { localControl, PaceDial, Sandbox } from '../../../src/sandbox/index.js';
import { controlRoutes, ROUTES } from '../../../src/sandbox/server/control-routes.js';
import { ROOT } from '../../tidy/sources.js';

const PAGE = readFileSync(join(ROOT, 'docs/control-api.md'), 'utf8');
const sandbox = Sandbox.born();
const dial = new PaceDial();
const control = localControl(sandbox, dial, () => {});
const routes = controlRoutes(control);
const call = async (method: string, path: string, body?: unknown, query = '') =>
  routes({ method, path, query: new URLSearchParams(query), body });

test('every route has a section, and no section is about anything else', () => {
  const sections = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(sections.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

test('the example of a status has the members that a status has', async () => {
  const [, example = ''] = /## GET status[\s\S]*?```\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const { status, body } = await call('GET', 'status');
  expect(status).toBe(200);
  expect(Object.keys(JSON.parse(example)).sort()).toEqual(Object.keys({ ...(body as object), nextAt: 0 }).sort());
});

test('the acts of the page are acts: understood, though there is no such machine', async () => {
  const [, block = ''] = /## POST act[\s\S]*?```\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const acts = block.trim().split(/\n(?=\{)/);
  expect(acts).toHaveLength(10);
  for (const act of acts) {
    const answer = await call('POST', 'act', JSON.parse(act)).catch((error: Error) => ({
      status: 0,
      body: error.message,
    }));
    expect(`${answer.status} ${JSON.stringify(answer.body)}`).not.toMatch(/Invalid|Unrecognized/);
  }
});

test('advance stops where it is told to', async () => {
  const from = sandbox.now;
  sandbox.call('ec2', 'CreateNatGateway', {
    SubnetId: Object.keys(sandbox.world.ec2.subnets)[0],
    ConnectivityType: 'private',
  });
  const event = await call('POST', 'advance', { ms: 3_600_000, until: { event: 'NatGatewayStateChanged' } });
  const { now } = event.body as { readonly now: number };
  expect(now).toBeGreaterThan(from);
  expect(now).toBeLessThan(from + 3_600_000);
  expect(await call('POST', 'advance', { ms: 3_600_000, until: 'settled' })).toEqual({ status: 200, body: { now } });
  expect(await call('POST', 'advance', { ms: 5_000 })).toEqual({ status: 200, body: { now: now + 5_000 } });
});

test.each([
  ['advance', { ms: -1 }],
  ['advance', { ms: 1.5 }],
  ['advance', { ms: 1, until: 'tomorrow' }],
  ['advance', undefined],
  ['rewind', { to: 0, fork: 'x' }],
  ['rewind', {}],
  ['speed', { speed: -1 }],
  ['speed', { speed: 1.5 }],
  ['speed', {}],
  ['act', { kind: 'explode' }],
])('a body that does not fit is refused by %s: %j', async (path, body) => {
  expect(await call('POST', path, body)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
});

test('a refusal carries its code and its next steps; what the machine lacks is 503', async () => {
  expect(await call('POST', 'rewind', { to: 0 })).toMatchObject({
    status: 400,
    body: { code: 'REFUSED', suggestions: [expect.stringMatching(/rewind 5m/)] },
  });
  const full = controlRoutes({
    ...control,
    act: () => Promise.reject(new LabError('ENVIRONMENT', 'full', { suggestions: ['make room'], exitCode: 5 })),
  });
  const body = { kind: 'stop-traffic', trafficId: 'x' };
  expect(await full({ method: 'POST', path: 'act', query: new URLSearchParams(), body })).toEqual({
    status: 503,
    body: { error: 'full', code: 'ENVIRONMENT', suggestions: ['make room'] },
  });
});

test('the speed can be set while somebody lets the clock run, and only then', async () => {
  const refused = {
    status: 400,
    body: { code: 'REFUSED', suggestions: [expect.stringMatching(/serve/), expect.anything()] },
  };
  expect(await call('POST', 'speed', { speed: 60 })).toMatchObject(refused);
  const speeds: number[] = [];
  const letGo = dial.follow((speed) => speeds.push(speed));
  expect(await call('POST', 'speed', { speed: 60 })).toEqual({ status: 200, body: {} });
  expect((await call('GET', 'status')).body).toMatchObject({ speed: 60 });
  letGo();
  expect(await call('POST', 'speed', { speed: 1 })).toMatchObject(refused);
  expect(speeds).toEqual([0, 60]);
});

test('an instant clock has no speed to set', () => {
  const instant = new PaceDial({ speed: 0, instant: true });
  instant.follow(() => {});
  expect(() => instant.turn(60)).toThrow(/runs before each answer/);
});

test('an unknown route names those there are', async () => {
  expect(await call('GET', 'nothing')).toEqual({
    status: 404,
    body: { error: 'no such route: GET nothing', routes: Object.keys(ROUTES) },
  });
});
