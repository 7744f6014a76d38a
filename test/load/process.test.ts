// The generator as a process: what ends it, and what is left of it when it dies.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunReport } from '../../src/load/report.js';
import { requireBuild } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';
import { planOf, type Site, site, users } from './helpers.js';

const folder = scratchFolder();
const planFile = join(folder, 'lab.json');
let one: Site;

beforeAll(async () => {
  requireBuild();
  one = await site((_, response) => void setTimeout(() => response.end(), 5));
});
afterAll(() => one.close());

interface Started {
  readonly child: ChildProcess;
  readonly report: RunReport;
  readonly ended: Promise<unknown>;
}

/** Resolves when it has been answered. */
async function started(run: string): Promise<Started> {
  const plan = { ...planOf({ url: one.url, loop: users(2, 10), run, durationMs: 60_000 }) };
  writeFileSync(planFile, JSON.stringify(plan));
  const results = join(folder, `${run}.jsonl`);
  const child = spawn(process.execPath, [join(ROOT, 'dist/load/process.js'), planFile, results, 'leash'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const report = new RunReport(results);
  await expect
    .poll(() => {
      report.refresh();
      return report.newest?.seconds.length ?? 0;
    })
    .toBeGreaterThan(0);
  return { child, report, ended };
}

const whyOf = (report: RunReport): string | undefined => {
  report.refresh();
  return report.ended?.why;
};

test('it ends when its plan goes, when another takes its name, and when whoever holds its leash is gone', async () => {
  const first = await started('first');
  expect([first.report.lives, first.report.newest?.users]).toEqual([true, 2]);
  rmSync(planFile);
  expect([await first.ended, whyOf(first.report), first.report.lives]).toEqual([0, 'stopped', false]);

  const second = await started('second');
  const third = await started('third');
  expect([await second.ended, whyOf(second.report)]).toEqual([0, 'stopped']);

  third.child.stdin?.destroy();
  expect([await third.ended, whyOf(third.report)]).toEqual([0, 'stopped']);
  await expect.poll(() => one.connections()).toBe(0);
});

test('killed, it leaves nothing but what it had counted', async () => {
  const { child, report, ended } = await started('killed');
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  report.refresh();
  expect(report.seconds(0, Number.POSITIVE_INFINITY).length).toBeGreaterThan(0);
  expect(report.ended).toBeUndefined();
  await expect.poll(() => one.connections()).toBe(0);
  expect(existsSync(report.file)).toBe(true);
  // It has been silent for a while.
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(report.file, longAgo, longAgo);
  expect(report.lives).toBe(false);
});
