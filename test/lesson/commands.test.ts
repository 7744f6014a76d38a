// The lesson commands as a script sees them, and one lesson on a pseudo-terminal.

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCli } from '../helpers/background.js';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { KEYS, openTerminal } from '../helpers/terminal.js';
import { ROOT } from '../tidy/sources.js';

const folder = scratchFolder();
const homes = { whole: scratchFolder(), interrupted: scratchFolder(), piped: scratchFolder() };
const PATIENCE_MS = 240_000;

describe('without a terminal', () => {
  test('run names --yes to whoever cannot be asked', () => {
    const { status, stdout } = runCli(['lesson', 'run', 'birth', '--json'], folder);
    expect(status).toBe(4);
    expect(stdout).toContain('ha-lab lesson run birth --yes');
  });

  test('an unknown lesson is refused with those there are', () => {
    const { status, stderr } = runCli(['lesson', 'run', 'nothing', '--yes'], folder);
    expect(status).toBe(2);
    expect(stderr).toContain('ha-lab lesson run docker-dies');
  });

  test(
    'run --yes prints expectations with evidence, metrics and timeline; check judges it again',
    () => {
      const { status, stdout } = runCli(['lesson', 'run', 'birth', '--yes', '--seed', 'cli'], folder);
      expect(status).toBe(0);
      for (const text of [
        'Generated',
        'Deployed',
        '✓ held',
        'seen: newcomer.target = healthy',
        'REQ/S',
        'TIMELINE',
        'Launching a new EC2 instance',
        '7 of 7 expectations held',
      ]) {
        expect(stdout).toContain(text);
      }
      const check = runCli(['lesson', 'check', '--json'], folder);
      expect(check.status).toBe(0);
      expect(JSON.parse(check.stdout)).toMatchObject({ result: 'held', lessons: [{ id: 'birth' }] });
      // Unattended runs are nobody's progress.
      expect(JSON.parse(runCli(['lesson', 'list', '--json'], folder).stdout).lessons[0]).toMatchObject({
        state: 'new',
      });
    },
    PATIENCE_MS,
  );

  test(
    'the same seed twice tells the same story, another seed another one',
    () => {
      const timeline = (seed: string): string => {
        const { stdout } = runCli(['lesson', 'run', 'birth', '--yes', '--json', '--seed', seed], folder);
        return JSON.stringify(JSON.parse(stdout).lessons);
      };
      expect(timeline('cli')).toBe(timeline('cli'));
      expect(timeline('cli')).not.toBe(timeline('other'));
    },
    PATIENCE_MS,
  );

  test('check without any run says what to do', () => {
    const { status, stderr } = runCli(['lesson', 'check', 'docker-dies'], folder);
    expect(status).toBe(2);
    expect(stderr).toContain('ha-lab lesson run docker-dies');
  });

  test('lint: the course is sound; a spoilt file is refused; --json lists the problems', () => {
    expect(runCli(['lesson', 'lint'], folder)).toMatchObject({ status: 0 });
    const file = join(folder, 'lesson.md');
    cpSync(join(ROOT, 'lessons/03-birth-of-a-machine/lesson.md'), file);
    writeFileSync(file, readFileSync(file, 'utf8').replace('change: 1', 'chage: 1'));
    const { status, stderr } = runCli(['lesson', 'lint', 'lesson.md'], folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /lesson\.md:\d+:\d+ +the drill set-desired-capacity has no "chage"; did you mean "change"\?/,
    );
    const json = runCli(['lesson', 'lint', 'lesson.md', '--json'], folder);
    expect(json.status).toBe(2);
    expect(JSON.parse(json.stdout).problems).toHaveLength(1);
  });

  test('show tells what is asked and not what is right', () => {
    const { status, stdout } = runCli(['lesson', 'show', 'docker-dies'], folder);
    expect(status).toBe(0);
    expect(stdout).toContain('Who notices first');
    expect(stdout).not.toContain('Two failed checks, one every 30 s');
  });

  test('skip and reset are remembered', () => {
    const state = (): string =>
      JSON.parse(runCli(['lesson', 'list', '--json'], folder).stdout).lessons.find(
        ({ id }: { id: string }) => id === 'quiet-load',
      ).state;
    runCli(['lesson', 'skip', 'quiet-load'], folder);
    expect(state()).toBe('skipped');
    runCli(['lesson', 'reset', 'quiet-load'], folder);
    expect(state()).toBe('new');
  });
});

