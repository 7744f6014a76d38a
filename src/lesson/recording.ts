// A run on disk: everything that was observed, so that it can be judged again, by this engine or a later one.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LabError } from '../errors.js';
import type { Workbook } from '../lab/workbook.js';
import type { Lesson } from './lesson.js';
import type { Played } from './play.js';

/** What a run was played with: enough to play it again. */
export interface Origin {
  /** Versions of this program and of Node. */
  readonly haLab: string;
  readonly node: string;
  /** Chance of the sandbox. */
  readonly seed?: string;
  /** Name of the project. */
  readonly project: string;
}

export interface Recording {
  /** 1: without `origin`, and without the looks before the drill. Everything else is the same, so both are read. */
  readonly schemaVersion: 1 | 2;
  readonly lesson: string;
  readonly origin?: Origin;
  /** Host time, ISO 8601. */
  readonly recordedAt: string;
  readonly target: 'sandbox' | 'aws';
  /** Nobody was asked. */
  readonly unattended: boolean;
  readonly acts: readonly Played[];
}

const folderOf = (workbook: Workbook): string => join(workbook.ours, 'runs');
const NAME = /^(.+)-(\d{4})\.json\.gz$/;

const NEWEST = 2;

/** Writes it whole or not at all; answers the file. Observations repeat themselves: thirty minutes of them take about 30 kB. */
export function saveRecording(workbook: Workbook, run: Omit<Recording, 'schemaVersion'>): string {
  const recording: Recording = { schemaVersion: NEWEST, ...run };
  const folder = folderOf(workbook);
  mkdirSync(folder, { recursive: true });
  const number = Number(namesOf(workbook, recording.lesson).at(-1)?.number ?? 0) + 1;
  const file = join(folder, `${recording.lesson}-${String(number).padStart(4, '0')}.json.gz`);
  const aside = `${file}.new`;
  writeFileSync(aside, gzipSync(JSON.stringify(recording)));
  renameSync(aside, file);
  return file;
}

/** Throws INVALID_LESSON where the file is damaged, no recording, or of a newer format. */
export function readRecording(file: string): Recording {
  const recording = parsed(file);
  const { schemaVersion, acts } = recording as Partial<Recording>;
  if (typeof schemaVersion !== 'number' || !Array.isArray(acts)) throw unreadable(file, 'it holds no run of a lesson');
  if (schemaVersion > NEWEST) throw unreadable(file, `its format ${schemaVersion} is newer than this ha-lab`);
  return recording as Recording;
}

function parsed(file: string): object {
  try {
    return Object(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));
  } catch (error) {
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(file: string, why: string): LabError {
  return new LabError('INVALID_LESSON', `${file} cannot be read: ${why}`, {
    suggestions: ['remove that file and run the lesson again'],
    ref: file,
    exitCode: 2,
  });
}

/** `docker-dies-0002`: the name of a run, from its file. */
export const runName = (file: string): string => basename(file).replace(/\.json\.gz$/, '');

/** Where a run lies that an entry of the progress names; it may have been written in another folder, or on another machine. */
export const runFile = (workbook: Workbook, run: string): string => join(folderOf(workbook), `${runName(run)}.json.gz`);

/** Files of every run here, in the order of their names. */
export function runFiles(workbook: Workbook): readonly string[] {
  const folder = folderOf(workbook);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => join(folder, name));
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
  return runFiles(workbook).flatMap((file) => {
    const [name = '', id, number] = NAME.exec(basename(file)) ?? [];
    return id === lesson && number !== undefined ? [{ name, number }] : [];
  });
}
