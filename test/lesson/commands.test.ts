// The lesson commands as a script sees them, and one lesson on a pseudo-terminal.

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { KEYS, openTerminal } from '../helpers/terminal.js';
import { ROOT } from '../tidy/sources.js';

const folder = scratchFolder();
const homes = { whole: scratchFolder(), interrupted: scratchFolder() };
const PATIENCE_MS = 240_000;

describe('without a terminal', () => {
  test('run asks for --yes, by name', () => {
    const { status, stderr } = runCli(['lesson', 'run', 'birth'], folder);
    expect(status).toBe(4);
    expect(stderr).toContain('ha-lab lesson run birth --yes');
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
      await terminal.see('f faster, s slower');
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
    'Ctrl-C during the watch restores and ends with 130',
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
      await terminal.see('Your place is kept');
      expect(await terminal.ended()).toBe(130);
      expect(runCli(['heal'], home).stdout).toContain('No drill is open');
    },
    PATIENCE_MS,
  );
});
