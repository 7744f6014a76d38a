// The kernel: a virtual clock, tasks that are data, seeded randomness and a journal. It knows nothing of AWS, Node or the host's time.
// Read it in one sitting: state below, then `createKernel`. Outside events are not tasks; whoever has one drains "now" first (`settle`).

import type { Instant } from './instant.js';
import type { JournalEntry, Told } from './journal.js';
import { type Random, type RandomState, randomOver, seedStream } from './random.js';
import { type Task, TaskQueue } from './task-queue.js';

/** All that a kernel remembers, as plain JSON: save it anywhere, load it, and the continuation is byte-identical. */
export interface KernelState<Event> {
  readonly seed: string;
  readonly startedAt: Instant;
  now: Instant;
  seq: number;
  readonly tasks: Task[];
  readonly streams: Record<string, RandomState>;
  readonly journal: JournalEntry<Event>[];
}

/** Does what is due for the key and answers when to look again; undefined: "wake me when something changes". */
export type Reconcile = (key: string) => Instant | undefined;

export interface Kernel<Event> {
  readonly now: Instant;
  readonly startedAt: Instant;
  readonly journal: readonly JournalEntry<Event>[];
  register(controller: string, rank: number, reconcile: Reconcile): void;
  /** Asks for a look at the key, now or at `at`. One pending task per controller and key; the earlier wish wins. */
  wake(controller: string, key: string, at?: Instant): void;
  /** Appends to the journal, then tells the listeners. The cause defaults to what the running task was woken by. */
  emit(event: Event, cause?: number): number;
  /**
   * Tells the listeners and keeps nothing: for what happens again and again while a state lasts, that the journal already knows.
   * What a listener does about it is caused by `cause`.
   */
  tell(event: Event, cause?: number): void;
  subscribe(listener: (told: Told<Event>) => void): void;
  /** Runs every task due up to and including `end`, as fast as possible, then sets the clock to `end`. */
  runUntil(end: Instant): void;
  /** Runs what is due at the present instant; the clock does not move. */
  settle(): void;
  nextAt(): Instant | undefined;
  /** The earliest instant at which anything but the caller may act: its own batch may run up to, and not into, it. */
  horizon(): Instant;
  pending(): readonly Task[];
  random(stream: string): Random;
}

/** More tasks than this in one run at one instant is a livelock: two controllers waking each other for ever. */
export const MAX_TASKS_PER_INSTANT = 100_000;

export function newKernelState<Event>(seed: string, startedAt: Instant): KernelState<Event> {
  return { seed, startedAt, now: startedAt, seq: 0, tasks: [], streams: {}, journal: [] };
}

export function createKernel<Event>(state: KernelState<Event>): Kernel<Event> {
  return new KernelRun(state);
}

class KernelRun<Event> implements Kernel<Event> {
  private readonly queue: TaskQueue;
  private readonly controllers = new Map<string, { readonly rank: number; readonly reconcile: Reconcile }>();
  private readonly listeners: ((told: Told<Event>) => void)[] = [];
  private readonly randoms = new Map<string, Random>();
  private end: Instant;
  private cause: number | undefined;
  private tasksThisInstant = 0;

  constructor(private readonly state: KernelState<Event>) {
    this.queue = new TaskQueue(state.tasks);
    this.end = state.now;
  }

  get now(): Instant {
    return this.state.now;
  }

  get startedAt(): Instant {
    return this.state.startedAt;
  }

  get journal(): readonly JournalEntry<Event>[] {
    return this.state.journal;
  }

  register(controller: string, rank: number, reconcile: Reconcile): void {
    if (this.controllers.has(controller)) throw new Error(`kernel: controller ${controller} is registered twice`);
    this.controllers.set(controller, { rank, reconcile });
  }

  wake(controller: string, key: string, at: Instant = this.state.now): void {
    const known = this.controllers.get(controller);
    if (known === undefined) throw new Error(`kernel: no controller is named ${controller}`);
    if (!Number.isInteger(at))
      throw new Error(`kernel: ${controller} asked for ${at}, which is not a whole millisecond`);
    const due = Math.max(at, this.state.now);
    const { rank } = known;
    const { seq } = this.state;
    this.state.seq = seq + 1;
    const { cause } = this;
    // Two literals and no spread: no line of the kernel runs more often.
    this.queue.offer(
      cause === undefined ? { at: due, rank, seq, controller, key } : { at: due, rank, seq, controller, key, cause },
    );
  }

  emit(event: Event, cause: number | undefined = this.cause): number {
    const seq = this.state.journal.length;
    const entry: JournalEntry<Event> =
      cause === undefined ? { seq, at: this.state.now, event } : { seq, at: this.state.now, cause, event };
    this.state.journal.push(entry);
    this.hear(entry, seq);
    return seq;
  }

  tell(event: Event, cause: number | undefined = this.cause): void {
    this.hear(cause === undefined ? { at: this.state.now, event } : { at: this.state.now, cause, event }, cause);
  }

  private hear(told: Told<Event>, cause: number | undefined): void {
    this.causedBy(cause, () => {
      for (const listener of this.listeners) listener(told);
    });
  }

  subscribe(listener: (told: Told<Event>) => void): void {
    this.listeners.push(listener);
  }

  runUntil(end: Instant): void {
    if (end < this.state.now) throw new Error(`kernel: cannot run back from ${this.state.now} to ${end}`);
    this.end = end;
    // Counted anew for each run: where the clock stands still, callers may come as often as they like.
    this.tasksThisInstant = 0;
    for (let task = this.queue.peek(); task !== undefined && task.at <= end; task = this.queue.peek()) {
      if (task.at > this.state.now) {
        this.state.now = task.at;
        this.tasksThisInstant = 0;
      }
      this.runNext();
    }
    this.state.now = end;
  }

  settle(): void {
    this.runUntil(this.state.now);
  }

  nextAt(): Instant | undefined {
    return this.queue.peek()?.at;
  }

  horizon(): Instant {
    return Math.min(this.queue.peek()?.at ?? this.end, this.end);
  }

  pending(): readonly Task[] {
    return this.queue.inOrder();
  }

  random(stream: string): Random {
    const known = this.randoms.get(stream);
    if (known !== undefined) return known;
    const words = this.state.streams[stream] ?? seedStream(this.state.seed, stream);
    this.state.streams[stream] = words;
    const random = randomOver(words);
    this.randoms.set(stream, random);
    return random;
  }

  private runNext(): void {
    const task = this.queue.take();
    if (task === undefined) return;
    this.tasksThisInstant += 1;
    if (this.tasksThisInstant > MAX_TASKS_PER_INSTANT) {
      throw new Error(
        `kernel: livelock at ${this.state.now}: ${task.controller} (${task.key}) keeps being woken; see the journal`,
      );
    }
    const known = this.controllers.get(task.controller);
    if (known === undefined) throw new Error(`kernel: a saved task names ${task.controller}, which is not registered`);
    this.causedBy(task.cause, () => {
      const again = known.reconcile(task.key);
      if (again !== undefined) this.wake(task.controller, task.key, again);
    });
  }

  private causedBy(cause: number | undefined, work: () => void): void {
    const outer = this.cause;
    this.cause = cause;
    try {
      work();
    } finally {
      this.cause = outer;
    }
  }
}
