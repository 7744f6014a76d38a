// Two paces, one kernel: skipping runs ahead in slices short enough that Ctrl-C and HTTP answer; pacing follows the host's clock at a factor.

import { type Instant, MINUTE_MS, SECOND_MS } from '../kernel/index.js';
import type { Sandbox } from './sandbox.js';

/** Longest stretch of host time without a chance for anyone else. */
const SLICE_MS = 15;

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Watch {
  /** Asked at every due task, though no closer than `LOOK_EVERY_MS`: true stops there. */
  readonly until?: () => boolean;
  /** Told after each slice, before anyone else gets a turn. */
  readonly onSlice?: () => void;
}

/** Under traffic something is due every few milliseconds: nobody needs to look that often. */
export const LOOK_EVERY_MS = SECOND_MS;

/**
 * Runs ahead to `to` as fast as possible. An aborted signal stops between two slices, and so does a rewind; answers where the clock
 * stands.
 */
export async function skip(sandbox: Sandbox, to: Instant, signal?: AbortSignal, watch: Watch = {}): Promise<Instant> {
  const { until } = watch;
  const { life } = sandbox;
  let slice = MINUTE_MS;
  let stopped = until?.() === true;
  while (sandbox.now < to && !stopped && signal?.aborted !== true && sandbox.life === life) {
    const started = performance.now();
    if (until === undefined) sandbox.run(Math.min(to, sandbox.now + slice));
    else stopped = lookAndRun(sandbox, to, until);
    const took = performance.now() - started;
    if (took > SLICE_MS) slice = Math.max(SECOND_MS, Math.floor(slice / 2));
    else if (took < SLICE_MS / 4) slice *= 2;
    watch.onSlice?.();
    await breathe();
  }
  return sandbox.now;
}

/** As `skip`, where the clock cannot be run ahead because somebody lets it follow the host's: waits until it has come to `to`. */
export async function waitFor(
  sandbox: Sandbox,
  to: Instant,
  signal?: AbortSignal,
  watch: Watch = {},
): Promise<Instant> {
  while (sandbox.now < to && watch.until?.() !== true && signal?.aborted !== true && sandbox.hosting !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    watch.onSlice?.();
  }
  return sandbox.now;
}

/** One slice, in steps. Answers whether the end that was looked for has come. */
function lookAndRun(sandbox: Sandbox, to: Instant, until: () => boolean): boolean {
  const started = performance.now();
  while (sandbox.now < to && performance.now() - started < SLICE_MS) {
    sandbox.run(Math.min(to, Math.max(sandbox.nextAt() ?? to, sandbox.now + LOOK_EVERY_MS)));
    if (until()) return true;
  }
  return false;
}

export interface PacedRun {
  stop(): void;
  /** To the present instant, for something that happens between two ticks. */
  catchUp(): void;
}

export interface Pulse {
  /** Host milliseconds between two looks at the clock. */
  readonly tickMs: number;
  /** Of the time since the last look so much counts, in host milliseconds; what is more the world falls behind. */
  readonly mostOwedMs: number;
}

const TICK_MS = 20;
const CALM: Pulse = { tickMs: TICK_MS, mostOwedMs: 200 };

/**
 * Lets the sandbox's clock follow the host's, `factor` times as fast, until stopped. A world too busy for the factor falls
 * behind, and so does one whose host was asleep: catching up would keep everyone else from getting an answer.
 */
export function follow(
  sandbox: Sandbox,
  factor: number,
  onTick: () => void = () => {},
  { tickMs, mostOwedMs }: Pulse = CALM,
): PacedRun {
  let last = performance.now();
  let owed = 0;
  const catchUp = (): void => {
    const now = performance.now();
    owed = Math.min(owed + (now - last) * factor, mostOwedMs * factor);
    last = now;
    const from = sandbox.now;
    const end = from + Math.floor(owed);
    while (sandbox.now < end && performance.now() - now < SLICE_MS) {
      sandbox.run(Math.min(end, sandbox.now + PACE_STEP_MS));
    }
    owed -= sandbox.now - from;
  };
  const timer = setInterval(() => {
    catchUp();
    onTick();
  }, tickMs);
  return { stop: () => clearInterval(timer), catchUp };
}

const PACE_STEP_MS = 10 * SECOND_MS;
