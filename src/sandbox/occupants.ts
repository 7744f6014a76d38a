// Who is at work in a sandbox: what a deploy, a lesson or a load knows of it would not be true any more after a rewind.

import { LabError } from '../errors.js';

export class Occupants {
  private readonly leave = new Map<symbol, { readonly by: string; readonly go: () => void }>();

  /** Counts as at work until the signal is aborted, or until everybody is sent away; resolves then. */
  stay(by: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const key = Symbol(by);
    return new Promise((resolve) => {
      const go = (): void => {
        this.leave.delete(key);
        resolve();
      };
      this.leave.set(key, { by, go });
      signal.addEventListener('abort', go, { once: true });
    });
  }

  /** The sandbox closes: nobody is to wait for it. */
  sendAway(): void {
    for (const { go } of [...this.leave.values()]) go();
  }

  /** Throws WORKBOOK_BUSY when somebody is at work. */
  requireNobody(): void {
    const names = [...new Set([...this.leave.values()].map(({ by }) => by))].sort();
    if (names.length === 0) return;
    throw new LabError('WORKBOOK_BUSY', `Somebody is at work in this sandbox: ${names.join(', ')}.`, {
      suggestions: ['Let it end, or end it with Ctrl-C; then run the same command again'],
      exitCode: 2,
    });
  }
}
