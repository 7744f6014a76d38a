// From what lies on disk to the report: each lesson's attempts, the run that is its evidence, and one matrix row for each act. Pure.

import type { ActReport } from '../../lesson/act-report.js';
import type { Act, Lesson } from '../../lesson/lesson.js';
import type { Entry, LessonState } from '../../lesson/progress.js';
import type { Recording } from '../../lesson/recording.js';
import type { Result, Verdict } from '../../lesson/verdict.js';
import { attemptsOf } from './attempts.js';
import { matrixFacts } from './matrix.js';
import {
  type ActSection,
  type AttemptView,
  type LessonReport,
  type LessonSection,
  type MatrixRow,
  REPORT_KIND,
  type RunLine,
  type RunView,
} from './model.js';
import { seriesOf } from './series.js';

export interface NamedRun {
  readonly name: string;
  readonly recording: Recording;
}

export interface LessonSource {
  readonly lesson: Lesson;
  readonly state: LessonState;
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** Oldest first. */
  readonly runs: readonly NamedRun[];
  /** Today's judge over a recording: a report for each act that it holds. */
  readonly judged: (recording: Recording) => readonly ActReport[];
}

export interface ReportFacts {
  readonly learner?: string;
  readonly madeAt: string;
  readonly haLab: string;
  readonly course: string;
  readonly notes: readonly string[];
  /** The name of a run, from what an entry says of it. */
  readonly nameOf: (run: string) => string;
  readonly worst: (verdicts: readonly Pick<Verdict, 'result'>[]) => Result;
}

export function reportOf(sources: readonly LessonSource[], facts: ReportFacts): LessonReport {
  const { nameOf, worst: _, ...head } = facts;
  const sections = sources.map((source) => sectionOf(source, facts));
  return {
    schemaVersion: 1,
    kind: REPORT_KIND,
    ...head,
    lessons: sections.map(({ section }) => section),
    matrix: sections.flatMap(({ rows }) => rows),
  };
}

function sectionOf(
  source: LessonSource,
  facts: ReportFacts,
): { readonly section: LessonSection; readonly rows: readonly MatrixRow[] } {
  const { lesson, state, runs } = source;
  const { attempts, recalls, hints } = attemptsOf(lesson, source.entries, facts.nameOf);
  const evidence = evidenceOf(attempts, runs);
  const line = (run: NamedRun): RunLine => lineOf(run, facts);
  const section: LessonSection = {
    id: lesson.id,
    number: lesson.number,
    title: lesson.title,
    concept: lesson.front.concept,
    state,
    attempts,
    hints,
    recalls,
    ...(evidence === undefined ? {} : { run: runView(source, evidence, line(evidence), attempts) }),
    otherRuns: runs.filter((run) => run !== evidence).map(line),
  };
  return { section, rows: evidence === undefined ? [] : rowsOf(lesson, evidence) };
}

/** The last attempt that was watched, and of its runs the one that holds most; without one, the newest run in which anything was done. */
function evidenceOf(attempts: readonly AttemptView[], runs: readonly NamedRun[]): NamedRun | undefined {
  const watched = attempts.findLast((attempt) => runs.some(({ name }) => attempt.runs.includes(name)));
  const own = runs.filter(({ name }) => watched?.runs.includes(name) === true);
  const most = own.toSorted((a, b) => a.recording.acts.length - b.recording.acts.length).at(-1);
  return most ?? runs.findLast(({ recording }) => recording.acts.some(({ deeds }) => deeds.length > 0)) ?? runs.at(-1);
}

const lineOf = ({ name, recording }: NamedRun, { worst }: ReportFacts): RunLine => ({
  name,
  recordedAt: recording.recordedAt,
  unattended: recording.unattended,
  result: worst(recording.acts.flatMap(({ verdicts }) => verdicts)),
});

function runView(
  { lesson, judged }: LessonSource,
  { name, recording }: NamedRun,
  line: RunLine,
  attempts: readonly AttemptView[],
): RunView {
  const reports = judged(recording);
  const { target, origin, unattended } = recording;
  const told = (act: Act): boolean =>
    unattended ||
    attempts.some(({ understood }) => understood.some((one) => one.act === act.id && one.because.length > 0));
  const acts = lesson.acts.flatMap((act) => {
    const report = reports.find((one) => one.act === act.id);
    return report === undefined ? [] : [actSection(act, report, recording, told(act))];
  });
  const seed = origin?.seed === undefined ? '' : ` --seed ${quoted(origin.seed)}`;
  return {
    ...line,
    target,
    ...(origin === undefined ? {} : { origin }),
    replay: `ha-lab lesson replay ${name}`,
    rerun: `ha-lab lesson run ${lesson.id} --yes${seed}`,
    acts,
    missing: lesson.acts.filter(({ id }) => !acts.some((act) => act.id === id)).map(({ title }) => title),
  };
}

/** As a shell takes it. */
const quoted = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function actSection(act: Act, report: ActReport, recording: Recording, told: boolean): ActSection {
  const played = recording.acts.findLast((one) => one.act === act.id);
  const history = played?.history ?? { drilledAt: report.drilledAt, roles: {}, moments: [], ended: true };
  const deeds = played?.deeds ?? [];
  return {
    id: act.id,
    title: act.title,
    ...(report.position === undefined ? {} : { position: report.position }),
    outcome: report.outcome,
    result: report.result,
    drilledAt: report.drilledAt,
    gate: report.gate,
    deeds: deeds.map(({ at, title }) => ({ at, title })),
    expectations: report.expectations,
    ...(report.diagnosis === undefined ? {} : { diagnosis: report.diagnosis }),
    metrics: report.metrics,
    timeline: report.timeline,
    ...(report.story === undefined ? {} : { story: report.story }),
    series: seriesOf(history, deeds),
    whys: told ? act.whys : [],
  };
}

function rowsOf(lesson: Lesson, { name, recording }: NamedRun): readonly MatrixRow[] {
  return lesson.acts.flatMap((act) => {
    const played = recording.acts.findLast((one) => one.act === act.id);
    const facts = played === undefined ? undefined : matrixFacts(played);
    if (facts === undefined) return [];
    return [{ lesson: lesson.id, number: lesson.number, act: act.id, actTitle: act.title, run: name, ...facts }];
  });
}
