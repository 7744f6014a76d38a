// A hidden fault seen from another terminal: nothing names it, and after a kill it is undone like any other.

import { expect, test } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { openTerminal } from '../helpers/terminal.js';
import { workbooks } from '../helpers/workbook.js';

const books = workbooks(scratchFolder());
/** How the drills of lesson 15 call themselves. */
/** And what only the journal would know. */
const NAMES =
  /container django|network changed|stop-docker|hang the app|block-zone|bad-health-path|cut-nat|you +(suspend|terminate)/;

test('status, explain and the home page do not name it; heal undoes it without a word', async () => {
  const book = books.deployed();
  const prediction = ['--answer', 'predict:longest=cause'];
  const lesson = openTerminal(
    ['lesson', 'run', 'game-day', '--accessible', '--brief', '--speed', 'max', ...prediction],
    book,
  );
  await lesson.see(/Ready\?/);
  lesson.press('yes\r');
  await lesson.see(/You are called[\s\S]*What has happened to the stack\?[\s\S]*Number from 1 to 9/);
  expect(lesson.screen()).toContain('Done: a hidden fault');
  const status = runCli(['status'], book).stdout;
  expect(status).toMatch(/DEGRADED[\s\S]*you +a hidden fault\n[\s\S]*OPEN +traffic: 40 users; a hidden fault/);
  const seen = [
    status,
    runCli(['status', '--json'], book).stdout,
    runCli(['explain'], book).stdout,
    runCli([], book).stdout,
  ];
  for (const text of [...seen, lesson.written()]) expect(text).not.toMatch(NAMES);

  lesson.kill();
  await lesson.ended();
  const heal = runCli(['heal'], book);
  expect(heal.stdout).toMatch(/^Undone: a hidden fault\nUndone: traffic: 40 users\n/);
  expect(heal.stdout).not.toMatch(NAMES);
  expect(runCli(['heal'], book).stdout).toContain('No drill is open');
}, 90_000);
