// The generator as a process of its own: `node process.js <plan> <results> [leash]`. With a leash it ends when its standard input does,
// however whoever holds the other end came to his own end.

import { supervise } from './supervise.js';

const [, , planFile = '', resultsFile = '', leashed] = process.argv;
const leash = new AbortController();
if (leashed !== undefined) {
  process.stdin.resume();
  process.stdin.once('close', () => leash.abort());
  process.stdin.once('end', () => leash.abort());
}
// Ctrl-C is meant for whoever was started by hand: the plan's file, or the leash, tells this one.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => leash.abort());

await supervise({ planFile, resultsFile, leash: leash.signal });
process.exit(0);
