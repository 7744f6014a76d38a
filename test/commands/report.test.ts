// `lesson report` and `lesson replay` as processes: files, pipes, refusals; from recordings made by hand.

import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFile } from '../../src/cli/open-file.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { Progress } from '../../src/lesson/progress.js';
import { saveRecording } from '../../src/lesson/recording.js';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { DOCKER_DIES } from '../report/lesson/recorded.js';
import { PREDICTED, run, SEEN } from '../report/lesson/situations.js';

const scratch = scratchFolder();

function book(): string {
  const folder = mkdtempSync(join(scratch, 'book-'));
  const workbook = workbookAt(folder);
  const { schemaVersion: _, ...recording } = run(DOCKER_DIES);
  saveRecording(workbook, recording);
  const progress = new Progress(workbook);
  for (const step of [PREDICTED, { step: 'watch:elb', run: 'docker-dies-0001' }, SEEN]) {
    progress.add({ lesson: 'docker-dies', ...step });
  }
  return folder;
}

test('an empty workbook: what to do, and nothing written', () => {
  const folder = mkdtempSync(join(scratch, 'empty-'));
  const report = runCli(['lesson', 'report'], folder);
  expect(report).toMatchObject({ status: 2, stdout: '' });
  expect(report.stderr).toMatch(/No lesson was begun here[\s\S]*→ ha-lab lesson run\n/);
  expect(existsSync(join(folder, 'ha-lab-report.html'))).toBe(false);
  const replay = runCli(['lesson', 'replay'], folder);
  expect(replay).toMatchObject({ status: 0 });
  expect(replay.stdout).toContain('No run is recorded here yet.');
});

test('a file to keep: written, replaced, and never over what is somebody’s', () => {
  const folder = book();
  const first = runCli(['lesson', 'report', '--open', '--name', 'Ada'], folder, { DISPLAY: '', WAYLAND_DISPLAY: '' });
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toMatch(/^Report on 1 lesson: ha-lab-report\.html\nNot opened: \w/);
  expect(readFileSync(join(folder, 'ha-lab-report.html'), 'utf8')).toMatch(
    /^<!doctype html>[\s\S]*Lesson report of Ada/,
  );
  expect(runCli(['lesson', 'report', '06', '--output', 'ha-lab-report.html'], folder).status).toBe(0);
  writeFileSync(join(folder, 'thesis.html'), '<p>mine</p>');
  const refused = runCli(['lesson', 'report', '-o', 'thesis.html'], folder);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('thesis.html is there already, and no report wrote it.');
  expect(readFileSync(join(folder, 'thesis.html'), 'utf8')).toBe('<p>mine</p>');
});

test('in a pipe: Markdown or JSON on stdout; reports of a class are merged, bad ones named all at once', () => {
  const folder = book();
  expect(runCli(['lesson', 'report', '-o', '-'], folder).stdout).toMatch(/^# Lesson report\n[\s\S]*## My HA matrix/);
  const json = runCli(['lesson', 'report', '--json'], folder).stdout;
  expect(JSON.parse(json)).toMatchObject({
    schemaVersion: 1,
    kind: 'ha-lab-lesson-report',
    lessons: [{ id: 'docker-dies' }],
  });
  writeFileSync(join(folder, 'a.json'), json);
  writeFileSync(join(folder, 'b.json'), '{}');
  const bad = runCli(['lesson', 'report', '--merge', 'a.json', 'b.json', 'c.json'], folder);
  expect(bad.status).toBe(2);
  expect(bad.stderr).toMatch(/b\.json: it is no lesson report[\s\S]*c\.json: there is no such file/);
  const merged = runCli(['lesson', 'report', '--merge', 'a.json', '-o', '-'], folder);
  expect(merged.stdout).toMatch(
    /^# What 1 learner predicted[\s\S]*1 predicted, 1 otherwise than it is, 1 of them sure/,
  );
});

test('a replay in a pipe: verdicts and timeline, judged again; where the judge says otherwise, exit 3', () => {
  const folder = book();
  const listed = runCli(['lesson', 'replay'], folder).stdout;
  expect(listed).toMatch(/docker-dies-0001 +2026-01-05 12:00 +with you +elb +unknown$/m);
  const replay = runCli(['lesson', 'replay', 'docker-dies'], folder);
  expect(replay.stdout).toMatch(/held {4}\+01:00 {2}victim\.target == 'unhealthy'[\s\S]*TIMELINE/);
  // The recording was made by hand and holds no verdicts: every one of today's is new.
  expect(replay.stdout).toContain('elb seen: not in the lesson then, held now');
  expect(replay.status).toBe(3);
  // Of its two acts one was played; who looks again must not read that the lesson held.
  const check = runCli(['lesson', 'check', 'docker-dies'], folder);
  for (const { stdout } of [replay, check]) expect(stdout).toMatch(/was not played[\s\S]*\nResult: unknown\n$/);
  const json = ['replay', 'check'].map((word) => runCli(['lesson', word, 'docker-dies', '--json'], folder).stdout);
  expect(json.map((text) => JSON.parse(text).result)).toEqual(['unknown', 'unknown']);
  const none = runCli(['lesson', 'replay', 'docker-dies-0009'], folder);
  expect(none).toMatchObject({ status: 2 });
  expect(none.stderr).toContain('→ ha-lab lesson replay docker-dies-0001');
});

test.each<[NodeJS.Platform, Record<string, string>, readonly string[] | string]>([
  ['darwin', {}, ['open', '/r.html']],
  ['win32', {}, ['explorer', '/r.html']],
  ['linux', { DISPLAY: ':0' }, ['xdg-open', '/r.html']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0', BROWSER: 'firefox' }, ['firefox', '/r.html']],
  ['linux', { DISPLAY: '' }, 'there is no display here'],
  ['darwin', { CI: 'true' }, 'nobody looks at a CI machine'],
])('--open on %s with %j', (platform, environment, wanted) => {
  const started: string[] = [];
  const opened = openFile('/r.html', {
    platform,
    environment,
    start: (command, args) => started.push(command, ...args),
  });
  expect(opened.opened ? started : opened.why).toEqual(wanted);
});
