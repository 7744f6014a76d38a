// What became of a traffic beside the ordinary users since the drill: the meaning of its words, and of its line on the screen. Pure.

import type { TrafficTally } from '../lab/observation.js';
import type { History } from './history.js';

export interface TrafficCounts {
  readonly name: string;
  readonly open: number;
  readonly completed: number;
  readonly failed: number;
  readonly cut: number;
  readonly count504: number;
  readonly instances: number;
}

const NOTHING: TrafficTally = { open: 0, byStatus: {}, byInstance: {} };

/** A good answer, as `users.errorRate` counts it. */
const isGood = (status: string): boolean => /^[234]\d\d$/.test(status) && status !== '460';

/** Undefined: it had not begun at that moment, or nobody counted. */
export function trafficCounts(history: History, index: number, name: string): TrafficCounts | undefined {
  const now = history.moments[index]?.traffics?.[name];
  return now === undefined ? undefined : { name, ...countsBetween(atTheDrill(history, name), now) };
}

/** Those that have begun, as they are at the newest moment. */
export function trafficsNow(history: History): readonly TrafficCounts[] {
  const newest = history.moments.length - 1;
  return Object.keys(history.moments[newest]?.traffics ?? {}).flatMap((name) => {
    const counts = trafficCounts(history, newest, name);
    return counts === undefined ? [] : [counts];
  });
}

/** An earlier run may have had a traffic of the same name. */
function atTheDrill({ moments, drilledAt }: History, name: string): TrafficTally {
  return moments.findLast(({ seen }) => seen.at <= drilledAt)?.traffics?.[name] ?? NOTHING;
}

export function countsBetween(before: TrafficTally, now: TrafficTally): Omit<TrafficCounts, 'name'> {
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
