// A workbook with a deployed stack on disk, made once per test file and copied for each test.
import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCli } from './cli.js';

export interface Workbooks {
  /** An empty folder. */
  empty(): string;
  /** With the project `demo`, not deployed. */
  written(): string;
  /** With `demo` deployed and healthy: two machines in two zones. */
  deployed(): string;
}

/** @param scratch folder that the test file owns. */
export function workbooks(scratch: string): Workbooks {
  const made = new Map<string, string>();
  const empty = (): string => mkdtempSync(join(scratch, 'book-'));
  const original = (kind: string, make: (folder: string) => void): string => {
    const known = made.get(kind);
    if (known !== undefined) return known;
    const folder = empty();
    make(folder);
    made.set(kind, folder);
    return folder;
  };
  const copy = (from: string): string => {
    const folder = empty();
    cpSync(from, folder, { recursive: true });
    return folder;
  };
  const run = (folder: string, ...args: readonly string[]): void => {
    const { status, stderr } = runCli(args, folder);
    expect(`${status} ${status === 0 ? '' : stderr}`).toBe('0 ');
  };
  const written = (): string => original('written', (folder) => run(folder, 'new', 'demo', '--yes', '--min-size', '2'));
  const deployed = (): string =>
    original('deployed', (folder) => {
      cpSync(written(), folder, { recursive: true });
      run(folder, 'deploy');
    });
  return { empty, written: () => copy(written()), deployed: () => copy(deployed()) };
}
