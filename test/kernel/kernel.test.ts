import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causesOf, createKernel, type Kernel, MAX_TASKS_PER_INSTANT, newKernelState } from '../../src/kernel/index.js';
import { newToyWorld, runToy, startToy } from './toy.js';

type Log = { readonly at: number; readonly name: string };

function kernelWith(ranks: Record<string, number>): { kernel: Kernel<string>; log: Log[] } {
  const kernel = createKernel(newKernelState<string>('seed', 0));
  const log: Log[] = [];
  for (const [name, rank] of Object.entries(ranks)) {
    kernel.register(name, rank, (key) => {
      log.push({ at: kernel.now, name: `${name}/${key}` });
      return undefined;
    });
  }
  return { kernel, log };
}

describe('order', () => {
  test('tasks run by instant, then rank, then order of asking, for any set of wishes', () => {
    const wish = fc.record({ at: fc.integer({ min: 0, max: 20 }), rank: fc.integer({ min: 0, max: 4 }) });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 200 }), (wishes) => {
        const { kernel, log } = kernelWith({ r0: 0, r1: 1, r2: 2, r3: 3, r4: 4 });
        wishes.forEach(({ at, rank }, index) => {
          kernel.wake(`r${rank}`, String(index), at);
        });
        kernel.runUntil(20);
        const expected = wishes
          .map(({ at, rank }, index) => ({ at, rank, index }))
          .sort((a, b) => a.at - b.at || a.rank - b.rank || a.index - b.index)
          .map(({ at, rank, index }) => ({ at, name: `r${rank}/${index}` }));
        expect(log).toEqual(expected);
      }),
    );
  });

  test('of several wishes for one controller and key the earliest wins and it runs once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 50 }), (instants) => {
        const { kernel, log } = kernelWith({ only: 1 });
        for (const at of instants) kernel.wake('only', 'key', at);
        kernel.runUntil(1_000);
        expect(log).toEqual([{ at: Math.min(...instants), name: 'only/key' }]);
      }),
    );
  });

  test('a wish that is repeated for the same instant keeps its place in the order', () => {
    const { kernel, log } = kernelWith({ c: 1 });
    for (const key of ['first', 'second', 'first']) kernel.wake('c', key, 10);
    kernel.runUntil(10);
    expect(log.map(({ name }) => name)).toEqual(['c/first', 'c/second']);
  });

  test('a wish for the past runs now; the clock never goes back', () => {
    const { kernel, log } = kernelWith({ late: 1 });
    kernel.runUntil(500);
    kernel.wake('late', 'k', 100);
    kernel.settle();
    expect(log).toEqual([{ at: 500, name: 'late/k' }]);
    expect(() => kernel.runUntil(499)).toThrow(/cannot run back/);
  });

  test('what is due at the end instant runs; what is due after it waits', () => {
    const { kernel, log } = kernelWith({ c: 1 });
    kernel.wake('c', 'at-end', 100);
    kernel.wake('c', 'after', 101);
    kernel.runUntil(100);
    expect(log.map((entry) => entry.name)).toEqual(['c/at-end']);
    expect(kernel.nextAt()).toBe(101);
  });

  test('an answered instant is the next look; none means sleep', () => {
    const kernel = createKernel(newKernelState<string>('seed', 0));
    const looks: number[] = [];
    kernel.register('ticker', 1, () => {
      looks.push(kernel.now);
      return looks.length < 3 ? kernel.now + 10 : undefined;
    });
    kernel.wake('ticker', 'k', 5);
    kernel.runUntil(1_000);
    expect(looks).toEqual([5, 15, 25]);
  });
});

describe('horizon', () => {
  test('is the next task of anyone else, and never beyond the end of the run', () => {
    const kernel = createKernel(newKernelState<string>('seed', 0));
    const seen: number[] = [];
    kernel.register('fleet', 0, () => {
      seen.push(kernel.horizon());
      return kernel.now + 400;
    });
    kernel.register('other', 1, () => undefined);
    kernel.wake('fleet', 'all', 0);
    kernel.wake('other', 'k', 250);
    kernel.runUntil(500);
    expect(seen).toEqual([250, 500]);
  });
});

