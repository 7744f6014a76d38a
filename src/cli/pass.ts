// How time passes for somebody who watches: at a pace that can be followed, or at once; and never twice where somebody else drives the clock.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Pass } from '../lab/sandbox-lab.js';

const LOOK_EVERY_MS = 100;

/**
 * @param own speed of the sandbox's own clock: above zero it is waited for.
 * @param speed virtual seconds per second; 0: as fast as possible.
 */
export function watchedPass(own: number, speed: number, signal: AbortSignal): Pass {
  return async (control, ms) => {
    const from = (await control.status()).now;
    if (own > 0) {
      for (let now = from; ; now = (await control.status()).now) {
        if (now >= from + ms || signal.aborted) return now;
        await rest(Math.min(LOOK_EVERY_MS, ms / own), signal);
      }
    }
    const began = performance.now();
    const now = await control.advance(ms, signal);
    if (speed > 0) await rest((now - from) / speed - (performance.now() - began), signal);
    return now;
  };
}

/** Ends early, and without an error, when the signal is aborted. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => {});
}
