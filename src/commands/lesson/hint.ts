// `ha-lab lesson hint`: one hint for what did not hold in the last run; each call gives the next one.

import { Args } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { hintsFor } from '../../lesson/hints.js';
import { lastRecording } from '../../lesson/recording.js';

export default class LessonHint extends LessonCommand {
  static override summary = 'A hint for what did not hold in the last run of a lesson; call again for the next one';
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(LessonHint);
    const lesson = this.lessonOf(this.course(), args.lesson);
    const last = lastRecording(this.workbook(), lesson);
    const hints = lesson.acts.flatMap((act) => {
      const played = last?.recording.acts.findLast((one) => one.act === act.id);
      return played === undefined ? [] : hintsFor(act, played);
    });
    const progress = this.progress();
    const given = progress.entries().filter((entry) => entry.lesson === lesson.id && entry.step === 'hint').length;
    const hint = hints[given % Math.max(1, hints.length)];
    if (hint !== undefined) progress.add({ lesson: lesson.id, step: 'hint', answer: hint.expectation });
    const none =
      last === undefined
        ? `${lesson.title} was not run yet: ha-lab lesson run ${lesson.id}`
        : 'Everything held in the last run; there is nothing to hint at.';
    this.print(hint === undefined ? none : `${hint.expectation}: ${hint.says}`, {
      lesson: lesson.id,
      hint: hint ?? null,
    });
  }
}
