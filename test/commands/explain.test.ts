// `ha-lab explain` as a process: words, data, exit codes; and the reason that `status` takes from it.

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type CliRun, runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';

const book = mkdtempSync(join(scratchFolder(), 'explain-'));

const lab = (...args: readonly string[]): CliRun => runCli(args, book);

beforeAll(() => {
  expect(lab('new', 'demo', '--yes', '--min-size', '2').status).toBe(0);
  expect(lab('explain')).toMatchObject({ status: 2, stderr: expect.stringContaining('not deployed') });
  expect(lab('deploy').status).toBe(0);
  expect(lab('break', 'stop-docker').status).toBe(0);
  expect(lab('sandbox', 'advance', '90s').status).toBe(0);
}, 90_000);

test('back to the learner’s own hand, and the reason stands in the status, too', () => {
  const run = lab('explain');
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toMatch(
    /went healthy → unhealthy: Target\.\w+[\s\S]*because the container django[\s\S]*you did: stop-docker/,
  );
  const { instances } = JSON.parse(lab('status', '--json').stdout);
  const sick = instances.find(({ target }: { target: string }) => target === 'unhealthy');
  expect(sick.why).toMatch(/; the container django on i-\w+ stopped; you did: stop-docker on i-\w+/);
});

test('--json is one object: the subject, the chain, what it led to', () => {
  const { schemaVersion, subject, explanation, ledTo } = JSON.parse(lab('explain', 'group', '--json').stdout);
  expect(schemaVersion).toBe(1);
  expect(subject).toMatchObject({ name: 'group', kind: 'group' });
  expect(explanation.happening.what).toMatchObject({ type: 'DesiredCapacityChanged', to: 2 });
  expect(ledTo.length).toBeGreaterThan(0);
});

test('what nobody knows exits 2 with what there is', () => {
  const run = lab('explain', 'memory');
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toMatch(/Nothing named memory has happened here\.\n {2}→ Name one of: group, .*i-/);
});

test('logs: what a machine wrote, the newest lines of it, and the choices where a name is none', () => {
  const [newest, older] = JSON.parse(lab('status', '--json').stdout)
    .instances.map(({ id }: { id: string }) => id)
    .reverse();
  expect(lab('logs', older, '--tail', '3').stdout).toMatch(
    new RegExp(
      `^${older} \\(us-east-1[ab]\\)\\n.*\\n.*user data ended with status 0.*\\n.*django: listening on port 8000`,
    ),
  );
  expect(JSON.parse(lab('logs', newest, '--json').stdout).lines[0]).toContain('Booting ami-');
  expect(lab('logs', 'i-')).toMatchObject({ status: 2, stderr: expect.stringContaining(`ha-lab logs ${newest}`) });
});
