import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workbookAt } from '../../src/lab/workbook.js';
import { Progress } from '../../src/lesson/progress.js';
import { scratchFolder } from '../helpers/scratch.js';

const folder = scratchFolder();

test('is kept line by line; a line that a crash cut short is left out and harms no other', () => {
  const progress = new Progress(workbookAt(folder));
  expect(progress.stateOf('birth')).toBe('new');
  progress.add({ lesson: 'birth', step: 'predict:a', answer: 'x' });
  appendFileSync(join(folder, '.ha-lab/progress.jsonl'), '{"at":"2026-01-0');
  progress.add({ lesson: 'birth', step: 'watch:birth', run: 'r' });
  expect(progress.entries().map(({ step }) => step)).toEqual(['predict:a', 'watch:birth']);
  expect(progress.stateOf('birth')).toBe('begun');
  expect([...progress.attempt('birth').keys()]).toEqual(['predict:a', 'watch:birth']);
});

test('an end closes the attempt and deletes nothing', () => {
  const progress = new Progress(workbookAt(folder));
  const before = readFileSync(join(folder, '.ha-lab/progress.jsonl'), 'utf8');
  progress.add({ lesson: 'birth', step: 'reset' });
  expect(progress.stateOf('birth')).toBe('new');
  expect(progress.attempt('birth').size).toBe(0);
  progress.add({ lesson: 'birth', step: 'done' });
  progress.add({ lesson: 'birth', step: 'hint' });
  expect(progress.stateOf('birth')).toBe('done');
  expect(readFileSync(join(folder, '.ha-lab/progress.jsonl'), 'utf8').startsWith(before)).toBe(true);
});
