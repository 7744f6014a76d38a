// `ha-lab lesson list`: the course, and how far you are.

import { LessonCommand } from '../../cli/lesson-command.js';
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
      state: progress.stateOf(id),
    }));
    const table = tableText(
      [{ title: 'NO' }, { title: 'ID' }, { title: 'LESSON' }, { title: 'TAKES', align: 'right' }, { title: 'YOU' }],
      rows.map((row) => [row.number, row.id, row.title, row.minutes, WORDS[row.state]]),
    );
    this.print(`${title}\n\n${table}\n\nnext   ha-lab lesson run`, { title, lessons: rows, tracks });
  }
}
