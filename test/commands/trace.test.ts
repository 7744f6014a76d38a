// `ha-lab trace` as a process: words, data, exit codes.

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type CliRun, runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';

const book = mkdtempSync(join(scratchFolder(), 'trace-'));

const lab = (...args: readonly string[]): CliRun => runCli(args, book);

beforeAll(() => {
  expect(lab('new', 'demo', '--yes').status).toBe(0);
  expect(lab('trace', 'internet', 'alb')).toMatchObject({ status: 2, stderr: expect.stringContaining('not deployed') });
  expect(lab('deploy').status).toBe(0);
}, 60_000);

test('the verdict first, then each rule in the packet’s order; within 80 columns', () => {
  const run = lab('trace', 'internet', 'alb:us-east-1a');
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toMatch(
    /^the internet → alb \(us-east-1a\), TCP 80: passes\n {2}✓ alb \(us-east-1a\) has the public address [\d.]+\n {2}✓ route table rtb-/,
  );
  const wide = run.stdout.split('\n').filter((line) => line.length > 80);
  expect(wide).toEqual([]);
});

test('a packet that is stopped is an answer; with --check it is exit code 3', () => {
  const run = lab('trace', 'internet', 'nat:us-east-1b', '--check');
  expect(run.status).toBe(3);
  expect(run.stdout).toMatch(/does not pass\n {2}✗ NAT gateway nat-\w+: a NAT gateway takes no connections/);
});

test('--json is one object; what nobody knows exits 2 with what there is', () => {
  const { schemaVersion, traces } = JSON.parse(lab('trace', 'alb', 'internet', '--port', '443', '--json').stdout);
  expect(schemaVersion).toBe(1);
  expect(traces).toHaveLength(2);
  expect(traces[0]).toMatchObject({ from: 'alb (us-east-1a)', to: 'the internet', port: 443, passes: false });
  expect(traces[0].hops.at(-1)).toMatchObject({
    kind: 'security-group',
    says: expect.stringContaining('no egress rule'),
  });
  const unknown = lab('trace', 'alb', 'database');
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
  expect(unknown.stderr).toMatch(/There is no database here\.\n {2}→ Name one of: internet, alb, nat, i-/);
});
