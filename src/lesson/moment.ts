// Looking: one observation, with what the users met since the last one.

import type { Lab } from '../lab/lab.js';
import type { LabInstant, Observation } from '../lab/observation.js';
import { lookAlong, type WaySeen } from '../lab/trace/look.js';
import type { Moment } from './history.js';
import type { NamedWay } from './schema.js';

/** Between two looks. */
export const LOOK_EVERY_MS = 5_000;

/** @param since when the last look was; requests are counted from there. */
export async function look(lab: Lab, since: LabInstant, ways: readonly NamedWay[] = []): Promise<Moment> {
  const seen = await lab.observe();
  const passed = seen.at > since;
  const met = passed ? await lab.traffic.users(since, seen.at) : undefined;
  const requests = met?.requests ?? 0;
  return {
    seen,
    requests,
    errors: Math.round(requests * (met?.errorRate ?? 0)),
    byStatus: met?.byStatus ?? {},
    ...(ways.length === 0 ? {} : { ways: await waysSeen(lab, ways, seen) }),
    ...(passed ? { answered: await lab.traffic.perInstance(since, seen.at) } : {}),
  };
}

async function waysSeen(
  lab: Lab,
  ways: readonly NamedWay[],
  seen: Observation,
): Promise<Readonly<Record<string, WaySeen>>> {
  const found = await lookAlong(lab, ways, seen);
  return Object.fromEntries(
    ways.flatMap(({ as: name }, index): readonly [string, WaySeen][] => {
      const way = found[index];
      return way === undefined ? [] : [[name, way]];
    }),
  );
}
