// Reads what generators wrote down: what the users met in a stretch of the account's time, and which machine answered.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { addPairs, percentile } from '../sandbox/fleet/simulated/traffic/histogram.js';
import { type Counted, type EndedLine, readLines } from './lines.js';
import type { LoadPlan } from './plan.js';
import { LONGEST_SILENCE_MS } from './supervise.js';
import type { CountedSecond } from './tally.js';

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What was counted in a stretch of time. */
export interface Stretch {
  readonly started: number;
  readonly finished: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly instances: Readonly<Record<string, readonly [number, number, number]>>;
  /** Corrected for coordinated omission, and as measured; absent: nothing was answered. */
  readonly latencyMs?: Percentiles;
  readonly measuredMs?: Percentiles;
}

/** A process that has not said anything for so long has died, or stands still. */
const DEAD_AFTER_MS = 5 * LONGEST_SILENCE_MS;

/** One run: its file, read on from where the last look ended. */
export class RunReport {
  plan: LoadPlan | undefined;
  startedAt: number | undefined;
  newest: Counted | undefined;
  ended: EndedLine | undefined;
  private readonly counted: CountedSecond[] = [];
  private offset = 0;

  constructor(readonly file: string) {}

  /** Takes in what was written since. */
  refresh(): void {
    const { lines, read } = readLines(textFrom(this.file, this.offset));
    this.offset += read;
    for (const line of lines) {
      if ('plan' in line) {
        this.plan = line.plan;
        this.startedAt = line.startedAt;
      } else if ('ended' in line) this.ended = line;
      else {
        this.newest = line;
        this.counted.push(...line.seconds);
      }
    }
  }

  /** It sends, or waits for its last answers. */
  get lives(): boolean {
    return (
      this.ended === undefined &&
      Date.now() - (statSync(this.file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < DEAD_AFTER_MS
    );
  }

  /** Every second that begins in [from, to). */
  seconds(from: number, to: number): readonly CountedSecond[] {
    return this.counted.filter(({ at }) => at >= from && at < to);
  }
}

/** Lines are ASCII, so that characters are bytes. */
function textFrom(file: string, offset: number): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = statSync(file);
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    return bytes.toString('latin1', 0, readSync(handle, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(handle);
  }
}

/** Pure. */
export function stretchOf(seconds: readonly CountedSecond[]): Stretch {
  const statuses: Record<string, number> = {};
  const instances: Record<string, [number, number, number]> = {};
  const latencies: number[] = [];
  const measured: number[] = [];
  let started = 0;
  let finished = 0;
  for (const second of seconds) {
    started += second.started;
    finished += second.finished;
    for (const [status, count] of Object.entries(second.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
    for (const [id, [requests, failures, summedMs]] of Object.entries(second.instances)) {
      const [r, f, s] = instances[id] ?? [0, 0, 0];
      instances[id] = [r + requests, f + failures, s + summedMs];
    }
    addPairs(latencies, second.latencies);
    addPairs(measured, second.measured);
  }
  const latencyMs = percentilesOf(latencies);
  const measuredMs = percentilesOf(measured);
  return {
    started,
    finished,
    statuses,
    instances,
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(measuredMs === undefined ? {} : { measuredMs }),
  };
}

function percentilesOf(sparse: readonly number[]): Percentiles | undefined {
  const counts = Array.from(sparse, (count) => count ?? 0);
  const p50 = percentile(counts, 0.5);
  if (p50 === undefined) return undefined;
  return { p50, p95: percentile(counts, 0.95) ?? 0, p99: percentile(counts, 0.99) ?? 0 };
}
