// `--target aws` at a terminal, on a stack that stands on a sandbox served in an account's place: users in the background, the watch, a drill and
// its undo, a lesson that is left, and what each of them offers at its end.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledgerOf } from '../../src/lab/ledger.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { startCli } from '../helpers/background.js';
import { type CliRun, runCli } from '../helpers/cli.js';
import { workbookInAccount } from '../helpers/in-an-account.js';
import { scratchFolder } from '../helpers/scratch.js';
import { type Server, startServer } from '../helpers/server.js';
import { KEYS, openTerminal, type TerminalRun } from '../helpers/terminal.js';
import { workbooks } from '../helpers/workbook.js';

const scratch = scratchFolder();
const books = workbooks(scratch);
const SMALL = { cols: 80, rows: 40 };
const AWS = ['--target', 'aws'];
/** Slow enough for two busy processors, fast enough that users are counted within seconds. */
const SPEED = 20;
let server: Server;
let book: string;

beforeAll(async () => {
  const served = books.deployed();
  server = await startServer(served, SPEED);
  book = workbookInAccount(served, books.empty(), server.url);
});
afterAll(async () => {
  runCli(['load', '--stop', ...AWS], book, server.environment);
  await server.stop();
});

const ha = (...args: readonly string[]): Promise<CliRun> => startCli(args, book, server.environment).ended();
const at = (...args: readonly string[]): TerminalRun => openTerminal(args, book, server.environment, SMALL);

/** The offer comes once, and nothing else says the same; a no ends the command as it would have ended. */
async function isOfferedAndDeclined(run: TerminalRun, exitCode = 0): Promise<void> {
  await run.see(
    /On AWS demo would have cost about \$0\.\d\d so far, and each hour \$0\.16 more\.\n│ {2}Remove it now\?/,
  );
  run.press(KEYS.enter);
  expect(await run.ended()).toBe(exitCode);
  expect(run.screen().match(/Remove it now\?/g)).toHaveLength(1);
  expect(run.screen()).not.toContain('still stands');
  expect(ledgerOf(workbookAt(book))).toHaveLength(1);
}

test('users are left in the background, the watch sees them and keys act on it; left, it offers to remove the stack', async () => {
  const load = at('load', ...AWS, '--users', '5', '--background');
  await load.see(/Running: 5 users, until stopped[\s\S]*ha-lab load --stop --target aws/);
  expect(await load.ended()).toBe(0);
  const watch = at('status', ...AWS, '--watch');
  await watch.see(/demo {2}us-east-1 {2}stand-in for AWS, \d\d:\d\d:\d\d UTC {2}HEALTHY/);
  await watch.see(/USERS {2}5 users {2}\d+\.\d req\/s {3}2xx 100\.0 %/);
  await watch.see(/COST {3}on AWS this would cost about \$0\.16 per hour/);
  watch.press('2');
  await watch.see(/view: users/);
  watch.press('q');
  await isOfferedAndDeclined(watch);
  expect((await ha('load', '--stop', ...AWS)).status).toBe(0);
});

test('a drill asks for the name, names its undo with the target, and stays open; healed, the removal is offered', async () => {
  const drill = at('break', 'lower-threshold', ...AWS);
  await drill.see(/type the project’s name:\s+│?\s*demo/);
  drill.press('demo', KEYS.enter);
  expect(await drill.ended()).toBe(0);
  expect(drill.screen()).toMatch(/Done: lower-threshold[\s\S]*undo +ha-lab heal --target aws/);
  const seen = await ha('status', ...AWS);
  expect(seen.stdout).toMatch(/^OPEN {3}lower-threshold[\s\S]*?undo:\s+ha-lab\s+heal\s+--target\s+aws/m);
  const heal = at('heal', ...AWS);
  await heal.see(/Undone: lower-threshold/);
  await isOfferedAndDeclined(heal);
  const again = at('heal', ...AWS);
  expect(await again.ended()).toBe(0);
  expect(again.screen()).toMatch(/! demo still stands; on AWS it would cost \$0\.16 per hour\n {2}done for today\?/);
  expect(again.screen()).not.toContain('Remove it now?');
});

test('who leaves the offer keeps everything; what is being removed is not said to be removable', async () => {
  const drill = await ha('break', 'lower-threshold', ...AWS, '--confirm', 'demo');
  expect([drill.status, drill.stderr]).toEqual([0, expect.stringContaining('remove it: ')]);
  const heal = at('heal', ...AWS);
  await heal.see('Remove it now?');
  heal.press(KEYS.escape);
  expect(await heal.ended()).toBe(0);
  expect(heal.screen().match(/remove it: ha-lab destroy/g)).toHaveLength(1);
});

test('who takes the offer and leaves the name is told that only the destroy was not done', async () => {
  await ha('break', 'lower-threshold', ...AWS, '--confirm', 'demo');
  const heal = at('heal', ...AWS);
  await heal.see('Remove it now?');
  heal.press('y');
  await heal.see(/type the project’s name:\s+│?\s*demo/);
  heal.press(KEYS.escape);
  expect(await heal.ended()).toBe(0);
  expect(heal.screen()).toMatch(
    /Undone: lower-threshold[\s\S]*Cancelled; nothing was removed\.[\s\S]*Only the destroy was cancelled; the drills are undone\./,
  );
  expect(heal.screen()).not.toContain('nothing was changed');
  expect(ledgerOf(workbookAt(book))).toHaveLength(1);
  const destroy = at('destroy', ...AWS);
  await destroy.see(/type the project’s name:\s+│?\s*demo/);
  destroy.press(KEYS.escape);
  expect(await destroy.ended()).toBe(130);
  expect(destroy.screen()).toContain('Cancelled; nothing was removed.');
});

test('a lesson that is left offers it, too', async () => {
  const lesson = at('lesson', 'run', 'promise', ...AWS, '--brief');
  await lesson.see(/type the project’s name:\s+│?\s*demo/);
  lesson.press('demo', KEYS.enter);
  await lesson.see(/Lesson 05[\s\S]*│ {2}●/);
  lesson.press(KEYS.ctrlC);
  await isOfferedAndDeclined(lesson, 130);
});
