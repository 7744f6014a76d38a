// What losing a share of the packets does to a TCP exchange: nothing fails at once, everything is sent again, each time later. Pure.
// Stated simplification: a request is one exchange to connect and one to ask and be answered; a packet or its answer may be lost.
// Bodies that are under way are not slowed down, because retransmission hides what little they lose.

import type { Random } from '../../../kernel/index.js';

/** Linux sends a SYN again after 1 s, then 2, 4 … s later; data after 200 ms, doubling as well. */
const CONNECT_AGAIN_MS = 1_000;
const DATA_AGAIN_MS = 200;
/** How often the same packet is sent in all: then the sender is still waiting, and whoever waits for it has long given up. */
const TRIES = 9;

/** How long a machine tries to open a connection to the internet before it says that it cannot. */
export const EGRESS_PATIENCE_MS = 60_000;

/** An exchange fails when the packet or its answer is lost. */
const failing = (loss: number): number => 1 - (1 - loss) ** 2;

function delay(random: Random, loss: number, againMs: number): number {
  let waited = 0;
  let pause = againMs;
  for (let tried = 0; tried < TRIES && random.next() < failing(loss); tried += 1) {
    waited += pause;
    pause *= 2;
  }
  return waited;
}

/** Milliseconds by which a connection stands later than without loss. */
export function connectDelay(random: Random, loss: number): number {
  return delay(random, loss, CONNECT_AGAIN_MS);
}

/** Milliseconds by which a question and its answer on a standing connection take longer. */
export function exchangeDelay(random: Random, loss: number): number {
  return delay(random, loss, DATA_AGAIN_MS);
}

/** How many times longer a download takes: every exchange is repeated until it succeeds. */
export function slowdownOf(loss: number): number {
  return 1 / Math.max(0.01, 1 - failing(loss));
}
