// The past of a stored sandbox: a second folder that holds the same course up to an instant, and stands there.

import { copyFileSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../kernel/index.js';
import { inputBody, readInputLog, sealLine } from './input-log.js';
import { LOG } from './repair.js';
import { type SnapshotFile, snapshotFiles } from './snapshots.js';

export interface Past {
  /** Bytes of the old log that the new one begins with. */
  readonly sharedBytes: number;
}

/**
 * Writes into the empty folder `to` what `from` was at the instant `at`: every input up to it (those of the very instant included),
 * the clock, and the snapshots that lie before. `from` is only read. Throws INPUT_LOG_DAMAGED.
 */
export function writePast(from: string, to: string, at: Instant): Past {
  const bytes = readFileSync(join(from, LOG));
  const log = readInputLog(bytes, join(from, LOG));
  const later = log.inputs.findIndex((input) => input.at > at);
  const kept = later < 0 ? log.inputCount : later;
  const shared = endOfLine(bytes, kept);
  const clock = sealLine(log.hashes[kept] ?? '', inputBody({ kind: 'clock', at }));
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, LOG), Buffer.concat([bytes.subarray(0, shared), Buffer.from(clock.line)]), { flush: true });
  snapshotFiles(to);
  for (const snapshot of snapshotFiles(from)) {
    if (snapshot.inputCount <= kept) share(snapshot, to);
  }
  return { sharedBytes: shared };
}

/** Snapshots are never changed, so two courses may hold the same one; where a file system has no links, a copy. */
function share({ path, name }: SnapshotFile, to: string): void {
  const place = join(to, 'snapshots', name);
  try {
    linkSync(path, place);
  } catch {
    copyFileSync(path, place);
  }
}

/** Position behind the newline of the line with this index, the header being 0. */
function endOfLine(bytes: Buffer, index: number): number {
  let end = 0;
  for (let line = 0; line <= index; line += 1) end = bytes.indexOf(0x0a, end) + 1;
  return end;
}
