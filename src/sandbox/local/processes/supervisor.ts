// The process that holds all others: it starts them, signals them and reports on them. Its input is the only thing that keeps them alive,
// so that nothing is left behind however this process ends (supervisor.py says how).

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { PACKAGE_ROOT } from '../../../package-root.js';
import type { RunnerReports } from '../runner.js';

const PROGRAM = join(PACKAGE_ROOT, 'src/sandbox/local/processes/supervisor.py');

export interface Launch {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** What the supervisor tells; lost: it has itself ended without being told to, and every process with it. */
export interface Reports extends RunnerReports {
  started(key: string, pid: number): void;
}

export class Supervisor {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly ended: Promise<void>;
  private closing = false;

  constructor(python: string, reports: Reports) {
    this.child = spawn(python, ['-u', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => report(JSON.parse(line), reports));
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => resolve());
      this.child.once('close', () => resolve());
    });
    // What is said to a supervisor that has ended is of no use to anybody.
    this.child.stdin.on('error', () => {});
    void this.ended.then(() => this.closing || reports.lost('the process that holds them was ended'));
  }

  start(key: string, { argv, env, cwd }: Launch): void {
    this.say({ start: key, argv, env, cwd });
  }

  /** Every process of the application gets it; one that has ended gets nothing. */
  signal(key: string, number: number): void {
    this.say({ signal: key, number });
  }

  /** Ends everything; resolves when no process is left. */
  async close(): Promise<void> {
    this.closing = true;
    this.child.stdin.end();
    await this.ended;
  }

  private say(order: object): void {
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
  }
}

type Told =
  | { readonly started: string; readonly pid: number }
  | { readonly printed: string; readonly line: string }
  | { readonly exited: string; readonly code: number }
  | { readonly failed: string; readonly why: string }
  | { readonly busy: Readonly<Record<string, number>> };

function report(told: Told, reports: Reports): void {
  if ('started' in told) reports.started(told.started, told.pid);
  else if ('printed' in told) reports.printed(told.printed, told.line);
  else if ('exited' in told) reports.exited(told.exited, told.code);
  else if ('failed' in told) reports.failed(told.failed, told.why);
  else reports.busy(told.busy);
}
