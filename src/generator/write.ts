// Puts a rendered project on disk: whole or not at all. Rendered into a hidden sibling, renamed at the end.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../errors.js';
import type { RenderedFile } from './render.js';

export interface Written {
  /** Absolute path of the project. */
  readonly directory: string;
  /** True if a git repository was begun in it. */
  readonly gitInitialised: boolean;
}

/** Whether a project may be written there: nothing is, or an empty folder. */
export function isFree(destination: string): boolean {
  const target = resolve(destination);
  return !existsSync(target) || (statSync(target).isDirectory() && readdirSync(target).length === 0);
}

/** Throws LabError TARGET_NOT_EMPTY (exit 2) unless the destination is free. */
export function requireFree(destination: string): void {
  const target = resolve(destination);
  if (isFree(target)) return;
  const isFolder = statSync(target).isDirectory();
  const entries = isFolder ? readdirSync(target) : [];
  const found = isFolder
    ? `holds ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} (${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ', …' : ''})`
    : 'is a file';
  throw new LabError('TARGET_NOT_EMPTY', `${destination} ${found}; ha-lab writes into an empty folder only.`, {
    suggestions: [
      'choose another name: ha-lab new <name>',
      'or another place: --output <folder>',
      `or move it away: mv ${destination} ${destination}.old`,
    ],
    ref: destination,
    exitCode: 2,
  });
}

/**
 * Writes the files under `destination`. On any failure nothing is left behind, not even folders made on the way.
 * Throws LabError TARGET_NOT_EMPTY (exit 2) or ENVIRONMENT (exit 5: permission, disk).
 */
export function writeProject(files: readonly RenderedFile[], destination: string): Written {
  const target = resolve(destination);
  requireFree(destination);
  const made = makeFolder(dirname(target), destination);
  const fresh = join(dirname(target), `.${basename(target)}.new-${process.pid}`);
  try {
    for (const file of files) {
      const path = join(fresh, file.to);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content);
      chmodSync(path, file.mode);
    }
    if (existsSync(target)) rmdirSync(target);
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw hostProblem(error, destination);
  }
  return { directory: target, gitInitialised: beginRepository(target) };
}

function makeFolder(folder: string, destination: string): string | undefined {
  try {
    return mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw hostProblem(error, destination);
  }
}

/** What the machine refuses, as a LabError ENVIRONMENT (exit 5); anything else passes through. */
function hostProblem(error: unknown, destination: string): unknown {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'a part of the path is a file',
  };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  if (reason === undefined) return error;
  return new LabError('ENVIRONMENT', `${destination} cannot be written: ${reason} (${code}).`, {
    suggestions: ['choose another place: --output <folder>'],
    ref: destination,
    exitCode: 5,
  });
}

/** `git init`, only where no repository stands around the project and git is there. */
function beginRepository(directory: string): boolean {
  const inside = spawnSync('git', ['rev-parse', '--is-inside-work-tree'], { cwd: directory, stdio: 'ignore' });
  if (inside.error || inside.status === 0) return false;
  return spawnSync('git', ['init', '--quiet'], { cwd: directory, stdio: 'ignore' }).status === 0;
}
