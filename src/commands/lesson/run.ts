// `ha-lab lesson run`: one lesson with the learner, or all of them with nobody to ask.

import { Args, Flags } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { painter } from '../../cli/paint.js';
import { UnattendedRun } from '../../cli/unattended-run.js';

export default class LessonRun extends LessonCommand {
  static override summary = 'Predict, break, watch, understand: a lesson; without a name: the next one';
  static override examples = [
    '<%= config.bin %> lesson run',
    '<%= config.bin %> lesson run docker-dies',
    '<%= config.bin %> lesson run --all --yes',
    '<%= config.bin %> lesson run docker-dies --yes --seed 7 --json',
  ];
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };
  static override flags = {
    all: Flags.boolean({ description: 'Every lesson of the course, one after the other' }),
    yes: Flags.boolean({
      char: 'y',
      description:
        'Ask nothing: play on a fresh stack in memory, judge, print the evidence; exit 3 unless everything held',
    }),
    seed: Flags.string({ description: 'Chance of the sandbox, with --yes', default: 'ha-lab' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LessonRun);
    const course = this.course();
    const lessons = flags.all ? course.lessons : [this.lessonOf(course, args.lesson)];
    const unattended = new UnattendedRun({
      workbook: this.workbook(),
      json: this.wantsJson(),
      paint: painter(process.stdout),
    });
    const { data, exitCode } = await unattended.run(lessons, flags.seed);
    if (this.wantsJson()) this.print('', data);
    process.exitCode = exitCode;
  }
}
