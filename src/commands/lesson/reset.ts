// `ha-lab lesson reset`: a lesson, or all of them, from the beginning. Nothing is deleted; the record only says that it begins anew.

import { Args, Flags } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { LabError } from '../../errors.js';

export default class LessonReset extends LessonCommand {
  static override summary = 'Begin a lesson, or all of them, anew; what was recorded is kept';
  static override examples = ['<%= config.bin %> lesson reset docker-dies', '<%= config.bin %> lesson reset --all'];
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };
  static override flags = { all: Flags.boolean({ description: 'Every lesson of the course' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LessonReset);
    const course = this.course();
    if (args.lesson === undefined && !flags.all) throw whichOne();
    const lessons = flags.all ? course.lessons : [this.lessonOf(course, args.lesson)];
    await this.mendAfter(lessons);
    const progress = this.progress();
    for (const { id } of lessons) progress.add({ lesson: id, step: 'reset' });
    const names = lessons.map(({ number, title }) => `${number} ${title}`).join('\n  ');
    const [first] = lessons;
    this.print(`From the beginning:\n  ${names}\nnext   ha-lab lesson run ${first?.id ?? ''}`, {
      reset: lessons.map(({ id }) => id),
    });
  }
}

const whichOne = (): LabError =>
  new LabError('INPUT_NEEDED', 'Which lesson is to begin anew?', {
    suggestions: ['ha-lab lesson reset docker-dies', 'ha-lab lesson reset --all'],
    exitCode: 4,
  });
