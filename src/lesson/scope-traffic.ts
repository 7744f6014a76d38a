// What became of a traffic beside the ordinary users since the drill: the meaning of its words, and of its line on the screen. Pure.

import type { TrafficTally } from '../lab/observation.js';
import { countsBetween, NO_TALLY, type RequestCounts } from '../lab/request-counts.js';
import type { History } from './history.js';

export interface TrafficCounts extends RequestCounts {
  readonly name: string;
}

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
  return moments.findLast(({ seen }) => seen.at <= drilledAt)?.traffics?.[name] ?? NO_TALLY;
}
