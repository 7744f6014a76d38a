// What is to come next in a watch, and how long it may still take: on an account those are minutes of one's own. Pure.

import type { ExpectationReport } from '../lesson/act-report.js';
import type { WatchView } from '../lesson/screen.js';

export interface NextExpected {
  readonly expectation: ExpectationReport;
  readonly leftMs: number;
}

/** Of what has begun to count and is not decided, whatever must come true first. What must never happen is nothing to wait for. */
export function nextExpected({ at, expectations }: Pick<WatchView, 'at' | 'expectations'>): NextExpected | undefined {
  let next: NextExpected | undefined;
  for (const expectation of expectations) {
    const { result, anchor, deadline, says } = expectation;
    if (result !== 'open' || anchor === undefined || deadline === undefined || says.startsWith('never ')) continue;
    const leftMs = Math.max(0, deadline - at);
    if (next === undefined || leftMs < next.leftMs) next = { expectation, leftMs };
  }
  return next;
}
