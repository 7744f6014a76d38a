// `ha-lab lesson prove`: does a lesson keep its word? Over many seeds, with nothing done, in its mutants' worlds, and left at every moment.

import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { untilInterrupted } from '../../cli/interrupt.js';
import { LessonCommand } from '../../cli/lesson-command.js';
import { painter } from '../../cli/paint.js';
import { readLesson } from '../../lesson/course.js';
import { findLesson, type Lesson } from '../../lesson/lesson.js';
import { lessonError } from '../../lesson/problem.js';
import type { Finding } from '../../lesson/prove/claim.js';
import { type LessonProof, prove } from '../../lesson/prove/prove.js';
import { againCommand, proofsTable, proofText } from '../../report/proof-text.js';
import { waitedText } from '../../report/time.js';

const MOST_HANDS = 2;

export default class LessonProve extends LessonCommand {
  static override summary =
    'Prove lessons: held over many seeds, not without their drill, broken in their mutants’ worlds, restored when left';
  static override description =
    'Exit code 3 when something is not proven; the evidence and the command that shows one run again are printed.';
  static override examples = [
    '<%= config.bin %> lesson prove',
    '<%= config.bin %> lesson prove docker-dies --seeds 3',
    '<%= config.bin %> lesson prove lessons/06-docker-dies/lesson.md',
  ];
  static override strict = false;
  static override args = {
    lessons: Args.string({ description: 'Ids or numbers of lessons, or lesson.md files; none: all' }),
  };
  static override flags = {
    seeds: Flags.integer({ description: 'How many seeds a lesson must hold over', default: 20, min: 1, max: 1_000 }),
    threads: Flags.integer({
      description: 'Threads that prove (default: one for each core, two at the most)',
      min: 1,
      max: 64,
    }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(LessonProve);
    const lessons = this.lessonsNamed(argv.map(String));
    const startedAt = performance.now();
    const hands = flags.threads ?? Math.min(MOST_HANDS, availableParallelism());
    const { value: proofs, interrupted } = await untilInterrupted((signal) =>
      prove(lessons, {
        seeds: flags.seeds,
        hands,
        signal,
        onFinding: (finding, done, of) => this.say(progressLine(finding, done, of)),
      }),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    this.show(proofs, seconds, flags.seeds, hands);
    if (interrupted) process.exitCode = 130;
    else if (!proofs.every(({ proven }) => proven)) process.exitCode = 3;
  }

  /** A file need not be of the course yet, and a course with a broken lesson must not keep another from being proven. */
  private lessonsNamed(names: readonly string[]): readonly Lesson[] {
    if (names.length === 0) return this.course().lessons;
    return names.map((name) => {
      if (!existsSync(name)) return findLesson(this.course().lessons, name);
      const { lesson, problems } = readLesson(statSync(name).isDirectory() ? join(name, 'lesson.md') : name);
      if (problems.length > 0 || lesson === undefined) throw lessonError(problems);
      return lesson;
    });
  }

  private show(proofs: readonly LessonProof[], seconds: number, seeds: number, threads: number): void {
    const paint = painter(process.stdout);
    const proven = proofs.filter((proof) => proof.proven).length;
    const text = [
      ...proofs.flatMap((proof) => [proofText(proof, { paint }), '']),
      ...(proofs.length > 1 ? [proofsTable(proofs, { paint }), ''] : []),
      `${proven} of ${proofs.length} ${proofs.length === 1 ? 'lesson' : 'lessons'} proven, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} each, in ${waitedText(seconds * 1_000)} on ${threads} ${threads === 1 ? 'thread' : 'threads'}.`,
    ];
    this.print(text.join('\n'), {
      proven: proven === proofs.length,
      seeds,
      threads,
      seconds: Number(seconds.toFixed(1)),
      lessons: proofs.map(({ lesson, findings, claims, proven: is }) => ({
        id: lesson.id,
        number: lesson.number,
        proven: is,
        claims,
        findings: findings.map(({ claim, ...finding }) => ({ ...claim, ...finding, again: againCommand(claim) })),
      })),
    });
  }
}

function progressLine({ claim, proven, tookMs }: Finding, done: number, of: number): string {
  const what = claim.kind === 'mutant' ? `mutant ${claim.mutant + 1}` : claim.kind;
  const count = `${String(done).padStart(String(of).length)}/${of}`;
  return `${count}  ${proven ? '✓' : '✗'} ${claim.lesson} ${what}, seed ${claim.seed}  ${waitedText(tookMs)}`;
}
