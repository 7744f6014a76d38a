// The signs of a watch: how an expectation stands, and how much time is left to it. Pure.

import type { ExpectationReport } from '../lesson/act-report.js';
import type { WatchView } from '../lesson/screen.js';
import { sinceText } from './lesson-values.js';
import type { TextOptions } from './status-text.js';
import { spanText } from './time.js';

const SIGN = { held: '✓', broken: '✗', unknown: '?', open: '·' } as const;
const PAINT = { held: 'good', broken: 'bad', unknown: 'busy', open: 'dim' } as const;

/** `✓`, `✗`, `?` or `·`, painted. */
export const watchSign = ({ result }: ExpectationReport, { paint }: TextOptions): string =>
  paint(PAINT[result], SIGN[result]);

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
