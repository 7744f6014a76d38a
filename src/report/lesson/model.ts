// The lesson report as data: what was said and what was seen, act by act, and the matrix of every failure met. `--format json` is this.

import type { LabInstant } from '../../lab/observation.js';
import type { ActReport, ExpectationReport } from '../../lesson/act-report.js';
import type { DiagnosisReport } from '../../lesson/diagnosis-report.js';
import type { MetricRow } from '../../lesson/metrics.js';
import type { Confidence, LessonState } from '../../lesson/progress.js';
import type { Origin } from '../../lesson/recording.js';
import type { Happening } from '../../lesson/timeline.js';
import type { Result } from '../../lesson/verdict.js';
import type { ActSeries } from './series.js';

export const REPORT_KIND = 'ha-lab-lesson-report';

export interface LessonReport {
  readonly schemaVersion: 1;
  readonly kind: typeof REPORT_KIND;
  /** Given with --name; else nobody is named. */
  readonly learner?: string;
  /** Host time, ISO 8601. */
  readonly madeAt: string;
  readonly haLab: string;
  readonly course: string;
  readonly lessons: readonly LessonSection[];
  readonly matrix: readonly MatrixRow[];
  /** What could not be read, in whole sentences. */
  readonly notes: readonly string[];
}

export interface LessonSection {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly concept: string;
  readonly state: LessonState;
  /** Oldest first; the last one is shown in full. */
  readonly attempts: readonly AttemptView[];
  /** Hints that were asked for, in order. */
  readonly hints: readonly HintUse[];
  /** Questions that came back before a later lesson. */
  readonly recalls: readonly Understood[];
  /** The evidence that is shown: of the last attempt that has any, else of the newest run with nobody to ask. */
  readonly run?: RunView;
  /** Every other run of the lesson, oldest first. */
  readonly otherRuns: readonly RunLine[];
}

/** `open`: begun, and not ended yet. */
export type AttemptEnd = 'done' | 'skipped' | 'reset' | 'open';

export interface AttemptView {
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly end: AttemptEnd;
  readonly understood: readonly Understood[];
  /** Names of its runs, oldest first. */
  readonly runs: readonly string[];
}

export interface HintUse {
  readonly at: string;
  /** Id of the expectation it was about. */
  readonly expectation: string;
}

/** A question and what the learner answered. Nothing is told that the learner has not been shown yet. */
export interface Understood {
  readonly act: string;
  readonly kind: 'prediction' | 'again' | 'recall';
  readonly id: string;
  readonly ask: string;
  /** `right` is absent until the watch is over. Empty where the answer is a number. */
  readonly options: readonly { readonly id: string; readonly text: string; readonly right?: boolean }[];
  readonly first?: Answer;
  /** After the watch: what the learner saw. */
  readonly seen?: Answer;
  /** Markdown: why the chosen answers are not so, then why the right one is; empty until the watch is over. */
  readonly because: readonly string[];
}

export interface Answer {
  readonly at: string;
  /** Id of an option, or what was typed. */
  readonly answer: string;
  /** As people read it. */
  readonly text: string;
  readonly right?: boolean;
  readonly confidence?: Confidence;
}

export interface RunLine {
  readonly name: string;
  readonly recordedAt: string;
  readonly unattended: boolean;
  readonly result: Result;
}

export interface RunView extends RunLine {
  readonly target: 'sandbox' | 'aws';
  readonly origin?: Origin;
  /** Commands that show this run, and play the lesson, again. */
  readonly replay: string;
  readonly rerun: string;
  readonly acts: readonly ActSection[];
  /** Titles of acts that were not played. */
  readonly missing: readonly string[];
}

export interface ActSection {
  readonly id: string;
  readonly title: string;
  readonly position?: string;
  readonly outcome: ActReport['outcome'];
  readonly result: Result;
  readonly drilledAt: LabInstant;
  readonly gate: ActReport['gate'];
  readonly deeds: readonly { readonly at: LabInstant; readonly title: string }[];
  readonly expectations: readonly ExpectationReport[];
  readonly diagnosis?: DiagnosisReport;
  readonly metrics: readonly MetricRow[];
  readonly timeline: readonly Happening[];
  readonly story?: ActReport['story'];
  readonly series: ActSeries;
  /** Markdown of the act's explanation; empty until the watch is over. */
  readonly whys: readonly string[];
}

export interface MatrixRow {
  readonly lesson: string;
  readonly number: string;
  readonly act: string;
  readonly actTitle: string;
  readonly run: string;
  /** What was done to the stack. */
  readonly failure: string;
  /** In the order in which they noticed; empty: nobody. */
  readonly noticed: readonly Notice[];
  readonly acted: readonly Notice[];
  readonly lost: Loss;
  readonly whole: Whole;
}

export interface Notice {
  readonly who: 'users' | 'load balancer' | 'group' | 'alarm' | 'policy';
  readonly what: string;
  readonly afterSeconds: number;
}

/** Absent `requests`: nobody was using the stack. */
export interface Loss {
  readonly requests?: number;
  readonly errors?: number;
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  /** Failed requests by status. */
  readonly byStatus: Readonly<Record<string, number>>;
}

/** As many healthy targets in as many zones as before. */
export interface Whole {
  readonly state: 'kept' | 'again' | 'not-again';
  readonly afterSeconds?: number;
  /** How long it was watched. */
  readonly watchedSeconds: number;
}
