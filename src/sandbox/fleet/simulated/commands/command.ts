// The shape of a command on a simulated machine: what it needs (time, CPU, luck with the network), then what it changes.

import type { Process } from '../shell/process-state.js';
import type { Simulation } from '../simulation.js';
import type { Machine } from '../state.js';
import type { Exchange } from '../transfers.js';

export interface Call {
  readonly simulation: Simulation;
  readonly machine: Machine;
  readonly process: Process;
  /** The command's name and its arguments. */
  readonly words: readonly string[];
  /** What a pipe or a here document hands in; null: nothing. */
  readonly input: string | null;
  /** Inside a container: the metadata service is one hop farther (EC2-09). */
  readonly container?: string;
}

export interface Start {
  /** Milliseconds until it ends; NEVER: until something else ends it. */
  readonly ms: number;
  /** CPU that it burns meanwhile, in threads; CPU-bound time stretches when the machine is throttled. */
  readonly threads?: number;
  /** It is going to fail, and takes `ms` to find out. */
  readonly failure?: { readonly status: number; readonly error: string };
  /** A child process that must end first. */
  readonly child?: number;
  /** What it exchanges with the internet meanwhile. */
  readonly exchange?: Exchange;
}

export interface Result {
  readonly status: number;
  readonly output?: string;
  readonly error?: string;
  /** Not done yet: look again after so many milliseconds. */
  readonly againMs?: number;
}

/** `start` decides and changes nothing outside; `finish` runs when the time is over and carries out. */
export interface Command {
  start(call: Call): Start;
  finish(call: Call): Result;
}

export type Commands = Readonly<Record<string, Command>>;

export const OK: Result = { status: 0 };

/** A command that takes no time. */
export function instant(finish: (call: Call) => Result): Command {
  return { start: () => ({ ms: 0 }), finish };
}

/** Options with and without values: `--name=x`, `--name x`, `-p80:80`, `-p 80:80`, `-dit`. */
export interface Parsed {
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly rest: readonly string[];
}

/**
 * Splits arguments. `valued` names the options that take a value. With `stopAtFirst` everything from the first plain argument on is
 * `rest`, as for `docker run image command`.
 */
export function parseOptions(words: readonly string[], valued: ReadonlySet<string>, stopAtFirst = false): Parsed {
  const options: Record<string, string[]> = {};
  const rest: string[] = [];
  const note = (name: string, value: string): void => {
    const known = options[name];
    if (known === undefined) options[name] = [value];
    else known.push(value);
  };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') {
      rest.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (stopAtFirst) {
        rest.push(...words.slice(index));
        break;
      }
      rest.push(word);
      continue;
    }
    index += takeOption(word, words[index + 1], valued, note);
  }
  return { options, rest };
}

/** Answers how many further words were used. */
function takeOption(
  word: string,
  next: string | undefined,
  valued: ReadonlySet<string>,
  note: (name: string, value: string) => void,
): number {
  const equals = word.indexOf('=');
  if (word.startsWith('--')) {
    if (equals > 0) note(word.slice(0, equals), word.slice(equals + 1));
    else note(word, valued.has(word) ? (next ?? '') : '');
    return equals < 0 && valued.has(word) ? 1 : 0;
  }
  for (let place = 1; place < word.length; place += 1) {
    const name = `-${word[place]}`;
    if (valued.has(name)) {
      const attached = word.slice(place + 1);
      note(name, attached === '' ? (next ?? '') : attached);
      return attached === '' ? 1 : 0;
    }
    note(name, '');
  }
  return 0;
}

export function lastOption(parsed: Parsed, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const values = parsed.options[name];
    if (values !== undefined) return values[values.length - 1];
  }
  return undefined;
}

export const hasOption = (parsed: Parsed, ...names: readonly string[]): boolean =>
  names.some((name) => parsed.options[name] !== undefined);
