// What is wrong with a lesson, and where. Loaders collect all of it before anyone fails.

import { LabError } from '../errors.js';

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One error that names every problem, first things first. */
export function lessonError(problems: readonly Problem[]): LabError {
  const sorted = [...problems].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || 0,
  );
  const [first] = sorted;
  const count = sorted.length === 1 ? 'a problem' : `${sorted.length} problems`;
  const files = new Set(sorted.map(({ file }) => file));
  const where = files.size === 1 ? `${first?.file} has` : `${files.size} files have`;
  return new LabError(
    'INVALID_LESSON',
    `${where} ${count}:\n${sorted.map((one) => `  ${problemText(one)}`).join('\n')}`,
    {
      suggestions: [
        'the words that expectations may use: ha-lab lesson lint --vocabulary',
        'again: ha-lab lesson lint',
      ],
      ...(first === undefined ? {} : { ref: `${first.file}:${first.line}` }),
      exitCode: 2,
    },
  );
}

export function problemText({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}  ${message}`;
}
