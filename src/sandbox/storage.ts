// A sandbox on disk: `inputs.log` is the record, `snapshots/` spares the replay. Opened by one process at a time (see lab/workbook).

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type BirthCertificate, DEFAULT_BIRTH } from './birth.js';
import {
  headerBody,
  INPUT_LOG_FORMAT,
  type InputLog,
  inputBody,
  readInputLog,
  sealLine,
  splitDamagedLog,
} from './input-log.js';
import type { Input } from './inputs.js';
import { Sandbox } from './sandbox.js';
import { packSnapshot, SNAPSHOT_FORMAT, type Snapshot, unpackSnapshot } from './snapshot.js';

/** Raised whenever a change of the engine changes what the same inputs lead to. */
export const ENGINE_VERSION = '1';

const LOG = 'inputs.log';
const SNAPSHOTS = 'snapshots';
const KEPT_SNAPSHOTS = 8;
/** A snapshot is due when replaying what came after the last one would take about this long. */
const REPLAY_BUDGET_MS = 250;

export interface StoredSandbox {
  readonly sandbox: Sandbox;
  /** Writes a snapshot now if the replay since the last one got expensive. */
  checkpoint(): void;
  /** Logs the clock, writes a snapshot. The folder may then be opened again. */
  close(): void;
}

export function isStored(folder: string): boolean {
  return existsSync(join(folder, LOG));
}

/** Opens the sandbox kept in the folder, or brings a new one forth there. Throws LabError INPUT_LOG_DAMAGED. */
export function openStored(folder: string, birth: Partial<BirthCertificate> = {}): StoredSandbox {
  const file = join(folder, LOG);
  mkdirSync(join(folder, SNAPSHOTS), { recursive: true });
  if (!existsSync(file)) beginLog(file, { ...DEFAULT_BIRTH, ...birth });
  return resume(folder, readInputLog(readFileSync(file, 'utf8'), file));
}

function beginLog(file: string, birth: BirthCertificate): void {
  const header = { format: INPUT_LOG_FORMAT, engine: ENGINE_VERSION, birth };
  writeFileSync(file, sealLine('', headerBody(header)).line);
}

function resume(folder: string, log: InputLog): StoredSandbox {
  const file = join(folder, LOG);
  let hash = log.hashes.at(-1) ?? '';
  let count = log.inputs.length;
  let writing = false;
  const sink = (input: Input): void => {
    if (!writing) return;
    const sealed = sealLine(hash, inputBody(input));
    appendFileSync(file, sealed.line);
    hash = sealed.hash;
    count += 1;
  };
  const { sandbox, replayed } = rebuild(folder, log, sink);
  writing = true;
  let ranSince = performance.now();
  const save = (): void => {
    writeSnapshot(folder, {
      format: SNAPSHOT_FORMAT,
      engine: ENGINE_VERSION,
      inputCount: count,
      inputHash: hash,
      world: sandbox.world,
    });
    ranSince = performance.now();
  };
  if (replayed > REPLAY_BUDGET_MS) save();
  return {
    sandbox,
    checkpoint: () => {
      if (performance.now() - ranSince > REPLAY_BUDGET_MS) save();
    },
    close: () => {
      sandbox.noteClock();
      save();
    },
  };
}

/** The newest snapshot that this log contains, and the inputs after it. */
function rebuild(folder: string, log: InputLog, sink: (input: Input) => void): { sandbox: Sandbox; replayed: number } {
  const started = performance.now();
  const snapshot = newestFitting(folder, log);
  const sandbox = snapshot === undefined ? Sandbox.born(log.header.birth, sink) : Sandbox.of(snapshot.world, sink);
  for (const input of log.inputs.slice(snapshot?.inputCount ?? 0)) sandbox.replay(input);
  return { sandbox, replayed: performance.now() - started };
}

function newestFitting(folder: string, log: InputLog): Snapshot | undefined {
  for (const name of snapshotNames(folder)) {
    const snapshot = unpackSnapshot(readFileSync(join(folder, SNAPSHOTS, name)));
    if (snapshot !== undefined && log.hashes[snapshot.inputCount] === snapshot.inputHash) return snapshot;
  }
  return undefined;
}

/** Newest first. */
function snapshotNames(folder: string): readonly string[] {
  return readdirSync(join(folder, SNAPSHOTS))
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .reverse();
}

function writeSnapshot(folder: string, snapshot: Snapshot): void {
  const name = `${String(snapshot.inputCount).padStart(9, '0')}.json.gz`;
  const path = join(folder, SNAPSHOTS, name);
  writeFileSync(`${path}.new`, packSnapshot(snapshot));
  renameSync(`${path}.new`, path);
  for (const old of snapshotNames(folder).slice(KEPT_SNAPSHOTS)) rmSync(join(folder, SNAPSHOTS, old));
}

/** Keeps the whole lines of a damaged log and sets the rest aside. Answers where; undefined when nothing was damaged. */
export function repairStored(folder: string): string | undefined {
  const file = join(folder, LOG);
  const { sound, rest } = splitDamagedLog(readFileSync(file, 'utf8'));
  if (rest === '') return undefined;
  const aside = freeName(join(folder, `${LOG}.damaged`));
  writeFileSync(aside, rest);
  writeFileSync(`${file}.new`, sound);
  renameSync(`${file}.new`, file);
  return aside;
}

/** Sets the whole sandbox aside, so that the next opening begins a new one. Answers where it is kept. */
export function setAside(folder: string): string {
  const aside = freeName(`${folder}.old`);
  renameSync(folder, aside);
  return aside;
}

function freeName(wish: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${wish}-${number}`;
    if (!existsSync(name)) return name;
  }
}
