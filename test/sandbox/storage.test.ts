// A sandbox on disk: what it keeps, how it goes on, and what happens to a damaged record. No byte is ever lost.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/errors.js';
import {
  DEFAULT_BIRTH,
  ENGINE_VERSION,
  openStored,
  repairStored,
  Sandbox,
  setAside,
  skip,
} from '../../src/sandbox/index.js';
import { headerBody, INPUT_LOG_FORMAT, readInputLog, sealLine, splitDamagedLog } from '../../src/sandbox/input-log.js';
import { decodeInput, encodeInput } from '../../src/sandbox/inputs.js';
import { follow } from '../../src/sandbox/pace.js';
import { scratchFolder } from '../helpers/scratch.js';

const scratch = scratchFolder();
const newFolder = (): string => mkdtempSync(join(scratch, 'sandbox-'));
const MINUTE = 60_000;

const makeVpc = (sandbox: Sandbox, cidr: string): unknown => sandbox.call('ec2', 'CreateVpc', { CidrBlock: cidr });

/** Three VPCs at three instants; kept. Answers the journal and the world as text. */
function fill(folder: string): { readonly journal: string; readonly world: string } {
  const stored = openStored(folder, { seed: 'storage' });
  for (const [index, cidr] of ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'].entries()) {
    makeVpc(stored.sandbox, cidr);
    stored.sandbox.run(stored.sandbox.now + (index + 1) * MINUTE);
  }
  stored.close();
  return textOf(stored.sandbox);
}

const textOf = (sandbox: Sandbox): { readonly journal: string; readonly world: string } => ({
  journal: JSON.stringify(sandbox.journal),
  world: JSON.stringify(sandbox.world),
});

const logOf = (folder: string): string => join(folder, 'inputs.log');
const snapshotsOf = (folder: string): readonly string[] => readdirSync(join(folder, 'snapshots')).sort();

function failureOf(work: () => unknown): LabError {
  try {
    work();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what is kept', () => {
  test('the log is a header, one sealed line per input, and where the clock stood', () => {
    const folder = newFolder();
    fill(folder);
    const { header, inputs, hashes } = readInputLog(readFileSync(logOf(folder)), 'inputs.log');
    expect(header).toEqual({
      format: INPUT_LOG_FORMAT,
      engine: ENGINE_VERSION,
      birth: { ...DEFAULT_BIRTH, seed: 'storage' },
    });
    expect(inputs.map(({ kind, at }) => [kind, at - DEFAULT_BIRTH.startedAt])).toEqual([
      ['call', 0],
      ['call', MINUTE],
      ['call', 3 * MINUTE],
      ['clock', 6 * MINUTE],
    ]);
    expect(new Set(hashes).size).toBe(5);
  });

  test('reads leave no trace on the disk', () => {
    const folder = newFolder();
    fill(folder);
    const before = [readFileSync(logOf(folder)), snapshotsOf(folder)];
    const stored = openStored(folder);
    stored.sandbox.call('ec2', 'DescribeVpcs', {});
    stored.checkpoint();
    stored.close();
    expect([readFileSync(logOf(folder)), snapshotsOf(folder)]).toEqual(before);
  });

  test('at most twelve snapshots: the newest, the oldest, and fewer the older they are', () => {
    const folder = newFolder();
    for (let round = 0; round < 30; round += 1) {
      const stored = openStored(folder);
      stored.sandbox.run(stored.sandbox.now + MINUTE);
      stored.close();
    }
    const names = snapshotsOf(folder);
    const counts = names.map((name) => Number.parseInt(name, 10));
    expect(names).toHaveLength(12);
    expect([counts[0], counts.at(-2), counts.at(-1)]).toEqual([1, 29, 30]);
    const gaps = counts.slice(1).map((count, index) => count - (counts[index] ?? 0));
    expect(gaps.at(0)).toBeGreaterThan(gaps.at(-1) ?? 0);
  });

  test('instants and bytes keep their type on the way through the log', () => {
    const input = {
      kind: 'call',
      at: 5,
      service: 'cloudwatch',
      operation: 'PutMetricData',
      input: { Timestamp: new Date(1_234), Blob: Uint8Array.from([0, 255, 10]), Empty: {}, Text: '\n"$date"' },
    } as const;
    expect(decodeInput(encodeInput(input))).toEqual(input);
  });
});

