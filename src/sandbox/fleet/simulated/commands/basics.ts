// Files, time and identity: sleep, echo, cat, mkdir, date, hostname … On small text files that live in the machine's state.

import { NEVER } from '../processor.js';
import { fileKey } from '../shell/process.js';
import { type Call, type Commands, instant, OK, type Result } from './command.js';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90`, `1.5m`, `infinity` → milliseconds. */
export function durationMs(text: string): number {
  if (text.startsWith('inf')) return NEVER;
  const found = /^(\d*\.?\d+)([smhd]?)$/.exec(text);
  return found === null ? 0 : Math.round(Number(found[1]) * (UNITS[found[2] || 's'] ?? 1) * 1000);
}

function echo({ words }: Call): Result {
  const flags = words.slice(1).findIndex((word) => !/^-[neE]+$/.test(word));
  const first = flags < 0 ? words.length : flags + 1;
  const options = words.slice(1, first).join('');
  const text = words.slice(first).join(' ');
  const shown = options.includes('e') ? escapes(text) : text;
  return { status: 0, output: options.includes('n') ? shown : `${shown}\n` };
}

const escapes = (text: string): string => text.replace(/\\n/g, '\n').replace(/\\t/g, '\t');

function printf({ words }: Call): Result {
  const values = words.slice(2);
  const output = escapes(words[1] ?? '').replace(/%[-0-9.]*([sdif%])/g, (_, kind: string) =>
    kind === '%' ? '%' : (values.shift() ?? (kind === 's' ? '' : '0')),
  );
  return { status: 0, output };
}

const files = (words: readonly string[]): readonly string[] => words.slice(1).filter((word) => !word.startsWith('-'));

function cat({ words, machine, process, input }: Call): Result {
  const names = files(words).map((name) => fileKey(process, name));
  if (names.length === 0) return { status: 0, output: input ?? '' };
  const missing = names.find((name) => machine.files[name] === undefined);
  const output = names.map((name) => machine.files[name] ?? '').join('');
  if (missing === undefined) return { status: 0, output };
  return { status: 1, output, error: `cat: ${missing}: No such file or directory` };
}

function tee({ words, machine, process, input }: Call): Result {
  for (const name of files(words)) {
    if (name.startsWith('/dev/')) continue;
    const key = fileKey(process, name);
    machine.files[key] = (words.includes('-a') ? (machine.files[key] ?? '') : '') + (input ?? '');
  }
  return { status: 0, output: input ?? '' };
}

function remove({ words, machine, process }: Call): Result {
  for (const name of files(words).map((path) => fileKey(process, path))) {
    for (const known of Object.keys(machine.files)) {
      if (known === name || known.startsWith(`${name.replace(/\/$/, '')}/`)) delete machine.files[known];
    }
  }
  return OK;
}

function copy({ words, machine, process }: Call): Result {
  const names = files(words).map((name) => fileKey(process, name));
  const [from = '', to = ''] = names;
  const text = machine.files[from];
  if (text === undefined) return { status: 1, error: `${words[0]}: cannot stat '${from}': No such file or directory` };
  machine.files[to] = text;
  if (words[0] === 'mv') delete machine.files[from];
  return OK;
}

function date({ words, simulation }: Call): Result {
  const now = new Date(Math.floor(simulation.now));
  const format = words.find((word) => word.startsWith('+'));
  if (format === undefined) return { status: 0, output: `${now.toUTCString()}\n` };
  const iso = now.toISOString();
  const fields: Readonly<Record<string, string>> = {
    s: String(Math.floor(now.getTime() / 1000)),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
  };
  return {
    status: 0,
    output: `${format.slice(1).replace(/%([a-zA-Z])/g, (all, key: string) => fields[key] ?? all)}\n`,
  };
}

const hostName = ({ machine }: Call): string => `ip-${machine.spec.privateIpAddress.replaceAll('.', '-')}`;

function hostname(call: Call): Result {
  const full = `${hostName(call)}.ec2.internal`;
  if (call.words.includes('-I') || call.words.includes('-i')) {
    return { status: 0, output: `${call.machine.spec.privateIpAddress}\n` };
  }
  return { status: 0, output: `${call.words.includes('-s') ? hostName(call) : full}\n` };
}

const nothing = instant(() => OK);

export const BASICS: Commands = {
  sleep: {
    start: ({ words }) => ({ ms: words.slice(1).reduce((sum, word) => sum + durationMs(word), 0) }),
    finish: () => OK,
  },
  echo: instant(echo),
  printf: instant(printf),
  cat: instant(cat),
  tee: instant(tee),
  rm: instant(remove),
  cp: instant(copy),
  mv: instant(copy),
  touch: instant(({ words, machine, process }) => {
    for (const name of files(words)) machine.files[fileKey(process, name)] ??= '';
    return OK;
  }),
  date: instant(date),
  hostname: instant(hostname),
  hostnamectl: nothing,
  whoami: instant(() => ({ status: 0, output: 'root\n' })),
  id: instant(() => ({ status: 0, output: 'uid=0(root) gid=0(root) groups=0(root)\n' })),
  uname: instant(() => ({ status: 0, output: 'Linux\n' })),
  nproc: instant(({ machine }) => ({ status: 0, output: `${Math.max(1, Math.ceil(machine.processor.cores))}\n` })),
  seq: instant(({ words }) => {
    const numbers = words.slice(1).map(Number);
    const [from = 1, to = 1] = numbers.length === 1 ? [1, numbers[0]] : [numbers[0], numbers[numbers.length - 1]];
    const length = Math.max(0, Math.min(100_000, to - from + 1));
    return { status: 0, output: Array.from({ length }, (_, index) => `${from + index}\n`).join('') };
  }),
  mkdir: nothing,
  chmod: nothing,
  chown: nothing,
  ln: nothing,
  sync: nothing,
  usermod: nothing,
  groupadd: nothing,
  useradd: nothing,
  newgrp: nothing,
  sysctl: nothing,
  logger: nothing,
  timedatectl: nothing,
  ls: nothing,
};
