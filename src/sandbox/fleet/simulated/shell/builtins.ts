// Commands that change the shell itself: variables, options, functions' ends. They take no time.

import { ArithmeticError, evaluate } from './arithmetic.js';
import type { Process } from './process-state.js';

export interface BuiltinResult {
  readonly status: number;
  readonly error?: string;
  /** The script ends here. */
  readonly exit?: true;
  /** The function ends here. */
  readonly leave?: true;
}

type Builtin = (process: Process, words: readonly string[]) => BuiltinResult;

const DONE: BuiltinResult = { status: 0 };

const statusOf = (process: Process, word: string | undefined): number =>
  word === undefined ? process.status : (Number.parseInt(word, 10) || 0) & 255;

function assignAll(process: Process, words: readonly string[]): BuiltinResult {
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) process.variables[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return DONE;
}

/** `set -euo pipefail`, `set +e`, `set -- a b`. */
function set(process: Process, words: readonly string[]): BuiltinResult {
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') {
      process.arguments = words.slice(index + 1);
      return DONE;
    }
    const on = word.startsWith('-');
    if (!on && !word.startsWith('+')) continue;
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        index += 1;
        setOption(process, words[index] ?? '', on);
      } else setOption(process, letter, on);
    }
  }
  return DONE;
}

function setOption(process: Process, name: string, on: boolean): void {
  if (name === 'e' || name === 'errexit') process.exitOnError = on;
  if (name === 'u' || name === 'nounset') process.failOnUnset = on;
  if (name === 'x' || name === 'xtrace') process.trace = on;
  if (name === 'pipefail') process.pipeFail = on;
}

function arithmetic(process: Process, words: readonly string[]): BuiltinResult {
  try {
    return { status: evaluate(words.slice(1).join(' ').replaceAll('$', ''), process.variables) === 0 ? 1 : 0 };
  } catch (error) {
    if (error instanceof ArithmeticError) return { status: 1, error: error.message };
    throw error;
  }
}

function read(process: Process, words: readonly string[]): BuiltinResult {
  const names = words.slice(1).filter((word) => !word.startsWith('-'));
  if (process.input === null || process.input === '') return { status: 1 };
  const [line = '', ...rest] = process.input.split('\n');
  process.input = rest.length === 0 ? null : rest.join('\n');
  const fields = line.trim().split(/\s+/);
  names.forEach((name, index) => {
    process.variables[name] = index === names.length - 1 ? fields.slice(index).join(' ') : (fields[index] ?? '');
  });
  return DONE;
}

const nothing: Builtin = () => DONE;

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': nothing,
  true: nothing,
  false: () => ({ status: 1 }),
  cd: nothing,
  umask: nothing,
  ulimit: nothing,
  trap: nothing,
  shopt: nothing,
  hash: nothing,
  disown: nothing,
  set,
  let: arithmetic,
  read,
  export: (process, words) => assignAll(process, words.slice(1)),
  local: (process, words) => assignAll(process, words.slice(1)),
  declare: (process, words) => assignAll(process, words.slice(1)),
  readonly: (process, words) => assignAll(process, words.slice(1)),
  unset: (process, words) => {
    for (const word of words.slice(1)) delete process.variables[word];
    return DONE;
  },
  shift: (process, words) => {
    process.arguments = process.arguments.slice(words[1] === undefined ? 1 : Number(words[1]));
    return DONE;
  },
  exit: (process, words) => ({ status: statusOf(process, words[1]), exit: true }),
  return: (process, words) => ({ status: statusOf(process, words[1]), leave: true }),
};
