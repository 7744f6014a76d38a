// `ha-lab lesson show`: what a lesson is about and what it asks, without the answers.

import { Args } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { painter } from '../../cli/paint.js';
import { proseText } from '../../report/prose-text.js';
import { indented, LINE_WIDTH, wrapWords } from '../../report/table.js';

export default class LessonShow extends LessonCommand {
  static override summary = 'What a lesson is about; the answers are not told';
  static override args = { lesson: Args.string({ description: 'Id or number of the lesson' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(LessonShow);
    const lesson = this.lessonOf(this.course(), args.lesson);
    const { front } = lesson;
    const paint = painter(process.stdout);
    const lines = [
      `${lesson.number} ${paint('strong', lesson.title)}`,
      `concept ${front.concept}, about ${front.time.sandbox} on the sandbox, ${front.time.aws} and $${front.cost.aws.toFixed(2)} on AWS`,
      '',
      ...lesson.acts.flatMap((act) => [
        ...(lesson.acts.length > 1 ? [`${act.title}`, ''] : []),
        ...act.prose.map((text) => `${proseText(text, { paint })}\n`),
        ...act.predictions.map(({ ask, options }) =>
          [...wrapWords(ask, LINE_WIDTH), ...options.flatMap(({ text }) => indented('  ○ ', text)), ''].join('\n'),
        ),
      ]),
      `next   ha-lab lesson run ${lesson.id}`,
    ];
    this.print(lines.join('\n'), {
      id: lesson.id,
      number: lesson.number,
      title: lesson.title,
      concept: front.concept,
      after: front.after,
      time: front.time,
      cost: front.cost,
      file: lesson.file,
      acts: lesson.acts.map(({ id, title, prose, predictions }) => ({
        id,
        title,
        prose,
        asks: predictions.map(({ ask, options }) => ({ ask, options: options.map(({ text }) => text) })),
      })),
    });
  }
}