describe('going on', () => {
  /** The same life without any disk. */
  function straight(): { readonly journal: string; readonly world: string } {
    const sandbox = Sandbox.born({ seed: 'storage' });
    for (const [index, cidr] of ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'].entries()) {
      makeVpc(sandbox, cidr);
      sandbox.run(sandbox.now + (index + 1) * MINUTE);
    }
    makeVpc(sandbox, '10.4.0.0/16');
    sandbox.run(sandbox.now + MINUTE);
    return textOf(sandbox);
  }

  function goOn(folder: string): { readonly journal: string; readonly world: string } {
    const stored = openStored(folder);
    makeVpc(stored.sandbox, '10.4.0.0/16');
    stored.sandbox.run(stored.sandbox.now + MINUTE);
    stored.close();
    return textOf(stored.sandbox);
  }

  test.each<[string, (folder: string) => void]>([
    ['with its snapshots', () => {}],
    ['from the inputs alone', (folder) => removeSnapshots(folder)],
    ['when the newest snapshot is no gzip', (folder) => spoil(folder, () => Buffer.from('nonsense'))],
    ['when the newest snapshot was cut', (folder) => spoil(folder, (bytes) => bytes.subarray(0, bytes.length / 2))],
    ['when the newest snapshot is empty', (folder) => spoil(folder, () => Buffer.alloc(0))],
    ['when the newest snapshot is of another format', (folder) => edit(folder, { format: 99 })],
    ['when the newest snapshot belongs to another log', (folder) => edit(folder, { inputHash: '0'.repeat(16) })],
  ])('a reopened sandbox continues byte for byte %s', (_, damage) => {
    const folder = newFolder();
    const kept = fill(folder);
    damage(folder);
    const reopened = openStored(folder);
    expect(textOf(reopened.sandbox)).toEqual(kept);
    expect(goOn(folder)).toEqual(straight());
  });

  test('what nobody closed goes on from the last input', () => {
    const folder = newFolder();
    const { sandbox } = openStored(folder, { seed: 'storage' });
    makeVpc(sandbox, '10.1.0.0/16');
    sandbox.run(sandbox.now + MINUTE);
    makeVpc(sandbox, '10.2.0.0/16');
    const atLastInput = textOf(sandbox);
    sandbox.run(sandbox.now + 90 * MINUTE);
    expect(textOf(openStored(folder).sandbox)).toEqual(atLastInput);
  });

  test('a refused call is an input like any other: it is refused again', () => {
    const folder = newFolder();
    const stored = openStored(folder, { seed: 'storage' });
    expect(() => makeVpc(stored.sandbox, '10.0.0.0/8')).toThrow(/CIDR/);
    makeVpc(stored.sandbox, '10.1.0.0/16');
    stored.close();
    removeSnapshots(folder);
    expect(textOf(openStored(folder).sandbox)).toEqual(textOf(stored.sandbox));
  });

  test('what a call did before it was refused is done again', () => {
    const folder = newFolder();
    const stored = openStored(folder, { seed: 'storage' });
    const { sandbox } = stored;
    const metric = { Namespace: 'Shop', MetricName: 'orders', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 };
    const alarm = { ...metric, AlarmName: 'few', Threshold: 1, ComparisonOperator: 'LessThanThreshold' };
    sandbox.call('cloudwatch', 'PutMetricAlarm', alarm);
    expect(() => sandbox.call('cloudwatch', 'DeleteAlarms', { AlarmNames: ['few', 'none'] })).toThrow('Alarm none');
    stored.close();
    removeSnapshots(folder);
    const again = openStored(folder).sandbox;
    expect(textOf(again)).toEqual(textOf(sandbox));
    expect(again.world.cloudwatch.alarms).toEqual({});
  });

  test('the birth certificate of the log wins over what the next opener asks for', () => {
    const folder = newFolder();
    openStored(folder, { seed: 'first', region: 'eu-west-1' }).close();
    const { sandbox } = openStored(folder, { seed: 'second', region: 'us-east-1' });
    expect([sandbox.region, sandbox.world.kernel.seed]).toEqual(['eu-west-1', 'first']);
  });

  test('the world of another engine goes on; its past is never replayed by this one', () => {
    const folder = newFolder();
    const kept = fill(folder);
    edit(folder, { engine: 'old' });
    const stored = openStored(folder);
    expect(textOf(stored.sandbox)).toEqual(kept);
    makeVpc(stored.sandbox, '10.4.0.0/16');
    // Not closed: the next opening must replay the last call, on top of a world that is ours by now.
    expect(textOf(openStored(folder).sandbox)).toEqual(textOf(stored.sandbox));

    const replay = newFolder();
    writeLog(replay, { engine: 'old' });
    const failure = failureOf(() => openStored(replay));
    expect(failure).toMatchObject({ code: 'INPUT_LOG_DAMAGED', ref: `${logOf(replay)}:1`, exitCode: 2 });
    expect(failure.message).toMatch(/engine old/);
  });

  function removeSnapshots(folder: string): void {
    for (const name of snapshotsOf(folder)) spoilOne(folder, name, () => Buffer.alloc(0));
  }

  function spoil(folder: string, change: (bytes: Buffer) => Uint8Array): void {
    spoilOne(folder, snapshotsOf(folder).at(-1) ?? '', change);
  }

  function spoilOne(folder: string, name: string, change: (bytes: Buffer) => Uint8Array): void {
    const path = join(folder, 'snapshots', name);
    writeFileSync(path, change(readFileSync(path)));
  }

  function edit(folder: string, change: Readonly<Record<string, unknown>>): void {
    spoil(folder, (bytes) => gzipSync(JSON.stringify({ ...JSON.parse(gunzipSync(bytes).toString()), ...change })));
  }
});

