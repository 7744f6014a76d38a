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
  foreignEngine,
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
  /** Logs the clock and writes a snapshot, if anything happened. The folder may then be opened again. */
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
  writeFileSync(`${file}.new`, sealLine('', headerBody(header)).line);
  renameSync(`${file}.new`, file);
}

function resume(folder: string, log: InputLog): StoredSandbox {
  const file = join(folder, LOG);
  let hash = log.hashes.at(-1) ?? '';
  let count = log.inputs.length;
  let loggedAt = log.inputs.at(-1)?.at;
  let writing = false;
  const sink = (input: Input): void => {
    if (!writing) return;
    const sealed = sealLine(hash, inputBody(input));
    appendFileSync(file, sealed.line);
    hash = sealed.hash;
    count += 1;
    loggedAt = input.at;
  };
  const { sandbox, savedCount, expensive } = rebuild(folder, log, sink);
  writing = true;
  loggedAt ??= sandbox.startedAt;
  let saved = { count: savedCount, hostMs: performance.now() };
  const save = (): void => {
    if (sandbox.now !== loggedAt) sandbox.noteClock();
    if (count === saved.count) return;
    writeSnapshot(folder, {
      format: SNAPSHOT_FORMAT,
      engine: ENGINE_VERSION,
      inputCount: count,
      inputHash: hash,
      world: sandbox.world,
    });
    saved = { count, hostMs: performance.now() };
  };
  if (expensive) save();
  return {
    sandbox,
    checkpoint: () => {
      if (performance.now() - saved.hostMs > REPLAY_BUDGET_MS) save();
    },
    close: save,
  };
}

interface Rebuilt {
  readonly sandbox: Sandbox;
  /** Inputs behind the snapshot that stands on disk; -1: a new one must be written. */
  readonly savedCount: number;
  /** The replay took long enough to be worth a snapshot at once. */
  readonly expensive: boolean;
}

/** The newest snapshot that this log contains, and the inputs after it. Throws when another engine would have to replay. */
function rebuild(folder: string, log: InputLog, sink: (input: Input) => void): Rebuilt {
  const started = performance.now();
  const snapshot = newestFitting(folder, log);
  const engine = snapshot?.engine ?? log.header.engine;
  const pending = log.inputs.slice(snapshot?.inputCount ?? 0);
  const foreign = engine !== ENGINE_VERSION;
  if (foreign && (snapshot === undefined || pending.length > 0)) {
    throw foreignEngine(join(folder, LOG), engine, ENGINE_VERSION);
  }
  const sandbox = snapshot === undefined ? Sandbox.born(log.header.birth, sink) : Sandbox.of(snapshot.world, sink);
  for (const input of pending) sandbox.replay(input);
  return {
    sandbox,
    // What follows another engine's world is ours: the world is kept again, as ours, before it is needed.
    savedCount: foreign ? -1 : (snapshot?.inputCount ?? 0),
    expensive: foreign || performance.now() - started > REPLAY_BUDGET_MS,
  };
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

export interface Repair {
  /** Folder that holds what could not be read, and the snapshots of worlds that came after it. */
  readonly aside: string;
  /** Inputs that stay. Undefined: not even the first line was whole, and the next opening begins a new sandbox. */
  readonly keptInputs?: number;
}

/** Keeps the whole lines of a damaged log and sets the rest aside. Undefined when nothing was damaged. */
export function repairStored(folder: string): Repair | undefined {
  const file = join(folder, LOG);
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const { sound, rest } = splitDamagedLog(bytes);
  if (rest.length === 0 && sound.length > 0) return undefined;
  const aside = freeName(join(folder, 'damaged'));
  mkdirSync(aside);
  // Everything aside first: a crash in the middle leaves two copies, never none.
  writeFileSync(join(aside, LOG), rest);
  const kept = sound.toString('utf8').split('\n').length - 2;
  for (const name of snapshotNames(folder)) {
    if (Number.parseInt(name, 10) > kept) renameSync(join(folder, SNAPSHOTS, name), join(aside, name));
  }
  writeFileSync(`${file}.new`, sound);
  renameSync(`${file}.new`, file);
  if (kept >= 0) return { aside, keptInputs: kept };
  rmSync(file);
  return { aside };
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
