// Data points in time order, kept small: neighbours of equal value and equal distance are one run.
// An idle stack publishes the same zero every minute for a week; that is one entry here. Pure, over a mutable array.

import type { Instant } from '../../../../kernel/index.js';
import type { Point } from './point.js';

type Place = [
  at: Instant,
  /** Milliseconds between neighbours; 0 for a run of one. */
  spacing: number,
  length: number,
];

/** Most points are one sample, whose sum, minimum and maximum are its value: that is said once. */
export type Run =
  | [...Place, value: number]
  | [...Place, sampleCount: number, sum: number, minimum: number, maximum: number];

/** Points farther apart than this never share a run. */
const MAX_SPACING_MS = 3_600_000;

/** The point at exactly this instant. */
export function pointAt(runs: readonly Run[], at: Instant): Point | undefined {
  const run = runs[lastStartingBy(runs, at)];
  return run !== undefined && indexIn(run, at) !== undefined ? pointIn(run) : undefined;
}

/** Writes the point of this instant, whether or not there was one. */
export function setPoint(runs: Run[], at: Instant, point: Point): void {
  const position = lastStartingBy(runs, at);
  const run = runs[position];
  if (run === undefined) runs.splice(position + 1, 0, single(at, point));
  else if (position === runs.length - 1 && at > endOf(run)) append(runs, run, at, point);
  else carve(runs, position, run, at, point);
}

/** Calls back for every point with `from <= at < to`, oldest first. */
export function forEachPoint(
  runs: readonly Run[],
  from: Instant,
  to: Instant,
  visit: (at: Instant, point: Point) => void,
): void {
  for (let position = Math.max(0, lastStartingBy(runs, from)); position < runs.length; position += 1) {
    const run = runs[position];
    if (run === undefined || run[0] >= to) return;
    const [at, spacing, length] = run;
    const point = pointIn(run);
    const first = at >= from || spacing === 0 ? 0 : Math.ceil((from - at) / spacing);
    for (let index = first; index < length && at + index * spacing < to; index += 1) {
      if (at + index * spacing >= from) visit(at + index * spacing, point);
    }
  }
}

/** Takes out every point before the instant and answers them, oldest first. */
export function takeBefore(runs: Run[], before: Instant): readonly { readonly at: Instant; readonly point: Point }[] {
  const taken: { readonly at: Instant; readonly point: Point }[] = [];
  const [oldest] = runs;
  if (oldest === undefined || oldest[0] >= before) return taken;
  forEachPoint(runs, Number.NEGATIVE_INFINITY, before, (at, point) => taken.push({ at, point }));
  const kept = runs.filter((run) => endOf(run) >= before);
  const [first] = kept;
  if (first !== undefined && first[0] < before) {
    const gone = Math.ceil((before - first[0]) / first[1]);
    kept[0] = withLength(first, first[0] + gone * first[1], first[2] - gone);
  }
  runs.splice(0, runs.length, ...kept);
  return taken;
}

function append(runs: Run[], last: Run, at: Instant, point: Point): void {
  const gap = at - endOf(last);
  const continues = isSame(last, point) && gap <= MAX_SPACING_MS && (last[2] === 1 || last[1] === gap);
  if (!continues) {
    runs.push(single(at, point));
    return;
  }
  last[1] = gap;
  last[2] += 1;
}

/** Puts a point inside or between the elements of a run: what is before it, the point, what is after. */
function carve(runs: Run[], position: number, run: Run, at: Instant, point: Point): void {
  const [start, spacing, length] = run;
  const hit = indexIn(run, at);
  const before = hit ?? (at > endOf(run) ? length : Math.ceil((at - start) / spacing));
  const after = length - before - (hit === undefined ? 0 : 1);
  const pieces = [single(at, point)];
  if (before > 0) pieces.unshift(withLength(run, start, before));
  if (after > 0) pieces.push(withLength(run, start + (length - after) * spacing, after));
  runs.splice(position, 1, ...pieces);
}

function single(at: Instant, point: Point): Run {
  const { sampleCount, sum, minimum, maximum } = point;
  return sampleCount === 1 && minimum === sum && maximum === sum
    ? [at, 0, 1, sum]
    : [at, 0, 1, sampleCount, sum, minimum, maximum];
}

function withLength(run: Run, at: Instant, length: number): Run {
  const moved: Run = [...run];
  moved[0] = at;
  moved[1] = length === 1 ? 0 : run[1];
  moved[2] = length;
  return moved;
}

function pointIn(run: Run): Point {
  return run.length === 4
    ? { sampleCount: 1, sum: run[3], minimum: run[3], maximum: run[3] }
    : { sampleCount: run[3], sum: run[4], minimum: run[5], maximum: run[6] };
}

function isSame(run: Run, point: Point): boolean {
  const { sampleCount, sum, minimum, maximum } = pointIn(run);
  return (
    sampleCount === point.sampleCount && sum === point.sum && minimum === point.minimum && maximum === point.maximum
  );
}

function endOf(run: Run): Instant {
  return run[0] + run[1] * (run[2] - 1);
}

function indexIn(run: Run, at: Instant): number | undefined {
  if (at === run[0]) return 0;
  if (run[1] === 0 || at > endOf(run) || at < run[0]) return undefined;
  const index = (at - run[0]) / run[1];
  return Number.isInteger(index) ? index : undefined;
}

/** Position of the last run that starts at or before the instant; -1 when none does. */
function lastStartingBy(runs: readonly Run[], at: Instant): number {
  const last = runs.at(-1);
  if (last !== undefined && last[0] <= at) return runs.length - 1;
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (run !== undefined && run[0] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
