// Runs the operations of an apply: API calls one at a time in a fixed order, waits side by side. So two load balancers become
// active in the time of one, and the same plan always makes the same calls at the same instants.

import type { ApplyClock, WaitOptions } from './clients.js';

export interface Job {
  readonly key: string;
  /** Keys of jobs that must have succeeded before. */
  readonly after: readonly string[];
  run(waiter: Waiter): Promise<void>;
}

export interface Waiter {
  /** The instant at which the job began, epoch milliseconds. */
  readonly startedAt: number;
  until(check: () => Promise<boolean>, options: WaitOptions): Promise<void>;
}

export interface Outcome {
  readonly key: string;
  readonly result:
    | { readonly kind: 'succeeded' }
    | { readonly kind: 'failed'; readonly error: unknown }
    | { readonly kind: 'skipped'; readonly because: string };
}

export interface SchedulerEvents {
  waiting(key: string, describe: string): void;
  settled(outcome: Outcome, atMs: number): void;
  started(key: string, atMs: number): void;
}

/** Between two looks at what is waited for; Terraform looks every 10 s at most. */
const LOOK_EVERY_MS = 5_000;

/** What a job is skipped "because" of when the learner interrupted; no job has this key. */
export const INTERRUPTION = 'interruption';

interface Parked {
  readonly job: Running;
  readonly check: () => Promise<boolean>;
  readonly deadline: number;
  readonly options: WaitOptions;
  readonly resume: (failure: unknown) => void;
}

interface Running {
  readonly key: string;
  /** Resolves when the job waits, or is done. */
  pause: Promise<void>;
  paused: () => void;
}

/**
 * Runs every job, in the order given as far as `after` allows. Jobs downstream of a failure are skipped.
 * @param signal once aborted, no further job is begun; those that wait are waited for.
 */
export async function runJobs(
  jobs: readonly Job[],
  clock: ApplyClock,
  events: SchedulerEvents,
  signal?: AbortSignal,
): Promise<readonly Outcome[]> {
  return new Scheduler(jobs, clock, events, signal).run();
}

class Scheduler {
  readonly #waiting: Parked[] = [];
  readonly #outcomes = new Map<string, Outcome>();
  readonly #started = new Set<string>();
  #now = 0;
  #interrupted = false;

  constructor(
    readonly jobs: readonly Job[],
    readonly clock: ApplyClock,
    readonly events: SchedulerEvents,
    readonly signal?: AbortSignal,
  ) {}

  async run(): Promise<readonly Outcome[]> {
    this.#now = await this.clock.now();
    for (;;) {
      await this.#startReady();
      if (this.#waiting.length === 0) return this.jobs.map((job) => this.#outcomeOf(job.key));
      if (!(await this.#look())) await this.#passTime();
    }
  }

  /** Starts jobs until none is ready; a job that ends makes others ready, so the list is gone through from its start again. */
  async #startReady(): Promise<void> {
    for (;;) {
      const next = this.jobs.find(
        (job) => !this.#started.has(job.key) && job.after.every((key) => this.#outcomes.has(key)),
      );
      if (next === undefined) return;
      this.#started.add(next.key);
      const broken = next.after.find((key) => this.#outcomeOf(key).result.kind !== 'succeeded');
      if (this.#interrupted || this.signal?.aborted === true)
        this.#settle({ key: next.key, result: { kind: 'skipped', because: INTERRUPTION } });
      else if (broken === undefined) await this.#start(next);
      else this.#settle({ key: next.key, result: { kind: 'skipped', because: this.#rootCause(broken) } });
    }
  }

  async #start(job: Job): Promise<void> {
    const running = newRunning(job.key);
    this.#now = await this.clock.now();
    this.events.started(job.key, this.#now);
    const waiter: Waiter = {
      startedAt: this.#now,
      until: (check, options) => this.#park(running, check, options),
    };
    void job.run(waiter).then(
      () => this.#finish(running, { kind: 'succeeded' }),
      (error: unknown) => this.#finish(running, { kind: 'failed', error }),
    );
    await running.pause;
  }

  async #finish(running: Running, result: Outcome['result']): Promise<void> {
    // A clock that has gone away is told by whoever asks it next; here it must not keep the end of a job from being known.
    this.#now = await this.clock.now().catch(() => this.#now);
    this.#settle({ key: running.key, result });
    running.paused();
  }

  /** One look first: what is already true costs no wait. */
  async #park(running: Running, check: () => Promise<boolean>, options: WaitOptions): Promise<void> {
    if (await check()) return;
    this.events.waiting(running.key, options.describe);
    const deadline = this.#now + options.timeoutSeconds * 1_000;
    await new Promise<void>((resolve, reject) => {
      const resume = (failure: unknown): void => (failure === undefined ? resolve() : reject(failure));
      this.#waiting.push({ job: running, check, deadline, options, resume });
      running.paused();
    });
  }

  /** Looks at everything that is waited for, in order; answers whether something went on. */
  async #look(): Promise<boolean> {
    let moved = false;
    for (const parked of [...this.#waiting]) {
      const verdict = await this.#verdict(parked);
      if (verdict === 'wait') continue;
      moved = true;
      await this.#resume(parked, verdict.failure);
    }
    return moved;
  }

  async #verdict(parked: Parked): Promise<'wait' | { readonly failure: unknown }> {
    try {
      if (await parked.check()) return { failure: undefined };
    } catch (error) {
      return { failure: error };
    }
    if (this.#now < parked.deadline) return 'wait';
    const { timeoutSeconds, describe } = parked.options;
    return { failure: new Error(`Waited ${timeoutSeconds} s for ${describe}, in vain.`) };
  }

  async #resume(parked: Parked, failure: unknown): Promise<void> {
    this.#waiting.splice(this.#waiting.indexOf(parked), 1);
    parked.job.pause = new Promise((resolve) => {
      parked.job.paused = resolve;
    });
    parked.resume(failure);
    await parked.job.pause;
  }

  /** An interruption ends every wait, so that each job can save what it knows, and starts nothing more. */
  async #passTime(): Promise<void> {
    const left = Math.min(...this.#waiting.map((parked) => parked.deadline - this.#now));
    try {
      this.#now = await this.clock.pass(Math.max(1, Math.min(LOOK_EVERY_MS, left)));
    } catch (interruption) {
      this.#interrupted = true;
      for (const parked of [...this.#waiting]) await this.#resume(parked, interruption);
    }
  }

  #settle(outcome: Outcome): void {
    this.#outcomes.set(outcome.key, outcome);
    this.events.settled(outcome, this.#now);
  }

  #outcomeOf(key: string): Outcome {
    return this.#outcomes.get(key) ?? { key, result: { kind: 'skipped', because: key } };
  }

  #rootCause(key: string): string {
    const { result } = this.#outcomeOf(key);
    return result.kind === 'skipped' ? result.because : key;
  }
}

function newRunning(key: string): Running {
  let paused = (): void => undefined;
  const pause = new Promise<void>((resolve) => {
    paused = resolve;
  });
  return { key, pause, paused };
}
