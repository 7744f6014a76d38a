// The unattended course on a stream: what happens is written as it happens, recorded, and summed up.

import { basename } from 'node:path';
import { DEFAULT_NAME } from '../generator/index.js';
import type { Workbook } from '../lab/workbook.js';
import type { ActReport } from '../lesson/act-report.js';
import type { Lesson } from '../lesson/lesson.js';
import { saveRecording } from '../lesson/recording.js';
import type { Theatre } from '../lesson/stage.js';
import { type LessonRun, playLessons, type Road, runUnattended } from '../lesson/unattended.js';
import { worst } from '../lesson/verdict.js';
import { actText, summaryText } from '../report/lesson-text.js';
import type { TextOptions } from '../report/status-text.js';
import { spanText, waitedText } from '../report/time.js';
import { untilInterrupted } from './interrupt.js';

export interface UnattendedScreen extends TextOptions {
  readonly workbook: Workbook;
  /** Say nothing; the caller prints one object. */
  readonly json: boolean;
  /** Of this program. */
  readonly version: string;
  readonly seed: string;
}

interface Where {
  readonly target: 'sandbox' | 'aws';
  /** Of the sandbox that was made for the run. */
  readonly seed?: string;
}

export interface Ended {
  readonly data: Readonly<Record<string, unknown>>;
  readonly exitCode: number;
}

export class UnattendedRun {
  private readonly startedAt = performance.now();

  constructor(private readonly screen: UnattendedScreen) {}

  /** Exit code 0: everything held; 3: something did not; 130: interrupted. */
  async run(lessons: readonly Lesson[], drill = true): Promise<Ended> {
    const { seed } = this.screen;
    const { value, interrupted } = await untilInterrupted((signal) =>
      runUnattended(lessons, { seed, road: this.road(), signal, drill }),
    );
    return this.sumUp(value, interrupted, { target: 'sandbox', seed });
  }

  /** On a stack that stands already, which has its own settings again after each lesson. */
  async runOn(
    theatreFor: (lesson: Lesson) => Theatre,
    lessons: readonly Lesson[],
    target: Where['target'],
  ): Promise<Ended> {
    const { value, interrupted } = await untilInterrupted(async (signal) => {
      const runs: LessonRun[] = [];
      for (const lesson of lessons) {
        const theatre = theatreFor(lesson);
        const played = playLessons([lesson], theatre, { road: this.road(), signal, seed: this.screen.seed });
        try {
          runs.push(...(await played));
        } finally {
          await theatre.restore();
        }
      }
      return runs;
    });
    return this.sumUp(value, interrupted, { target });
  }

  private sumUp(runs: readonly LessonRun[], interrupted: boolean, where: Where): Ended {
    const recordings = interrupted ? [] : runs.map((run) => this.record(run, where.target));
    const reports = runs.flatMap((run) => run.reports);
    const result = worst(reports);
    const { seed } = where;
    this.write('');
    this.write(summaryText(reports, this.screen));
    this.write(`${this.seconds()} in all${seed === undefined ? '' : `, seed ${seed}`}.`);
    this.write(interrupted ? 'Interrupted; nothing is left behind.' : seed === undefined ? '' : NEXT);
    const data = { ...where, result, interrupted, lessons: runs.map(lessonData), recordings };
    return { data, exitCode: interrupted ? 130 : result === 'held' ? 0 : 3 };
  }

  private road(): Road {
    const { paint, seed } = this.screen;
    return {
      generated: (files, folder) => {
        this.write(
          `Generated    a project of ${files} files, as \`ha-lab new ${basename(folder)} --yes\` does: ${folder}`,
        );
      },
      deploying: (act) => {
        if (act === undefined) this.write('Synthesising it with cdktf, and deploying it on the embedded sandbox …');
        else this.write(paint('dim', `Bringing the stack to the settings of the act “${act}” …`));
      },
      deployed: ({ resources, virtualMs }) => {
        this.write(
          `Deployed     ${resources} resources, every target healthy after ${spanText(virtualMs)} of the sandbox's time (${this.seconds()} of yours), seed ${seed}`,
        );
      },
      lesson: ({ number, title }) =>
        this.write(`\n${paint('strong', `── Lesson ${number}: ${title} `.padEnd(80, '─'))}\n`),
      act: (report: ActReport) => this.write(`${actText(report, this.screen)}\n`),
    };
  }

  private record({ lesson, played }: LessonRun, target: Where['target']): string {
    const { workbook, version, seed } = this.screen;
    return saveRecording(workbook, {
      lesson: lesson.id,
      recordedAt: new Date().toISOString(),
      target,
      unattended: true,
      origin: { haLab: version, node: process.version, seed, project: DEFAULT_NAME },
      acts: played,
    });
  }

  private seconds(): string {
    return waitedText(performance.now() - this.startedAt);
  }

  private write(text: string): void {
    if (!this.screen.json) process.stdout.write(`${text}\n`);
  }
}

const NEXT = [
  '',
  'Now do it yourself:',
  '  ha-lab lesson run docker-dies   predict first, then watch',
  '  ha-lab new                      a project of your own, in generated/',
  '(in a clone: npx ha-lab …)',
].join('\n');

const lessonData = ({ lesson, reports }: LessonRun): Readonly<Record<string, unknown>> => ({
  id: lesson.id,
  number: lesson.number,
  title: lesson.title,
  result: worst(reports),
  acts: reports,
});
