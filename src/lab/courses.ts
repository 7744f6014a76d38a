// The courses of a workbook's sandbox: the present one, and forks, which rewinds left. A course is a set of files (see COURSE); going
// from one to another is a series of renames that is written down first, so that a crash in the middle is finished by the next one.

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.js';
import { type ForkSummary, freeName, openStored, writePast } from '../sandbox/index.js';
import { COURSE, recall, SANDBOX } from './memory.js';

/** What is known of a course when it is left. */
export type Leaving = Omit<ForkSummary, 'name' | 'bytes'>;

const FORKS = 'forks';
const NEXT = 'next-course';
const INTENT = 'switching.json';
const SUMMARY = 'fork.json';

/** Oldest first. @param ours the folder `.ha-lab/`. */
export function forksIn(ours: string): readonly ForkSummary[] {
  const place = join(ours, FORKS);
  if (!existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(place, entry.name, SUMMARY)))
    .map(({ name }) => {
      const summary = JSON.parse(readFileSync(join(place, name, SUMMARY), 'utf8')) as Leaving;
      return { name, ...summary, bytes: bytesIn(join(place, name)) };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

export interface Switched {
  /** Name of the fork that holds what was left. */
  readonly kept: string;
  /** Files of the lab's memory that differ from what they were. */
  readonly restored: readonly string[];
}

/** Goes back to the instant. The sandbox must not be open. Nothing is changed unless all of the past could be brought forth. */
export function goBack(ours: string, to: number, leaving: Leaving): Switched {
  finishSwitch(ours);
  const next = join(ours, NEXT);
  rmSync(next, { recursive: true, force: true });
  const { sharedBytes } = writePast(join(ours, SANDBOX), join(next, SANDBOX), to);
  const restored = recall(ours, next, sharedBytes);
  for (const part of COURSE) copyUnless(part, restored, ours, next);
  // Replays, and keeps the world: what cannot be replayed fails here, while everything is still in its place.
  openStored(join(next, SANDBOX)).close();
  return { kept: switchCourses(ours, leaving), restored };
}

/** What did not change since then is the same as now. */
function copyUnless(part: string, restored: readonly string[], ours: string, next: string): void {
  const from = join(ours, part);
  if (part === SANDBOX || !existsSync(from)) return;
  const files = statSync(from).isDirectory() ? readdirSync(from).map((name) => `${part}/${name}`) : [part];
  for (const file of files) {
    // A backup of another instant would be taken for the state before the last change.
    if (restored.includes(file) || restored.includes(file.replace(/\.backup$/, ''))) continue;
    mkdirSync(join(next, file, '..'), { recursive: true });
    writeFileSync(join(next, file), readFileSync(join(ours, file)));
  }
}

/** Goes on with a fork; what is left becomes one. Throws UNKNOWN_TARGET. */
export function enterFork(ours: string, name: string, leaving: Omit<Leaving, 'leftAt'>): Switched {
  finishSwitch(ours);
  const fork = forksIn(ours).find((known) => known.name === name);
  if (fork === undefined) throw noFork(name, forksIn(ours));
  const next = join(ours, NEXT);
  rmSync(next, { recursive: true, force: true });
  openStored(join(ours, FORKS, name, SANDBOX)).close();
  // A copy until the switch is over: no crash leaves less than there was.
  cpSync(join(ours, FORKS, name), next, { recursive: true });
  rmSync(join(next, SUMMARY));
  const restored = COURSE.filter((part) => part !== SANDBOX && existsSync(join(next, part)));
  const kept = switchCourses(ours, { ...leaving, leftAt: fork.leftAt });
  rmSync(join(ours, FORKS, name), { recursive: true });
  return { kept, restored };
}

function noFork(name: string, forks: readonly ForkSummary[]): LabError {
  const known = forks.map((fork) => `ha-lab sandbox rewind --fork ${fork.name}`);
  return new LabError('UNKNOWN_TARGET', `There is no fork named ${name}.`, {
    suggestions: known.length > 0 ? known : ['There are none yet: a rewind makes the first one'],
    exitCode: 2,
  });
}

interface Intent {
  readonly fork: string;
  readonly phase: 'out' | 'in';
}

function switchCourses(ours: string, leaving: Leaving): string {
  mkdirSync(join(ours, FORKS), { recursive: true });
  const folder = freeName(join(ours, FORKS, 'fork'));
  const fork = folder.slice(join(ours, FORKS).length + 1);
  mkdirSync(folder);
  writeFileSync(join(folder, SUMMARY), JSON.stringify(leaving), { flush: true });
  intend(ours, { fork, phase: 'out' });
  finishSwitch(ours);
  return fork;
}

function intend(ours: string, intent: Intent): void {
  writeFileSync(join(ours, `${INTENT}.new`), JSON.stringify(intent), { flush: true });
  renameSync(join(ours, `${INTENT}.new`), join(ours, INTENT));
}

/** Ends a switch that a crash interrupted; nothing to do otherwise. To be called before the present course is opened. */
export function finishSwitch(ours: string): void {
  if (!existsSync(join(ours, INTENT))) return;
  const { fork, phase } = JSON.parse(readFileSync(join(ours, INTENT), 'utf8')) as Intent;
  if (phase === 'out') {
    moveCourse(ours, join(ours, FORKS, fork));
    intend(ours, { fork, phase: 'in' });
  }
  moveCourse(join(ours, NEXT), ours);
  rmSync(join(ours, INTENT));
  rmSync(join(ours, NEXT), { recursive: true, force: true });
}

function moveCourse(from: string, to: string): void {
  for (const part of COURSE) {
    if (existsSync(join(from, part))) renameSync(join(from, part), join(to, part));
  }
}
