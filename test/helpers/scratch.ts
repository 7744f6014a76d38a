// A folder for one test file, outside the checkout, gone afterwards.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes the folder now and removes it after the last test of the file. */
export function scratchFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ha-lab-test-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
