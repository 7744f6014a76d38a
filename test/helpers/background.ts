// A command that runs beside the test: its output as it comes, signals, and its end.
import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { BIN, type CliRun, cliEnvironment, requireBuild } from './cli.js';

export interface BackgroundRun {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  /** Waits until the standard output, or the talk beside it, shows this. */
  see(text: RegExp): Promise<RegExpMatchArray>;
  ended(): Promise<CliRun>;
}

/** Met only where nothing comes any more: a deploy takes seconds, and a minute or two where ten others want the same processor. */
const LIMIT_MS = 150_000;

/** Starts `ha-lab` without a terminal; it is killed when the test is over. @param settings added to its environment */
export function startCli(
  args: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>> = {},
): BackgroundRun {
  requireBuild();
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: cliEnvironment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    text.stdout += data;
  });
  child.stderr.setEncoding('utf8').on('data', (data: string) => {
    text.stderr += data;
  });
  const end = new Promise<CliRun>((resolve) => child.on('close', (status) => resolve({ status, ...text })));
  let over = false;
  void end.then(() => {
    over = true;
  });
  onTestFinished(() => {
    if (!over) child.kill('SIGKILL');
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    signal: (name) => {
      child.kill(name);
    },
    see: async (wanted) => {
      const limit = Date.now() + LIMIT_MS;
      for (;;) {
        const match = wanted.exec(text.stdout) ?? wanted.exec(text.stderr);
        if (match !== null) return match;
        if (over || Date.now() > limit) throw new Error(`did not show ${wanted}:\n${text.stdout}\n${text.stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    ended: () => end,
  };
}
