// The lines of a watch: for each expectation what is expected, what was last seen, and how much time is left. Pure.

import type { ExpectationReport } from '../lesson/act-report.js';
import type { WatchView } from '../lesson/screen.js';
import { sinceText, valuesText } from './lesson-values.js';
import type { TextOptions } from './status-text.js';
import { spanText } from './time.js';

const SIGN = { held: '✓', broken: '✗', unknown: '?', open: '·' } as const;
const PAINT = { held: 'good', broken: 'bad', unknown: 'busy', open: 'dim' } as const;

export function watchLines(view: WatchView, options: TextOptions): readonly string[] {
  const pace = view.speed === undefined ? 'straight to the next change' : `×${Number(view.speed.toFixed(1))}`;
  return [
    `${options.paint('strong', sinceText(view.at, view.drilledAt))}  ${pace}   f faster, s slower, Ctrl-C ends and restores`,
    ...view.expectations.map((one) => watchLine(one, view, options)),
  ];
}

/** `✓`, `✗`, `?` or `·`, painted. */
export const watchSign = ({ result }: ExpectationReport, { paint }: TextOptions): string =>
  paint(PAINT[result], SIGN[result]);

function watchLine(one: ExpectationReport, view: WatchView, options: TextOptions): string {
  const sign = watchSign(one, options);
  const seen = one.evidence === undefined ? '' : `   ${valuesText(one.evidence.values)}`;
  return `${sign} ${watchState(one, view).padEnd(14)} ${one.says}${seen}`;
}

/** `held +00:45`, `2m10 left`, `holding`, `not yet`. */
export function watchState(
  { result, decidedAt, deadline, anchor, when }: ExpectationReport,
  { at, drilledAt }: WatchView,
): string {
  if (result !== 'open') return decidedAt === undefined ? result : `${result} ${sinceText(decidedAt, drilledAt)}`;
  if (anchor === undefined) return 'not yet';
  // It came true in time, and has to stay so for a while.
  if (deadline !== undefined && deadline <= at && / for \d/.test(when)) return 'holding';
  return deadline === undefined ? 'watching' : `${spanText(deadline - at)} left`;
}
