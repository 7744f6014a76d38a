// How many of the simulated users' requests are really made: as many as this computer bears. Beyond that one answer counts for several.

/** Of the computer's processors: the rest is the sandbox's, the health checks', and whoever else works here. */
const SHARE = 0.4;
/** What may be spent at once is what comes in over this time, in milliseconds. */
const SAVED_MS = 500;
/** CPU of a request beside the page's work, in milliseconds: of the application's server, and of the sandbox that asks. */
export const REQUEST_MS = 2.5;

export class RequestBudget {
  private readonly perMs: number;
  private readonly most: number;
  private left: number;

  /** @param processors of this computer. @param at host milliseconds, as all instants here. */
  constructor(
    processors: number,
    private at: number,
  ) {
    this.perMs = processors * SHARE;
    this.most = this.perMs * SAVED_MS;
    this.left = this.most;
  }

  /** Whether another request may be made now. */
  allows(now: number): boolean {
    this.left = Math.min(this.most, this.left + (now - this.at) * this.perMs);
    this.at = now;
    return this.left > 0;
  }

  /** One is made, also where it had to be made in spite of everything. @param costMs its CPU. */
  spend(costMs: number): void {
    this.left = Math.max(-this.most, this.left - costMs);
  }
}
