// What is claimed of a lesson, as data, and what was found. A claim can be carried out anywhere: it names its lesson by file, its world and its seed.

import type { ExpectationReport } from '../act-report.js';
import { faultIds } from '../draw.js';
import type { Lesson } from '../lesson.js';
import type { Outcome } from '../play.js';

export type Claim = {
  readonly file: string;
  readonly lesson: string;
  readonly seed: string;
  /** Acts that may meet this fault, meeting it: all of them for its remedies, else the first; absent: every act, with what the seed draws. */
  readonly fault?: string;
} & (
  | {
      /** Every act is played, and everything in it is held. */
      readonly kind: 'holds';
    }
  | {
      /** Nothing is done: in every act that does something, something is not held. */
      readonly kind: 'idle';
    }
  | {
      /** In the world of this mutant something that it names is broken, and its hint is given. */
      readonly kind: 'mutant';
      readonly mutant: number;
    }
  | {
      /** At every recorded event the act can be left: what is undone then leaves nothing to put right. And after each act the start gate opens again. */
      readonly kind: 'restores';
    }
  | {
      /** Of every remedy of this fault what the lesson says: those that cure it do so within the budget, the others do not. */
      readonly kind: 'remedies';
    }
);

/** The same for the same claim, different for different ones. */
export const claimName = (claim: Claim): string =>
  [claim.lesson, claim.kind, claim.kind === 'mutant' ? claim.mutant : '', claim.fault ?? '', claim.seed].join('/');

/** Why a claim is not proven. */
export interface Miss {
  readonly act: string;
  /** In words; with an expectation it is only what the table does not say. */
  readonly what: string;
  readonly expectation?: ExpectationReport;
  readonly drilledAt?: number;
}

export interface Finding {
  readonly claim: Claim;
  readonly proven: boolean;
  readonly misses: readonly Miss[];
  /** What was seen that proves it, in a few words: the expectations that broke, the number of interruptions. */
  readonly seen: readonly string[];
  /** Of the host. */
  readonly tookMs: number;
}

export const OUTCOMES: Readonly<Record<Exclude<Outcome, 'judged'>, string>> = {
  'gate-shut': 'the start gate stayed shut',
  interrupted: 'it was interrupted',
  aborted: 'an abort condition ended the watch',
};

/** All that is claimed of a lesson; the dearest first, so that nobody waits for a last long one. */
export function claimsOf(lesson: Lesson, seeds: readonly string[]): readonly Claim[] {
  const { file, id, front, acts } = lesson;
  const [seed = ''] = seeds;
  const faults = faultIds(lesson);
  const of = { file, lesson: id };
  const acting = acts.some(({ steps }) => steps.length > 0);
  return [
    { ...of, seed, kind: 'restores' },
    ...faults.flatMap((fault): readonly Claim[] => [
      { ...of, seed, fault, kind: 'restores' },
      { ...of, seed, fault, kind: 'remedies' },
    ]),
    ...seeds.map((one): Claim => ({ ...of, seed: one, kind: 'holds' })),
    ...(acting ? [{ ...of, seed, kind: 'idle' } as const] : []),
    ...front.mutants.map((_, mutant): Claim => ({ ...of, seed, kind: 'mutant', mutant })),
  ];
}

/** `1`, `2` …: short enough to type again. */
export const seedsFor = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => String(n + 1));
