// Runs as text. As arrays of numbers a point takes more than a hundred bytes of memory, and a busy stack publishes sixty thousand
// of them a day; as text it takes about twenty. Numbers are written as JavaScript writes them, which reads back to the same bit. Pure.

import type { Instant } from '../../../../kernel/index.js';
import type { Run } from './runs.js';

/**
 * Runs are parted by spaces. A run is `[+gap:][length[*spacing]x]figures`: how far it begins after the end of the run before, its length
 * if that is not 1, how far its own points lie apart, and one figure (a single sample) or four (count, sum, minimum, maximum), parted
 * by commas. A distance left out is the last one before; a figure left out is the one in its place in the run before.
 */
export interface PackedRuns {
  /** The first point and the last. */
  readonly from: Instant;
  readonly to: Instant;
  readonly text: string;
}

/** The distance until one is written. */
const USUAL_MS = 60_000;
const FORM = /^(?:\+(\d+):)?(?:(\d+)(?:\*(\d+))?x)?(.*)$/;

/** At least one run. */
export function packRuns(runs: readonly [Run, ...Run[]]): PackedRuns {
  const from = runs[0][0];
  let end = from - USUAL_MS;
  let distance = USUAL_MS;
  let before: readonly number[] = [];
  const words = runs.map(([at, spacing, length, ...figures]) => {
    let word = '';
    if (at - end !== distance) word += `+${at - end}:`;
    distance = at - end;
    if (length > 1) {
      word += spacing === distance ? `${length}x` : `${length}*${spacing}x`;
      distance = spacing;
    }
    word += figures.map((figure, place) => (figure === before[place] ? '' : String(figure))).join(',');
    before = figures;
    end = at + spacing * (length - 1);
    return word;
  });
  return { from, to: end, text: words.join(' ') };
}

export function unpackRuns({ from, text }: PackedRuns): Run[] {
  let end = from - USUAL_MS;
  let distance = USUAL_MS;
  let before: readonly number[] = [];
  return text.split(' ').map((word) => {
    const [, gap, many, spacing, figures = ''] = FORM.exec(word) ?? [];
    if (gap !== undefined) distance = Number(gap);
    const at = end + distance;
    if (spacing !== undefined) distance = Number(spacing);
    const length = Number(many ?? 1);
    before = figures.split(',').map((figure, place) => (figure === '' ? (before[place] ?? 0) : Number(figure)));
    end = at + distance * (length - 1);
    return [at, length > 1 ? distance : 0, length, ...before] as Run;
  });
}
