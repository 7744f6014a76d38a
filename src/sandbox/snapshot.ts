// A world as text and back. One version of the format; a world of another version is refused, never guessed at.

import { gunzipSync, gzipSync } from 'node:zlib';
import type { World } from './world.js';

export const SNAPSHOT_FORMAT = 9;

export interface Snapshot {
  readonly format: number;
  /** Version of the engine that ran the world; another one goes on from here and never replays the past. */
  readonly engine: string;
  /** How many lines of the input log lie behind this world, header included, and the log's hash up to there. */
  readonly inputCount: number;
  readonly inputHash: string;
  readonly world: World;
}

export function packSnapshot(snapshot: Snapshot): Buffer {
  return gzipSync(JSON.stringify(snapshot), { level: 1 });
}

/** Undefined when the bytes are not a snapshot of this format: the caller falls back to an older one. */
export function unpackSnapshot(bytes: Buffer): Snapshot | undefined {
  try {
    const snapshot = JSON.parse(gunzipSync(bytes).toString('utf8')) as Snapshot;
    return snapshot.format === SNAPSHOT_FORMAT ? snapshot : undefined;
  } catch {
    return undefined;
  }
}
