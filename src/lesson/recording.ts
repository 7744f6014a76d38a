// A run on disk: everything that was observed, so that it can be judged again, by this engine or a later one.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LabError } from '../errors.js';
import type { Workbook } from '../lab/workbook.js';
import type { Lesson } from './lesson.js';
import type { Played } from './play.js';

export interface Recording {
  readonly schemaVersion: 1;
  readonly lesson: string;
  /** Host time, ISO 8601. */
  readonly recordedAt: string;
  readonly target: 'sandbox' | 'aws';
  /** Nobody was asked. */
  readonly unattended: boolean;
  readonly acts: readonly Played[];
}

const folderOf = (workbook: Workbook): string => join(workbook.ours, 'runs');
const NAME = /^(.+)-(\d{4})\.json\.gz$/;

/** Writes it whole or not at all; answers the file. */
export function saveRecording(workbook: Workbook, recording: Recording): string {
  const folder = folderOf(workbook);
  mkdirSync(folder, { recursive: true });
  const number = Number(namesOf(workbook, recording.lesson).at(-1)?.number ?? 0) + 1;
  const file = join(folder, `${recording.lesson}-${String(number).padStart(4, '0')}.json.gz`);
  const aside = `${file}.new`;
  writeFileSync(aside, gzipSync(JSON.stringify(recording), { level: 1 }));
  renameSync(aside, file);
  return file;
}

export function readRecording(file: string): Recording {
  try {
    return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Recording;
  } catch (error) {
    throw new LabError('INVALID_LESSON', `${file} cannot be read: ${error instanceof Error ? error.message : error}`, {
      suggestions: ['remove that file and run the lesson again'],
      ref: file,
      exitCode: 2,
    });
  }
}

/** The newest run of a lesson; undefined: it was never run here. */
export function lastRecording(workbook: Workbook, lesson: Lesson): { file: string; recording: Recording } | undefined {
  const newest = namesOf(workbook, lesson.id).at(-1);
  if (newest === undefined) return undefined;
  const file = join(folderOf(workbook), newest.name);
  return { file, recording: readRecording(file) };
}

/** Files of a lesson's runs, oldest first. */
function namesOf(workbook: Workbook, lesson: string): readonly { readonly name: string; readonly number: string }[] {
  const folder = folderOf(workbook);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const [, id, number] = NAME.exec(name) ?? [];
      return id === lesson && number !== undefined ? [{ name, number }] : [];
    });
}
