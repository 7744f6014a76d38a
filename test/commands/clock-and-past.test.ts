// The sandbox's clock and its past at the command line: instant serving, going back, forks; who is refused, and what guests of a dead holder hear.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { sandboxClients } from '../../src/lab/clients.js';
import { startCli } from '../helpers/background.js';
import { type CliRun, runCli } from '../helpers/cli.js';
import { findProgram } from '../helpers/find-program.js';
import { scratchFolder } from '../helpers/scratch.js';
import { workbooks } from '../helpers/workbook.js';

const MINUTE = 60_000;
const books = workbooks(scratchFolder());

/** Runs a guest without keeping this process from reading the holder's output. */
const guest = (book: string, ...args: readonly string[]): Promise<CliRun> => startCli(args, book).ended();
const answered = <Answer>(book: string, ...args: readonly string[]): Answer => {
  const { status, stdout } = runCli([...args, '--json'], book);
  expect(`${args.join(' ')}: ${status}`).toBe(`${args.join(' ')}: 0`);
  return JSON.parse(stdout);
};

interface Clock {
  readonly now: number;
  readonly startedAt: number;
  readonly events: number;
  readonly kept: { readonly forks: readonly { readonly name: string; readonly at: number; readonly leftAt: number }[] };
}
interface Rewound {
  readonly now: number;
  readonly kept: string;
  readonly restored: readonly string[];
}

// Whole deploys, as processes of their own: on a machine that has much else to do they take minutes.
vi.setConfig({ testTimeout: 300_000 });

beforeAll(() => {
  books.deployed();
});

test('there and back: minutes ago, an instant of the clock, an event, a fork; each course is kept and listed', () => {
  const book = books.deployed();
  const healthy = answered<Clock>(book, 'sandbox', 'status');
  expect(answered<Clock>(book, 'sandbox', 'advance', '10m').now).toBe(healthy.now + 10 * MINUTE);
  const ago = answered<Rewound>(book, 'sandbox', 'rewind', '5m');
  expect(ago).toMatchObject({ now: healthy.now + 5 * MINUTE, kept: 'fork-1', restored: [] });

  // Into the middle of the deploy: what the lab remembers goes back with it.
  const early = runCli(['sandbox', 'rewind', 't+00:01:00'], book);
  expect(early).toMatchObject({ status: 0, stderr: '' });
  expect(early.stdout).toMatch(
    /^t\+\S+ → t\+00:01:00 {3}fork-2 keeps what was left: ha-lab sandbox rewind --fork fork-2\n/,
  );
  expect(early.stdout).toMatch(/As they were then: \.ha-lab\/state\/demo\.sandbox\.json/);
  expect(JSON.parse(runCli(['status', '--json'], book).stdout).verdict).toBe('NOT_DEPLOYED');

  expect(answered<Rewound>(book, 'sandbox', 'rewind', '--fork', 'fork-1').kept).toBe('fork-3');
  const again = JSON.parse(runCli(['status', '--json'], book).stdout);
  expect(again).toMatchObject({ verdict: 'HEALTHY', at: healthy.now + 10 * MINUTE });

  const before = answered<Rewound>(book, 'sandbox', 'rewind', '--to-event', String(healthy.events - 1));
  const after = answered<Clock>(book, 'sandbox', 'status');
  expect(after.events).toBeLessThan(healthy.events);
  expect(after.now).toBe(before.now);
  expect(after.kept.forks.map(({ name }) => name)).toEqual(['fork-1', 'fork-2', 'fork-3']);
  expect(after.kept.forks.find(({ name }) => name === before.kept)).toMatchObject({ leftAt: before.now });

  for (const [args, problem] of [
    [['--fork', 'fork-9'], 'UNKNOWN_TARGET'],
    [['yesterday'], 'INVALID_CONFIG'],
  ] as const) {
    const refused = runCli(['sandbox', 'rewind', ...args, '--json'], book);
    expect([refused.status, JSON.parse(refused.stdout).error.code]).toEqual([2, problem]);
  }
});

test('advance stops at what it is told to look for; 3 when it did not come', () => {
  const book = books.deployed();
  expect(answered(book, 'sandbox', 'advance', '1h', '--until', 'settled')).toMatchObject({ came: true, passedMs: 0 });
  const missed = runCli(['sandbox', 'advance', '2m', '--until', 'ZoneLost'], book);
  expect(missed).toMatchObject({ status: 3, stdout: expect.stringContaining('ZoneLost did not come in that time') });
});

