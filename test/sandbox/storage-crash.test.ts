// Killed at any moment, and disks that fail: whatever was answered is there at the next opening, and opening always works.

import { spawn } from 'node:child_process';
import { cpSync, ftruncateSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CreateVpcCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { sandboxClients } from '../../src/lab/clients.js';
import { handlerOf, openStored, pipelineOf, Sandbox } from '../../src/sandbox/index.js';
import type { LogCalls } from '../../src/sandbox/log-file.js';
import { packSnapshot, SNAPSHOT_FORMAT, unpackSnapshot } from '../../src/sandbox/snapshot.js';
import { requireBuild } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const scratch = scratchFolder();
const newFolder = (): string => mkdtempSync(join(scratch, 'crash-'));
const logOf = (folder: string): string => join(folder, 'inputs.log');
const cidrsOf = ({ world }: Sandbox): readonly string[] =>
  Object.values(world.ec2.vpcs)
    .filter(({ isDefault }) => !isDefault)
    .map(({ cidrBlock }) => cidrBlock);
const textOf = ({ world }: Sandbox): string => JSON.stringify(world);

describe('kill -9', () => {
  /** Makes a network, says so, and again; keeps a snapshot every few calls. */
  const CALLER = `
    import { writeSync } from 'node:fs';
    const { openStored } = await import(process.argv[1]);
    const stored = openStored(process.argv[2]);
    let done = Object.keys(stored.sandbox.world.ec2.vpcs).length;
    for (;;) {
      const cidr = '10.' + Math.floor(done / 200) + '.' + (done % 200) + '.0/24';
      stored.sandbox.call('ec2', 'CreateVpc', { CidrBlock: cidr });
      writeSync(1, cidr + '\\n');
      done += 1;
      stored.sandbox.run(stored.sandbox.now + 1000);
      if (done % 3 === 0) { stored.keepClock(); writeSync(1, stored.sandbox.now + '\\n'); }
      if (done % 7 === 0) { stored.sandbox.workedMs += 1e6; stored.checkpoint(); }
    }
  `;

  /** Lets it run, kills it so many milliseconds after its first word, and answers what it said. */
  function killed(folder: string, afterMs: number): Promise<readonly string[]> {
    requireBuild();
    const module = pathToFileURL(join(ROOT, 'dist/sandbox/storage.js')).href;
    const child = spawn(process.execPath, ['--input-type=module', '-e', CALLER, module, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      said += data;
    });
    // A word that was cut was not heard.
    return new Promise((resolve) => child.on('close', () => resolve(said.split('\n').slice(0, -1))));
  }

  // Each round goes on from what the last one left: many lives of one sandbox, each cut off somewhere else.
  const ROUNDS = Number(process.env.HA_LAB_KILLS ?? 12);

  test(
    `loses no answered call, in ${ROUNDS} lives, each killed at another moment`,
    async () => {
      const folder = newFolder();
      const heard: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const said = await killed(folder, (round * 7) % 50);
        heard.push(...said.filter((word) => word.includes('/')));
        const clock = Number(said.findLast((word) => !word.includes('/')) ?? 0);
        const { sandbox } = openStored(folder);
        expect(cidrsOf(sandbox)).toEqual(expect.arrayContaining(heard));
        expect(sandbox.now).toBeGreaterThanOrEqual(clock);
      }
      // What nobody was told of may be there, one per life; nothing else is.
      expect(cidrsOf(openStored(folder).sandbox).length - heard.length).toBeLessThanOrEqual(ROUNDS);
    },
    60_000 + ROUNDS * 10_000,
  );
});

