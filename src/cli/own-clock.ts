// The clock of a sandbox that this process holds: follows the host's as fast as the dial says, and keeps on disk how far it came.

import { LabError } from '../errors.js';
import type { OpenSandbox } from '../lab/open-sandbox.js';
import { follow, type PacedRun } from '../sandbox/index.js';

/** A crash loses at most this much of the clock's course; what was asked of the sandbox is never lost. */
const KEEP_EVERY_MS = 1_000;

export class OwnClock {
  private running: PacedRun | undefined;
  private readonly keeping: NodeJS.Timeout;
  private readonly letGo: () => void;
  private cannotKeep = false;

  /** @param warn told once when the disk refuses; calls are refused meanwhile, and it may be mended. */
  constructor(
    private readonly held: NonNullable<OpenSandbox['held']>,
    private readonly warn: (text: string) => void,
  ) {
    this.keeping = setInterval(() => this.keep(), KEEP_EVERY_MS);
    // Real machines bring a clock of their own.
    this.letGo = held.sandbox.hosting === undefined ? held.dial.follow((speed) => this.run(speed)) : () => {};
  }

  /** To the present instant, for something that happens between two ticks. */
  catchUp(): void {
    this.running?.catchUp();
  }

  stop(): void {
    clearInterval(this.keeping);
    this.letGo();
    this.run(0);
  }

  private run(speed: number): void {
    this.running?.stop();
    this.running = speed === 0 ? undefined : follow(this.held.sandbox, speed);
  }

  private keep(): void {
    try {
      this.held.keepClock();
      this.held.checkpoint();
      this.cannotKeep = false;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (!this.cannotKeep) this.warn([`warning: ${error.message}`, ...error.suggestions].join('\n  → '));
      this.cannotKeep = true;
    }
  }
}
