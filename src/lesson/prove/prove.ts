// The proof of lessons: every claim of each carried out, and what was found sorted by lesson.

import { rmSync } from 'node:fs';
import type { Lesson } from '../lesson.js';
import { type Claim, claimName, claimsOf, type Finding, seedsFor } from './claim.js';
import { carryOutAll } from './crew.js';
import { makeWorkshop } from './workshop.js';

export interface ProofOptions {
  /** How many seeds a lesson must hold over. */
  readonly seeds: number;
  readonly hands: number;
  readonly onFinding: (finding: Finding, done: number, of: number) => void;
  readonly signal: AbortSignal;
}

export interface LessonProof {
  readonly lesson: Lesson;
  /** In the order of its claims. Fewer than claimed: the proof was interrupted. */
  readonly findings: readonly Finding[];
  readonly claims: number;
  readonly proven: boolean;
}

export async function prove(lessons: readonly Lesson[], options: ProofOptions): Promise<readonly LessonProof[]> {
  const seeds = seedsFor(options.seeds);
  const claims = lessons.flatMap((lesson) => claimsOf(lesson, seeds));
  const workshop = await makeWorkshop();
  let done = 0;
  try {
    const findings = await carryOutAll(claims, {
      workshop,
      hands: options.hands,
      signal: options.signal,
      onFinding: (finding) => {
        done += 1;
        options.onFinding(finding, done, claims.length);
      },
    });
    return lessons.map((lesson) => proofOf(lesson, claimsOf(lesson, seeds), findings));
  } finally {
    rmSync(workshop.folder, { recursive: true, force: true });
  }
}

function proofOf(lesson: Lesson, claims: readonly Claim[], findings: readonly Finding[]): LessonProof {
  const byName = new Map(findings.map((finding) => [claimName(finding.claim), finding]));
  const own = claims.flatMap((claim) => byName.get(claimName(claim)) ?? []);
  return {
    lesson,
    findings: own,
    claims: claims.length,
    proven: own.length === claims.length && own.every(({ proven }) => proven),
  };
}
