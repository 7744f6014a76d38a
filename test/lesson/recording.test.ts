// Recordings on disk: numbered, found again from any folder, readable in every format that was ever written.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { workbookAt } from '../../src/lab/workbook.js';
import type { Lesson } from '../../src/lesson/lesson.js';
import {
  lastRecording,
  type Origin,
  readRecording,
  runFile,
  runFiles,
  runName,
  saveRecording,
} from '../../src/lesson/recording.js';
import { scratchFolder } from '../helpers/scratch.js';

const workbook = workbookAt(scratchFolder());
const origin: Origin = { haLab: '1.2.3', node: 'v20.0.0', seed: '7', project: 'shop' };
const run = { recordedAt: '2026-01-05T12:00:00.000Z', target: 'sandbox', unattended: true, acts: [] } as const;
const packed = (value: unknown): Buffer => gzipSync(JSON.stringify(value));

test('runs are numbered by lesson, and found by name from wherever they were written', () => {
  const first = saveRecording(workbook, { ...run, lesson: 'docker-dies', origin });
  const second = saveRecording(workbook, { ...run, lesson: 'docker-dies', origin });
  saveRecording(workbook, { ...run, lesson: 'birth' });
  expect(runFiles(workbook).map(runName)).toEqual(['birth-0001', 'docker-dies-0001', 'docker-dies-0002']);
  expect(lastRecording(workbook, { id: 'docker-dies' } as Lesson)?.file).toBe(second);
  expect(runFile(workbook, 'docker-dies-0001')).toBe(first);
  expect(runFile(workbook, '/somewhere/else/.ha-lab/runs/docker-dies-0001.json.gz')).toBe(first);
  expect(readRecording(first)).toEqual({ schemaVersion: 2, lesson: 'docker-dies', origin, ...run });
});

test('a recording of the first format is read as it is', () => {
  const old = join(workbook.ours, 'runs', 'birth-0009.json.gz');
  writeFileSync(old, packed({ schemaVersion: 1, lesson: 'birth', ...run }));
  expect(readRecording(old)).toEqual({ schemaVersion: 1, lesson: 'birth', ...run });
});

test.each([
  ['a newer format', packed({ schemaVersion: 3, lesson: 'birth', ...run }), /its format 3 is newer than this ha-lab/],
  ['something else', packed({ hello: 'world' }), /it holds no run of a lesson/],
  ['no object', packed(null), /it holds no run of a lesson/],
  ['half a file', packed({ schemaVersion: 2, ...run }).subarray(0, 20), /cannot be read/],
])('%s is refused with the file', (_, bytes, message) => {
  const file = join(workbook.ours, 'runs', 'odd-0001.json.gz');
  writeFileSync(file, bytes);
  expect(() => readRecording(file)).toThrow(message);
  expect(() => readRecording(file)).toThrow(file);
});
