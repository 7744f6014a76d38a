// `test`, `[` and `[[`: strings, numbers, files, negation, and/or.

import type { Machine } from '../state.js';
import { type Call, type Commands, instant, type Result } from './command.js';

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

function exists(machine: Machine, name: string, flag: string): boolean {
  const text = machine.files[name];
  if (flag === '-d') return Object.keys(machine.files).some((known) => known.startsWith(`${name.replace(/\/$/, '')}/`));
  if (text !== undefined) return flag !== '-s' || text !== '';
  // The sockets and programs that scripts wait for.
  if (name === '/var/run/docker.sock' || name === '/run/docker.sock') return machine.services.docker?.active === true;
  return /^\/(usr\/)?s?bin\/docker$/.test(name) && machine.packages.includes('docker');
}

/** Truth of an expression; undefined: it cannot be understood. */
function truth(machine: Machine, words: readonly string[]): boolean | undefined {
  for (const [operator, fold] of [
    ['||', (a: boolean, b: boolean) => a || b],
    ['-o', (a: boolean, b: boolean) => a || b],
    ['&&', (a: boolean, b: boolean) => a && b],
    ['-a', (a: boolean, b: boolean) => a && b],
  ] as const) {
    const at = words.indexOf(operator);
    if (at <= 0) continue;
    const left = truth(machine, words.slice(0, at));
    const right = truth(machine, words.slice(at + 1));
    return left === undefined || right === undefined ? undefined : fold(left, right);
  }
  if (words[0] === '!') {
    const inner = truth(machine, words.slice(1));
    return inner === undefined ? undefined : !inner;
  }
  return primary(machine, words);
}

function primary(machine: Machine, words: readonly string[]): boolean | undefined {
  const [first = '', second = '', third = ''] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (words.length === 2) {
    if (first === '-z') return second === '';
    if (first === '-n') return second !== '';
    return /^-[efdsxrwLS]$/.test(first) ? exists(machine, second, first) : undefined;
  }
  const compare = NUMBERS[second];
  if (compare !== undefined) return compare(Number(first), Number(third));
  switch (second) {
    case '=':
    case '==':
      return matches(first, third);
    case '!=':
      return !matches(first, third);
    case '=~':
      return new RegExp(third).test(first);
    case '<':
      return first < third;
    case '>':
      return first > third;
    default:
      return undefined;
  }
}

function matches(text: string, pattern: string): boolean {
  if (!pattern.includes('*')) return text === pattern;
  const body = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${body}$`).test(text);
}

function test({ words, machine }: Call): Result {
  const closed = words[0] === '[' || words[0] === '[[';
  const value = truth(machine, words.slice(1, closed ? -1 : undefined));
  if (value === undefined) return { status: 2, error: `${words.join(' ')}: not understood by the simulated machine` };
  return { status: value ? 0 : 1 };
}

export const TESTS: Commands = { test: instant(test), '[': instant(test), '[[': instant(test) };
