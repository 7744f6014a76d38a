// One run of the binary. It writes into a file that is read along: should ha-lab be killed, Terraform still ends in its own way and
// gives its lock back, where a broken pipe would have ended it in the middle.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { LabError } from '../errors.js';
import type { Environment } from './find.js';

export interface Run {
  readonly file: string;
  readonly words: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  readonly env: Environment;
  /** Everything it says, kept until the next run of the same command. */
  readonly log: string;
  readonly onLine?: (line: string) => void;
  /** Aborted: the interrupt is passed on, and the end waited for. */
  readonly signal?: AbortSignal;
}

export interface RunEnd {
  /** Undefined: ended by a signal. */
  readonly status: number | undefined;
  readonly lines: readonly string[];
  readonly interrupted: boolean;
  /** Whoever ended it from outside: `SIGKILL`. */
  readonly signal?: NodeJS.Signals;
}

const LOOK_EVERY_MS = 100;

/** Resolves when the process is gone, whatever it said. Throws ENVIRONMENT where it cannot be started. */
export async function runTerraform({ file, words, folder, env, log, onLine, signal: interrupt }: Run): Promise<RunEnd> {
  const out = openSync(log, 'w');
  const lines: string[] = [];
  const reader = follow(log, (line) => {
    lines.push(line);
    onLine?.(line);
  });
  // A process group of its own: Ctrl-C in the terminal reaches only us, and is passed on once.
  const child = spawn(file, words, { cwd: folder, env: { ...env }, stdio: ['ignore', out, out], detached: true });
  const interrupts = passInterruptsTo(child, interrupt);
  const looking = setInterval(reader.look, LOOK_EVERY_MS);
  try {
    const { status, signal } = await new Promise<Pick<RunEnd, 'status' | 'signal'>>((resolve, reject) => {
      child.once('error', (error) => reject(cannotStart(file, error)));
      child.once('close', (code, by) => resolve({ status: code ?? undefined, ...(by === null ? {} : { signal: by }) }));
    });
    return { status, lines, interrupted: interrupts.passed(), ...(signal === undefined ? {} : { signal }) };
  } finally {
    clearInterval(looking);
    interrupts.stop();
    reader.end();
    closeSync(out);
  }
}

/** Reads what was added since the last look, line by line. */
function follow(file: string, onLine: (line: string) => void): { look(): void; end(): void } {
  const input = openSync(file, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(64 * 1_024);
  let rest = '';
  const look = (): void => {
    for (let count = readSync(input, buffer); count > 0; count = readSync(input, buffer)) {
      const [first = '', ...more] = decoder.write(buffer.subarray(0, count)).split('\n');
      rest += first;
      for (const next of more) {
        onLine(rest);
        rest = next;
      }
    }
  };
  return {
    look,
    end: () => {
      look();
      if (rest !== '') onLine(rest);
      closeSync(input);
    },
  };
}

/** The first interrupt lets Terraform finish what is under way; a second one, from the keyboard, makes it give up at once. */
function passInterruptsTo(child: ChildProcess, signal: AbortSignal | undefined): { passed(): boolean; stop(): void } {
  let passed = false;
  let armed = signal === undefined;
  const pass = (): void => {
    passed = true;
    child.kill('SIGINT');
    setImmediate(() => {
      armed = true;
    });
  };
  const again = (): void => {
    if (armed) pass();
  };
  if (signal?.aborted === true) pass();
  signal?.addEventListener('abort', pass, { once: true });
  process.on('SIGINT', again);
  return {
    passed: () => passed,
    stop: () => {
      signal?.removeEventListener('abort', pass);
      process.off('SIGINT', again);
    },
  };
}

function cannotStart(file: string, error: Error): LabError {
  return new LabError('ENVIRONMENT', `${file} cannot be started: ${error.message}`, {
    suggestions: [`Try it yourself: ${file} version`],
    exitCode: 5,
  });
}
