// How fast the bare kernel turns: tasks per CPU second, and against a naive queue (a sorted array) in the same run.
// Run: npm run bench:kernel

import { createKernel, DAY_MS, newKernelState } from '../../src/kernel/index.js';

const CONTROLLERS = 50;

/** What else the machine does is not counted. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function kernelDay(): { tasks: number; ms: number } {
  const kernel = createKernel(newKernelState<string>('bench', 0));
  let tasks = 0;
  kernel.register('tick', 1, () => {
    tasks += 1;
    return kernel.now + 20_000 + kernel.random('tick').integer(0, 20_000);
  });
  for (let key = 0; key < CONTROLLERS; key += 1) kernel.wake('tick', String(key), key);
  const started = cpuMs();
  kernel.runUntil(DAY_MS);
  return { tasks, ms: cpuMs() - started };
}

/** The same day with the queue that one writes first: push, sort, shift. */
function naiveDay(): { tasks: number; ms: number } {
  const queue = Array.from({ length: CONTROLLERS }, (_, key) => ({ at: key, key }));
  const random = createKernel(newKernelState<string>('bench', 0)).random('tick');
  let tasks = 0;
  const started = cpuMs();
  for (let task = queue.shift(); task !== undefined && task.at <= DAY_MS; task = queue.shift()) {
    tasks += 1;
    queue.push({ at: task.at + 20_000 + random.integer(0, 20_000), key: task.key });
    queue.sort((a, b) => a.at - b.at);
  }
  return { tasks, ms: cpuMs() - started };
}

kernelDay();
naiveDay();
const kernel = kernelDay();
const naive = naiveDay();
const rate = (run: { tasks: number; ms: number }): string => `${Math.round(run.tasks / run.ms)} tasks/ms`;
console.log(`kernel: a virtual day, ${kernel.tasks} tasks in ${kernel.ms.toFixed(0)} ms (${rate(kernel)})`);
console.log(`sorted array, no ranks, no journal: ${naive.ms.toFixed(0)} ms (${rate(naive)})`);
console.log(`ratio ${(naive.ms / kernel.ms).toFixed(2)}`);
