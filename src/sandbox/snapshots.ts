// The snapshots of one sandbox on disk: which there are, which fits a log, which are kept. They only spare the replay: without any
// of them the log leads to the same world.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, MINUTE_MS } from '../kernel/index.js';
import { packSnapshot, type Snapshot, unpackSnapshot } from './snapshot.js';

const FOLDER = 'snapshots';
const ENDING = '.json.gz';

/** Few enough to be small on disk, enough that going back to any instant replays a fraction of the past. */
export const KEPT_SNAPSHOTS = 12;

export interface SnapshotFile {
  readonly path: string;
  readonly name: string;
  /** Inputs behind it. */
  readonly inputCount: number;
  /** Where the clock stood. */
  readonly at: Instant;
}

/** Oldest first. Half-written ones are not among them. */
export function snapshotFiles(folder: string): readonly SnapshotFile[] {
  const place = join(folder, FOLDER);
  mkdirSync(place, { recursive: true });
  return readdirSync(place)
    .filter((name) => name.endsWith(ENDING))
    .sort()
    .map((name) => {
      const [inputCount = 0, at = 0] = name.slice(0, -ENDING.length).split('-').map(Number);
      return { path: join(place, name), name, inputCount, at };
    });
}

export function snapshotBytes(folder: string): number {
  return snapshotFiles(folder).reduce((sum, { path }) => sum + statSync(path).size, 0);
}

/** The newest one that belongs to a log with these hashes. One that cannot be read is passed over. */
export function newestFitting(folder: string, hashes: readonly string[]): Snapshot | undefined {
  for (const { path } of [...snapshotFiles(folder)].reverse()) {
    const snapshot = unpackSnapshot(readFileSync(path));
    if (snapshot !== undefined && hashes[snapshot.inputCount] === snapshot.inputHash) return snapshot;
  }
  return undefined;
}

/** Written beside, flushed, renamed: a crash leaves the old ones and perhaps a `.new`, which the next one replaces. */
export function writeSnapshot(folder: string, snapshot: Snapshot): void {
  const name = `${String(snapshot.inputCount).padStart(9, '0')}-${snapshot.world.kernel.now}${ENDING}`;
  const path = join(folder, FOLDER, name);
  const draft = join(folder, FOLDER, 'next.new');
  writeFileSync(draft, packSnapshot(snapshot), { flush: true });
  renameSync(draft, path);
  for (const old of superfluous(snapshotFiles(folder))) rmSync(old.path);
}

/** Of several, the ones to drop: the newest stay close together, older ones thin out with their age, and the oldest stays. */
export function superfluous<File extends { readonly at: Instant }>(oldestFirst: readonly File[]): readonly File[] {
  const kept = [...oldestFirst];
  const dropped: File[] = [];
  while (kept.length > KEPT_SNAPSHOTS) {
    const newest = kept.at(-1)?.at ?? 0;
    const crowding = kept.map((_, index) => {
      const [before, after] = [kept[index - 1], kept[index + 1]];
      if (before === undefined || after === undefined || index >= kept.length - 2) return Number.POSITIVE_INFINITY;
      return (after.at - before.at) / (newest - after.at + MINUTE_MS);
    });
    dropped.push(...kept.splice(crowding.indexOf(Math.min(...crowding)), 1));
  }
  return dropped;
}
