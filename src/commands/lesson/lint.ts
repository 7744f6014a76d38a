// `ha-lab lesson lint`: is a lesson fit to be played? Every problem at once, each with its place.

import { existsSync } from 'node:fs';
import { Args, Flags } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { LabError } from '../../errors.js';
import { readLesson } from '../../lesson/course.js';
import { lessonError, problemText } from '../../lesson/problem.js';
import { lessonJsonSchema } from '../../lesson/schema.js';
import { vocabularyRows } from '../../lesson/vocabulary.js';
import { tableText } from '../../report/table.js';

export default class LessonLint extends LessonCommand {
  static override summary = 'Check lesson files; without a file: the whole course';
  static override strict = false;
  static override args = { files: Args.string({ description: 'lesson.md files' }) };
  static override flags = {
    vocabulary: Flags.boolean({ description: 'The words that expectations may use, and what they mean' }),
    schema: Flags.boolean({ description: 'The JSON Schema of lessons, for editors' }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(LessonLint);
    if (flags.vocabulary) return this.showVocabulary();
    if (flags.schema) {
      process.stdout.write(`${JSON.stringify(lessonJsonSchema(), null, 2)}\n`);
      return;
    }
    const files = argv.map(String);
    const problems = files.flatMap((file) => {
      if (!existsSync(file)) throw noFile(file);
      return readLesson(file).problems;
    });
    if (problems.length > 0 && !this.wantsJson()) throw lessonError(problems);
    const count = files.length === 0 ? this.course().lessons.length : files.length;
    const text = `${count} ${count === 1 ? 'lesson' : 'lessons'}: nothing wrong.`;
    this.print(text, { lessons: count, problems: problems.map((one) => ({ ...one, text: problemText(one) })) });
    if (problems.length > 0) process.exitCode = 2;
  }

  private showVocabulary(): void {
    const rows = vocabularyRows();
    const table = tableText([{ title: 'WORD' }, { title: 'TYPE' }, { title: 'MEANING' }], rows);
    this.print(`${table}\n\n${ROLES}`, {
      words: rows.map(([name, type, meaning]) => ({ name, type, meaning })),
    });
  }
}

const ROLES = [
  'In place of <instance> and <zone> stands the name that a drill gives with as: to what it hits,',
  'in place of <way> the one that lab:trace gives, in place of <traffic> that of a lab:traffic;',
  'and without being named there are',
  '  newcomer    the first instance launched after the drill',
  '  bystander   the oldest one that served when the drill was done, and was not hit',
  '  leaver      the first one that the group began to terminate after the drill',
].join('\n');

function noFile(file: string): LabError {
  return new LabError('INVALID_LESSON', `There is no ${file}.`, {
    suggestions: [
      'ha-lab lesson lint lessons/06-docker-dies/lesson.md',
      'ha-lab lesson lint   checks the whole course',
    ],
    exitCode: 2,
  });
}
