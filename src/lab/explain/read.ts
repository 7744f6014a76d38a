// Reads the record of a stack: the sandbox's journal where there is one, else what AWS keeps.

import type { SandboxControl } from '../../sandbox/index.js';
import type { Observation } from '../observation.js';
import { type DrillLine, happeningsOf, happeningsSeen } from './happening.js';
import { type Stretch, seenFromOutside } from './outside.js';
import { HappeningRecord } from './record.js';

/**
 * @param control undefined on AWS: nobody there keeps a journal.
 * @param fromOutside when only that counts which AWS itself tells: a fault was still to be found.
 */
export async function readRecord(
  control: SandboxControl | undefined,
  seen: Observation,
  drills: readonly DrillLine[],
  fromOutside: readonly Stretch[] = [],
): Promise<HappeningRecord> {
  // Those that are gone have left their place in an activity.
  const places = [...seen.activities.map(({ instanceId: id, zone }) => ({ id, zone })), ...seen.instances];
  const zones = Object.fromEntries(
    places.flatMap(({ id, zone }) => (id === undefined || zone === undefined ? [] : [[id, zone]])),
  );
  const happenings =
    control === undefined ? happeningsSeen(seen, drills) : happeningsOf(await control.journal(0), drills);
  return new HappeningRecord(seenFromOutside(happenings, fromOutside), zones);
}
