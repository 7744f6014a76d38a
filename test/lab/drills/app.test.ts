// Drills on the application: what users meet, what the load balancer believes, and the undo.

import { describe, expect, test } from 'vitest';
import { healthy, instance, ward } from './harness.js';

const NEVER_REPLACED = { group: { healthCheckType: 'EC2' } } as const;

describe('hang', () => {
  test('ALB-41 users of the frozen app get 504 after a minute; its target times out; undone, it is healthy again', async () => {
    const stand = await ward(NEVER_REPLACED);
    const { target: id } = await stand.drill('hang');
    const ill = await stand.pass(3);
    expect(instance(ill, id)).toMatchObject({
      target: 'unhealthy',
      targetReason: 'Target.Timeout',
      lifecycle: 'InService',
    });
    const users = await stand.users(3);
    expect(users?.byStatus['504']).toBeGreaterThan(0);
    expect(Object.keys(users?.byStatus ?? {}).sort()).toEqual(['200', '504']);
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
    expect(instance(await stand.pass(5), id)?.target).toBe('healthy');
    expect((await stand.users(1))?.errorRate).toBe(0);
  });

  test('a group that listens to the load balancer replaces it, and then nothing is left to mend', async () => {
    const stand = await ward();
    const { target: id } = await stand.drill('hang');
    const after = await stand.pass(15);
    expect(healthy(after)).toHaveLength(2);
    expect(instance(after, id)?.lifecycle).toBeUndefined();
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['moot']);
  });
});

describe('bad-health-answer', () => {
  test('ALB-15 only the checker is lied to: unhealthy by its status code, no user sees an error', async () => {
    const stand = await ward(NEVER_REPLACED);
    const { target: id } = await stand.drill('bad-health-answer', { status: 418 });
    const ill = await stand.pass(3);
    expect(instance(ill, id)).toMatchObject({ target: 'unhealthy', targetReason: 'Target.ResponseCodeMismatch' });
    expect(instance(ill, id)?.targetDescription).toContain('418');
    expect(instance(ill, id)?.share).toBe(0);
    expect((await stand.users(3))?.errorRate).toBe(0);
    await stand.heal();
    expect(healthy(await stand.pass(5))).toHaveLength(2);
  });

  test('ALB-20 all ill at once: the load balancer uses them all, and users still get their pages', async () => {
    const stand = await ward(NEVER_REPLACED);
    const { target } = await stand.drill('bad-health-answer', { on: 'all' });
    expect(target.split(',')).toHaveLength(2);
    const ill = await stand.pass(4);
    expect(healthy(ill)).toEqual([]);
    const users = await stand.users(1);
    expect(users?.errorRate).toBe(0);
    expect(ill.instances.map(({ share = 0 }) => share)).toEqual([expect.closeTo(0.5, 1), expect.closeTo(0.5, 1)]);
    await stand.heal();
    expect(healthy(await stand.pass(5))).toHaveLength(2);
  });
});

test('a machine that lost the project’s tag is left alone', async () => {
  const stand = await ward({}, 0);
  const { lab, sandbox } = stand.stack;
  const [first] = (await lab.observe()).instances;
  sandbox.call('ec2', 'DeleteTags', { Resources: [first?.id], Tags: [{ Key: 'ha-lab:project' }] });
  for (const name of ['hang', 'bad-health-answer', 'stop-docker', 'terminate']) {
    await expect(stand.drill(name)).rejects.toMatchObject({ code: 'REFUSED' });
  }
});
