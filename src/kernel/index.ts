// The kernel's public face.

export { bucketStart, DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from './instant.js';
export { causesOf, type JournalEntry, type Told } from './journal.js';
export {
  createKernel,
  type Kernel,
  type KernelState,
  MAX_TASKS_PER_INSTANT,
  newKernelState,
  type Reconcile,
} from './kernel.js';
export type { Random, RandomState } from './random.js';
export type { Task } from './task-queue.js';
