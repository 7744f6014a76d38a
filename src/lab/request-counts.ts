// What became of a traffic's requests between two tallies, in the words of lessons and status. Pure.

import type { TrafficTally } from './observation.js';

export interface RequestCounts {
  /** Without an answer yet, at the second tally. */
  readonly open: number;
  readonly completed: number;
  readonly failed: number;
  /** Of the failed ones: the body ended too early. */
  readonly cut: number;
  readonly count504: number;
  /** How many instances were asked. */
  readonly instances: number;
}

export const NO_TALLY: TrafficTally = { open: 0, byStatus: {}, byInstance: {} };

/** A good answer, as `users.errorRate` counts it. */
const isGood = (status: string): boolean => /^[234]\d\d$/.test(status) && status !== '460';

export function countsBetween(before: TrafficTally, now: TrafficTally): RequestCounts {
  const ended = Object.entries(now.byStatus).map(([status, count]) => ({
    status,
    count: count - (before.byStatus[status] ?? 0),
  }));
  const sum = (is: (status: string) => boolean): number =>
    ended.reduce((total, { status, count }) => (is(status) ? total + count : total), 0);
  return {
    open: now.open,
    completed: sum(isGood),
    failed: sum((status) => !isGood(status)),
    cut: sum((status) => status === 'truncated'),
    count504: sum((status) => status === '504'),
    instances: Object.entries(now.byInstance).filter(([id, count]) => count > (before.byInstance[id] ?? 0)).length,
  };
}
