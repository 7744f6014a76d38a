// What a person sees and presses: the watch redraws and gives the screen back, the tour is chosen with keys, Ctrl-C ends each.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { KEYS, openTerminal } from '../helpers/terminal.js';
import { workbooks } from '../helpers/workbook.js';

const books = workbooks(scratchFolder());
const SMALL = { cols: 80, rows: 24 };

beforeAll(() => {
  books.deployed();
});

describe('status --watch', () => {
  test('redraws on a screen of its own at 80×24; keys change view, page and clock; Ctrl-C gives screen and cursor back, exit code 0', async () => {
    const watch = openTerminal(['status', '--watch'], books.deployed(), {}, SMALL);
    await watch.see(/HEALTHY[\s\S]*INSTANCE[\s\S]*q quit/);
    const lines = watch.screen().split('\n');
    expect(lines[0]).toMatch(/^demo {2}us-east-1 {2}sandbox, paused at t\+/);
    expect(lines.length).toBeLessThanOrEqual(SMALL.rows);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(SMALL.cols);
    watch.press('7');
    await watch.see(/ROUTES OUT[\s\S]*view: network[^\n]*page 1 of 2/);
    watch.press(' ');
    await watch.see(/instances 1b +the internet +443 +yes[\s\S]*page 2 of 2/);
    watch.press('v', 'c');
    await watch.see(/\$ aws autoscaling describe-auto-scaling-groups/);
    watch.press('f', '?');
    await watch.see(/the last step stops it/);
    watch.press('?');
    await watch.see(/sandbox, ×1 at t\+/);
    watch.press('-');
    await watch.see(/sandbox, paused at t\+/);
    watch.press(KEYS.ctrlC);
    expect(await watch.ended()).toBe(0);
    expect(watch.written().startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
    expect(watch.written().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(watch.screen()).not.toContain('INSTANCE');
  });

  test('where nothing is deployed it waits, and says for what', async () => {
    const watch = openTerminal(['status', '--watch'], books.written(), {}, SMALL);
    await watch.see(/NOT DEPLOYED[\s\S]*ha-lab deploy/);
    watch.press('q');
    expect(await watch.ended()).toBe(0);
  });

  test('colours only where they are wanted, ASCII where the locale has nothing else', async () => {
    const book = books.deployed();
    const painted = openTerminal(['status', '--force-color'], book, {}, SMALL);
    expect(await painted.ended()).toBe(0);
    const ascii = openTerminal(['status'], book, { LC_ALL: 'C' }, SMALL);
    expect(await ascii.ended()).toBe(0);
    expect(ascii.screen()).toMatch(/^USERS {2}- {2}\(no traffic of ours\)$/m);
    expect(ascii.written()).not.toMatch(/[^\0-\x7f]/);
    expect(painted.written()).toContain('\u001b[32mHEALTHY');
    const plain = openTerminal(['status'], book, { NO_COLOR: '1' }, SMALL);
    expect(await plain.ended()).toBe(0);
    expect(plain.written()).not.toContain('\u001b[');
    expect(runCli(['status'], book).stdout).not.toContain('\u001b[');
    expect(runCli(['status', '--force-color'], book).stdout).toContain('\u001b[32mHEALTHY');
  });
});

describe('break', () => {
  test('the story is followed; Ctrl-C leaves it with exit code 0, and heal undoes what stayed open', async () => {
    const book = books.deployed();
    const drill = openTerminal(['break', 'stop-docker', '--speed', '5'], book, {}, SMALL);
    await drill.see(/undo {5}ha-lab heal[\s\S]*stopped[\s\S]*Ctrl-C leaves it/);
    drill.press(KEYS.ctrlC);
    expect(await drill.ended()).toBe(0);
    expect(drill.screen()).toMatch(/LEFT {5}after [\s\S]*the drill stays open/);
    expect(drill.screen()).not.toContain('Ctrl-C leaves it');
    expect(runCli(['heal'], book).stdout).toMatch(/^Undone: stop-docker on i-\w+ [\s\S]*\n {2}done: ran on/);
    // An undo that cannot be done stays open, is told with its reason, and can be tried again.
    const log = join(book, '.ha-lab/undo.jsonl');
    const was = JSON.parse(
      readFileSync(log, 'utf8')
        .split('\n')
        .find((line) => line.includes('stop-docker')) ?? '',
    ).opened;
    const undo = [{ ...was.undo[0], lines: ['systemctl start nothing.service'] }];
    appendFileSync(log, `${JSON.stringify({ opened: { ...was, id: 'again', undo } })}\n`);
    const stuck = runCli(['heal'], book);
    expect(stuck.status).toBe(5);
    expect(stuck.stdout).toMatch(
      /^Still open: stop-docker on i-\w+ [^\n]*\n {2}because: On i-\w+ the command ended with Failed/,
    );
    for (const line of stuck.stdout.split('\n').slice(2, 5)) expect(line).toMatch(/^( {11}|next|$)/);
    expect(runCli(['status'], book).stdout).toContain('OPEN   stop-docker');
  });
});

describe('destroy', () => {
  test('asks; no is no, and nothing was removed', async () => {
    const book = books.deployed();
    const destroy = openTerminal(['destroy'], book);
    await destroy.see('Remove all of this?');
    destroy.press(KEYS.enter);
    expect(await destroy.ended()).toBe(2);
    expect(destroy.screen()).toContain('Nothing was removed.');
    expect(runCli(['status', '--check'], book).status).toBe(0);
  });

  test('Ctrl-C at the question ends with 130', async () => {
    const destroy = openTerminal(['destroy'], books.deployed());
    await destroy.see('Remove all of this?');
    destroy.press(KEYS.ctrlC);
    expect(await destroy.ended()).toBe(130);
  });
});

describe('ha-lab alone', () => {
  test('in an empty folder: welcome and the next commands; it writes nothing', () => {
    const book = books.empty();
    const run = runCli([], book);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^ha-lab: build a highly available AWS stack[\s\S]*\n {2}ha-lab new {2,}[\s\S]*\n {2}ha-lab lesson run/,
    );
    expect(JSON.parse(runCli(['home', '--json'], book).stdout)).toMatchObject({
      schemaVersion: 1,
      workbook: book,
      projects: [],
      next: [{ command: 'ha-lab new' }, { command: 'ha-lab lesson run' }, { command: 'ha-lab lesson run --all --yes' }],
    });
  });

  test('with a project: deploy it; deployed: look at it, break it; with two: which one', () => {
    const written = books.written();
    expect(runCli([], written).stdout).toMatch(
      /^project {2}demo \(not deployed\)\ncourse {3}0 of \d+ [^\n]*\n\n {2}ha-lab deploy /,
    );
    expect(runCli([], books.deployed()).stdout).toMatch(
      /^project {2}demo \(deployed\)\nclock {4}t\+00:\d\d:\d\d, stands still[\s\S]*\n {2}ha-lab status [\s\S]*\n {2}ha-lab break stop-docker /,
    );
    expect(runCli(['new', 'shop', '--yes'], written).status).toBe(0);
    expect(runCli([], written).stdout).toMatch(
      /^project {2}shop \(not deployed\), demo \(not deployed\)\n[\s\S]*\n {2}ha-lab deploy --project generated\/shop/,
    );
  });

  test('several projects, none deployed: a terminal asks, the one written last first; a pipe is told what to type', async () => {
    const book = books.written();
    expect(runCli(['new', 'shop', '--yes'], book).status).toBe(0);
    const asked = openTerminal(['status', '--view', 'alarms'], book, {}, SMALL);
    await asked.see(/Which project\?[\s\S]*● shop \(not deployed\)[\s\S]*○ demo \(not deployed\)/);
    asked.press(KEYS.down, KEYS.enter);
    await asked.see(/demo {2}us-east-1[\s\S]*NOT DEPLOYED/);
    expect(await asked.ended()).toBe(0);
    const told = runCli(['status', '--view', 'alarms'], book);
    expect(told.status).toBe(2);
    expect(told.stderr).toContain('→ ha-lab status --view alarms --project generated/demo');
  });

  test('the tour is chosen with keys, and goes on from where it came to', async () => {
    const tour = openTerminal(['home', '--tour'], books.written());
    await tour.see(/What first\?[\s\S]*build demo on the sandbox/);
    tour.press(KEYS.enter);
    await tour.see(/Plan: 38 to add/);
    await tour.see(/All targets healthy[\s\S]*What next\?[\s\S]*how the stack is, and why/);
    tour.press(KEYS.enter);
    await tour.see(/HEALTHY[\s\S]*COST[\s\S]*What next\?/);
    tour.press(KEYS.down, KEYS.down, KEYS.down, KEYS.enter);
    expect(await tour.ended()).toBe(0);
  });

  test('nothing for the moment ends it; Ctrl-C ends it with 130', async () => {
    const book = books.empty();
    const quiet = openTerminal(['home', '--tour'], book);
    await quiet.see('What first?');
    quiet.press(KEYS.down, KEYS.down, KEYS.down, KEYS.enter);
    expect(await quiet.ended()).toBe(0);
    const left = openTerminal(['home', '--tour'], book);
    await left.see('What first?');
    left.press(KEYS.ctrlC);
    expect(await left.ended()).toBe(130);
  });
});
