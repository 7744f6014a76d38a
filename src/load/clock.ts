// The generator's clock: the account's time, and how fast it goes by on this computer. AWS's goes as ours does; a served sandbox says how
// late it is there, several times a second, and in between its pace is gone on with.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ClockPlan } from './plan.js';

export interface LoadClock {
  /** The account's epoch milliseconds; never goes back. */
  now(): number;
  /** Account milliseconds per millisecond of this computer. */
  readonly speed: number;
  /** Whether whoever tells the time has been silent for long. */
  readonly lost: boolean;
  close(): void;
}

const ASK_EVERY_MS = 200;
const LOST_AFTER_MS = 10_000;
/** Nobody waits longer without a look at the clock: its pace may change. */
const LONGEST_NAP_MS = 500;

/** Throws what the first question to a stand-in ends with. */
export async function openClock(plan: ClockPlan): Promise<LoadClock> {
  return plan.kind === 'host' ? hostClock(plan.aheadMs) : standInClock(plan.url);
}

function hostClock(aheadMs: number): LoadClock {
  const from = Date.now() + aheadMs - performance.now();
  return { now: () => from + performance.now(), speed: 1, lost: false, close: () => {} };
}

interface Told {
  readonly now: number;
  readonly speed: number;
  /** `performance.now()` in the middle of question and answer. */
  readonly hostMs: number;
}

async function standInClock(url: string): Promise<LoadClock> {
  const closed = new AbortController();
  let told = await ask(url);
  let newest = told.now;
  void (async () => {
    while (!closed.signal.aborted) {
      await sleep(ASK_EVERY_MS, undefined, { signal: closed.signal, ref: false }).catch(() => {});
      told = await ask(url).catch(() => told);
    }
  })();
  return {
    now: () => {
      newest = Math.max(newest, told.now + (performance.now() - told.hostMs) * told.speed);
      return newest;
    },
    get speed() {
      return told.speed;
    },
    get lost() {
      return performance.now() - told.hostMs > LOST_AFTER_MS;
    },
    close: () => closed.abort(),
  };
}

async function ask(url: string): Promise<Told> {
  const from = performance.now();
  const response = await fetch(`${url}/_ha-lab/status`, { signal: AbortSignal.timeout(LOST_AFTER_MS) });
  const { now, speed } = (await response.json()) as { readonly now: number; readonly speed: number };
  return { now, speed, hostMs: (from + performance.now()) / 2 };
}

/** Waits until the account's clock says `at`, or the signal comes. Its timers keep nobody alive. */
export async function waitUntil(clock: LoadClock, at: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const left = at - clock.now();
    if (left <= 0 || signal.aborted) return;
    const nap = clock.speed > 0 ? Math.min(LONGEST_NAP_MS, left / clock.speed) : LONGEST_NAP_MS;
    await sleep(nap, undefined, { signal }).catch(() => {});
  }
}