function writeLog(folder: string, header: Readonly<Record<string, unknown>>): void {
  mkdirSync(folder, { recursive: true });
  const whole = { format: INPUT_LOG_FORMAT, engine: ENGINE_VERSION, birth: DEFAULT_BIRTH, ...header };
  writeFileSync(logOf(folder), sealLine('', headerBody(whole)).line);
}

describe('a damaged log', () => {
  const lines = (text: string): readonly string[] => text.split(/(?<=\n)/);
  const cases: readonly (readonly [string, (text: string) => string | Buffer, number, number | undefined])[] = [
    ['altered in one digit', (text) => text.replace('10.2.0.0/16', '10.9.0.0/16'), 3, 1],
    ['robbed of a line', (text) => lines(text).toSpliced(2, 1).join(''), 3, 1],
    ['with two lines exchanged', (text) => swap(lines(text), 1, 2).join(''), 2, 0],
    ['with something appended', (text) => `${text}and so on\n`, 6, 4],
    [
      'with bytes that are no text',
      (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0x0a])]),
      6,
      4,
    ],
    ['with other line ends', (text) => text.replaceAll('\n', '\r\n'), 1, undefined],
    ['with an altered header', (text) => text.replace('storage', 'another'), 1, undefined],
    ['that is empty', () => '', 1, undefined],
    ['with an empty first line', (text) => `\n${text}`, 1, undefined],
  ];

  test.each(cases)('%s is refused with its place, and repaired without losing a byte', (_, damage, line, kept) => {
    const folder = newFolder();
    fill(folder);
    const broken = Buffer.from(damage(readFileSync(logOf(folder), 'utf8')));
    writeFileSync(logOf(folder), broken);

    const failure = failureOf(() => openStored(folder));
    expect(failure).toMatchObject({ code: 'INPUT_LOG_DAMAGED', exitCode: 2, ref: `${logOf(folder)}:${line}` });
    const soundBytes = splitDamagedLog(broken).sound.length;
    const what = broken.length === 0 ? 'the file is empty' : 'this line was altered';
    expect(failure.message).toContain(`${what} (byte ${soundBytes})`);
    expect(failure.suggestions.join('\n')).toMatch(/ha-lab sandbox repair[\s\S]*ha-lab sandbox reset/);
    expect(readFileSync(logOf(folder))).toEqual(broken);

    const repaired = repairStored(folder);
    expect(repaired?.keptInputs).toBe(kept);
    const aside = readFileSync(join(repaired?.aside ?? '', 'inputs.log'));
    const sound = existsSync(logOf(folder)) ? readFileSync(logOf(folder)) : Buffer.alloc(0);
    expect(Buffer.concat([sound, aside])).toEqual(broken);

    const { sandbox } = openStored(folder);
    const vpcs = sandbox.call('ec2', 'DescribeVpcs', {}) as { readonly Vpcs: readonly unknown[] };
    expect(vpcs.Vpcs).toHaveLength(1 + Math.min(3, kept ?? 0));
    expect(repairStored(folder)).toBeUndefined();
  });

  test.each([
    ['in the middle of a line', -20],
    ['before its last newline', -1],
  ])('cut %s by a crash it is mended on opening, and says so', (_, end) => {
    const folder = newFolder();
    fill(folder);
    const cut = readFileSync(logOf(folder)).subarray(0, end);
    writeFileSync(logOf(folder), cut);
    const { mended, sandbox } = openStored(folder);
    expect(mended).toMatchObject({ keptInputs: 3, asideBytes: cut.length - splitDamagedLog(cut).sound.length });
    expect(Buffer.concat([readFileSync(logOf(folder)), readFileSync(join(mended?.aside ?? '', 'inputs.log'))])).toEqual(
      cut,
    );
    // The world that came after the cut is set aside with it.
    expect(readdirSync(mended?.aside ?? '').map((name) => name.slice(0, 9))).toEqual(['000000004', 'inputs.lo']);
    makeVpc(sandbox, '10.4.0.0/16');
    const again = openStored(folder);
    expect(again.mended).toBeUndefined();
    expect(textOf(again.sandbox)).toEqual(textOf(sandbox));
  });

  test('a second repair has a folder of its own', () => {
    const folder = newFolder();
    fill(folder);
    for (const name of ['damaged-1', 'damaged-2']) {
      writeFileSync(logOf(folder), `${readFileSync(logOf(folder), 'utf8')}x`);
      expect(repairStored(folder)?.aside).toBe(join(folder, name));
    }
  });

  test('nothing to repair where nothing was ever kept', () => {
    expect(repairStored(join(scratch, 'nowhere'))).toBeUndefined();
  });

  test.each([
    ['of a later format', '{"format":2}', /format 2/],
    ['that is a number', '7', /not a header/],
    ['that is no JSON', 'hello', /not a header/],
  ])('a sealed header %s is refused', (_, body, message) => {
    const folder = newFolder();
    writeFileSync(logOf(folder), sealLine('', body).line);
    const failure = failureOf(() => openStored(folder));
    expect(failure).toMatchObject({ code: 'INPUT_LOG_DAMAGED', ref: `${logOf(folder)}:1`, exitCode: 2 });
    expect(failure.message).toMatch(message);
  });

  test('every cut of a log keeps all whole lines before it', () => {
    const folder = newFolder();
    fill(folder);
    const bytes = readFileSync(logOf(folder));
    for (let end = 0; end <= bytes.length; end += 7) {
      const { sound, rest } = splitDamagedLog(bytes.subarray(0, end));
      expect(Buffer.concat([sound, rest])).toEqual(bytes.subarray(0, end));
      expect(sound.length).toBe(bytes.subarray(0, end).lastIndexOf(0x0a) + 1);
    }
  });

  const swap = (all: readonly string[], left: number, right: number): readonly string[] =>
    all.map((line, index) => all[index === left ? right : index === right ? left : index] ?? line);
});

