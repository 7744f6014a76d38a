// What is done to a sandbox's files while nobody has it open: a damaged log is mended, a whole sandbox set aside. No byte is deleted.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { splitDamagedLog } from './input-log.js';
import { snapshotFiles } from './snapshots.js';

export const LOG = 'inputs.log';

export interface Repair {
  /** Folder that holds what could not be read, and the snapshots of worlds that came after it. */
  readonly aside: string;
  readonly asideBytes: number;
  /** Inputs that stay. Undefined: not even the first line was whole, and the next opening begins a new sandbox. */
  readonly keptInputs?: number;
}

/** Keeps the whole lines of a damaged log and sets the rest aside. Undefined when nothing was damaged. */
export function repairStored(folder: string): Repair | undefined {
  const file = join(folder, LOG);
  if (!existsSync(file)) return undefined;
  const { sound, rest, hashes } = splitDamagedLog(readFileSync(file));
  if (rest.length === 0 && sound.length > 0) return undefined;
  const aside = freeName(join(folder, 'damaged'));
  mkdirSync(aside);
  // Everything aside first: a crash in the middle leaves two copies, never none.
  writeFileSync(join(aside, LOG), rest, { flush: true });
  const kept = hashes.length - 1;
  for (const { path, inputCount } of snapshotFiles(folder)) {
    if (inputCount > kept) renameSync(path, join(aside, basename(path)));
  }
  writeFileSync(`${file}.new`, sound, { flush: true });
  renameSync(`${file}.new`, file);
  if (kept >= 0) return { aside, asideBytes: rest.length, keptInputs: kept };
  rmSync(file);
  return { aside, asideBytes: rest.length };
}

/** Sets the whole sandbox aside, so that the next opening begins a new one. Answers where it is kept. */
export function setAside(folder: string): string {
  const aside = freeName(`${folder}.old`);
  renameSync(folder, aside);
  return aside;
}

/** The wish with the first number behind it that is not taken. */
export function freeName(wish: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${wish}-${number}`;
    if (!existsSync(name)) return name;
  }
}
