// Looking: one observation, with what the users met since the last one.

import { LabError } from '../errors.js';
import { type Lab, ORDINARY } from '../lab/lab.js';
import type { LabInstant, Observation, TrafficTally } from '../lab/observation.js';
import { lookAlong, type WaySeen } from '../lab/trace/look.js';
import type { Moment } from './history.js';
import { type Act, trafficsOf } from './lesson.js';
import type { NamedWay } from './schema.js';
import { asksWhatIsLeft, nothingSeen, whatIsLeft } from './what-is-left.js';

/** Between two looks. */
export const LOOK_EVERY_MS = 5_000;

/**
 * Requests are counted by whole seconds. A look in the middle of one leaves that second to the next look: counted so far it would be
 * incomplete, and counted from here on it would begin too early for anybody.
 */
const wholeSecond = (at: LabInstant): LabInstant => at - (at % 1_000);

/** @param since when the last look was; requests are counted from there. */
export async function look(lab: Lab, since: LabInstant, act: Act): Promise<Moment> {
  const others = trafficsOf(act);
  const users = others.length === 0 ? undefined : ORDINARY;
  const seen = await seenNow(lab, users);
  const [from, to] = [wholeSecond(since), wholeSecond(seen.at)];
  const passed = to > from;
  const met = passed ? await lab.traffic.users(from, to, users) : undefined;
  const requests = met?.requests ?? 0;
  return {
    seen,
    requests,
    errors: Math.round(requests * (met?.errorRate ?? 0)),
    byStatus: met?.byStatus ?? {},
    ...(act.ways.length === 0 ? {} : { ways: await waysSeen(lab, act.ways, seen) }),
    ...(others.length === 0 ? {} : { traffics: await talliesOf(lab, others, seen.at) }),
    ...(passed ? { answered: await lab.traffic.perInstance(from, to, users) } : {}),
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

async function talliesOf(
  { traffic }: Lab,
  names: readonly string[],
  now: LabInstant,
): Promise<Readonly<Record<string, TrafficTally>>> {
  const tallies = await Promise.all(names.map((name) => traffic.tally(name, now)));
  return Object.fromEntries(
    names.flatMap((name, index): readonly [string, TrafficTally][] => {
      const tally = tallies[index];
      return tally === undefined ? [] : [[name, tally]];
    }),
  );
}

/** An act may have destroyed the stack: that is a sight, too. */
async function seenNow(lab: Lab, users: string | undefined): Promise<Observation> {
  try {
    return await lab.observe(users);
  } catch (error) {
    if (error instanceof LabError && error.code === 'NOT_DEPLOYED') return nothingSeen(await lab.clock.now(), lab);
    throw error;
  }
}
