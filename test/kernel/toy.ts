// A small world over the kernel for its property tests: controllers that draw, wake each other and emit, all from plain data.

import { createKernel, type Kernel, type KernelState, newKernelState } from '../../src/kernel/index.js';

export interface ToyEvent {
  readonly controller: string;
  readonly key: string;
  readonly draw: number;
}

export interface ToyWorld {
  readonly kernel: KernelState<ToyEvent>;
  readonly counts: Record<string, number>;
}

export function newToyWorld(seed: string): ToyWorld {
  return { kernel: newKernelState(seed, 0), counts: {} };
}

const CONTROLLERS = [
  { name: 'probe', rank: 4, wakes: 'decide' },
  { name: 'decide', rank: 1, wakes: 'publish' },
  { name: 'publish', rank: 2, wakes: undefined },
];

/** Binds the toy's controllers to a (possibly loaded) world. */
export function runToy(world: ToyWorld): Kernel<ToyEvent> {
  const kernel = createKernel(world.kernel);
  for (const { name, rank, wakes } of CONTROLLERS) {
    kernel.register(name, rank, (key) => {
      const draw = kernel.random(name).integer(1, 5_000);
      world.counts[`${name}/${key}`] = (world.counts[`${name}/${key}`] ?? 0) + 1;
      kernel.emit({ controller: name, key, draw });
      if (wakes !== undefined && draw % 3 === 0) kernel.wake(wakes, key, kernel.now + (draw % 7));
      return name === 'probe' ? kernel.now + draw : undefined;
    });
  }
  return kernel;
}

export function startToy(kernel: Kernel<ToyEvent>): void {
  for (const key of ['a', 'b', 'c']) kernel.wake('probe', key);
}