describe('in a pipe, step by step', () => {
  test(
    'a question ends the run with the way to answer it; killed in the middle, the next run mends and goes on to the end',
    async () => {
      const home = homes.piped;
      const asked = runCli(['lesson', 'run', 'birth'], home);
      expect(asked.status).toBe(4);
      expect(asked.stderr).toMatch(/minutes +Some minutes later[\s\S]*--answer predict:first-request=/);
      const answer = ['--answer', 'predict:first-request=minutes'];
      const killed = startCli(['lesson', 'run', 'birth', '--speed', '2', ...answer], home);
      await killed.see(/^Done: set-desired-capacity/m);
      killed.signal('SIGKILL');
      await killed.ended();
      expect(JSON.parse(readFileSync(join(home, '.ha-lab/lesson-settings.json'), 'utf8'))).toMatchObject({
        lesson: 'birth',
        settings: expect.stringContaining('group.minSize: 2'),
      });
      writeFileSync(join(home, 'answers.json'), '{ "seen:first-request": "minutes", "again:birth:0": 390 }');
      const { status, stdout } = runCli(['lesson', 'run', 'birth', '--answers', 'answers.json'], home);
      expect(stdout).toContain('The lesson birth was ended in the middle');
      expect(stdout).toContain('Undone: set-desired-capacity');
      expect(stdout).toContain('Going on where you left.');
      expect(stdout).toContain('You predicted: Some minutes later');
      expect(status).toBe(0);
      expect(existsSync(join(home, '.ha-lab/lesson-settings.json'))).toBe(false);
      expect(readFileSync(join(home, '.ha-lab/progress.jsonl'), 'utf8')).not.toContain(home);
    },
    PATIENCE_MS,
  );

  test('new: a lesson that lint accepts, entered into the course', () => {
    const home = homes.whole;
    mkdirSync(join(home, 'lessons'));
    writeFileSync(join(home, 'lessons/course.yaml'), 'schema: 1\ntitle: Mine # ours\nlessons: []\n');
    const { status, stdout } = runCli(['lesson', 'new', 'slow-disk'], home);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('00-slow-disk') });
    expect(runCli(['lesson', 'lint', 'lessons/00-slow-disk/lesson.md'], home).status).toBe(0);
    expect(readFileSync(join(home, 'lessons/course.yaml'), 'utf8')).toMatch(/# ours[\s\S]*00-slow-disk/);
    expect(runCli(['lesson', 'new', 'slow-disk'], home).status).toBe(2);
    expect(runCli(['lesson', 'new', 'Slow Disk'], home).stderr).toContain('ha-lab lesson new slow-disk');
  });
});

describe('on a terminal', () => {
  test(
    'a whole lesson on a project of one’s own, and the project has its settings again',
    async () => {
      const home = homes.whole;
      const terminal = openTerminal(['lesson', 'run', 'birth', '--brief'], home);
      await terminal.see('Write the recommended one to generated/ha-django?');
      terminal.press(KEYS.enter);
      await terminal.see('When does it get its first request');
      terminal.press(KEYS.down, KEYS.enter);
      await terminal.see('Ready?');
      terminal.press(KEYS.enter);
      await terminal.see('f faster  - slower');
      terminal.press('f', 'f', 'f', 'f');
      await terminal.see('TIMELINE');
      await terminal.see('Two words, two services.');
      await terminal.see('Lesson 03 is done: everything came as expected.');
      expect(await terminal.ended()).toBe(0);
      const status = JSON.parse(runCli(['status', '--json'], home).stdout);
      expect(status).toMatchObject({ group: { minSize: 1, desiredCapacity: 2 }, drills: [] });
    },
    PATIENCE_MS,
  );

  test(
    'Ctrl-C during the watch restores, also when it comes again, and ends with 130',
    async () => {
      const home = homes.interrupted;
      const terminal = openTerminal(['lesson', 'run', 'docker-dies', '--brief'], home);
      await terminal.see('Write the recommended one');
      terminal.press(KEYS.enter);
      await terminal.see('Who notices first');
      terminal.press(KEYS.enter);
      await terminal.see('Ready?');
      terminal.press(KEYS.enter);
      await terminal.see('victim.target = ');
      terminal.press(KEYS.ctrlC);
      await terminal.see('Interrupted: what was done to the stack is undone.');
      // Now the terminal itself makes a signal of it, for every process in front of it.
      await terminal.see('Putting the settings of');
      terminal.press(KEYS.ctrlC);
      await terminal.see('Restoring; a few seconds.');
      await terminal.see('Your place is kept');
      expect(await terminal.ended()).toBe(130);
      expect(existsSync(join(home, '.ha-lab/lesson-settings.json'))).toBe(false);
      expect(runCli(['heal'], home).stdout).toContain('No drill is open');
    },
    PATIENCE_MS,
  );
});
