// The workbook's lock, with other processes real: one holder at a time, whatever the last one left behind.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isAlive, isHeld, readHolder, takeLock } from '../../src/lab/lock.js';
import { requireBuild } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const scratch = scratchFolder();
const lockFile = (): string => join(mkdtempSync(join(scratch, 'lock-')), 'lock.json');

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('one process', () => {
  test('the first takes it, the second learns who has it, and nothing else stays in the folder', () => {
    const file = lockFile();
    const first = takeLock(file);
    if (!isHeld(first)) throw new Error('not taken');
    expect(takeLock(file)).toMatchObject({ pid: process.pid });
    first.announce('http://127.0.0.1:1');
    expect(takeLock(file)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:1' });
    expect(readdirSync(join(file, '..'))).toEqual(['lock.json']);
    first.release();
    first.release();
    expect(readHolder(file)).toBeUndefined();
    expect(isHeld(takeLock(file))).toBe(true);
  });

  test.each<[string, string]>([
    ['of a process that is gone', JSON.stringify({ pid: deadPid(), url: 'http://127.0.0.1:1' })],
    ['that is empty', ''],
    ['that is cut', '{"pid":'],
    ['of no process', '{"pid":0}'],
    ['that is no object', 'null'],
    ['that is cut with its number whole', `{"pid":${process.pid}`],
  ])('a lock %s is taken over', (_, text) => {
    const file = lockFile();
    writeFileSync(file, text);
    expect(isHeld(takeLock(file))).toBe(true);
    expect(readHolder(file)).toMatchObject({ pid: process.pid });
    expect(readdirSync(join(file, '..'))).toEqual(['lock.json']);
  });

  test('a takeover that died in the middle does not lock everyone out, and leaves nothing behind', () => {
    const file = lockFile();
    writeFileSync(file, JSON.stringify({ pid: deadPid() }));
    writeFileSync(`${file}.takeover-1-x-1`, JSON.stringify({ pid: deadPid() }));
    expect(isHeld(takeLock(file))).toBe(true);
    expect(readdirSync(join(file, '..'))).toEqual(['lock.json']);
  });

  test('while another one takes it over, it is left alone', () => {
    const file = lockFile();
    const stale = JSON.stringify({ pid: deadPid() });
    writeFileSync(file, stale);
    writeFileSync(`${file}.takeover-1-x-1`, JSON.stringify({ pid: process.ppid }));
    expect(isHeld(takeLock(file))).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(stale);
  });

  test.runIf(existsSync('/proc/self/stat'))(
    'a number that was given to another process is no holder (where the system tells when a process began)',
    () => {
      const file = lockFile();
      writeFileSync(file, JSON.stringify({ pid: process.ppid, born: '00000000-1', url: 'http://127.0.0.1:1' }));
      expect(isHeld(takeLock(file))).toBe(true);
    },
  );

  test('who lost the lock does not take it from its new holder', () => {
    const file = lockFile();
    const lock = takeLock(file);
    if (!isHeld(lock)) throw new Error('not taken');
    const other = JSON.stringify({ pid: process.ppid });
    writeFileSync(file, other);
    lock.release();
    expect(readFileSync(file, 'utf8')).toBe(other);
  });

  test('alive and dead processes are told apart', () => {
    expect([isAlive(process.pid), isAlive(deadPid()), isAlive(0), isAlive(-1)]).toEqual([true, false, false, false]);
  });
});

describe('many processes', () => {
  /** Takes the lock as soon as it can, notes when it went in and out, and ends; every second one without letting go. */
  const NEWCOMER = `
    import { appendFileSync } from 'node:fs';
    const { takeLock, isHeld } = await import(process.argv[1]);
    const [, , file, diary, forgets] = process.argv;
    let lock = takeLock(file);
    while (!isHeld(lock)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      lock = takeLock(file);
    }
    appendFileSync(diary, 'in\\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    appendFileSync(diary, 'out\\n');
    if (forgets === 'yes') process.kill(process.pid, 'SIGKILL');
    lock.release();
  `;

  test('eight at once behind a stale lock, half of them dying with it: never two inside, and all get in', async () => {
    requireBuild();
    const file = lockFile();
    const diary = `${file}.diary`;
    writeFileSync(file, JSON.stringify({ pid: deadPid() }));
    const module = pathToFileURL(join(ROOT, 'dist/lab/lock.js')).href;
    const ends = Array.from({ length: 8 }, (_, index) => {
      const args = ['--input-type=module', '-e', NEWCOMER, module, file, diary, index % 2 === 0 ? 'yes' : 'no'];
      const child = spawn(process.execPath, args, { stdio: 'inherit' });
      return new Promise<void>((resolve) => child.on('close', () => resolve()));
    });
    await Promise.all(ends);
    expect(readFileSync(diary, 'utf8').trim().split('\n')).toEqual(
      Array.from({ length: 8 }, () => ['in', 'out']).flat(),
    );
  });
});
