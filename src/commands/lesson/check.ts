// `ha-lab lesson check`: the last run of a lesson, judged again from what was recorded.

import { Args } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { painter } from '../../cli/paint.js';
import { LabError } from '../../errors.js';
import { checkRecording } from '../../lesson/check.js';
import { findLesson } from '../../lesson/lesson.js';
import { lastRecording } from '../../lesson/recording.js';
import { worst } from '../../lesson/verdict.js';
import { actText } from '../../report/lesson-text.js';
import { indented } from '../../report/table.js';

export default class LessonCheck extends LessonCommand {
  static override summary =
    'Judge the last run of a lesson again, from its record; without a name: of every lesson that was run';
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(LessonCheck);
    const { lessons } = this.course();
    const workbook = this.workbook();
    const wanted = args.lesson === undefined ? lessons : [findLesson(lessons, args.lesson)];
    const runs = wanted.flatMap((lesson) => {
      const last = lastRecording(workbook, lesson);
      return last === undefined ? [] : [{ lesson, ...last, ...checkRecording(lesson, last.recording) }];
    });
    if (runs.length === 0) throw nothingRun(args.lesson);
    const text = runs.flatMap(({ lesson, file, recording, reports, missing }) => [
      `${lesson.number} ${lesson.title}`,
      ...indented('run of ', `${recording.recordedAt.slice(0, 16).replace('T', ' ')} UTC, ${this.shown(file)}`),
      ...reports.map((report) => `\n${actText(report, { paint: painter(process.stdout) })}`),
      ...missing.map((act) => `\nThe act "${act}" was not played.`),
      '',
    ]);
    const result = worst(runs);
    this.print(`${text.join('\n')}Result: ${result}`, {
      result,
      lessons: runs.map(({ lesson, file, reports, missing }) => ({ id: lesson.id, file, acts: reports, missing })),
    });
    if (result !== 'held') process.exitCode = 3;
  }
}

function nothingRun(name: string | undefined): LabError {
  return new LabError('CHECK_NOT_HELD', name === undefined ? 'No lesson was run here.' : `${name} was not run here.`, {
    suggestions: [
      `ha-lab lesson run ${name ?? ''}`.trim(),
      'ha-lab lesson run --all --yes   runs all of them unattended',
    ],
    exitCode: 2,
  });
}
