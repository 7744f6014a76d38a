// The workbook's lock: one process holds the sandbox, and serves it, so that every other terminal sees the same world.
// The lock file names the holder and its address. A holder that is gone left a stale file, which the next one replaces.

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface Holder {
  readonly pid: number;
  /** Address of its endpoint; absent while it is still starting. */
  readonly url?: string;
}

export interface HeldLock {
  /** Tells others where the world is served. */
  announce(url: string): void;
  release(): void;
}

/** Takes the lock, or answers who holds it. */
export function takeLock(file: string): HeldLock | Holder {
  if (createExclusively(file)) return held(file);
  const holder = readHolder(file);
  if (holder !== undefined && isAlive(holder.pid)) return holder;
  replaceStale(file);
  if (createExclusively(file)) return held(file);
  return readHolder(file) ?? { pid: 0 };
}

export function isHeld(result: HeldLock | Holder): result is HeldLock {
  return 'release' in result;
}

/** Undefined when the file is gone. */
export function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Removes a lock whose holder is gone. Two newcomers may find it at once: only the one that makes the guard looks again and removes. */
function replaceStale(file: string): void {
  const guard = `${file}.takeover`;
  if (!createExclusively(guard)) {
    if (!isAlive(readHolder(guard)?.pid ?? 0)) rmSync(guard, { force: true });
    return;
  }
  try {
    const holder = readHolder(file);
    if (holder === undefined || !isAlive(holder.pid)) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** Whole or not at all: a link to a file that is already written, which only one process can make. */
function createExclusively(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid }));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

function held(file: string): HeldLock {
  return {
    announce: (url) => replaceFile(file, JSON.stringify({ pid: process.pid, url })),
    release: () => {
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

export function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
