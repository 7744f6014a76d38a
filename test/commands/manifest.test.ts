// oclif.manifest.json is what the built commands say of themselves: a command or flag that is missing there does not exist.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

test('no usage shows an empty alternative: oclif pairs a flag with one other, and leaves nothing for the next', () => {
  // oclif’s own rendering, which its exports do not name.
  const core = createRequire(import.meta.url).resolve('@oclif/core');
  const { DocOpts } = createRequire(core)('./help/docopts.js') as { DocOpts: { generate(command: unknown): string } };
  const usages = Object.values(JSON.parse(written()).commands as object).map((command) => DocOpts.generate(command));
  expect(usages.length).toBeGreaterThan(30);
  expect(usages.filter((usage) => /\[[^\]]*(?:\| | )\]|\[ |\( | \)/.test(usage))).toEqual([]);
});

const committed = spawnSync('git', ['show', `HEAD:${FILE}`], { cwd: ROOT, encoding: 'utf8' });

test.skipIf(process.env.CI === undefined || committed.status !== 0)(
  'the committed manifest is what the build writes (skipped outside CI, where it may be under way, and without git)',
  () => {
    expect(committed.stdout).toBe(written());
  },
);
