// From words to text at the moment a command runs: variables, sums, captured output, splitting at blanks, number ranges.

import { evaluate } from './arithmetic.js';
import type { Process } from './process-state.js';
import type { Instead, Part, Word } from './syntax.js';

/** `set -u`, or `${name:?message}`: the script stops. */
export class UnsetVariable extends Error {}

/** The word's fields: none, one, or several when an unquoted value holds blanks. */
export function expandWord(word: Word, process: Process): string[] {
  if (word.length === 1 && word[0]?.kind === 'variable' && word[0].name === '@' && word[0].quoted) {
    return [...argumentsOf(process)];
  }
  const fields: string[] = [];
  let open: string | undefined;
  for (const part of word) {
    const text = textOf(part, process);
    if (part.kind === 'text' || part.quoted) {
      open = (open ?? '') + text;
      continue;
    }
    const pieces = text.split(/[ \t\n]+/);
    const [first = '', ...rest] = pieces;
    if (rest.length === 0) {
      if (first !== '' || open !== undefined) open = (open ?? '') + first;
      continue;
    }
    const start = (open ?? '') + first;
    if (start !== '' || open !== undefined) fields.push(start);
    fields.push(...rest.slice(0, -1).filter((piece) => piece !== ''));
    const last = rest[rest.length - 1] ?? '';
    open = last === '' ? undefined : last;
  }
  if (open !== undefined) fields.push(open);
  const plain = word.every((part) => part.kind === 'text' && !part.quoted);
  return plain ? fields.flatMap(braces) : fields;
}

/** The word as one text: assignments and redirections do not split. */
export function expandText(word: Word, process: Process): string {
  return word.map((part) => textOf(part, process)).join('');
}

export function expandAll(words: readonly Word[], process: Process): string[] {
  return words.flatMap((word) => expandWord(word, process));
}

/** `{1..5}` and `{a,b}`. */
function braces(field: string): string[] {
  const range = /^(.*)\{(-?\d+)\.\.(-?\d+)\}(.*)$/.exec(field);
  if (range !== null) {
    const [, before = '', from = '0', to = '0', after = ''] = range;
    const step = Number(from) <= Number(to) ? 1 : -1;
    const length = Math.min(Math.abs(Number(to) - Number(from)) + 1, 100_000);
    return Array.from({ length }, (_, index) => `${before}${Number(from) + index * step}${after}`);
  }
  const list = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/.exec(field);
  if (list === null) return [field];
  const [, before = '', choices = '', after = ''] = list;
  return choices.split(',').flatMap((choice) => braces(`${before}${choice}${after}`));
}

const argumentsOf = (process: Process): readonly string[] =>
  process.frames[process.frames.length - 1]?.arguments ?? process.arguments;

function textOf(part: Part, process: Process): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'captured':
      return process.variables[capturedName(part.slot)] ?? '';
    case 'sum':
      return String(evaluate(withVariables(part.text, process), process.variables));
    case 'variable':
      return part.instead === undefined ? plain(part.name, process) : instead(part.name, part.instead, process);
    case 'command':
      throw new Error('a command inside a word must be compiled before it is expanded');
  }
}

/** Variables of captured output; no script can name them. */
export const capturedName = (slot: number): string => `(${slot})`;

/** `$name` and `${name}` inside other text. */
function withVariables(text: string, process: Process): string {
  return text.replace(/\$\{?([A-Za-z_]\w*|[?#0-9])\}?/g, (_, name: string) => plain(name, process));
}

function lookUp(name: string, process: Process): string | undefined {
  const values = argumentsOf(process);
  if (name === '?') return String(process.status);
  if (name === '#') return String(values.length);
  if (name === '!') return process.lastBackgroundPid === 0 ? undefined : String(process.lastBackgroundPid);
  if (name === '$') return String(process.pid);
  if (name === '@' || name === '*') return values.join(' ');
  if (name === '0') return '/bin/bash';
  if (/^\d$/.test(name)) return values[Number(name) - 1];
  return process.variables[name];
}

function plain(name: string, process: Process): string {
  const value = lookUp(name, process);
  if (value === undefined && process.failOnUnset) throw new UnsetVariable(`${name}: unbound variable`);
  return value ?? '';
}

function instead(name: string, { operator, alsoWhenEmpty, word }: Instead, process: Process): string {
  const value = lookUp(name, process);
  const missing = value === undefined || (alsoWhenEmpty && value === '');
  const text = (): string => withVariables(word.replace(/^(["'])(.*)\1$/, '$2'), process);
  switch (operator) {
    case '-':
      return missing ? text() : value;
    case '+':
      return missing ? '' : text();
    case '=':
      if (missing) process.variables[name] = text();
      return process.variables[name] ?? '';
    case '?':
      if (missing) throw new UnsetVariable(`${name}: ${text() || 'parameter null or not set'}`);
      return value;
    case '#':
    case '##':
    case '%':
    case '%%':
      return trimmed(plain(name, process), operator, text());
  }
}

/** `${name#pattern}` and `${name%pattern}`, with `*` as the only wildcard. */
function trimmed(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const greedy = operator.length === 2;
  const body = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, greedy ? '.*' : '.*?');
  if (operator.startsWith('#')) return value.replace(new RegExp(`^${body}`), '');
  return greedy ? value.replace(new RegExp(`${body}$`), '') : value.replace(new RegExp(`^([\\s\\S]*)${body}$`), '$1');
}
