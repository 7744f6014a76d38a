// The expectations of a watch as rows of a screen: whole where there is room, else one line each whose end can still be read. Pure.

import type { ExpectationReport } from '../lesson/act-report.js';
import type { WatchView } from '../lesson/screen.js';
import { valuesText } from './lesson-values.js';
import type { TextOptions } from './status-text.js';
import { watchSign, watchState } from './watch-text.js';
import { middleCut, wrapText } from './wrap.js';

interface Room extends TextOptions {
  readonly columns: number;
  /** Rows at most. */
  readonly most: number;
}

const STATE = 14;
const BEFORE = ' '.repeat(STATE + 3);
/** Of what is beside the state, for what is expected; the rest is for what was seen. */
const EXPECTED_SHARE = 0.58;

/** Who is shown whole, from the most to the least. */
const WHOLE: readonly ((one: ExpectationReport) => boolean)[] = [
  () => true,
  ({ result }) => result !== 'held',
  () => false,
];

/** In the order of the lesson; where not all fit, the undecided and the broken ones first, and the others in one line. */
export function watchRows(view: WatchView, inShort: (text: string) => string, room: Room): readonly string[] {
  const { expectations } = view;
  const row = (whole: boolean, one: ExpectationReport) => watchRow(one, view, inShort, { ...room, whole });
  for (const whole of WHOLE) {
    const rows = expectations.flatMap((one) => row(whole(one), one));
    if (rows.length <= room.most) return rows;
  }
  const urgent = expectations.filter(({ result }) => result !== 'held');
  const held = expectations
    .filter(({ result }) => result === 'held')
    .toSorted((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0));
  const shown = [...urgent, ...held].slice(0, room.most - 1);
  const folded = expectations.length - shown.length;
  const heldToo = shown.length >= urgent.length ? `${folded} more held` : `${folded} more`;
  return [...shown.flatMap((one) => row(false, one)), room.paint('dim', `  ${heldToo} (c shows all)`)];
}

function watchRow(
  one: ExpectationReport,
  view: WatchView,
  inShort: (text: string) => string,
  options: Room & { readonly whole: boolean },
): readonly string[] {
  const beside = options.columns - BEFORE.length - 2;
  const width = Math.max(20, Math.floor(beside * EXPECTED_SHARE));
  const fitting = (text: string, columns: number): readonly string[] =>
    options.whole ? wrapText(text, columns) : [middleCut(text, columns)];
  const seen = fitting(one.evidence === undefined ? '' : inShort(valuesText(one.evidence.values)), beside - width);
  const says = fitting(one.says, width);
  return Array.from({ length: Math.max(says.length, seen.length) }, (_, index) => {
    const before = index === 0 ? `${watchSign(one, options)} ${watchState(one, view).padEnd(STATE)} ` : BEFORE;
    return `${before}${(says[index] ?? '').padEnd(width)}  ${seen[index] ?? ''}`.trimEnd();
  });
}
