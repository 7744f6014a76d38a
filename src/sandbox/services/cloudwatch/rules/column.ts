// A column of data points in time order: the newest as runs, older stretches of it as text. Pure, over mutable arrays.

import type { Instant } from '../../../../kernel/index.js';
import { type PackedRuns, packRuns, unpackRuns } from './packed-runs.js';
import type { Point } from './point.js';
import type { Run } from './runs.js';
import * as inRuns from './runs.js';

export interface Column {
  /** Oldest first, and all of it older than the runs. */
  readonly packed: PackedRuns[];
  readonly runs: Run[];
}

export interface PlacedPoint {
  readonly at: Instant;
  readonly point: Point;
}

/** What is packed at once, and what stays unpacked behind it: an alarm's usual range. */
const STRETCH = 64;

export function newColumn(): Column {
  return { packed: [], runs: [] };
}

export function isEmpty({ packed, runs }: Column): boolean {
  return packed.length === 0 && runs.length === 0;
}

/** The point at exactly this instant. */
export function pointAt({ packed, runs }: Column, at: Instant): Point | undefined {
  const stretch = packed[endingBy(packed, at)];
  return inRuns.pointAt(stretch === undefined ? runs : unpackRuns(stretch), at);
}

/** Writes the point of this instant, whether or not there was one. */
export function setPoint({ packed, runs }: Column, at: Instant, point: Point): void {
  const position = endingBy(packed, at);
  const stretch = packed[position];
  if (stretch !== undefined) {
    const unpacked = unpackRuns(stretch);
    inRuns.setPoint(unpacked, at, point);
    packed.splice(position, 1, ...packedBy(unpacked));
    return;
  }
  inRuns.setPoint(runs, at, point);
  if (runs.length >= 2 * STRETCH) packed.push(...packedBy(runs.splice(0, STRETCH)));
}

/** Calls back for every point with `from <= at < to`, oldest first. */
export function forEachPoint(
  { packed, runs }: Column,
  from: Instant,
  to: Instant,
  visit: (at: Instant, point: Point) => void,
): void {
  for (let position = endingBy(packed, from); position < packed.length; position += 1) {
    const stretch = packed[position];
    if (stretch === undefined || stretch.from >= to) return;
    inRuns.forEachPoint(unpackRuns(stretch), from, to, visit);
  }
  inRuns.forEachPoint(runs, from, to, visit);
}

/** Takes out every point before the instant and answers them, oldest first. */
export function takeBefore({ packed, runs }: Column, before: Instant): readonly PlacedPoint[] {
  const taken: PlacedPoint[] = [];
  for (let [oldest] = packed; oldest !== undefined && oldest.from < before; [oldest] = packed) {
    const unpacked = unpackRuns(oldest);
    taken.push(...inRuns.takeBefore(unpacked, before));
    packed.splice(0, 1, ...packedBy(unpacked));
  }
  return [...taken, ...inRuns.takeBefore(runs, before)];
}

/** In stretches of the usual length: one that points are written into may not grow for ever. */
function packedBy(runs: readonly Run[]): readonly PackedRuns[] {
  const stretches: PackedRuns[] = [];
  for (let start = 0; start < runs.length; start += STRETCH) {
    const [first, ...others] = runs.slice(start, start + STRETCH);
    if (first !== undefined) stretches.push(packRuns([first, ...others]));
  }
  return stretches;
}

/** Position of the first stretch that ends at or after the instant; past the last when none does. */
function endingBy(packed: readonly PackedRuns[], at: Instant): number {
  const last = packed.at(-1);
  if (last === undefined || last.to < at) return packed.length;
  let low = 0;
  let high = packed.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((packed[middle]?.to ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
