// What an explanation is made of: happenings in order, from the sandbox's journal or from AWS's own records, and the learner's deeds among them.

import type { SandboxEvent } from '../../sandbox/index.js';
import type { LabInstant, Observation } from '../observation.js';

/** Something the learner did through a drill. */
export interface Deed {
  readonly type: 'Deed';
  readonly drill: string;
  readonly title: string;
  /** What was hit: instance ids joined by commas, an alarm, a zone … */
  readonly target: string;
}

export type What = SandboxEvent | Deed;
export type WhatType = What['type'];

/** The happenings of these types; several types may share one shape. */
export type WhatOf<Type extends WhatType> = What extends infer One
  ? One extends { readonly type: WhatType }
    ? Type & One['type'] extends never
      ? never
      : One & { readonly type: Type & One['type'] }
    : never
  : never;

export interface Happening<W extends What = What> {
  readonly at: LabInstant;
  /** Its number in the sandbox's journal, by which it can be asked for; a deed has none. */
  readonly number?: number;
  readonly what: W;
}

/** A drill as the undo log keeps it. */
export interface DrillLine {
  readonly at: LabInstant;
  readonly drill: string;
  readonly title: string;
  readonly target: string;
}

interface JournalLine {
  readonly seq: number;
  readonly at: LabInstant;
  readonly event: SandboxEvent;
}

/** The sandbox's journal with the learner's deeds among it, oldest first; at one instant the deed comes before what it did. */
export function happeningsOf(journal: readonly JournalLine[], drills: readonly DrillLine[]): readonly Happening[] {
  const told = journal.map(({ seq, at, event }): Happening => ({ at, number: seq, what: event }));
  return inOrder([...deedsOf(drills), ...told]);
}

/**
 * The same from what AWS itself keeps, for a stack that has no journal: scaling activities, alarm history, and the present state of each
 * target. It knows less (nothing of containers or users), so chains end earlier.
 */
export function happeningsSeen(seen: Observation, drills: readonly DrillLine[]): readonly Happening[] {
  const groupName = seen.group.name;
  const activities = seen.activities.map(
    ({ id, startedAt, description, cause }): Happening => ({
      at: startedAt,
      what: { type: 'ScalingActivityStarted', groupName, activityId: id, description, reason: cause },
    }),
  );
  const alarms = seen.alarmHistory.map(
    ({ at, alarm, from, to, reason }): Happening => ({
      at,
      what: { type: 'AlarmStateChanged', alarmName: alarm, from: alarmState(from), to: alarmState(to), reason },
    }),
  );
  return inOrder([...deedsOf(drills), ...activities, ...alarms]);
}

type AlarmState = WhatOf<'AlarmStateChanged'>['to'];

const alarmState = (word: string | undefined): AlarmState =>
  word === 'OK' || word === 'ALARM' ? word : 'INSUFFICIENT_DATA';

const deedsOf = (drills: readonly DrillLine[]): readonly Happening[] =>
  drills.map(({ at, drill, title, target }) => ({ at, what: { type: 'Deed', drill, title, target } }));

/** Stable: what was written first stays first within an instant. */
const inOrder = (happenings: readonly Happening[]): readonly Happening[] =>
  [...happenings].sort((left, right) => left.at - right.at);
