// The lessons prove themselves: the command that authors use, over every lesson of the course, with its twenty seeds.

import { describe, expect, test } from 'vitest';
import { loadCourse } from '../../src/lesson/course.js';
import { faultIds } from '../../src/lesson/draw.js';
import type { Finding } from '../../src/lesson/prove/claim.js';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';

const SEEDS = 20;
const PATIENCE_MS = 900_000;
const scratch = scratchFolder();
const { lessons } = loadCourse();

type Proof = Finding & Finding['claim'] & { readonly again: string };

interface Proofs {
  readonly lessons: readonly { readonly id: string; readonly proven: boolean; readonly findings: readonly Proof[] }[];
}

let proofs: Proofs = { lessons: [] };

test(
  `every claim is carried out, ${SEEDS} seeds for each lesson`,
  () => {
    const { status, stdout, stderr } = runCli(['lesson', 'prove', '--json', '--seeds', String(SEEDS)], scratch);
    expect([0, 3], stderr).toContain(status);
    proofs = JSON.parse(stdout);
    expect(proofs.lessons.map(({ id }) => id)).toEqual(lessons.map(({ id }) => id));
  },
  PATIENCE_MS,
);

describe.each(lessons)('$number $id', (lesson) => {
  const { id, front } = lesson;
  const findings = (kind: string): readonly Proof[] =>
    proofs.lessons.flatMap((proof) => (proof.id === id ? proof.findings.filter((one) => one.kind === kind) : []));
  const failures = (kind: string) =>
    findings(kind)
      .filter(({ proven }) => !proven)
      .map(({ seed, misses, again }) => ({ seed, misses, again }));

  test.each(['holds', 'idle', 'mutant', 'restores', 'remedies'])('%s', (kind) => expect(failures(kind)).toEqual([]));

  test('nothing was left out', () => {
    expect(findings('holds')).toHaveLength(SEEDS);
    expect(findings('mutant')).toHaveLength(front.mutants.length);
    expect(findings('restores')).toHaveLength(1 + faultIds(lesson).length);
    expect(findings('remedies').map(({ fault }) => fault)).toEqual(faultIds(lesson));
    for (const { seen } of findings('mutant')) expect(seen).not.toEqual([]);
  });
});
