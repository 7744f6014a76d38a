// Looking: one observation, with what the users met since the last one.

import { LabError } from '../errors.js';
import type { Lab } from '../lab/lab.js';
import type { LabInstant, Observation } from '../lab/observation.js';
import { lookAlong, type WaySeen } from '../lab/trace/look.js';
import type { Moment } from './history.js';
import type { Act } from './lesson.js';
import type { NamedWay } from './schema.js';
import { asksWhatIsLeft, nothingSeen, whatIsLeft } from './what-is-left.js';

/** Between two looks. */
export const LOOK_EVERY_MS = 5_000;

/** @param since when the last look was; requests are counted from there. */
export async function look(lab: Lab, since: LabInstant, act: Act): Promise<Moment> {
  const seen = await seenNow(lab);
  const passed = seen.at > since;
  const met = passed ? await lab.traffic.users(since, seen.at) : undefined;
  const requests = met?.requests ?? 0;
  return {
    seen,
    requests,
    errors: Math.round(requests * (met?.errorRate ?? 0)),
    byStatus: met?.byStatus ?? {},
    ...(act.ways.length === 0 ? {} : { ways: await waysSeen(lab, act.ways, seen) }),
    ...(passed ? { answered: await lab.traffic.perInstance(since, seen.at) } : {}),
    ...(asksWhatIsLeft(act) ? { left: await whatIsLeft(lab, seen) } : {}),
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

/** An act may have destroyed the stack: that is a sight, too. */
async function seenNow(lab: Lab): Promise<Observation> {
  try {
    return await lab.observe();
  } catch (error) {
    if (error instanceof LabError && error.code === 'NOT_DEPLOYED') return nothingSeen(await lab.clock.now(), lab);
    throw error;
  }
}
