// Counts what became of requests, by the second of the account's clock in which they ended, and hands out what was counted as lines.

import { bucketOf } from '../sandbox/fleet/simulated/traffic/histogram.js';
import type { Fate } from './exchange.js';

/** What was counted of one second since the last time it was handed out; the same second may come several times. */
export interface CountedSecond {
  /** Its beginning, epoch milliseconds. */
  readonly at: number;
  readonly started: number;
  readonly finished: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests, failures and summed milliseconds of each machine that answered. */
  readonly instances: Readonly<Record<string, readonly [number, number, number]>>;
  /**
   * Pairs of bucket and count, of answers. Corrected for coordinated omission: an open loop counts from the instant at which the request
   * was due; a closed one adds what the user would have asked meanwhile.
   */
  readonly latencies: readonly number[];
  /** As they were measured, from the sending on. */
  readonly measured: readonly number[];
}

export interface Ended {
  readonly fate: Fate;
  readonly instanceId?: string;
  /** From when it was due, and from when it was sent. */
  readonly dueMs: number;
  readonly sentMs: number;
  /** Between two requests of one user, if the answers take no time; absent: requests come whatever the answers. */
  readonly expectedIntervalMs?: number;
}

interface Counting {
  started: number;
  finished: number;
  readonly statuses: Record<string, number>;
  readonly instances: Record<string, [number, number, number]>;
  readonly latencies: Map<number, number>;
  readonly measured: Map<number, number>;
}

const SECOND_MS = 1_000;

export class Tally {
  private readonly seconds = new Map<number, Counting>();
  private openNow = 0;

  get open(): number {
    return this.openNow;
  }

  started(now: number): void {
    this.openNow += 1;
    this.second(now).started += 1;
  }

  ended(now: number, { fate, instanceId, dueMs, sentMs, expectedIntervalMs }: Ended): void {
    this.openNow -= 1;
    const second = this.second(now);
    second.finished += 1;
    second.statuses[fate] = (second.statuses[fate] ?? 0) + 1;
    if (instanceId !== undefined) {
      const [requests, failures, summedMs] = second.instances[instanceId] ?? [0, 0, 0];
      second.instances[instanceId] = [requests + 1, failures + (isFailure(fate) ? 1 : 0), summedMs + sentMs];
    }
    // Who gave up has waited, and what was cut off had begun; nothing else that failed tells how quick the answers are.
    if (typeof fate !== 'number' && fate !== 'no-answer') return;
    count(second.measured, sentMs);
    for (const ms of corrected(dueMs, expectedIntervalMs)) count(second.latencies, ms);
  }

  /** Nothing of it is handed out again. */
  take(): readonly CountedSecond[] {
    const taken = [...this.seconds].map(([at, { latencies, measured, ...second }]) => ({
      at,
      ...second,
      latencies: [...latencies].flat(),
      measured: [...measured].flat(),
    }));
    this.seconds.clear();
    return taken;
  }

  private second(now: number): Counting {
    const at = Math.floor(now / SECOND_MS) * SECOND_MS;
    const known = this.seconds.get(at);
    if (known !== undefined) return known;
    const fresh: Counting = {
      started: 0,
      finished: 0,
      statuses: {},
      instances: {},
      latencies: new Map(),
      measured: new Map(),
    };
    this.seconds.set(at, fresh);
    return fresh;
  }
}

/** As `users.errorRate` counts: everything without a 2xx, 3xx or 4xx. */
export const isFailure = (fate: Fate): boolean => typeof fate !== 'number' || fate < 200 || fate >= 500;

function count(into: Map<number, number>, ms: number): void {
  const bucket = bucketOf(ms);
  into.set(bucket, (into.get(bucket) ?? 0) + 1);
}

/** No stall is longer than what can be told apart from one of this many intervals. */
const MOST_OMITTED = 10_000;

/**
 * The latency itself, and those of the requests that its user would have made while waiting, each an interval later and therefore an
 * interval shorter: the rule of HdrHistogram's `recordValueWithExpectedInterval`.
 */
export function corrected(latencyMs: number, intervalMs = 0): readonly number[] {
  const all = [latencyMs];
  if (intervalMs <= 0) return all;
  for (
    let omitted = latencyMs - intervalMs;
    omitted >= intervalMs && all.length < MOST_OMITTED;
    omitted -= intervalMs
  ) {
    all.push(omitted);
  }
  return all;
}
