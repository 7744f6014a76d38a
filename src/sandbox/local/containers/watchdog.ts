// A process of its own that outlives its owner, to remove the owner's containers and networks. Its standard input tells it: one word there
// means that nothing is left to do; an end without a word, that the owner has died. Started from dist/ with one argument, a `WatchOrder`.

import { setTimeout as sleep } from 'node:timers/promises';
import { dockerAt } from './engine.js';
import { LABELS } from './labels.js';
import { sweep } from './sweep.js';
import type { WatchOrder } from './watch.js';

/** What the engine was just making when the owner died is there by then. */
const LATECOMERS_MS = 1_000;

// It outlives the terminal and whoever started it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let released = false;
process.stdin.on('data', () => {
  released = true;
});
process.stdin.once('close', () => {
  if (released) process.exit(0);
  clear(JSON.parse(process.argv[2] ?? '') as WatchOrder).then(
    () => process.exit(0),
    // Nobody is there any more who could be told; the next start removes what is left.
    () => process.exit(1),
  );
});

async function clear({ connection, owner }: WatchOrder): Promise<void> {
  const docker = await dockerAt(connection);
  const ofOwner = (labels: Readonly<Record<string, string>>): boolean => labels[LABELS.owner] === owner;
  await sweep(docker, ofOwner);
  await sleep(LATECOMERS_MS);
  await sweep(docker, ofOwner);
}
