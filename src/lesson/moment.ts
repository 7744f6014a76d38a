// Looking: one observation, with what the users met since the last one.

import type { Lab } from '../lab/lab.js';
import type { LabInstant } from '../lab/observation.js';
import type { Moment } from './history.js';

/** Between two looks. */
export const LOOK_EVERY_MS = 5_000;

/** @param since when the last look was; requests are counted from there. */
export async function look(lab: Lab, since: LabInstant): Promise<Moment> {
  const seen = await lab.observe();
  const passed = seen.at > since;
  const met = passed ? await lab.traffic.users(since, seen.at) : undefined;
  const requests = met?.requests ?? 0;
  return {
    seen,
    requests,
    errors: Math.round(requests * (met?.errorRate ?? 0)),
    byStatus: met?.byStatus ?? {},
    ...(passed ? { answered: await lab.traffic.perInstance(since, seen.at) } : {}),
  };
}
