// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's own notation
// Carrying out plans, in a world of toys: order, waits side by side, failures, interruption, replacement, drift.
import { beforeEach, describe, expect, test } from 'vitest';
import { isEmptyPlan } from '../../src/applier/index.js';
import { ToyWorld } from './helpers/toy-world.js';

let world: ToyWorld;
beforeEach(() => {
  world = new ToyWorld();
});

const a = { name: 'a' };
const b = { name: 'b', needs: ['${toy.a.id}'] };
const c = { name: 'c', needs: ['${toy.b.id}'] };

describe('order', () => {
  test('what is needed comes first; a second plan is empty', async () => {
    const result = await world.apply({ c, b, a });
    expect(world.takeCalls()).toEqual(['create a', 'settle a', 'create b', 'settle b', 'create c', 'settle c']);
    expect(result.failed).toEqual([]);
    expect(isEmptyPlan(await world.plan({ c, b, a }))).toBe(true);
  });

  test('depends_on counts like a reference', async () => {
    await world.apply({ a: { name: 'a', depends_on: ['toy.z'] }, z: { name: 'z' } });
    expect(world.takeCalls()).toEqual(['create z', 'settle z', 'create a', 'settle a']);
  });

  test('removal goes the other way round', async () => {
    await world.apply({ a, b, c });
    world.takeCalls();
    await world.apply({});
    expect(world.takeCalls()).toEqual(['delete c', 'delete b', 'delete a']);
    expect(world.store.current.resources).toEqual({});
  });

  test('what is no longer needed goes after its former dependent has moved', async () => {
    await world.apply({ a, b });
    world.takeCalls();
    await world.apply({ b: { name: 'b', size: 2 } });
    expect(world.takeCalls()).toEqual(['update b', 'delete a']);
  });
});

describe('waits', () => {
  test('pass side by side, calls one after the other', async () => {
    const result = await world.apply({
      x: { name: 'x', wait: 60 },
      y: { name: 'y', wait: 60 },
      z: { name: 'z', needs: ['${toy.x.id}'] },
    });
    expect(world.takeCalls()).toEqual(['create x', 'create y', 'settle x', 'settle y', 'create z', 'settle z']);
    expect(result.elapsedSeconds).toBe(60);
    const waiting = world.progress.filter(({ type }) => type === 'waiting');
    expect(waiting).toEqual([
      { type: 'waiting', address: 'toy.x', action: 'create', elapsedSeconds: 0, describe: 'x to be ready' },
      { type: 'waiting', address: 'toy.y', action: 'create', elapsedSeconds: 0, describe: 'y to be ready' },
    ]);
  });

  test('end in failure after their time, and what was made is tainted', async () => {
    const result = await world.apply({ x: { name: 'x', wait: 1_000 } });
    expect(result.failed).toEqual([
      { address: 'toy.x', action: 'create', message: 'Waited 100 s for x to be ready, in vain.' },
    ]);
    expect(world.store.current.resources['toy.x']?.tainted).toBe(true);
    const plan = await world.plan({ x: { name: 'x', wait: 1_000 } });
    expect(plan.changes.map(({ action, replacedBy }) => ({ action, replacedBy }))).toEqual([
      { action: 'replace', replacedBy: ['tainted'] },
    ]);
  });

  test('the same run twice makes the same calls with the same tokens', async () => {
    const other = new ToyWorld();
    await world.apply({ a, b, x: { name: 'x', wait: 7 } });
    await other.apply({ x: { name: 'x', wait: 7 }, b, a });
    expect(other.calls).toEqual(world.calls);
  });
});

describe('failure', () => {
  test('what is downstream is skipped and said; the rest goes on; another apply finishes', async () => {
    world.failing.add('create b');
    const result = await world.apply({ a, b, c, d: { name: 'd' } });
    expect(result.failed).toEqual([{ address: 'toy.b', action: 'create', message: 'ToyError: no create of b today' }]);
    expect(result.skipped).toEqual([{ address: 'toy.c', action: 'create', because: 'toy.b' }]);
    expect(result.done.map(({ address }) => address)).toEqual(['toy.a', 'toy.d']);
    expect(world.progress.at(-1)).toMatchObject({ type: 'finished', address: 'toy.d' });
    expect(world.progress).toContainEqual({
      type: 'skipped',
      address: 'toy.c',
      action: 'create',
      elapsedSeconds: 0,
      because: 'toy.b',
    });
    world.failing.clear();
    world.takeCalls();
    await world.apply({ a, b, c, d: { name: 'd' } });
    expect(world.takeCalls()).toEqual(['create b', 'settle b', 'create c', 'settle c']);
  });

  test('a removal that fails keeps what it stands on', async () => {
    await world.apply({ a, b, c });
    world.failing.add('delete b');
    const result = await world.apply({});
    expect(result.skipped).toEqual([{ address: 'toy.a', action: 'delete', because: 'toy.b' }]);
    expect(Object.keys(world.store.current.resources)).toEqual(['toy.a', 'toy.b']);
  });

  test('an interruption ends the waits, starts nothing more and loses nothing', async () => {
    world.interruptAt = world.now + 10_000;
    const result = await world.apply({ x: { name: 'x', wait: 60 }, z: { name: 'z', needs: ['${toy.x.id}'] } });
    expect(result.failed).toEqual([{ address: 'toy.x', action: 'create', message: 'interrupted' }]);
    expect(result.skipped).toEqual([{ address: 'toy.z', action: 'create', because: 'interruption' }]);
    expect(world.store.current.resources['toy.x']).toMatchObject({ id: 'x#1', tainted: true });
  });

  test('the state is saved after every single resource, with growing serials', async () => {
    await world.apply({ a, b });
    const serials = world.saved.map(({ serial }) => serial);
    expect(serials).toEqual([1, 2, 3, 4]);
    expect(world.saved.map(({ resources }) => Object.keys(resources).length)).toEqual([1, 1, 2, 2]);
    expect(world.saved[0]?.resources['toy.a']?.tainted).toBe(true);
  });
});

