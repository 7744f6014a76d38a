// One machine's CPU as a processor-sharing queue. Attained service V grows at the rate of one job; a job that needs s milliseconds of CPU
// gets the tag V + s and ends when V reaches it. The operating system shares the cores among runnable processes: each worker process of
// the application that has a request (one Python process cannot use more than one core) and each busy loop.

import { firstKey, type Heap, heapSize, push, removeFirst } from './heap.js';

/** Later than any instant; a number, because JSON has no infinity. */
export const NEVER = 8_640_000_000_000_000;

export interface Processor {
  /** vCPUs that may be used now: fewer than the machine has while credits throttle it. */
  cores: number;
  /** Worker processes of all running applications together. */
  workers: number;
  /** Busy loops and other work beside requests, in threads; a part of a thread is allowed. */
  background: number;
  /** Instant up to which `attained` and `busyMs` are true. */
  at: number;
  attained: number;
  /** Growth of `attained` per millisecond: the CPU share of one request. */
  rate: number;
  /** Cores in use. */
  used: number;
  /** CPU milliseconds spent since birth. */
  busyMs: number;
  /** When the next job completes if nothing changes; NEVER: none. */
  nextAt: number;
  /** Jobs keyed by tag. */
  readonly jobs: Heap;
}

export function newProcessor(cores: number, at: number): Processor {
  return {
    cores,
    workers: 0,
    background: 0,
    at,
    attained: 0,
    rate: 0,
    used: 0,
    busyMs: 0,
    nextAt: NEVER,
    jobs: [],
  };
}

/** Cores that `running` requests get together on `workers` processes, beside `background` busy threads, of `cores`. */
export function coresForRequests(running: number, workers: number, background: number, cores: number): number {
  const processes = running < workers ? running : workers;
  const wanting = processes + background;
  return wanting <= cores ? processes : (processes * cores) / wanting;
}

/** Moves the books to `now`. Call before any change of jobs, cores or background. */
export function advance(processor: Processor, now: number): void {
  const elapsed = now - processor.at;
  if (elapsed > 0) {
    processor.attained += elapsed * processor.rate;
    processor.busyMs += elapsed * processor.used;
    processor.at = now;
  }
}

/** Works out shares and the next completion. Call after any change; the books must be at the instant of the change. */
export function settle(processor: Processor): void {
  const running = processor.jobs.length / 3;
  const { workers, background, cores } = processor;
  const processes = running < workers ? running : workers;
  const wanting = processes + background;
  const share = wanting <= cores ? 1 : cores / wanting;
  processor.used = wanting * share;
  if (running === 0) {
    processor.rate = 0;
    processor.attained = 0;
    processor.nextAt = NEVER;
    return;
  }
  processor.rate = (processes * share) / running;
  const left = firstKey(processor.jobs) - processor.attained;
  processor.nextAt = processor.rate === 0 ? NEVER : processor.at + (left > 0 ? left / processor.rate : 0);
}

/** Adds a job that needs `cpuMs`; answers its tag. The books must be at the instant. */
export function addJob(processor: Processor, cpuMs: number, sequence: number, code: number): number {
  const tag = processor.attained + cpuMs;
  push(processor.jobs, tag, sequence, code);
  settle(processor);
  return tag;
}

/** Takes the job that has just completed; only when `now >= nextAt`. The caller settles. */
export function takeCompleted(processor: Processor): void {
  // The books say "a rounding error short of the tag"; the tag is the truth.
  processor.attained = firstKey(processor.jobs);
  removeFirst(processor.jobs);
}

/** Removes the jobs that `leaves` names and answers what each still needed, in tag order. */
export function removeJobs(
  processor: Processor,
  leaves: (code: number) => boolean,
): { readonly code: number; readonly cpuMs: number }[] {
  const kept: Heap = [];
  const removed: { code: number; cpuMs: number; sequence: number }[] = [];
  const jobs = processor.jobs;
  for (let entry = 0; entry < heapSize(jobs); entry += 1) {
    const [key, sequence, code] = jobs.slice(entry * 3, entry * 3 + 3) as [number, number, number];
    if (leaves(code)) removed.push({ code, cpuMs: Math.max(0, key - processor.attained), sequence });
    else push(kept, key, sequence, code);
  }
  jobs.length = 0;
  jobs.push(...kept);
  settle(processor);
  return removed.sort((a, b) => a.cpuMs - b.cpuMs || a.sequence - b.sequence);
}