describe('serve', () => {
  test('beyond this machine only for those who say so', () => {
    const { status, stderr } = runCli(['sandbox', 'serve', '--host', '0.0.0.0'], books.empty());
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /0\.0\.0\.0 is not an address of this machine alone[\s\S]*everybody who can reach[\s\S]*add --expose/,
    );
  });

  test('account and region are those it was begun with, and no other', async () => {
    const book = books.empty();
    const serve = startCli(
      ['sandbox', 'serve', '--speed', '0', '--account', '000000000042', '--region', 'eu-west-1', '--json'],
      book,
    );
    await serve.see(/\n}\n/);
    const { url, environment } = JSON.parse(serve.stdout());
    expect(environment).toMatchObject({ AWS_REGION: 'eu-west-1' });
    const { sts } = sandboxClients('eu-west-1', { kind: 'endpoint', url });
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000042',
      Arn: 'arn:aws:iam::000000000042:user/ha-lab',
    });
    serve.signal('SIGINT');
    await serve.ended();
    const refused = runCli(['sandbox', 'serve', '--account', '123456789012'], book);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/is the account 000000000042, and stays it[\s\S]*ha-lab sandbox reset/);
    const elsewhere = runCli(['sandbox', 'serve', '--region', 'us-east-1'], book);
    expect([elsewhere.status, elsewhere.stderr]).toEqual([2, expect.stringMatching(/is eu-west-1, and stays it/)]);
  });

  const aws = findProgram('aws', ['--version']);
  const beside =
    aws === undefined ? ' (the AWS CLI left out: there is no `aws`)' : ', and the AWS CLI’s waiter does not wait';
  test(`instant: each shell is told its way, the status sees the same world${beside}`, async () => {
    const book = books.deployed();
    const serve = startCli(['sandbox', 'serve', '--speed', 'instant', '--json'], book);
    await serve.see(/\n}\n/);
    const { url, speed, environment } = JSON.parse(serve.stdout());
    expect(speed).toBe('instant');
    const fish = await guest(book, 'sandbox', 'serve', '--print-env', '--shell', 'fish');
    expect(fish.stdout).toContain(`set -gx AWS_ENDPOINT_URL ${url}\n`);
    const powershell = await guest(book, 'sandbox', 'serve', '--print-env', '--shell', 'powershell');
    expect(powershell.stdout).toContain(`$Env:AWS_ENDPOINT_URL = "${url}"\n`);
    const before: Clock = JSON.parse((await guest(book, 'sandbox', 'status', '--json')).stdout);
    expect(before).toMatchObject({ instant: true, speed: 0, url });

    if (aws !== undefined) {
      const env = { ...process.env, ...environment };
      const call = (...args: readonly string[]): string => {
        const { status, stdout, stderr } = spawnSync(aws, [...args, '--output', 'text'], { env, encoding: 'utf8' });
        expect([status, stderr]).toEqual([0, '']);
        return stdout.trim();
      };
      const subnet = call('ec2', 'describe-subnets', '--query', 'Subnets[0].SubnetId');
      const asked = performance.now();
      const made = call(
        'ec2',
        'create-nat-gateway',
        '--connectivity-type',
        'private',
        '--subnet-id',
        subnet,
        '--query',
        'NatGateway.NatGatewayId',
      );
      const waited = performance.now();
      call('ec2', 'wait', 'nat-gateway-available', '--nat-gateway-ids', made);
      // One look, as long as any other call; a second one would come 15 s later.
      expect(performance.now() - waited).toBeLessThan(waited - asked + 15_000);
    }
    const seen = JSON.parse((await guest(book, 'status', '--json')).stdout);
    expect(seen).toMatchObject({ verdict: 'HEALTHY', speed: 0 });
    if (aws !== undefined) expect(seen.at).toBeGreaterThan(before.now);
    serve.signal('SIGINT');
    expect((await serve.ended()).status).toBe(0);
  });
});

test('a guest’s deploy: no rewind gets under it; when its holder dies it says so, and ends with 5', async () => {
  const book = books.written();
  const serve = startCli(['sandbox', 'serve', '--speed', '0'], book);
  await serve.see(/Serving at/);
  const deploy = startCli(['deploy'], book);
  await deploy.see(/\+ aws_vpc\.vpc/);
  // Stopped, so that it is in the middle for as long as this takes.
  deploy.signal('SIGSTOP');
  const refused = await guest(book, 'sandbox', 'rewind', '--to-event', '0', '--json');
  expect(refused.status).toBe(2);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: 'WORKBOOK_BUSY',
    message: 'Somebody is at work in this sandbox: ha-lab deploy.',
  });
  serve.signal('SIGKILL');
  await serve.ended();
  deploy.signal('SIGCONT');
  const { status, stderr } = await deploy.ended();
  expect(status).toBe(5);
  expect(stderr).toMatch(/The process that serves this workbook does not answer: [\s\S]*run the same command again/);
  expect(stderr).not.toMatch(/mistake in ha-lab|\n {4}at /);
});

test('what lies in the way on the disk is named, with 5', () => {
  const book = books.empty();
  mkdirSync(join(book, '.ha-lab'));
  writeFileSync(join(book, '.ha-lab/sandbox'), 'a file where a folder should be');
  const { status, stdout } = runCli(['sandbox', 'status', '--json'], book);
  expect(status).toBe(5);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'ENVIRONMENT',
    ref: expect.stringContaining('.ha-lab/sandbox'),
  });
});
