// What became of an act, as data for tables and --json: each expectation with its evidence, the metrics, the timeline. Pure.

import type { Happening as Cause } from '../lab/explain/index.js';
import { type DiagnosisReport, diagnosisReport } from './diagnosis-report.js';
import type { Act, Lesson } from './lesson.js';
import { type MetricRow, metricRows } from './metrics.js';
import type { Outcome, Played } from './play.js';
import type { Expectation } from './schema.js';
import { buildingOf, type Happening, timelineOf } from './timeline.js';
import { type Result, type Verdict, worst } from './verdict.js';

export interface ExpectationReport extends Verdict {
  /** The expression, and whether it must come true or must not. */
  readonly says: string;
  /** Its temporal words: `within 75s after seen`. */
  readonly when: string;
  readonly why: string;
}

export interface ActReport {
  readonly lesson: string;
  readonly number: string;
  readonly lessonTitle: string;
  readonly act: string;
  readonly title: string;
  /** `2 of 2`; absent when the lesson is one act. */
  readonly position?: string;
  readonly outcome: Outcome;
  readonly result: Result;
  /** From when on expectations count, epoch milliseconds of the lab. */
  readonly drilledAt: number;
  readonly gate: Played['gate'];
  readonly expectations: readonly ExpectationReport[];
  /** Where a hidden fault was named. */
  readonly diagnosis?: DiagnosisReport;
  readonly metrics: readonly MetricRow[];
  readonly timeline: readonly Happening[];
  /** One chain of causes, oldest first: what was done, and what came of it in the end. */
  readonly story?: readonly Cause[];
}

export function actReport(lesson: Lesson, act: Act, played: Played): ActReport {
  const index = lesson.acts.indexOf(act) + 1;
  const diagnosis = diagnosisReport(act, played);
  return {
    lesson: lesson.id,
    number: lesson.number,
    lessonTitle: lesson.title,
    act: act.id,
    title: act.title,
    ...(lesson.acts.length > 1 ? { position: `${index} of ${lesson.acts.length}` } : {}),
    outcome: played.outcome,
    result: worst(played.verdicts),
    drilledAt: played.history.drilledAt,
    gate: played.gate,
    expectations: act.expectations.map((one) => expectationReport(one, played.verdicts)),
    ...(diagnosis === undefined ? {} : { diagnosis }),
    metrics: metricRows(played.history),
    timeline: [
      ...(asksOfTheDeploy(act) ? buildingOf(played.history) : []),
      ...timelineOf(played.history, played.deeds),
    ],
    ...(played.story === undefined ? {} : { story: played.story }),
  };
}

/** Its building is long past; only where somebody asks of it, it is told. */
const asksOfTheDeploy = ({ expectations }: Act): boolean =>
  expectations.some(({ that, never }) => /\bdeploy\./.test(`${that} ${never}`));

export function expectationReport(one: Expectation, verdicts: readonly Verdict[]): ExpectationReport {
  const verdict = verdicts.find(({ id }) => id === one.id) ?? { id: one.id, result: 'unknown', instead: [] };
  const says = one.never === undefined ? (one.that ?? '') : `never ${one.never}`;
  return { ...verdict, says, when: temporalText(one), why: one.why };
}

function temporalText(one: Expectation): string {
  return [
    one.within === undefined ? [] : [`within ${one.within}`],
    one.for === undefined ? [] : [`for ${one.for}`],
    one.during === undefined ? [] : [`until ${one.during.until}`],
    one.after === undefined ? [] : [`after ${one.after}`],
  ]
    .flat()
    .join(' ');
}
