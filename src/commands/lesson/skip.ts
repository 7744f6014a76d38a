// `ha-lab lesson skip`: on to the next lesson; this one may be run later.

import { Args } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';

export default class LessonSkip extends LessonCommand {
  static override summary = 'Leave a lesson out for now';
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(LessonSkip);
    const lesson = this.lessonOf(this.course(), args.lesson);
    await this.mendAfter([lesson]);
    this.progress().add({ lesson: lesson.id, step: 'skip' });
    this.print(`Skipped: ${lesson.number} ${lesson.title}\nlater   ha-lab lesson run ${lesson.id}`, {
      skipped: lesson.id,
    });
  }
}
