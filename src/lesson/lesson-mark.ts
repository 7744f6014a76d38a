// A lesson's settings are on the learner's stack: noted on disk before they are deployed, gone when the own ones are back.
// Whoever finds the note later knows that a lesson was ended in the middle, and by what.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureOurs, type Workbook } from '../lab/workbook.js';

export interface LessonMark {
  /** Name of the project's folder. */
  readonly project: string;
  readonly lesson: string;
  readonly act: string;
  /** What is different from ha-lab.json: `group.minSize: 2`. */
  readonly settings: string;
}

const fileOf = ({ ours }: Workbook): string => join(ours, 'lesson-settings.json');

/** Written whole or not at all. */
export function leaveMark(workbook: Workbook, mark: LessonMark): void {
  ensureOurs(workbook);
  const file = fileOf(workbook);
  writeFileSync(`${file}.new`, `${JSON.stringify(mark)}\n`);
  renameSync(`${file}.new`, file);
}

export function readMark(workbook: Workbook): LessonMark | undefined {
  const file = fileOf(workbook);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LessonMark;
  } catch {
    // Unreadable is still a sign: the stack is compared with ha-lab.json again.
    return { project: '', lesson: '', act: '', settings: 'unknown settings' };
  }
}

export function removeMark(workbook: Workbook): void {
  rmSync(fileOf(workbook), { force: true });
}
