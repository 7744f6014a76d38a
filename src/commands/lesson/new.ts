// `ha-lab lesson new`: a lesson to begin with, valid from the first minute, and in its place in the course.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { LabError } from '../../errors.js';
import { enteredInto, skeletonLesson } from '../../lesson/skeleton.js';

const ID = /^[a-z][a-z0-9-]*$/;

export default class LessonNew extends BaseCommand {
  static override summary = 'Write a lesson to begin with: it passes lint and proof, and says what to fill in';
  static override examples = [
    '<%= config.bin %> lesson new slow-disk',
    '<%= config.bin %> lesson new slow-disk --title "The disk that took its time" --number 15',
  ];
  static override args = { id: Args.string({ description: 'Id: lower-case words joined by hyphens', required: true }) };
  static override flags = {
    title: Flags.string({ description: 'Title (default: the id in words)' }),
    number: Flags.integer({ description: 'Place in the course (default: after the last one)', min: 0, max: 99 }),
    folder: Flags.string({ description: 'Folder of the lessons', default: 'lessons', helpValue: 'folder' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LessonNew);
    if (!ID.test(args.id)) throw badId(args.id);
    const number = String(flags.number ?? nextNumber(flags.folder)).padStart(2, '0');
    const name = `${number}-${args.id}`;
    const taken = foldersIn(flags.folder).find((one) => one === name || one.replace(/^\d+-/, '') === args.id);
    if (taken !== undefined) throw exists(join(flags.folder, taken));
    const file = join(flags.folder, name, 'lesson.md');
    mkdirSync(join(flags.folder, name), { recursive: true });
    writeFileSync(file, skeletonLesson({ id: args.id, title: flags.title ?? inWords(args.id) }));
    const course = join(flags.folder, 'course.yaml');
    const listed = existsSync(course);
    if (listed) writeFileSync(course, enteredInto(readFileSync(course, 'utf8'), name));
    const lines = [
      `Written: ${file}${listed ? `, and entered into ${course}` : ''}`,
      `fill in  every TODO in it; the words of expectations: ha-lab lesson lint --vocabulary`,
      `check    ha-lab lesson lint ${file}`,
      `prove    ha-lab lesson prove ${file} --seeds 3`,
    ];
    this.print(lines.join('\n'), { file, id: args.id, number, course: listed ? course : null });
  }
}

const foldersIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

function nextNumber(folder: string): number {
  const numbers = foldersIn(folder).map((name) => Number(/^\d+/.exec(name)?.[0] ?? -1));
  return Math.max(-1, ...numbers) + 1;
}

/** `slow-disk` → `Slow disk`. */
function inWords(id: string): string {
  const words = id.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const badId = (id: string): LabError =>
  new LabError('INVALID_LESSON', `"${id}" is no id: lower-case words joined by hyphens, please.`, {
    suggestions: [
      `ha-lab lesson new ${
        id
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^[-0-9]+|-+$/g, '') || 'slow-disk'
      }`,
    ],
    exitCode: 2,
  });

const exists = (folder: string): LabError =>
  new LabError('TARGET_NOT_EMPTY', `There is ${folder} already; nothing was written.`, {
    suggestions: ['choose another id, or remove that folder'],
    ref: folder,
    exitCode: 2,
  });
