// A sandbox on disk: `inputs.log` is the record, `snapshots/` spares the replay. Opened by one process at a time (see lab/workbook).

import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BirthCertificate, DEFAULT_BIRTH } from './birth.js';
import {
  foreignEngine,
  headerBody,
  INPUT_LOG_FORMAT,
  type InputLog,
  inputBody,
  isTornAtItsEnd,
  readInputLog,
  sealLine,
  splitDamagedLog,
} from './input-log.js';
import type { Input } from './inputs.js';
import { type LogCalls, LogFile } from './log-file.js';
import { LOG, type Repair, repairStored } from './repair.js';
import { Sandbox } from './sandbox.js';
import { SNAPSHOT_FORMAT } from './snapshot.js';
import { newestFitting, snapshotBytes, snapshotFiles, writeSnapshot } from './snapshots.js';

/** Raised whenever a change of the engine changes what the same inputs lead to. */
export const ENGINE_VERSION = '4';

/** A snapshot is due when replaying what came after the last one would take about this long. */
const REPLAY_BUDGET_MS = 250;
/** But no more than this part of the time goes into snapshots, however large the world is. */
const SHARE_OF_WORK = 1 / 4;

export interface StoredSandbox {
  readonly sandbox: Sandbox;
  /** The last line of the log had been cut short by a crash; what was cut off lies aside. */
  readonly mended?: Repair;
  /** Writes a snapshot now if the replay since the last one got expensive. Never fails: the log is the record. */
  checkpoint(): void;
  /** Keeps where the clock stands, if it moved since the last input. Throws ENVIRONMENT. */
  keepClock(): void;
  /** What it takes on disk. */
  size(): StoredSize;
  /** Keeps the clock and writes a snapshot, if anything happened. The folder may then be opened again. Safe to call twice. */
  close(): void;
}

export interface StoredSize {
  readonly inputs: number;
  readonly snapshots: number;
  /** Of log and snapshots together. */
  readonly bytes: number;
}

/** Opens the sandbox kept in the folder, or brings a new one forth there. Throws LabError INPUT_LOG_DAMAGED. */
export function openStored(folder: string, birth: Partial<BirthCertificate> = {}, calls?: LogCalls): StoredSandbox {
  const file = join(folder, LOG);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) beginLog(file, { ...DEFAULT_BIRTH, ...birth });
  const split = splitDamagedLog(readFileSync(file));
  const mended = isTornAtItsEnd(split) ? repairStored(folder) : undefined;
  const bytes = mended === undefined ? Buffer.concat([split.sound, split.rest]) : split.sound;
  const stored = new OpenFolder(folder, readInputLog(bytes, file), new LogFile(file, bytes.length, calls));
  return mended === undefined ? stored : Object.assign(stored, { mended });
}

function beginLog(file: string, birth: BirthCertificate): void {
  const header = { format: INPUT_LOG_FORMAT, engine: ENGINE_VERSION, birth };
  writeFileSync(`${file}.new`, sealLine('', headerBody(header)).line, { flush: true });
  renameSync(`${file}.new`, file);
}

class OpenFolder implements StoredSandbox {
  readonly sandbox: Sandbox;
  private hash: string;
  private count: number;
  /** Where the clock stood at the last input. */
  private keptAt: number;
  private saved: { readonly count: number; readonly workedMs: number; readonly tookMs: number };
  private replaying = true;
  private closed = false;

  constructor(
    private readonly folder: string,
    log: InputLog,
    private readonly file: LogFile,
  ) {
    this.hash = log.hashes.at(-1) ?? '';
    this.count = log.inputCount;
    try {
      const { sandbox, savedCount, foreign } = rebuild(folder, log, (input) => this.keep(input));
      this.sandbox = sandbox;
      this.saved = { count: savedCount, workedMs: 0, tookMs: 0 };
      this.keptAt = this.count === 0 ? sandbox.startedAt : sandbox.now;
      this.replaying = false;
      if (foreign) this.save();
      else this.checkpoint();
    } catch (error) {
      file.close();
      throw error;
    }
  }

  private keep(input: Input): void {
    if (this.replaying) return;
    const { line, hash } = sealLine(this.hash, inputBody(input));
    this.file.append(line);
    this.hash = hash;
    this.count += 1;
    this.keptAt = input.at;
  }

  keepClock(): void {
    if (this.sandbox.now !== this.keptAt) this.sandbox.noteClock();
  }

  checkpoint(): void {
    const { workedMs, tookMs } = this.saved;
    const due = Math.max(REPLAY_BUDGET_MS, tookMs / SHARE_OF_WORK);
    if (this.closed || this.sandbox.workedMs - workedMs < due) return;
    try {
      this.save();
    } catch {
      // No room, no right: the next opening replays more. What cannot be kept in the log is refused where it is asked for.
      this.saved = { ...this.saved, workedMs: this.sandbox.workedMs };
    }
  }

  private save(): void {
    this.keepClock();
    if (this.count === this.saved.count) return;
    const started = performance.now();
    // A snapshot must never be newer than the log that it belongs to, not even after a power cut.
    this.file.sync();
    writeSnapshot(this.folder, {
      format: SNAPSHOT_FORMAT,
      engine: ENGINE_VERSION,
      inputCount: this.count,
      inputHash: this.hash,
      world: this.sandbox.world,
    });
    const tookMs = performance.now() - started;
    this.saved = { count: this.count, workedMs: this.sandbox.workedMs, tookMs };
  }

  size(): StoredSize {
    return {
      inputs: this.count,
      snapshots: snapshotFiles(this.folder).length,
      bytes: statSync(join(this.folder, LOG)).size + snapshotBytes(this.folder),
    };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    try {
      this.save();
    } finally {
      this.file.close();
    }
  }
}

interface Rebuilt {
  readonly sandbox: Sandbox;
  /** Inputs behind the snapshot that stands on disk. */
  readonly savedCount: number;
  /** The world is another engine's: it is kept again, as ours, before it is needed. */
  readonly foreign: boolean;
}

/** The newest snapshot that this log contains, and the inputs after it. Throws when another engine would have to replay. */
function rebuild(folder: string, log: InputLog, sink: (input: Input) => void): Rebuilt {
  const snapshot = newestFitting(folder, log.hashes);
  const savedCount = snapshot?.inputCount ?? 0;
  const engine = snapshot?.engine ?? log.header.engine;
  const pending = log.inputsFrom(savedCount);
  const foreign = engine !== ENGINE_VERSION;
  if (foreign && (snapshot === undefined || pending.length > 0)) {
    throw foreignEngine(join(folder, LOG), engine, ENGINE_VERSION);
  }
  const sandbox = snapshot === undefined ? Sandbox.born(log.header.birth, sink) : Sandbox.of(snapshot.world, sink);
  for (const input of pending) sandbox.replay(input);
  return { sandbox, savedCount: foreign ? -1 : savedCount, foreign };
}
