// Each traffic by its name: what its users met lately, and what became of its requests. Only our own generator knows.

import { type Lab, ORDINARY } from '../lab.js';
import type { LabInstant, UsersObservation } from '../observation.js';
import { countsBetween, NO_TALLY, type RequestCounts } from '../request-counts.js';
import { USERS_WINDOW_MS } from './observe.js';

/** Counts are since the traffic first began. */
export interface TrafficObservation extends RequestCounts {
  readonly name: string;
  /** Over the last 30 s; absent: nobody asked in that time. */
  readonly users?: UsersObservation;
}

/** Empty while the ordinary users are the only ones: then the users of the observation are theirs. */
export async function observeTraffics({ traffic }: Lab, now: LabInstant): Promise<readonly TrafficObservation[]> {
  const names = await traffic.names(now);
  if (names.every((name) => name === ORDINARY)) return [];
  return Promise.all(
    names.map(async (name) => {
      const [users, tally] = await Promise.all([
        traffic.users(now - USERS_WINDOW_MS, now, name),
        traffic.tally(name, now),
      ]);
      return {
        name,
        ...countsBetween(NO_TALLY, tally ?? NO_TALLY),
        ...(users === undefined ? {} : { users }),
      };
    }),
  );
}
