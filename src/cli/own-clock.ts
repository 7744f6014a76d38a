// The clock of a sandbox that this process holds: follows the host's at a speed that may change, and keeps on disk how far it came.

import { LabError } from '../errors.js';
import type { OpenSandbox } from '../lab/open-sandbox.js';
import { follow, type PacedRun } from '../sandbox/index.js';

/** A crash loses at most this much of the clock's course; what was asked of the sandbox is never lost. */
const KEEP_EVERY_MS = 1_000;

export class OwnClock {
  private run: PacedRun | undefined;
  private readonly keeping: NodeJS.Timeout;
  private cannotKeep = false;

  /** @param warn told once when the disk refuses; calls are refused meanwhile, and it may be mended. */
  constructor(
    private readonly held: NonNullable<OpenSandbox['held']>,
    private readonly warn: (text: string) => void,
  ) {
    this.keeping = setInterval(() => this.keep(), KEEP_EVERY_MS);
  }

  /** @param speed virtual seconds per second of the host; 0: it stands still. */
  setSpeed(speed: number): void {
    this.run?.stop();
    this.run = speed === 0 ? undefined : follow(this.held.sandbox, speed);
  }

  stop(): void {
    clearInterval(this.keeping);
    this.setSpeed(0);
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
