// The instant pace: before each answer the sandbox runs until nothing is in transition, so that whoever waits need not wait.

import { MINUTE_MS } from '../kernel/index.js';
import { skip } from './pace.js';
import type { Sandbox } from './sandbox.js';
import { inTransition, type Transition } from './transitions.js';

/** The longest run before one answer. Longer than any waiter of a healthy stack needs; a loop without end stops here. */
export const SETTLE_CAP_MS = 15 * MINUTE_MS;

const nameOf = ({ id, state }: Transition): string => `${id} ${state}`;

/**
 * Answers a function to call before each answer. Calls that come while it runs wait for the same run. What is still in transition at
 * the cap is not waited for again until it has moved on: a command that runs for an hour costs fifteen minutes once, not per call.
 * @param moved told when the clock moved; where it stands is an input and must be kept before anyone is answered.
 */
export function settling(sandbox: Sandbox, moved: () => void): () => Promise<void> {
  let passedOver: ReadonlySet<string> = new Set();
  let running: Promise<void> | undefined;
  const waitedFor = (): readonly Transition[] =>
    inTransition(sandbox.world).filter((transition) => !passedOver.has(nameOf(transition)));

  const run = async (): Promise<void> => {
    const from = sandbox.now;
    if (waitedFor().length > 0) {
      await skip(sandbox, from + SETTLE_CAP_MS, undefined, { until: () => waitedFor().length === 0 });
    }
    // Forgets what has moved on, adds what outlasted the cap.
    passedOver = new Set(inTransition(sandbox.world).map(nameOf));
    if (sandbox.now > from) moved();
  };

  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
