// Finds a program of the machine, for tests that compare with other people's tools where those are there.

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Full path of a program on the PATH, if it is there and answers `probe` with exit code 0. */
export function findProgram(name: string, probe: readonly string[]): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
    } catch {
      continue;
    }
    if (spawnSync(file, [...probe], { stdio: 'ignore', timeout: 30_000 }).status === 0) return file;
  }
  return undefined;
}
