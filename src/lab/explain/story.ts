// The longest chain of causes that began with what was done: what a lesson tells when its watch is over. Pure.

import { explain, spineOf } from './explain.js';
import type { Happening, WhatType } from './happening.js';
import { type HappeningRecord, isOneOf } from './record.js';
import { NEWS } from './subject.js';

/**
 * From what was done since then to the last turn that came of it, oldest first; of several equally long the one that ended last.
 * Undefined: nothing on record follows from it.
 */
export function storyOf(record: HappeningRecord, since: number): readonly Happening[] | undefined {
  let longest: readonly Happening[] = [];
  for (const happening of record.happenings) {
    if (happening.at < since || !isOneOf(happening, NEWS)) continue;
    const spine = spineOf(explain(record, happening));
    const root = spine.at(-1);
    if (root !== undefined && root.at >= since && isDoing(root) && spine.length >= longest.length) longest = spine;
  }
  return longest.length < 2 ? undefined : [...longest].reverse();
}

/** What comes from outside: somebody asked for it, of the stack or of AWS. */
const DOINGS: readonly WhatType[] = ['Deed', 'TrafficChanged', 'AlarmChanged', 'GroupUpdated', 'NetworkChanged'];

const isDoing = ({ what }: Happening): boolean => DOINGS.includes(what.type);
