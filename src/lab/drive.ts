// Drives the sandbox's clock while somebody outside waits for it: Terraform's provider looks again and again, and calls move no time.
// The clock goes only while something is in transition, so a deploy costs the virtual minutes that AWS needs, and not the provider's own pauses.

import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxControl } from '../sandbox/index.js';

/** Virtual seconds per second: AWS's minutes in seconds, and still so that whoever looks sees the states in between. */
const SPEED = 60;
const BEAT_MS = 100;

/** Answers how to stop. A clock that goes by itself, or runs ahead before each answer, is left alone. */
export function driveClock(control: SandboxControl): () => Promise<void> {
  const stopped = new AbortController();
  const { signal } = stopped;
  const driving = (async () => {
    const { speed, instant } = await control.status();
    while (speed === 0 && !instant && !signal.aborted) {
      const { inTransition } = await control.details();
      if (inTransition.length > 0) await control.advance(BEAT_MS * SPEED, signal, 'settled');
      await sleep(BEAT_MS, undefined, { signal }).catch(() => {});
    }
  })();
  // Its failure is thrown where it is stopped; until then it must not count as nobody's.
  driving.catch(() => {});
  return async () => {
    stopped.abort();
    await driving;
  };
}
