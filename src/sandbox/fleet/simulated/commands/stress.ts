// Work that only burns CPU: stress-ng, stress, and the endless commands that people use instead of them.

import { NEVER } from '../processor.js';
import { durationMs } from './basics.js';
import { type Call, type Command, type Commands, lastOption, OK, parseOptions, type Start } from './command.js';

const VALUED = new Set([
  '-c',
  '--cpu',
  '-t',
  '--timeout',
  '-l',
  '--cpu-load',
  '--cpu-method',
  '-m',
  '--vm',
  '--vm-bytes',
  '-i',
  '--io',
]);

function stress({ words, machine }: Call): Start {
  const [name = ''] = words;
  if (!machine.packages.includes(name)) return { ms: 0, failure: { status: 127, error: `${name}: command not found` } };
  const parsed = parseOptions(words.slice(1), VALUED);
  const workers = lastOption(parsed, '--cpu', '-c');
  // Zero workers means one per vCPU, as stress-ng has it.
  const count = workers === undefined ? 0 : Number(workers) || Math.ceil(machine.processor.cores);
  const load = Number(lastOption(parsed, '--cpu-load', '-l') ?? 100) / 100;
  const limit = lastOption(parsed, '--timeout', '-t');
  return { ms: limit === undefined ? NEVER : durationMs(limit), threads: count * load };
}

const tool: Command = {
  start: stress,
  finish: ({ words }) => ({ status: 0, output: `${words[0]}: successful run completed\n` }),
};

/** Endless if the condition on its arguments holds; at once over otherwise. */
const endless = (isEndless: (words: readonly string[]) => boolean): Command => ({
  start: ({ words }) => (isEndless(words) ? { ms: NEVER, threads: 1 } : { ms: 50 }),
  finish: () => OK,
});

const readsForEver = (words: readonly string[]): boolean => words.some((word) => /\/dev\/(zero|u?random)$/.test(word));

export const STRESS: Commands = {
  'stress-ng': tool,
  stress: tool,
  yes: endless(() => true),
  md5sum: endless(readsForEver),
  sha1sum: endless(readsForEver),
  sha256sum: endless(readsForEver),
  sha512sum: endless(readsForEver),
  gzip: endless(readsForEver),
  dd: endless(
    (words) =>
      readsForEver(words.map((word) => word.replace(/^if=/, ''))) && !words.some((word) => word.startsWith('count=')),
  ),
};
