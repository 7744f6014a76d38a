// The workbook's lock: one process holds the sandbox, and serves it, so that every other terminal sees the same world.
// The lock file names the holder and its address. A holder that is gone left a stale file, which the next one replaces.

import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface Holder {
  readonly pid: number;
  /** When that process began, in its system's own words: numbers are used again. Absent where the system does not say. */
  readonly born?: string;
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
  if (holder !== undefined && lives(holder)) return holder;
  replaceStale(file);
  if (createExclusively(file)) return held(file);
  return readHolder(file) ?? { pid: 0 };
}

export function isHeld(result: HeldLock | Holder): result is HeldLock {
  return 'release' in result;
}

/** Undefined when the file is gone, or names nobody. */
export function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder | null;
    return typeof holder?.pid === 'number' ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock whose holder is gone. Several newcomers may find it at once, and one that removed the file late would remove the
 * next holder's. Each therefore puts up a sign of its own and looks for others: of two, at least the later one sees the other and
 * leaves it to him. Signs of the dead can be taken down by anybody, since no name is ever used twice.
 */
function replaceStale(file: string): void {
  signs += 1;
  const sign = `${file}.takeover-${process.pid}-${born(process.pid) ?? 'x'}-${signs}`;
  // Under its name it is whole from the first moment: half a sign would be taken for one of the dead.
  writeFileSync(`${file}.${process.pid}`, myself());
  renameSync(`${file}.${process.pid}`, sign);
  try {
    if (others(file, sign).length > 0) return;
    const holder = readHolder(file);
    if (holder === undefined || !lives(holder)) rmSync(file, { force: true });
  } finally {
    rmSync(sign, { force: true });
  }
}

let signs = 0;

/** Living newcomers besides the one of this sign. */
function others(file: string, sign: string): readonly string[] {
  const folder = dirname(file);
  return readdirSync(folder).filter((name) => {
    if (!name.startsWith(`${basename(file)}.takeover-`) || name === basename(sign)) return false;
    const other = readHolder(join(folder, name));
    if (other !== undefined && lives(other)) return true;
    rmSync(join(folder, name), { force: true });
    return false;
  });
}

/** Whole or not at all: a link to a file that is already written, which only one process can make. */
function createExclusively(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, myself());
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
    announce: (url) => writeWhole(file, myself(url)),
    release: () => {
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function myself(url?: string): string {
  const began = born(process.pid);
  return JSON.stringify({
    pid: process.pid,
    ...(began === undefined ? {} : { born: began }),
    ...(url === undefined ? {} : { url }),
  } satisfies Holder);
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** The very process that wrote this, not another one that was given its number later. */
export function lives({ pid, born: began }: Holder): boolean {
  return isAlive(pid) && (began === undefined || began === (born(pid) ?? began));
}

/** Where the system tells it (Linux): clock ticks since the boot. A boot in between is told by its own id. */
function born(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name and may hold anything, brackets and spaces included.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return ticks === undefined ? undefined : `${boot}-${ticks}`;
  } catch {
    return undefined;
  }
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
