// Generators as processes: started from a plan in a file, ended by that file's going. The file is all that anybody needs to find one, from
// any terminal, and no process number is ever trusted.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.js';
import { type LoadPlan, RunReport } from '../load/index.js';
import { PACKAGE_ROOT } from '../package-root.js';

/** A process starts from a built file, also when the sources run. */
const PROCESS = join(PACKAGE_ROOT, 'dist', 'load', 'process.js');

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10;
/** What was counted is kept for a day. */
const KEPT_MS = 24 * 60 * 60_000;
const RESULTS = '.jsonl';

const planFile = (folder: string, name: string): string => join(folder, `${name}.json`);

/** Unique, and in the order of their beginning. */
export const newRun = (): string => `${Date.now()}-${randomBytes(3).toString('hex')}`;

/** Another of the same name ends. Resolves when it sends. @param leashed ends with this process Throws ENVIRONMENT. */
export async function startGenerator(folder: string, plan: LoadPlan, leashed: boolean): Promise<void> {
  mkdirSync(folder, { recursive: true });
  removeOld(folder);
  const file = planFile(folder, plan.name);
  writeFileSync(`${file}.new`, JSON.stringify(plan));
  renameSync(`${file}.new`, file);
  const results = join(folder, `${plan.name}.${plan.run}${RESULTS}`);
  const complaints = join(folder, `${plan.name}.log`);
  const handle = openSync(complaints, 'w');
  const child = spawn(process.execPath, [PROCESS, file, results, ...(leashed ? ['leash'] : [])], {
    // A group of its own: Ctrl-C is for the command, which stops it by its file.
    detached: true,
    stdio: [leashed ? 'pipe' : 'ignore', 'ignore', handle],
  });
  closeSync(handle);
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  child.unref();
  (child.stdin as Socket | null)?.unref();
  const deadline = performance.now() + PATIENCE_MS;
  while (!existsSync(results)) {
    if (ended || performance.now() > deadline) {
      rmSync(file, { force: true });
      throw didNotStart(complaints);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** Resolves when it sends no more; what is open goes on to its end. */
export async function stopGenerator(folder: string, name: string): Promise<void> {
  const file = planFile(folder, name);
  if (!existsSync(file)) return;
  rmSync(file, { force: true });
  const deadline = performance.now() + PATIENCE_MS;
  for (const run of runsIn(folder).filter(({ of }) => of === name)) {
    const { report } = run;
    for (report.refresh(); report.lives && report.newest?.stopped !== true; report.refresh()) {
      if (performance.now() > deadline) return;
      await sleep(LOOK_EVERY_MS);
    }
  }
}

export interface Run {
  /** Name of its traffic. */
  readonly of: string;
  readonly report: RunReport;
}

const known = new Map<string, RunReport>();

/** Every run whose results are kept, in the order of their beginning. Those that were read are read on from where that ended. */
export function runsIn(folder: string): readonly Run[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(RESULTS));
  const runs = files.map((file) => {
    const path = join(folder, file);
    const report = known.get(path) ?? new RunReport(path);
    known.set(path, report);
    const [of = '', run = ''] = file.slice(0, -RESULTS.length).split('.');
    return { of, run, report };
  });
  return runs.sort((a, b) => (a.run < b.run ? -1 : 1));
}

function removeOld(folder: string): void {
  for (const { report } of runsIn(folder)) {
    const { mtimeMs } = statSync(report.file);
    if (Date.now() - mtimeMs < KEPT_MS) continue;
    rmSync(report.file, { force: true });
    known.delete(report.file);
  }
}

function didNotStart(complaints: string): LabError {
  const said = readFileSync(complaints, 'utf8').trim().split('\n');
  const why = said.find((line) => /^\w*Error/.test(line)) ?? 'it said nothing within ten seconds';
  return new LabError('ENVIRONMENT', `The load generator did not start: ${why}`, {
    suggestions: ['In a clone, build it: npm run build', 'What this machine lacks: ha-lab doctor'],
    ref: complaints,
    exitCode: 5,
  });
}