describe('randomness', () => {
  test('a draw in one stream never shifts another', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(50), (seed, extraDraws) => {
        const plain = createKernel(newKernelState<string>(seed, 0));
        const busy = createKernel(newKernelState<string>(seed, 0));
        for (let draw = 0; draw < extraDraws; draw += 1) busy.random('other').next();
        const draws = (kernel: Kernel<string>): number[] => [1, 2, 3].map(() => kernel.random('mine').next());
        expect(draws(busy)).toEqual(draws(plain));
      }),
    );
  });

  test('streams of different names and of different seeds differ', () => {
    const first = createKernel(newKernelState<string>('one', 0));
    const second = createKernel(newKernelState<string>('two', 0));
    expect(first.random('a').next()).not.toBe(first.random('b').next());
    expect(first.random('c').next()).not.toBe(second.random('c').next());
  });

  test('whole numbers come from the first to the last of the range, and no others', () => {
    const random = createKernel(newKernelState<string>('whole', 0)).random('s');
    const drawn = new Set(Array.from({ length: 1_000 }, () => random.integer(3, 6)));
    expect([...drawn].sort()).toEqual([3, 4, 5, 6]);
  });

  test('is uniform enough: mean and spread of 100,000 draws', () => {
    const random = createKernel(newKernelState<string>('uniform', 0)).random('s');
    const draws = Array.from({ length: 100_000 }, () => random.next());
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(mean).toBeCloseTo(0.5, 2);
    const buckets = new Array<number>(10).fill(0);
    for (const draw of draws) buckets[Math.floor(draw * 10)] = (buckets[Math.floor(draw * 10)] ?? 0) + 1;
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe('journal', () => {
  test('an event names the event that led to it, through a woken task', () => {
    const kernel = createKernel(newKernelState<string>('seed', 0));
    kernel.register('follower', 1, (key) => {
      kernel.emit(`followed ${key}`);
      return undefined;
    });
    kernel.subscribe((entry) => {
      if (entry.event === 'began') kernel.wake('follower', 'x', kernel.now + 5);
    });
    kernel.emit('began');
    kernel.runUntil(10);
    expect(kernel.journal.map((entry) => [entry.event, entry.cause])).toEqual([
      ['began', undefined],
      ['followed x', 0],
    ]);
    expect(causesOf(kernel.journal, 1).map((entry) => entry.event)).toEqual(['began', 'followed x']);
  });

  test('what is only told is not kept; what follows from it names the cause that it was told with', () => {
    const kernel = createKernel(newKernelState<string>('seed', 0));
    kernel.register('follower', 1, (key) => {
      kernel.emit(`followed ${key}`);
      return undefined;
    });
    kernel.subscribe(({ event }) => {
      if (event === 'again') kernel.wake('follower', 'x');
    });
    const began = kernel.emit('began');
    kernel.tell('again', began);
    kernel.runUntil(10);
    expect(kernel.journal.map(({ seq, event, cause }) => [seq, event, cause])).toEqual([
      [0, 'began', undefined],
      [1, 'followed x', began],
    ]);
  });
});

describe('guards', () => {
  test('two controllers that wake each other for ever are a livelock, named', () => {
    const kernel = createKernel(newKernelState<string>('seed', 0));
    kernel.register('ping', 1, () => {
      kernel.wake('pong', 'k');
      return undefined;
    });
    kernel.register('pong', 1, () => {
      kernel.wake('ping', 'k');
      return undefined;
    });
    kernel.wake('ping', 'k');
    expect(() => kernel.runUntil(1)).toThrow(/livelock at 0: p[io]ng \(k\)/);
    expect(MAX_TASKS_PER_INSTANT).toBeGreaterThan(1_000);
  });

  test('any number of runs at one instant is none: a clock may stand still while callers come and go', () => {
    const { kernel, log } = kernelWith({ called: 1 });
    for (let call = 0; call <= MAX_TASKS_PER_INSTANT; call += 1) {
      kernel.wake('called', 'k');
      kernel.settle();
    }
    expect(log).toHaveLength(MAX_TASKS_PER_INSTANT + 1);
    expect(kernel.now).toBe(0);
  });

  test('an unknown controller and a fraction of a millisecond are our bugs and are named', () => {
    const { kernel } = kernelWith({ known: 1 });
    expect(() => kernel.wake('unknown', 'k')).toThrow(/no controller is named unknown/);
    expect(() => kernel.wake('known', 'k', 1.5)).toThrow(/not a whole millisecond/);
    expect(() => kernel.register('known', 1, () => undefined)).toThrow(/registered twice/);
  });
});

describe('determinism', () => {
  const run = (seed: string, end: number): string => {
    const world = newToyWorld(seed);
    const kernel = runToy(world);
    startToy(kernel);
    kernel.runUntil(end);
    return JSON.stringify(world);
  };

  test('same seed, same bytes; another seed, other bytes', () => {
    expect(run('seed', 200_000)).toBe(run('seed', 200_000));
    expect(run('seed', 200_000)).not.toBe(run('seed!', 200_000));
  });

  test('saved at any instant and loaded again, a world goes on byte-identically', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 8 }), (seed, stops) => {
        let world = newToyWorld(seed);
        let kernel = runToy(world);
        startToy(kernel);
        for (const stop of [...stops].sort((a, b) => a - b)) {
          kernel.runUntil(stop);
          world = JSON.parse(JSON.stringify(world));
          kernel = runToy(world);
        }
        kernel.runUntil(60_000);
        expect(JSON.stringify(world)).toBe(run(seed, 60_000));
      }),
      { numRuns: 50 },
    );
  });

  test('how a run is cut into pieces does not show', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (step) => {
        const world = newToyWorld('pieces');
        const kernel = runToy(world);
        startToy(kernel);
        for (let at = step; at < 30_000; at += step) kernel.runUntil(at);
        kernel.runUntil(30_000);
        expect(JSON.stringify(world)).toBe(run('pieces', 30_000));
      }),
      { numRuns: 30 },
    );
  });
});
