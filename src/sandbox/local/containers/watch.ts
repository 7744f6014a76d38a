// Starts the watchdog, and lets go of it.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { PACKAGE_ROOT } from '../../../package-root.js';
import type { Connection } from './connections.js';

/** A process starts from a built file, also when the sources run. */
const PROGRAM = join(PACKAGE_ROOT, 'dist/sandbox/local/containers/watchdog.js');

export interface WatchOrder {
  readonly connection: Connection;
  /** Value of the owner's label. */
  readonly owner: string;
}

export class Watchdog {
  private readonly child: ChildProcessByStdio<Writable, null, null>;
  private readonly ended: Promise<void>;

  constructor(order: WatchOrder) {
    // In a session of its own: what ends a terminal's processes does not end it.
    this.child = spawn(process.execPath, [PROGRAM, JSON.stringify(order)], {
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => resolve());
      this.child.once('close', () => resolve());
    });
  }

  /** Nothing is left to do for it. Resolves when it has ended. */
  async release(): Promise<void> {
    this.child.stdin.end('released');
    await this.ended;
  }
}
