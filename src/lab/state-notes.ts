// Notes a state whenever it has changed, for as long as somebody else writes it: Terraform writes its own after each resource, and says
// so to nobody. A rewind into the middle of an apply, or after one that was killed, then finds what stood at that instant.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { remember } from './memory.js';

const LOOK_EVERY_MS = 100;

/** Answers how to stop; that looks once more. @param ours the folder `.ha-lab/`. @param file relative to it; need not exist yet. */
export function noteChanges(ours: string, file: string): () => void {
  const path = join(ours, file);
  let noted = '';
  const note = (): void => {
    const version = versionOf(path);
    if (version === noted || !isWhole(path)) return;
    noted = version;
    remember(ours, file);
  };
  const looking = setInterval(note, LOOK_EVERY_MS).unref();
  return () => {
    clearInterval(looking);
    note();
  };
}

function versionOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}

/** A file that is being written at this moment is looked at again. */
function isWhole(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
