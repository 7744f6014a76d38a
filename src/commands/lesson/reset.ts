// `ha-lab lesson reset`: a lesson from its beginning. Nothing is deleted; the record only says that it begins anew.

import { Args } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';

export default class LessonReset extends LessonCommand {
  static override summary = 'Begin a lesson anew; what was recorded is kept';
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson', required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(LessonReset);
    const lesson = this.lessonOf(this.course(), args.lesson);
    this.progress().add({ lesson: lesson.id, step: 'reset' });
    this.print(`From the beginning: ${lesson.number} ${lesson.title}\nnext   ha-lab lesson run ${lesson.id}`, {
      reset: lesson.id,
    });
  }
}
