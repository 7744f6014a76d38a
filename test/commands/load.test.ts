// `ha-lab load` as a process: in a pipe, in the background, for other tools, and on a terminal with Ctrl-C.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliRun, runCli } from '../helpers/cli.js';
import { findProgram } from '../helpers/find-program.js';
import { jmeter } from '../helpers/jmeter.js';
import { scratchFolder } from '../helpers/scratch.js';
import { KEYS, openTerminal } from '../helpers/terminal.js';

const book = mkdtempSync(join(scratchFolder(), 'load-'));

const lab = (...args: readonly string[]): CliRun => runCli(args, book);

beforeAll(() => {
  expect(lab('new', 'demo', '--yes', '--min-size', '2').status).toBe(0);
  expect(lab('deploy').status).toBe(0);
}, 60_000);

describe('in a pipe', () => {
  test('a line per stretch on stderr, the table on stdout', () => {
    const run = lab('load', '--users', '10..20', '--ramp', '1m', '--hold', '1m');
    expect(run.status).toBe(0);
    const [title, ...lines] = run.stderr.trimEnd().split('\n');
    expect(title).toBe('load   10 → 20 users in 1m00, then 1m00   GET /');
    expect(lines).toHaveLength(12);
    for (const line of lines) expect(line).toMatch(/^00:0\d:\d0 {2}\+ \d+ in 10 s = /);
    expect(run.stdout).toMatch(
      /^LOAD {6}10 → 20 users[\s\S]*CODES {5}200 \d+\n\nINSTANCE[\s\S]*next {6}ha-lab status\n$/,
    );
  });

  test('--json is one object; an hour of load is thirty lines at most', () => {
    const run = lab('load', '--users', '3', '--hold', '2m', '--json');
    expect([run.status, run.stderr]).toEqual([0, '']);
    const { users, shares, request, interrupted } = JSON.parse(run.stdout);
    expect(request).toEqual({ from: 3, to: 3, rampSeconds: 0, holdSeconds: 120, path: '/' });
    expect(interrupted).toBe(false);
    expect(Object.keys(users.byStatus)).toEqual(['200']);
    expect(shares.map(({ share }: { share: number }) => share)).toEqual([
      expect.closeTo(0.5, 1),
      expect.closeTo(0.5, 1),
    ]);
    const spoken = lab('load', '--users', '3', '--hold', '1h').stderr.trimEnd().split('\n');
    expect(spoken).toHaveLength(31);
  });

  test('--rate: requests come whatever the answers, and the line says how many have none', () => {
    const run = lab('load', '--rate', '20..60', '--ramp', '1m', '--hold', '1m');
    expect(run.status).toBe(0);
    const [title, ...lines] = run.stderr.trimEnd().split('\n');
    expect(title).toBe('load   20 → 60 requests per second in 1m00, then 1m00   GET /');
    expect(lines.at(-2)).toMatch(/ = 6\d\.\d\/s |= 5\d\.\d\/s /);
    expect(lines.at(-2)).toMatch(/ {2}rate 60\/s {2}open \d+ {2}i-/);
    expect(run.stdout).toMatch(/^LOAD {6}20 → 60 requests per second[\s\S]*CODES {5}200 \d+\n/);
    expect(lab('load', '--rate', '30', '--background').stdout).toMatch(
      /^Running: 30 requests per second, until stopped/,
    );
    expect(lab('load', '--stop').stdout).toBe('The traffic is stopped; it was 30 requests per second.\n');
  });

  test.each([
    [['--rate', 'fast'], /--rate fast: write a number/],
    [['--rate', '10', '--users', '5'], /--rate/],
    [['--rate', '10', '--export', 'jmeter'], /each thread waits for its answer/],
    [['--users', 'many'], /--users many: write a number/],
    [['--users', '0'], /at least one user/],
    [['--path', 'slow', '--users', '9999'], /at most 5000\n.*a path begins with \//],
    [['--hold', 'long'], /"long" is not a length of time/],
  ])('%j is refused by name', (args, message) => {
    const run = lab('load', ...args);
    expect([run.status, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(message);
  });
});

test('in the background: status shows it, --stop ends it, twice is no error', () => {
  const started = lab('load', '--users', '25', '--background');
  expect(started.stdout).toMatch(/^Running: 25 users, until stopped {3}GET \/\nnext/);
  expect(lab('sandbox', 'advance', '30m').status).toBe(0);
  expect(lab('status').stdout).toMatch(/USERS {2}25 users {2}2\d\.\d req\/s/);
  expect(lab('load', '--stop').stdout).toBe('The traffic is stopped; there were 25 users.\n');
  expect(lab('load', '--stop').stdout).toBe('No traffic was running.\n');
});

describe('--export', () => {
  test('k6: a script with these numbers', () => {
    const run = lab('load', '--users', '5..50', '--ramp', '2m', '--path', '/burn?ms=20&x=1', '--export', 'k6');
    expect(run.stdout).toContain('startVUs: 5');
    expect(run.stdout).toContain("{ duration: '120s', target: 50 }");
    expect(run.stdout).toContain('}/burn?ms=20&x=1`)');
    const plain = run.stdout
      .replace(/^import .*$/gm, '')
      .replace('export const', 'const')
      .replace('export default', 'const run =');
    expect(() => new Script(plain)).not.toThrow();
  });

  test('k6 with a rate: arrivals, not users', () => {
    const { stdout } = lab('load', '--rate', '5..50', '--ramp', '2m', '--export', 'k6');
    expect(stdout).toContain("executor: 'ramping-arrival-rate'");
    expect(stdout).toMatch(/startRate: 5,[\s\S]*duration: '120s', target: 50/);
  });

  test('JMeter: a file with these numbers, its ampersands escaped', () => {
    const args = [
      '--users',
      '5..50',
      '--hold',
      '4m',
      '--path',
      '/burn?ms=20&x=1',
      '--export',
      'jmeter',
      '--output',
      'my.jmx',
    ];
    const run = lab('load', ...args);
    expect(run.stdout).toMatch(/^Written: my.jmx {3}5 → 50 users in 5m00, then 4m00/);
    const plan = readFileSync(join(book, 'my.jmx'), 'utf8');
    expect(plan).toContain('{__P(base,5)}');
    expect(plan).toContain('{__P(users,45)}');
    expect(plan).toContain('{__P(duration,540)}');
    expect(plan).toContain('<stringProp name="HTTPSampler.path">/burn?ms=20&amp;x=1</stringProp>');
  });

  test('users that become fewer are no plan for another tool', () => {
    expect(lab('load', '--users', '50..5', '--export', 'k6')).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('the exported plan, in the tool itself', () => {
  const users = ['--users', '2..6', '--ramp', '2s', '--hold', '3s', '--path', '/burn?ms=0&x=1'];
  let asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end('ok');
  });
  const settings = (): { readonly host: string; readonly port: number } => {
    asked = [];
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  };
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => server.close());

  const tool = jmeter(book);
  const noJmeter = 'missing' in tool ? ` (skipped: ${tool.missing})` : '';
  test.skipIf('missing' in tool)(`JMeter asks for this page, as often as it says${noJmeter}`, async () => {
    if ('missing' in tool) return;
    lab('load', ...users, '--export', 'jmeter', '--output', 'real.jmx');
    const { requests, errors } = await tool.run(join(book, 'real.jmx'), settings());
    expect([requests, errors]).toEqual([asked.length, 0]);
    expect(requests).toBeGreaterThan(8);
    expect(new Set(asked)).toEqual(new Set(['/burn?ms=0&x=1']));
  });

  const k6 = findProgram('k6', ['version']);
  const noK6 = k6 === undefined ? ' (skipped: there is no k6 on the PATH)' : '';
  test.skipIf(k6 === undefined)(`k6 asks for this page, as often as it says${noK6}`, async () => {
    lab('load', ...users, '--export', 'k6', '--output', 'real.k6.js');
    const { host, port } = settings();
    const words = ['run', '--quiet', '--summary-export', 'real.json', '-e', `HOST=${host}`, '-e', `PORT=${port}`];
    await promisify(execFile)(k6 ?? 'k6', [...words, 'real.k6.js'], { cwd: book });
    const { metrics } = JSON.parse(readFileSync(join(book, 'real.json'), 'utf8'));
    expect(metrics.http_reqs.count).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(8);
    expect(new Set(asked)).toEqual(new Set(['/burn?ms=0&x=1']));
  });
});

test('on a terminal a picture moves; Ctrl-C stops the traffic and says so', async () => {
  const terminal = openTerminal(['load', '--users', '10..100', '--ramp', '1h'], book);
  await terminal.see(/users {2} \d\d \/ 100 {2}━/);
  terminal.press(KEYS.ctrlC);
  expect(await terminal.ended()).toBe(130);
  const screen = terminal.screen();
  expect(screen).toContain('Interrupted: the traffic is stopped.');
  expect(screen).toMatch(/LOAD {6}10 → 100 users in 1h00, then 5m00 {3}GET \/ {3}\(stopped after /);
  expect(screen).not.toContain('━');
  expect(lab('load', '--stop').stdout).toBe('No traffic was running.\n');
});
