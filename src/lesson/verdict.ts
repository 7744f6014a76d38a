// What a judge says of an expectation, with the evidence and, where it did not hold, what happened instead. Plain data.

import type { LabInstant } from '../lab/observation.js';

/** `open`: the history may still decide it. */
export type Result = 'held' | 'broken' | 'unknown' | 'open';

export type WordValue = string | number | undefined;

/** The moment that decided, and what the expectation's words were worth then. */
export interface Evidence {
  readonly at: LabInstant;
  readonly values: Readonly<Record<string, WordValue>>;
}

/** How a word went: every change of a name or a count, the bounds of a measured value. */
export type WordCourse =
  | { readonly word: string; readonly steps: readonly { readonly at: LabInstant; readonly value: WordValue }[] }
  | { readonly word: string; readonly low: number; readonly high: number };

export interface Verdict {
  readonly id: string;
  readonly result: Result;
  /** From when on it counts; absent while what it comes after has not come true. */
  readonly anchor?: LabInstant;
  readonly deadline?: LabInstant;
  /** When it was decided. */
  readonly decidedAt?: LabInstant;
  readonly evidence?: Evidence;
  /** What happened instead; empty when it held. */
  readonly instead: readonly WordCourse[];
  /** Why nobody can say, or what else was wrong. */
  readonly note?: string;
  readonly hint?: string;
}

const ORDER: readonly Result[] = ['held', 'open', 'unknown', 'broken'];

/** The worst wins. Nothing judged is unknown, never held. */
export function worst(verdicts: readonly Pick<Verdict, 'result'>[]): Result {
  if (verdicts.length === 0) return 'unknown';
  return verdicts.reduce<Result>(
    (found, { result }) => (ORDER.indexOf(result) > ORDER.indexOf(found) ? result : found),
    'held',
  );
}
