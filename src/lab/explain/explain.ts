// The chain of causes behind a happening, and what came of it. Pure.

import { causesOf } from './causes.js';
import type { Happening } from './happening.js';
import type { HappeningRecord } from './record.js';

export interface Explanation {
  readonly happening: Happening;
  readonly because: readonly Explanation[];
}

/** A chain longer than this explains nothing any more. */
const DEEPEST = 12;

/** Walks back until something came from outside. Nothing is explained twice: a cause that stands in the chain already ends it. */
export function explain(record: HappeningRecord, happening: Happening): Explanation {
  return walk(record, happening, new Set([happening]));
}

function walk(record: HappeningRecord, happening: Happening, told: Set<Happening>): Explanation {
  if (told.size > DEEPEST) return { happening, because: [] };
  const causes = causesOf(happening, record).filter((cause) => !told.has(cause));
  for (const cause of causes) told.add(cause);
  return { happening, because: causes.map((cause) => walk(record, cause, told)) };
}

/** How long after it something still counts as its consequence. */
const REACH_MS = 30 * 60_000;

/** What it led to directly, oldest first. */
export function consequencesOf(record: HappeningRecord, happening: Happening): readonly Happening[] {
  return record.happenings.filter(
    (later) =>
      later !== happening &&
      later.at >= happening.at &&
      later.at <= happening.at + REACH_MS &&
      causesOf(later, record).includes(happening),
  );
}

/** The first and weightiest line of a chain: the happening, its cause, that one's cause … */
export function spineOf({ happening, because: [first] }: Explanation): readonly Happening[] {
  return [happening, ...(first === undefined ? [] : spineOf(first))];
}
