// The lab's time: virtual on the sandbox, where waiting means running ahead; the host's on AWS, where waiting means polling.

import type { LabInstant } from './observation.js';

export interface LabClock {
  now(): Promise<LabInstant>;
  /** Moves on by this much: the sandbox runs, AWS is waited for. */
  pass(ms: number): Promise<LabInstant>;
  /** How long to wait before the next look, where looks are counted: absent, always as long as was asked for. @param looks so far */
  pause?(everyMs: number, looks: number): number;
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
  for (let looks = 1; ; looks += 1) {
    if (await check()) return true;
    const left = deadline - (await clock.now());
    if (left <= 0) return false;
    const everyMs = wait.everyMs ?? 5_000;
    await clock.pass(Math.min(clock.pause?.(everyMs, looks) ?? everyMs, left));
  }
}
