// Drills for which AWS has no API, and the one that slows the app: what they do, what users notice, their undo, and who may not do them.

import { describe, expect, test } from 'vitest';
import { findAction } from '../../../src/lab/actions/index.js';
import { healthy, instance, newcomers, ward } from './harness.js';

const MS = 3_000;

describe('slow', () => {
  test('every answer of one machine comes later, and its target stays healthy; undone, pages are as quick as before', async () => {
    const stand = await ward();
    const before = (await stand.users(1))?.p95Ms ?? 0;
    const { target } = await stand.drill('slow', { ms: MS });
    const during = await stand.pass(3);
    expect(instance(during, target)?.target).toBe('healthy');
    const users = await stand.users(2);
    expect(users?.errorRate).toBe(0);
    expect(users?.p95Ms ?? 0).toBeGreaterThan(MS);
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
    await stand.pass(2);
    expect((await stand.users(1))?.p95Ms ?? 0).toBeLessThan(before * 3);
  });

  test('ALB-15 slower than the health check waits: Target.Timeout, while users still get pages', async () => {
    const stand = await ward({ group: { healthCheckType: 'EC2' } });
    const { target } = await stand.drill('slow', { ms: 6_000 });
    const seen = instance(await stand.pass(2), target);
    expect([seen?.target, seen?.targetReason]).toEqual(['unhealthy', 'Target.Timeout']);
    expect((await stand.users(2))?.errorRate).toBe(0);
  });
});

describe('zone-power', () => {
  test('ALB-25 ASG-57 the zone falls silent, the other one carries all; power back, both serve', async () => {
    const stand = await ward();
    const { at, target } = await stand.drill('zone-power', { on: 'a' });
    expect(target).toBe('us-east-1a');
    const during = await stand.pass(15);
    expect(healthy(during).map(({ zone }) => zone)).toEqual(['us-east-1b', 'us-east-1b']);
    expect(newcomers(during, at)).toHaveLength(1);
    expect((await stand.users(5))?.errorRate).toBe(0);
    expect((await stand.heal()).map(({ said }) => said)).toEqual(['us-east-1a has power again']);
    const zones = healthy(await stand.pass(25)).map(({ zone }) => zone);
    expect(zones.sort()).toEqual(['us-east-1a', 'us-east-1b']);
  });
});

describe('no-capacity', () => {
  test('ASG-13 ASG-17 launches there fail in AWS’s words and are made elsewhere; users notice nothing', async () => {
    const stand = await ward();
    const { at } = await stand.drill('no-capacity', { on: 'us-east-1a' });
    await stand.drill('set-desired-capacity', { change: 2 });
    const during = await stand.pass(8);
    expect(newcomers(during, at).map(({ zone }) => zone)).toEqual(['us-east-1b', 'us-east-1b']);
    const failed = during.activities.filter(({ status }) => status === 'Failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { message } of failed) expect(message).toContain('InsufficientInstanceCapacity');
    expect((await stand.users(8))?.errorRate).toBe(0);
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done', 'done']);
    expect(stand.stack.sandbox.world.ec2.zoneFaults['us-east-1a']?.insufficientCapacity).toBe(false);
  });
});

describe('packet-loss', () => {
  test('requests across the zones are late, a few get 504, most arrive; undone, none is', async () => {
    const stand = await ward({ group: { healthCheckType: 'EC2' } }, 60);
    const { target } = await stand.drill('packet-loss', { percent: 30 });
    expect(target).toBe('us-east-1a,us-east-1b');
    await stand.pass(5);
    const during = await stand.users(5);
    expect(Object.keys(during?.byStatus ?? {}).sort()).toEqual(['200', '504']);
    // Half of the requests cross; of those, one in fourteen loses its SYN four times in a row.
    expect(during?.errorRate ?? 0).toBeGreaterThan(0.01);
    expect(during?.errorRate ?? 0).toBeLessThan(0.06);
    expect(during?.p95Ms ?? 0).toBeGreaterThan(1_000);
    expect(during?.p50Ms ?? 0).toBeLessThan(1_000);
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
    await stand.pass(3);
    expect(Object.keys((await stand.users(2))?.byStatus ?? {})).toEqual(['200']);
    expect((await stand.users(2))?.p95Ms ?? 0).toBeLessThan(200);
  });

  test('every packet lost: 504 for what crosses, timed-out checks, and machines without a way out through the other zone', async () => {
    const stand = await ward({ group: { healthCheckType: 'EC2' }, vpc: { natGateways: 'single' } });
    await stand.drill('packet-loss', { between: 'a,b', percent: 100 });
    const { sandbox } = stand.stack;
    const born = sandbox.now;
    await stand.drill('set-desired-capacity', { change: 2 });
    const during = await stand.pass(10);
    const words = newcomers(during, born).map(({ zone, target }) => `${zone} ${target}`);
    // The one NAT gateway is in zone a: the newcomer of zone b cannot pull its image.
    expect(words).toContain('us-east-1b unhealthy');
    // Each node counts its own checks: after two failures it leaves the other zone's machines alone.
    expect((await stand.users(10))?.byStatus['504'] ?? 0).toBeGreaterThan(0);
    expect(Object.keys((await stand.users(5))?.byStatus ?? {})).toEqual(['200']);
  });

  test('places that are none are refused with a pair that works', async () => {
    const stand = await ward({}, 0);
    for (const between of ['a', 'a,b,c', 'a,nowhere', ',']) {
      await expect(stand.drill('packet-loss', { between })).rejects.toMatchObject({
        code: 'UNKNOWN_TARGET',
        suggestions: ['--set between=us-east-1a,us-east-1b'],
      });
    }
  });
});

describe('throttle-api', () => {
  test('ha-lab’s own looks get through; users notice nothing', async () => {
    const stand = await ward();
    await stand.drill('throttle-api', { service: 'all', admitOneIn: 6 });
    expect(healthy(await stand.pass(1))).toHaveLength(2);
    expect((await stand.users(1))?.errorRate).toBe(0);
    expect((await stand.heal()).map(({ said }) => said)).toEqual(['all: every call passes again']);
    expect(stand.stack.sandbox.world.apiFaults).toEqual([]);
  });

  test('an outage: a look fails with AWS’s code, and healing needs no AWS API', async () => {
    const stand = await ward({}, 0);
    await stand.drill('throttle-api', { service: 'autoscaling', outage: true });
    await expect(stand.stack.lab.observe()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
    expect(healthy(await stand.stack.lab.observe())).toHaveLength(2);
  });
});

test.each(['zone-power', 'no-capacity', 'packet-loss', 'throttle-api'])(
  '%s is refused on AWS by name',
  async (name) => {
    const { stack } = await ward({}, 0);
    const seen = await stack.lab.observe();
    const { act: _act, ...onAws } = { ...stack.lab, target: 'aws' as const };
    await expect(findAction(name).plan(onAws, {}, seen)).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(name),
    });
    expect(findAction(name).summary).toContain('for the sandbox only');
  },
);
