// Answers on disk: the file named with --answers, and the answers of the last project made in this folder.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LabError } from '../errors.js';
import type { Answers } from './answers.js';

/** Answers of the last project, relative to the workbook. */
export const LAST_ANSWERS = join('.ha-lab', 'last-answers.json');

/** Reads a JSON object of answers by question id. Throws LabError INVALID_CONFIG (exit 2). */
export function readAnswers(file: string): Readonly<Record<string, unknown>> {
  const refuse = (why: string): LabError =>
    new LabError('INVALID_CONFIG', `The answers file ${file} ${why}.`, {
      suggestions: [
        'it is a JSON object such as { "name": "shop", "minSize": 2 }',
        `the last project's answers stand in ${LAST_ANSWERS}`,
      ],
      ref: file,
      exitCode: 2,
    });
  if (!existsSync(file)) throw refuse('does not exist');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refuse(`is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('holds no JSON object');
  return value as Readonly<Record<string, unknown>>;
}

/** The answers of the last project made from this folder, or undefined. */
export function lastAnswers(workbook: string): Readonly<Record<string, unknown>> | undefined {
  const file = join(workbook, LAST_ANSWERS);
  return existsSync(file) ? readAnswers(file) : undefined;
}

export function rememberAnswers(workbook: string, answers: Answers): void {
  const file = join(workbook, LAST_ANSWERS);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(answers, null, 2)}\n`);
}
