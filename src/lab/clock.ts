// The lab's time: virtual on the sandbox, where waiting means running ahead; the host's on AWS, where waiting means polling.

import type { LabInstant } from './observation.js';

export interface LabClock {
  now(): Promise<LabInstant>;
  /** Moves on by this much: the sandbox runs, AWS is waited for. */
  pass(ms: number): Promise<LabInstant>;
}

export interface Wait {
  readonly timeoutSeconds: number;
  /** What is waited for, in the words of a progress line. */
  readonly describe: string;
  /** Between two looks; 5 s unless told. */
  readonly everyMs?: number;
}

/** Looks, lets time pass, looks again. Answers whether the condition came true in time. */
export async function until(clock: LabClock, check: () => Promise<boolean>, wait: Wait): Promise<boolean> {
  const deadline = (await clock.now()) + wait.timeoutSeconds * 1_000;
  for (;;) {
    if (await check()) return true;
    const left = deadline - (await clock.now());
    if (left <= 0) return false;
    await clock.pass(Math.min(wait.everyMs ?? 5_000, left));
  }
}
