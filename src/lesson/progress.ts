// How far the learner is: an append-only file, one JSON line for each thing done, so that nothing is ever lost and a lesson goes on where it was left.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureOurs, type Workbook } from '../lab/workbook.js';

/** How sure the learner was of a prediction. */
export type Confidence = 'sure' | 'unsure' | 'guess';

/** `step` names what was done: `predict:who`, `watch:elb`, `again:0` … */
export interface Entry {
  /** Host time, ISO 8601. */
  readonly at: string;
  readonly lesson: string;
  readonly step: string;
  readonly answer?: string;
  readonly right?: boolean;
  readonly confidence?: Confidence;
  /** The run's name, for `watch`; older entries hold its file. */
  readonly run?: string;
}

export type LessonState = 'new' | 'begun' | 'done' | 'skipped';

/** Ends the memory of an attempt: what came before no longer counts for going on. */
const ENDS: Readonly<Record<string, LessonState>> = { done: 'done', skip: 'skipped', reset: 'new' };

export class Progress {
  private readonly file: string;
  private readonly workbook: Workbook;

  constructor(workbook: Workbook) {
    this.workbook = workbook;
    this.file = join(workbook.ours, 'progress.jsonl');
  }

  /** Oldest first. A line that a crash cut short is left out: its step is done again. */
  entries(): readonly Entry[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as Entry];
        } catch {
          return [];
        }
      });
  }

  add(entry: Omit<Entry, 'at'>): void {
    ensureOurs(this.workbook);
    const text = existsSync(this.file) ? readFileSync(this.file, 'utf8') : '';
    const separator = text === '' || text.endsWith('\n') ? '' : '\n';
    appendFileSync(this.file, `${separator}${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
  }

  stateOf(lesson: string): LessonState {
    const last = this.entries().findLast((entry) => entry.lesson === lesson && entry.step !== 'hint');
    if (last === undefined) return 'new';
    return ENDS[last.step] ?? 'begun';
  }

  /** What was done in the attempt that is open, by step; empty when none is. */
  attempt(lesson: string): ReadonlyMap<string, Entry> {
    return new Map(this.open(lesson).map((entry) => [entry.step, entry]));
  }

  /** Every answer to a question that was asked more than once in the attempt that is open, oldest first. */
  answers(lesson: string, step: string): readonly string[] {
    return this.open(lesson).flatMap((entry) => (entry.step === step ? (entry.answer ?? []) : []));
  }

  /** How many attempts at a lesson have ended. */
  ended(lesson: string): number {
    return this.entries().filter((entry) => entry.lesson === lesson && entry.step in ENDS).length;
  }

  private open(lesson: string): readonly Entry[] {
    const own = this.entries().filter((entry) => entry.lesson === lesson);
    return own.slice(own.findLastIndex(({ step }) => step in ENDS) + 1);
  }
}