describe('setting aside', () => {
  test('the whole sandbox moves; the next opening begins a new one', () => {
    const folder = join(newFolder(), 'sandbox');
    fill(folder);
    const log = readFileSync(logOf(folder));
    const aside = setAside(folder);
    expect(aside).toBe(`${folder}.old-1`);
    expect(readFileSync(logOf(aside))).toEqual(log);
    openStored(folder).close();
    expect(setAside(folder)).toBe(`${folder}.old-2`);
  });

  test('an old sandbox put back is the old world', () => {
    const folder = newFolder();
    const kept = fill(folder);
    const other = newFolder();
    mkdirSync(join(other, 'snapshots'));
    copyFileSync(logOf(folder), logOf(other));
    expect(textOf(openStored(other).sandbox)).toEqual(kept);
  });
});

describe('pace', () => {
  test('skipping stops between two slices when it is told to', async () => {
    const sandbox = Sandbox.born();
    const stop = AbortSignal.abort();
    expect(await skip(sandbox, sandbox.now + MINUTE, stop)).toBe(sandbox.startedAt);
    expect(await skip(sandbox, sandbox.now + MINUTE)).toBe(sandbox.startedAt + MINUTE);
    expect(await skip(sandbox, sandbox.startedAt)).toBe(sandbox.startedAt + MINUTE);
  });

  test('following, virtual time passes at about the factor, until stopped', async () => {
    const sandbox = Sandbox.born();
    let ticks = 0;
    const began = performance.now();
    const paced = follow(sandbox, 100, () => {
      ticks += 1;
    });
    while (ticks < 10) await new Promise((resolve) => setTimeout(resolve, 10));
    paced.stop();
    const virtualMs = sandbox.now - sandbox.startedAt;
    const hostMs = performance.now() - began;
    expect(virtualMs).toBeGreaterThan(0);
    expect(virtualMs).toBeLessThanOrEqual(hostMs * 100);
    const stoppedAt = sandbox.now;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(sandbox.now).toBe(stoppedAt);
  });

  test('a host that was asleep makes time fall behind, not leap', () => {
    const sandbox = Sandbox.born();
    const paced = follow(sandbox, 1);
    const until = performance.now() + 1_000;
    while (performance.now() < until);
    return new Promise<void>((resolve) =>
      setTimeout(() => {
        paced.stop();
        expect(sandbox.now - sandbox.startedAt).toBeLessThan(600);
        resolve();
      }, 50),
    );
  });
});
