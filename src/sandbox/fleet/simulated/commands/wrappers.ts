// Commands that run other commands: sudo, nohup, timeout, env, exec, bash -c.

import { NEVER } from '../processor.js';
import { beginSoon, fileKey, newProcess } from '../shell/process.js';
import { durationMs } from './basics.js';
import { type Call, type Command, type Commands, OK, type Start } from './command.js';

type Find = (name: string) => Command;

const TIMED_OUT = 124;

/** A word as bash would need it written. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Drops the wrapper and its options; `valued` options take the next word along. */
function inner(words: readonly string[], valued: readonly string[]): readonly string[] {
  let at = 1;
  while (at < words.length && (words[at] ?? '').startsWith('-')) at += valued.includes(words[at] ?? '') ? 2 : 1;
  return words.slice(at);
}

function transparent(find: Find, valued: readonly string[]): Command {
  const unwrap = (call: Call): Call => ({ ...call, words: withoutAssignments(inner(call.words, valued)) });
  return {
    start: (call) => {
      const call2 = unwrap(call);
      return call2.words.length === 0 ? { ms: 0 } : find(call2.words[0] ?? '').start(call2);
    },
    finish: (call) => {
      const call2 = unwrap(call);
      return call2.words.length === 0 ? OK : find(call2.words[0] ?? '').finish(call2);
    },
  };
}

function withoutAssignments(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return first < 0 ? [] : words.slice(first);
}

const TIMEOUT_VALUED = ['-s', '--signal', '-k', '--kill-after'];

/** `timeout 60 command`. */
function timeout(find: Find): Command {
  const unwrap = (call: Call): { readonly limitMs: number; readonly call: Call } => {
    const [limit = '0', ...words] = inner(call.words, TIMEOUT_VALUED);
    return { limitMs: durationMs(limit), call: { ...call, words } };
  };
  return {
    start: (outer) => {
      const { limitMs, call } = unwrap(outer);
      const start = find(call.words[0] ?? '').start(call);
      return start.ms <= limitMs
        ? start
        : { ...start, ms: limitMs, failure: { status: TIMED_OUT, error: 'timed out' } };
    },
    finish: (outer) => {
      const { call } = unwrap(outer);
      return find(call.words[0] ?? '').finish(call);
    },
  };
}

/** `bash -c text`, `sh file`, and a script from a pipe. */
const shell: Command = {
  start: (call): Start => {
    const { machine, process, simulation, words, input } = call;
    const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
    const rest = inner(words, ['-o']);
    const file = flag < 0 ? rest[0] : undefined;
    const script =
      flag >= 0 ? (words[flag + 1] ?? '') : file === undefined ? (input ?? '') : machine.files[fileKey(process, file)];
    if (script === undefined) {
      return { ms: 0, failure: { status: 127, error: `bash: ${file}: No such file or directory` } };
    }
    const child = newProcess(machine, { kind: 'background' }, script, {
      variables: { ...process.variables },
      arguments: flag >= 0 ? words.slice(flag + 3) : rest.slice(1),
      exitOnError: words.some((word) => /^-[a-z]*e[a-z]*$/.test(word)),
    });
    beginSoon(simulation, machine, child);
    return { ms: NEVER, child: child.pid };
  },
  finish: () => OK,
};

const wait: Command = {
  start: ({ machine, process }) => {
    const child = machine.processes.find(({ pid }) => pid === process.lastBackgroundPid);
    return child === undefined ? { ms: 0 } : { ms: NEVER, child: child.pid };
  },
  finish: () => OK,
};

export function wrappers(find: Find): Commands {
  const plain = transparent(find, []);
  return {
    sudo: transparent(find, ['-u', '-g', '-H']),
    nohup: plain,
    setsid: plain,
    time: plain,
    command: plain,
    exec: plain,
    env: plain,
    nice: transparent(find, ['-n']),
    ionice: transparent(find, ['-c', '-n']),
    timeout: timeout(find),
    bash: shell,
    sh: shell,
    wait,
  };
}