describe('replacement', () => {
  test('removes first, then creates; dependents follow the new id', async () => {
    await world.apply({ a, b });
    world.takeCalls();
    const result = await world.apply({ a: { name: 'a2' }, b });
    expect(world.takeCalls()).toEqual(['delete a', 'create a2', 'settle a2', 'update b']);
    expect(result.done.map(({ address, action }) => `${action} ${address}`)).toEqual([
      'replace toy.a',
      'destroy toy.a',
      'update toy.b',
    ]);
  });

  test('create_before_destroy: the old one goes after its dependents have moved', async () => {
    const lifecycle = { create_before_destroy: true };
    await world.apply({ a: { ...a, lifecycle }, b });
    world.takeCalls();
    await world.apply({ a: { name: 'a2', lifecycle }, b });
    expect(world.takeCalls()).toEqual(['create a2', 'settle a2', 'update b', 'delete a']);
    expect(world.store.current.deposed).toEqual({});
  });

  test('create_before_destroy: an old one that could not go is removed by the next apply', async () => {
    const lifecycle = { create_before_destroy: true };
    await world.apply({ a: { ...a, lifecycle } });
    world.failing.add('delete a');
    await world.apply({ a: { name: 'a2', lifecycle } });
    expect(world.store.current.deposed['toy.a']).toMatchObject([{ id: 'a#1' }]);
    world.failing.clear();
    world.takeCalls();
    const plan = await world.plan({ a: { name: 'a2', lifecycle } });
    expect(isEmptyPlan(plan)).toBe(false);
    await world.apply({ a: { name: 'a2', lifecycle } });
    expect(world.takeCalls()).toEqual(['delete a']);
    expect([...world.objects.keys()]).toEqual(['a2#2']);
  });
});

describe('drift', () => {
  test('what others changed is said and changed back', async () => {
    await world.apply({ a: { name: 'a', size: 1 } });
    world.objects.set('a#1', { kind: 'a', size: 9, readyAt: 0 });
    const plan = await world.plan({ a: { name: 'a', size: 1 } });
    expect(plan.drift).toEqual([
      { address: 'toy.a', kind: 'changed', attributes: [{ name: 'size', before: 1, after: 9 }] },
    ]);
    expect(plan.changes[0]?.changes).toEqual([{ path: 'size', before: 9, after: 1, forcesReplacement: false }]);
  });

  test('ignore_changes leaves it as it is', async () => {
    const toy = { name: 'a', size: 1, lifecycle: { ignore_changes: ['size'] } };
    await world.apply({ a: toy });
    world.objects.set('a#1', { kind: 'a', size: 9, readyAt: 0 });
    expect(isEmptyPlan(await world.plan({ a: { ...toy, size: 5 } }))).toBe(true);
  });

  test('what others removed is made anew', async () => {
    await world.apply({ a });
    world.objects.clear();
    const plan = await world.plan({ a });
    expect(plan.drift).toEqual([{ address: 'toy.a', kind: 'gone', attributes: [] }]);
    expect(plan.changes.map(({ action }) => action)).toEqual(['create']);
    await world.apply({ a });
    expect([...world.objects.keys()]).toEqual(['a#2']);
  });

  test('a plan is not carried out on a state that has moved on', async () => {
    const stale = await world.plan({ a });
    await world.apply({ z: { name: 'z' } });
    const { applyPlan } = await import('../../src/applier/index.js');
    const request = {
      plan: stale,
      store: world.store,
      clients: {} as never,
      clock: world.clock,
      catalogue: world.catalogue,
    };
    await expect(applyPlan(request)).rejects.toMatchObject({ code: 'PLAN_STALE' });
  });
});

test('outputs are evaluated and kept', async () => {
  const output = { toy: { value: '${toy.a.id}' }, url: { value: 'http://${toy.a.name}/' } };
  const result = await world.apply({ a }, { output });
  expect(result.outputs).toEqual({ toy: 'a#1', url: 'http://a/' });
  expect(world.store.current.outputs).toEqual(result.outputs);
});
