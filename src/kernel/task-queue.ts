// The order of things to do: a binary heap of tasks that are plain data, one that counts per controller and key.
// A task that was moved forward leaves its old place behind, marked; it is passed over when its turn comes, or swept out with many others.

import type { Instant } from './instant.js';

export interface Task {
  readonly at: Instant;
  readonly rank: number;
  /** Order of asking among tasks of the same instant and rank. */
  readonly seq: number;
  readonly controller: string;
  readonly key: string;
  /** Sequence number of the journal entry that asked for this task, so that its events can name their cause. */
  readonly cause?: number;
  /** Only an old place: the task was moved forward since. */
  moved?: true;
}

/** Swept only when they outnumber the tasks that count, so that sweeping costs nothing on the whole. */
const FEW_MOVED = 32;

/** Total order: earlier instant, then lower rank, then first asked. */
export function comesBefore(a: Task, b: Task): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.seq < b.seq;
}

export class TaskQueue {
  /** The task that counts, by controller and key. Derived, as is the number of those that do not. */
  private readonly pending = new Map<string, Map<string, Task>>();
  private movedCount = 0;

  /** @param heap the saved state itself; it is kept up to date in place. */
  constructor(private readonly heap: Task[]) {
    for (const task of heap) {
      if (task.moved === true) this.movedCount += 1;
      else this.pendingOf(task.controller).set(task.key, task);
    }
  }

  /** Adds the task, or moves the pending one of the same controller and key forward. A later wish than the pending one is dropped. */
  offer(task: Task): void {
    const ofController = this.pendingOf(task.controller);
    const known = ofController.get(task.key);
    if (known !== undefined) {
      if (known.at <= task.at) return;
      known.moved = true;
      this.movedCount += 1;
    }
    ofController.set(task.key, task);
    this.heap.push(task);
    this.rise(this.heap.length - 1);
    if (this.movedCount > FEW_MOVED && this.movedCount * 2 > this.heap.length) this.sweep();
  }

  peek(): Task | undefined {
    for (;;) {
      const first = this.heap[0];
      if (first === undefined || first.moved !== true) return first;
      this.removeFirst();
      this.movedCount -= 1;
    }
  }

  take(): Task | undefined {
    const first = this.peek();
    if (first === undefined) return undefined;
    this.removeFirst();
    this.pendingOf(first.controller).delete(first.key);
    return first;
  }

  /** Every task that counts, in order. */
  inOrder(): readonly Task[] {
    return this.heap.filter(({ moved }) => moved !== true).sort((a, b) => (comesBefore(a, b) ? -1 : 1));
  }

  /** A list in order is a heap. */
  private sweep(): void {
    const kept = this.inOrder();
    this.heap.length = 0;
    for (const task of kept) this.heap.push(task);
    this.movedCount = 0;
  }

  private pendingOf(controller: string): Map<string, Task> {
    const known = this.pending.get(controller);
    if (known !== undefined) return known;
    const fresh = new Map<string, Task>();
    this.pending.set(controller, fresh);
    return fresh;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink();
  }

  private rise(from: number): void {
    const task = this.heap[from];
    if (task === undefined) return;
    let position = from;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = this.heap[above];
      if (parent === undefined || !comesBefore(task, parent)) break;
      this.heap[position] = parent;
      position = above;
    }
    this.heap[position] = task;
  }

  private sink(): void {
    const task = this.heap[0];
    if (task === undefined) return;
    let position = 0;
    for (;;) {
      const left = this.heap[2 * position + 1];
      const right = this.heap[2 * position + 2];
      if (left === undefined) break;
      const rightFirst = right !== undefined && comesBefore(right, left);
      const child = rightFirst ? right : left;
      if (!comesBefore(child, task)) break;
      this.heap[position] = child;
      position = 2 * position + (rightFirst ? 2 : 1);
    }
    this.heap[position] = task;
  }
}
