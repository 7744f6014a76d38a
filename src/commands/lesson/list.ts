// `ha-lab lesson list`: the course, and how far you are.

import { LessonCommand } from '../../cli/lesson-command.js';
import { lessonsOfTrack } from '../../lesson/course.js';
import type { Lesson } from '../../lesson/lesson.js';
import { lengthMs } from '../../lesson/schema.js';
import { tableText } from '../../report/table.js';

const WORDS = { new: '-', begun: 'begun', done: 'done', skipped: 'skipped' } as const;

export default class LessonList extends LessonCommand {
  static override summary = 'The lessons, and how far you are';

  async run(): Promise<void> {
    await this.parse(LessonList);
    const { title, lessons, tracks } = this.course();
    const progress = this.progress();
    const rows = lessons.map(({ number, id, title: name, front }) => ({
      number,
      id,
      title: name,
      concept: front.concept,
      after: front.after,
      minutes: front.time.sandbox,
      time: front.time,
      cost: front.cost,
      state: progress.stateOf(id),
    }));
    const table = tableText(
      [
        { title: 'NO' },
        { title: 'ID' },
        { title: 'TAKES', align: 'right' },
        { title: 'ON AWS', align: 'right' },
        { title: 'COSTS', align: 'right' },
        { title: 'YOU' },
        { title: 'LESSON' },
      ],
      rows.map((row) => [
        row.number,
        row.id,
        row.time.sandbox,
        row.time.aws,
        dollars(row.cost.aws),
        WORDS[row.state],
        row.title,
      ]),
    );
    const summed = tracks.map((track) => ({
      ...track,
      ...sumOf(lessonsOfTrack({ title, lessons, tracks }, track.id)),
    }));
    const trackTable = tableText(
      [
        { title: 'TRACK' },
        { title: 'TAKES', align: 'right' },
        { title: 'ON AWS', align: 'right' },
        { title: 'COSTS', align: 'right' },
        { title: 'WHAT' },
      ],
      summed.map((track) => [
        track.id,
        `${track.minutes.sandbox}m`,
        `${track.minutes.aws}m`,
        dollars(track.dollars),
        `${track.title}: ${track.lessons.join(', ')}`,
      ]),
    );
    const text = [
      title,
      '',
      table,
      '',
      trackTable,
      '',
      'next   ha-lab lesson run',
      '       ha-lab lesson run --track <id>',
    ];
    this.print(text.join('\n'), { title, lessons: rows, tracks: summed });
  }
}

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

/** Minutes of the lab's time, and what they cost on AWS. */
function sumOf(lessons: readonly Lesson[]): {
  readonly minutes: { readonly sandbox: number; readonly aws: number };
  readonly dollars: number;
} {
  const minutes = (of: 'sandbox' | 'aws'): number =>
    Math.round(lessons.reduce((sum, { front }) => sum + lengthMs(front.time[of]), 0) / 60_000);
  return {
    minutes: { sandbox: minutes('sandbox'), aws: minutes('aws') },
    dollars: lessons.reduce((sum, { front }) => sum + front.cost.aws, 0),
  };
}
