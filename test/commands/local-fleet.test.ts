// Real machines from the command line: the page can be opened, and however the server ends, no process is left behind.

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { startCli } from '../helpers/background.js';
import { runCli } from '../helpers/cli.js';
import { djangoVenv } from '../helpers/django.js';
import { scratchFolder } from '../helpers/scratch.js';
import { workbooks } from '../helpers/workbook.js';

interface Lesson {
  readonly acts: readonly { readonly expectations: readonly { readonly id: string; readonly result: string }[] }[];
}

const books = workbooks(scratchFolder());
const venv = await djangoVenv();
const missing = 'missing' in venv ? venv.missing : undefined;

/** Processes below this one, itself included: pid and command line. */
function familyOf(pid: number): readonly { readonly pid: number; readonly command: string }[] {
  const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).stdout.trim().split('\n');
  const all = lines.map((line) => {
    const [, own = '', parent = '', command = ''] = line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/) ?? [];
    return { pid: Number(own), parent: Number(parent), command };
  });
  const family = new Set([pid]);
  // A parent may stand after its child in the list: as often as there are generations.
  for (let round = 0; round < 5; round += 1) for (const one of all) if (family.has(one.parent)) family.add(one.pid);
  return all.filter((one) => family.has(one.pid));
}

/** A process that has ended and that nobody has asked about yet (Z) lives no more. */
function lives(pid: number): boolean {
  const state = spawnSync('ps', ['-p', String(pid), '-o', 'stat='], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

test('real machines live in real time: a clock that stands still, or cannot be followed, is refused', () => {
  for (const speed of ['0', 'instant', '1000']) {
    const { status, stderr } = runCli(['sandbox', 'serve', '--fleet', 'local', '--speed', speed], books.empty());
    expect(status).toBe(2);
    expect(stderr).toContain('neither stand still nor be run ahead');
  }
});

test('without Python it says what is missing and what to do, exit 5, and lets go of the sandbox', () => {
  const book = books.empty();
  const nowhere = { PATH: book, XDG_CACHE_HOME: book };
  const { status, stderr } = runCli(['sandbox', 'serve', '--fleet', 'local'], book, nowhere);
  expect(status).toBe(5);
  expect(stderr).toMatch(/Python 3\.10 or newer, and none is on the PATH[\s\S]*leave --fleet out/);
  expect(runCli(['sandbox', 'status'], book).status).toBe(0);
});

test('open says why there is nothing to open', () => {
  const { status, stderr } = runCli(['open', '--print'], books.deployed());
  expect(status).toBe(2);
  expect(stderr).toMatch(/no page to open: nobody serves this sandbox[\s\S]*serve --fleet local/);
});

describe.skipIf(missing !== undefined)(`served${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  test('a page from a real machine; time waits and is not turned back; kill -9 leaves no process; the next server starts them again', async () => {
    const book = books.deployed();
    const first = startCli(['sandbox', 'serve', '--fleet', 'local', '--speed', '20'], book);
    await first.see(/Serving at/);
    const family = familyOf(first.pid).filter(({ pid }) => pid !== first.pid);
    expect(family.filter(({ command }) => command.includes('gunicorn')).length).toBeGreaterThanOrEqual(2);
    expect(runCli(['sandbox', 'rewind', '1m'], book).stderr).toContain('their time cannot be turned back');
    expect(runCli(['sandbox', 'advance', '20s'], book).status).toBe(0);
    expect(runCli(['status'], book).stdout).toMatch(/^demo +us-east-1 +sandbox with real machines, ×20 at/);
    const opened = runCli(['open'], book);
    const [url = ''] = opened.stdout.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    expect(opened.stdout).toContain('stands for http://demo-alb-');
    const page = await fetch(url);
    expect([page.status, page.headers.get('x-instance-id')]).toEqual([200, expect.stringMatching(/^i-/)]);

    expect(runCli(['logs'], book).stdout).toContain('django: [');

    first.signal('SIGKILL');
    await first.ended();
    await expect.poll(() => family.filter(({ pid }) => lives(pid)), { timeout: 30_000 }).toEqual([]);

    const second = startCli(['sandbox', 'serve', '--fleet', 'local', '--speed', '20'], book);
    await second.see(/Serving at/);
    const again = familyOf(second.pid).filter(({ pid }) => pid !== second.pid);
    expect(again.filter(({ command }) => command.includes('gunicorn')).length).toBeGreaterThanOrEqual(2);
    // A machine is terminated: its process dies, the group launches another, and that one's pages come.
    const lesson = runCli(['lesson', 'run', 'promise', '--yes', '--here', '--json'], book);
    const verdicts = JSON.parse(lesson.stdout).lessons.flatMap(({ acts }: Lesson) =>
      acts.flatMap(({ expectations }) => expectations.map(({ id, result }) => `${id} ${result}`)),
    );
    expect(verdicts.length).toBeGreaterThan(3);
    expect(verdicts.filter((verdict: string) => !verdict.endsWith(' held'))).toEqual([]);

    second.signal('SIGINT');
    expect(await second.ended()).toMatchObject({ status: 0, stderr: expect.stringContaining('Stopped') });
    expect(again.filter(({ pid }) => lives(pid))).toEqual([]);
    // It is kept, and goes on without them.
    expect(runCli(['status'], book).stdout).toMatch(/GROUP +min 2 +desired 2/);
  });
});
