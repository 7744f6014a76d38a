// Going back and going on differently: the past is the past byte for byte, what was left is kept whole, and the lab's memory goes along.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { finishSwitch, forksIn } from '../../src/lab/courses.js';
import { remember } from '../../src/lab/memory.js';
import { atWork, type OpenOptions, type OpenSandbox, openSandbox } from '../../src/lab/open-sandbox.js';
import { remoteControl } from '../../src/lab/remote-control.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { scratchFolder } from '../helpers/scratch.js';

const scratch = scratchFolder();
const MINUTE = 60_000;
const newBook = () => workbookAt(mkdtempSync(join(scratch, 'book-')));
type Book = ReturnType<typeof newBook>;

async function inside<Result>(
  book: Book,
  work: (open: OpenSandbox) => Promise<Result>,
  options: OpenOptions = {},
): Promise<Result> {
  const open = await openSandbox(book, options);
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

const worldOf = ({ held }: OpenSandbox): string => JSON.stringify(held?.sandbox.world);
const makeVpc = ({ held }: OpenSandbox, network: number): unknown =>
  held?.sandbox.call('ec2', 'CreateVpc', { CidrBlock: `10.${network}.0.0/16` });
const stateOf = (book: Book): string | undefined => {
  const file = join(book.ours, 'state/demo.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** A network every five minutes, three of them, each noted in a state file. Answers the worlds at 4, 9 and 15 minutes. */
async function lived(book: Book): Promise<readonly string[]> {
  return inside(book, async (open) => {
    const worlds: string[] = [];
    mkdirSync(join(book.ours, 'state'));
    for (const network of [1, 2, 3]) {
      makeVpc(open, network);
      writeFileSync(join(book.ours, 'state/demo.json'), `${network} networks`);
      remember(book.ours, 'state/demo.json');
      await open.control.advance(4 * MINUTE);
      worlds.push(worldOf(open));
      await open.control.advance(MINUTE);
    }
    return [...worlds.slice(0, 2), worldOf(open)];
  });
}

describe('rewinding', () => {
  test('leads to the very world of then; a fork keeps the rest; one may go on differently, and come back', async () => {
    const book = newBook();
    const [, second, third] = await lived(book);
    await inside(book, async (open) => {
      const { startedAt, now } = await open.control.status();
      const rewound = await open.control.rewind({ to: startedAt + 9 * MINUTE });
      expect(rewound).toMatchObject({ now: now - 6 * MINUTE, kept: 'fork-1', restored: ['state/demo.json'] });
      expect(worldOf(open)).toBe(second);
      expect(stateOf(book)).toBe('2 networks');
      makeVpc(open, 9);
      expect((await open.control.details()).kept?.forks).toMatchObject([
        { name: 'fork-1', at: now, leftAt: startedAt + 9 * MINUTE },
      ]);
    });
    await inside(book, async (open) => {
      expect(worldOf(open)).toContain('10.9.0.0/16');
      const { now } = await open.control.rewind({ fork: 'fork-1' });
      expect([worldOf(open), stateOf(book)]).toEqual([third, '3 networks']);
      expect(forksIn(book.ours).map(({ name }) => name)).toEqual(['fork-2']);
      expect((await open.control.status()).now).toBe(now);
      await open.control.rewind({ fork: 'fork-2' });
      expect(worldOf(open)).toContain('10.9.0.0/16');
      expect(stateOf(book)).toBe('2 networks');
    });
  });

  test('before anything was deployed, nothing is', async () => {
    const book = newBook();
    await inside(book, async ({ control }) => void (await control.advance(MINUTE)));
    await lived(book);
    await inside(book, async ({ control }) => {
      const { startedAt } = await control.status();
      await control.rewind({ to: startedAt + 30_000 });
    });
    expect(stateOf(book)).toBeUndefined();
    expect(readFileSync(join(book.ours, 'forks/fork-1/state/demo.json'), 'utf8')).toBe('3 networks');
  });

  test('to an event is to the moment before it, and over HTTP it is the same', async () => {
    const book = newBook();
    await inside(book, async ({ control, held }) => {
      const SubnetId = Object.keys(held?.sandbox.world.ec2.subnets ?? {})[0];
      held?.sandbox.call('ec2', 'CreateNatGateway', { SubnetId, ConnectivityType: 'private' });
      await control.advance(10 * MINUTE);
      const entry = held?.sandbox.journal.find(({ at }) => at > held.sandbox.startedAt);
      const remote = remoteControl(held?.endpoint.url ?? '');
      const { now } = await remote.rewind({ event: entry?.seq ?? 0 });
      expect(now).toBe((entry?.at ?? 0) - 1);
      expect((await control.status()).events).toBe(entry?.seq);
      expect(await remote.details()).toMatchObject({ kept: { forks: [{ name: 'fork-1' }] } });
    });
  });

  test.each<[string, (startedAt: number, now: number) => Parameters<OpenSandbox['control']['rewind']>[0], RegExp]>([
    ['the future', (_, now) => ({ to: now + 1 }), /not the past/],
    ['now', (_, now) => ({ to: now }), /not the past/],
    ['before the beginning', (startedAt) => ({ to: startedAt - 1 }), /before the sandbox began/],
    ['no event', () => ({ event: 9_999 }), /no event 9999/],
    ['no fork', () => ({ fork: 'elsewhere' }), /no fork named elsewhere/],
  ])('to %s is refused, and nothing changes', async (_, request, message) => {
    const book = newBook();
    const worlds = await lived(book);
    await inside(book, async (open) => {
      const { startedAt, now } = await open.control.status();
      await expect(open.control.rewind(request(startedAt, now))).rejects.toThrow(message);
      expect(worldOf(open)).toBe(worlds[2]);
      makeVpc(open, 7);
    });
    expect(forksIn(book.ours)).toEqual([]);
  });

  test('is refused while somebody is at work, here or as a guest, and possible again as soon as they have ended', async () => {
    const book = newBook();
    await lived(book);
    await inside(book, async ({ control, held }) => {
      const to = { to: held?.sandbox.startedAt ?? 0 };
      const guest = remoteControl(held?.endpoint.url ?? '');
      for (const worker of [control, guest]) {
        await atWork(worker, 'ha-lab deploy', async () => {
          await vi.waitFor(() =>
            expect(guest.rewind(to)).rejects.toMatchObject({
              code: 'WORKBOOK_BUSY',
              message: 'Somebody is at work in this sandbox: ha-lab deploy.',
            }),
          );
        });
      }
      await vi.waitFor(async () => expect(await guest.rewind(to)).toMatchObject({ now: to.to }));
    });
  });

  test('snapshots are written on, of the world that is gone on with', async () => {
    const book = newBook();
    await lived(book);
    await inside(book, async ({ control, held }) => {
      await control.rewind({ to: (held?.sandbox.startedAt ?? 0) + MINUTE });
      const before = (await control.details()).kept?.snapshots ?? 0;
      await control.advance(MINUTE);
      if (held !== undefined) held.sandbox.workedMs += 1_000_000;
      held?.checkpoint();
      expect((await control.details()).kept?.snapshots).toBe(before + 1);
    });
  });

  test('a guest at work does not keep the holder from ending', async () => {
    const book = newBook();
    let guest: Promise<void> = Promise.resolve();
    await inside(book, async ({ held }) => {
      guest = remoteControl(held?.endpoint.url ?? '').occupy('ha-lab load', new AbortController().signal);
      await sleep(100);
    });
    await guest;
  });
});

test('a switch that was killed between any two renames is finished by the next opening', async () => {
  const book = newBook();
  const [, , third] = await lived(book);
  // What lies there right before the first rename: the present, the next course, and the intent.
  cpSync(join(book.ours, 'sandbox'), join(book.ours, 'next-course/sandbox'), { recursive: true });
  writeFileSync(join(book.ours, 'next-course/undo.jsonl'), 'next');
  mkdirSync(join(book.ours, 'forks/fork-1'), { recursive: true });
  writeFileSync(join(book.ours, 'forks/fork-1/fork.json'), '{"at":1,"leftAt":0,"events":3}');
  const moves: readonly (readonly [string, string])[] = [
    ['sandbox', 'forks/fork-1/sandbox'],
    ['state', 'forks/fork-1/state'],
    ['next-course/sandbox', 'sandbox'],
    ['next-course/undo.jsonl', 'undo.jsonl'],
  ];
  for (let done = 0; done <= moves.length; done += 1) {
    const copy = newBook();
    cpSync(book.ours, copy.ours, { recursive: true });
    for (const [from, to] of moves.slice(0, done)) renameSync(join(copy.ours, from), join(copy.ours, to));
    // Between the phases either may be written down; the later one is only ever written once all went out.
    const phase = done <= 2 ? 'out' : 'in';
    writeFileSync(join(copy.ours, 'switching.json'), JSON.stringify({ fork: 'fork-1', phase }));
    finishSwitch(copy.ours);
    expect(readdirSync(copy.ours).sort()).toEqual(['forks', 'sandbox', 'undo.jsonl']);
    expect(readdirSync(join(copy.ours, 'forks/fork-1')).sort()).toEqual(['fork.json', 'sandbox', 'state']);
    expect(await inside(copy, async (open) => worldOf(open))).toBe(third);
  }
});