describe('a write that was cut', () => {
  /** Four calls, a snapshot in between, not closed. Answers the world after each call. */
  function lived(folder: string): readonly string[] {
    const stored = openStored(folder, { seed: 'crash' });
    const { sandbox } = stored;
    return [1, 2, 3, 4].map((network) => {
      sandbox.call('ec2', 'CreateVpc', { CidrBlock: `10.${network}.0.0/16` });
      if (network === 3) {
        sandbox.workedMs += 1_000_000;
        stored.checkpoint();
      }
      return textOf(sandbox);
    });
  }

  test('at any byte of the last two lines: every whole line counts, the rest lies aside', () => {
    const original = newFolder();
    const worlds = lived(original);
    const bytes = readFileSync(logOf(original));
    const ends = [...bytes.keys()].filter((index) => bytes[index] === 0x0a).map((index) => index + 1);
    const folder = newFolder();
    for (let length = ends.at(-3) ?? 0; length <= bytes.length; length += 1) {
      rmSync(folder, { recursive: true });
      cpSync(original, folder, { recursive: true });
      writeFileSync(logOf(folder), bytes.subarray(0, length));
      const whole = ends.filter((end) => end <= length).length - 1;
      const stored = openStored(folder);
      expect(textOf(stored.sandbox), `cut at byte ${length}`).toBe(worlds[whole - 1]);
      expect(stored.mended === undefined).toBe(ends.includes(length));
      stored.close();
    }
  });

  test('at any eighth of a snapshot, or under its draft’s name: it is passed over', () => {
    const original = newFolder();
    const worlds = lived(original);
    const [name = ''] = readdirSync(join(original, 'snapshots'));
    const bytes = readFileSync(join(original, 'snapshots', name));
    for (let eighth = 0; eighth < 8; eighth += 1) {
      const folder = newFolder();
      cpSync(original, folder, { recursive: true });
      const part = bytes.subarray(0, Math.floor((bytes.length * eighth) / 8));
      writeFileSync(join(folder, 'snapshots', name), part);
      writeFileSync(join(folder, 'snapshots', 'next.new'), part);
      const stored = openStored(folder);
      expect(textOf(stored.sandbox)).toBe(worlds.at(-1));
      stored.close();
      expect(textOf(openStored(folder).sandbox)).toBe(worlds.at(-1));
    }
  });

  test('at any byte of a snapshot: it is none', () => {
    const whole = { format: SNAPSHOT_FORMAT, engine: '1', inputCount: 0, inputHash: 'x', world: Sandbox.born().world };
    const bytes = packSnapshot(whole);
    expect(unpackSnapshot(bytes)).toEqual(JSON.parse(JSON.stringify(whole)));
    for (let length = 0; length < bytes.length; length += 1) {
      if (unpackSnapshot(bytes.subarray(0, length)) !== undefined)
        expect.fail(`taken for whole, cut at byte ${length}`);
    }
  });

  test('before the first log had its name: a new sandbox begins', () => {
    const folder = newFolder();
    writeFileSync(`${logOf(folder)}.new`, 'half a head');
    expect(cidrsOf(openStored(folder).sandbox)).toEqual([]);
  });
});

describe('a disk that is full', () => {
  /** Takes so many bytes and no more, until there is room again. */
  function disk(): LogCalls & { room: number; stuck: boolean } {
    return {
      room: Number.POSITIVE_INFINITY,
      stuck: false,
      write(handle, bytes) {
        if (this.room <= 0)
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        const part = bytes.subarray(0, this.room);
        writeFileSync(handle, part);
        this.room -= part.length;
        return part.length;
      },
      truncate(handle, length) {
        if (this.stuck) throw new Error('EIO: i/o error, ftruncate');
        ftruncateSync(handle, length);
      },
    };
  }

  test.each([0, 1, 40])(
    'after %d bytes: refused in AWS’s shape, nothing done, and all is well with room again',
    async (room) => {
      const folder = newFolder();
      const full = disk();
      const { sandbox } = openStored(folder, {}, full);
      const { ec2 } = sandboxClients(sandbox.region, {
        kind: 'in-process',
        requestHandler: handlerOf(pipelineOf(sandbox)),
      });
      await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
      const before = [textOf(sandbox), readFileSync(logOf(folder), 'utf8')];
      full.room = room;
      await expect(ec2.send(new CreateVpcCommand({ CidrBlock: '10.2.0.0/16' }))).rejects.toMatchObject({
        name: 'ServiceUnavailable',
        message: expect.stringMatching(/was not done: ENOSPC[\s\S]*Make room/),
        $metadata: { httpStatusCode: 503 },
      });
      expect([textOf(sandbox), readFileSync(logOf(folder), 'utf8')]).toEqual(before);
      expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(2);
      full.room = Number.POSITIVE_INFINITY;
      await ec2.send(new CreateVpcCommand({ CidrBlock: '10.3.0.0/16' }));
      const again = openStored(folder);
      expect([again.mended, cidrsOf(again.sandbox)]).toEqual([undefined, ['10.1.0.0/16', '10.3.0.0/16']]);
    },
  );

  test('when the torn line cannot be taken back either, nothing is written behind it', () => {
    const folder = newFolder();
    const full = disk();
    const { sandbox } = openStored(folder, {}, full);
    const call = (cidr: string): unknown => sandbox.call('ec2', 'CreateVpc', { CidrBlock: cidr });
    call('10.1.0.0/16');
    Object.assign(full, { room: 30, stuck: true });
    expect(() => call('10.2.0.0/16')).toThrow(/ENOSPC/);
    full.room = Number.POSITIVE_INFINITY;
    expect(() => call('10.3.0.0/16')).toThrow(/an earlier line is torn/);
    const again = openStored(folder);
    expect([again.mended?.asideBytes, cidrsOf(again.sandbox)]).toEqual([30, ['10.1.0.0/16']]);
  });
});
