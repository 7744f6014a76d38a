// The order of things to do: a binary heap of tasks that are plain data, one per controller and key.
// The heap's array is the saved state itself; the position index is derived and rebuilt on load.

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
}

/** Total order: earlier instant, then lower rank, then first asked. */
export function comesBefore(a: Task, b: Task): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.seq < b.seq;
}

const nameOf = (controller: string, key: string): string => `${controller}\u0000${key}`;

export class TaskQueue {
  private readonly positions = new Map<string, number>();

  constructor(private readonly heap: Task[]) {
    heap.forEach((task, position) => {
      this.positions.set(nameOf(task.controller, task.key), position);
    });
  }

  get size(): number {
    return this.heap.length;
  }

  peek(): Task | undefined {
    return this.heap[0];
  }

  find(controller: string, key: string): Task | undefined {
    const position = this.positions.get(nameOf(controller, key));
    return position === undefined ? undefined : this.heap[position];
  }

  /** Adds the task, or moves the pending one of the same controller and key forward. A later wish than the pending one is dropped. */
  offer(task: Task): void {
    const name = nameOf(task.controller, task.key);
    const position = this.positions.get(name);
    if (position === undefined) {
      this.heap.push(task);
      this.positions.set(name, this.heap.length - 1);
      this.rise(this.heap.length - 1);
      return;
    }
    const pending = this.heap[position];
    if (pending !== undefined && task.at < pending.at) {
      this.heap[position] = task;
      this.rise(position);
    }
  }

  take(): Task | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.positions.delete(nameOf(first.controller, first.key));
    if (this.heap.length > 0) {
      this.place(last, 0);
      this.sink(0);
    }
    return first;
  }

  private place(task: Task, position: number): void {
    this.heap[position] = task;
    this.positions.set(nameOf(task.controller, task.key), position);
  }

  private rise(from: number): void {
    const task = this.heap[from];
    if (task === undefined) return;
    let position = from;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.heap[parentPosition];
      if (parent === undefined || !comesBefore(task, parent)) break;
      this.place(parent, position);
      position = parentPosition;
    }
    this.place(task, position);
  }

  private sink(from: number): void {
    const task = this.heap[from];
    if (task === undefined) return;
    let position = from;
    for (;;) {
      const left = this.heap[2 * position + 1];
      const right = this.heap[2 * position + 2];
      if (left === undefined) break;
      const rightFirst = right !== undefined && comesBefore(right, left);
      const child = rightFirst ? right : left;
      if (!comesBefore(child, task)) break;
      this.place(child, position);
      position = 2 * position + (rightFirst ? 2 : 1);
    }
    this.place(task, position);
  }
}
