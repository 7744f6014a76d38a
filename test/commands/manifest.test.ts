// oclif.manifest.json is what the built commands say of themselves: a command or flag that is missing there does not exist.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireBuild } from '../helpers/cli.js';
import { ROOT } from '../tidy/sources.js';

const FILE = 'oclif.manifest.json';
const written = (): string => readFileSync(join(ROOT, FILE), 'utf8');

test('the manifest is the one that the built commands give', () => {
  requireBuild();
  const fresh = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "process.stdout.write(await (await import('./scripts/manifest.mjs')).manifestText())",
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect(fresh.stderr).toBe('');
  expect(written()).toBe(fresh.stdout);
  expect(Object.keys(JSON.parse(written()).commands)).toEqual(
    expect.arrayContaining(['break', 'deploy', 'destroy', 'heal', 'home', 'new', 'plan', 'sandbox:serve', 'status']),
  );
});

const committed = spawnSync('git', ['show', `HEAD:${FILE}`], { cwd: ROOT, encoding: 'utf8' });

test.skipIf(process.env.CI === undefined || committed.status !== 0)(
  'the committed manifest is what the build writes (skipped outside CI, where it may be under way, and without git)',
  () => {
    expect(committed.stdout).toBe(written());
  },
);
