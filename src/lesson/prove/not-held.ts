// Why an act is not held, expectation by expectation, with the evidence. Pure.

import { type ActReport, actReport } from '../act-report.js';
import type { Act, Lesson } from '../lesson.js';
import type { Played } from '../play.js';
import { type Miss, OUTCOMES } from './claim.js';

/** What keeps an act from being held in all parts; empty when it is. */
export function notHeld(lesson: Lesson, act: Act, played: Played): readonly Miss[] {
  const report = actReport(lesson, act, played);
  if (report.outcome === 'gate-shut') return [{ act: act.id, what: gateWords(report) }];
  const missed = report.expectations.filter(({ result }) => result !== 'held');
  const ended = report.outcome === 'judged' ? [] : [{ act: act.id, what: OUTCOMES[report.outcome] }];
  return [
    ...ended,
    ...missed.map((expectation) => ({ act: act.id, what: '', expectation, drilledAt: report.drilledAt })),
  ];
}

const gateWords = ({ gate }: Pick<ActReport, 'gate'>): string => {
  const missing = gate.conditions.filter(({ holds: is }) => !is).map(({ that }) => that);
  return `${OUTCOMES['gate-shut']}: ${missing.join('; ')}`;
};
