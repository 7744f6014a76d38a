// The load generator against real sockets of this computer, whose delays are known.

import { setTimeout as sleep } from 'node:timers/promises';
import { type TestContext, test } from 'vitest';
import { generatorOf, rate, rawSite, type Site, sent, site, users } from './helpers.js';

/** Closed when its test is over. */
async function opened({ onTestFinished }: TestContext, one: Promise<Site>): Promise<Site> {
  const made = await one;
  onTestFinished(() => made.close());
  return made;
}

test('users ask, wait, think and ask again; every answer is counted under its code and its machine', async (context) => {
  const { expect } = context;
  let asked = 0;
  const hosts = new Set<string | undefined>();
  const { url } = await opened(
    context,
    site((request, response) => {
      asked += 1;
      const answer = asked % 4 === 0 ? 503 : 200;
      const headers = { 'x-instance-id': `i-${asked % 2}` };
      hosts.add(request.headers.host);
      setTimeout(() => response.writeHead(answer, headers).end('page'), 20);
    }),
  );
  // Four users, 20 ms for the answer and 30 ms of thought: at most twenty requests each in a second.
  const { started, finished, statuses, instances, latencyMs } = await sent({
    url,
    host: 'demo.example',
    loop: users(4, 30),
  });
  expect([...hosts]).toEqual(['demo.example']);
  expect([started, finished]).toEqual([asked, asked]);
  expect(asked).toBeGreaterThan(10);
  expect(asked).toBeLessThanOrEqual(84);
  expect(statuses['503']).toBe(Math.floor(asked / 4));
  expect(Object.keys(instances).sort()).toEqual(['i-0', 'i-1']);
  expect(latencyMs?.p50).toBeGreaterThan(18);
  expect(latencyMs?.p50).toBeLessThan(500);
});

test('a stall of a second stands in the corrected p99, and not in the measured one', async (context) => {
  const { expect } = context;
  let stalled = false;
  const { url } = await opened(
    context,
    site((_, response) => {
      if (!stalled && performance.now() - began > 500) {
        stalled = true;
        setTimeout(() => response.end(), 1_000);
      } else response.end();
    }),
  );
  const began = performance.now();
  const { latencyMs, measuredMs, statuses } = await sent({ url, loop: users(1, 4), durationMs: 1_900 });
  expect(statuses['200']).toBeGreaterThan(100);
  expect(measuredMs?.p99).toBeLessThan(500);
  expect(latencyMs?.p99).toBeGreaterThan(900);
});

test('an open loop counts from the instant at which a request was due: waiting for a connection is waiting', async (context) => {
  const { expect } = context;
  const { url } = await opened(
    context,
    site((_, response) => void setTimeout(() => response.end(), 100)),
  );
  const { latencyMs, started } = await sent({ url, loop: rate(20), mostConnections: 1, durationMs: 800 });
  // Ten a second get through, twenty come.
  expect(started).toBeGreaterThan(10);
  expect(latencyMs?.p95).toBeGreaterThan(started * 100 - 1_000 - 100);
});

test('the same seed sends the same requests, another one others; the rate is met', async (context) => {
  const { expect } = context;
  const { url } = await opened(
    context,
    site((_, response) => void response.end()),
  );
  const counts = await Promise.all(
    ['a', 'a', 'b'].map((seed) => sent({ url, loop: rate(300), durationMs: 500, seed })),
  );
  const [first = 0, second, third] = counts.map(({ started }) => started);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(first).toBeGreaterThan(110);
  expect(first).toBeLessThan(190);
});

test('each way to fail has its own word', async (context) => {
  const { expect } = context;
  const silent = await opened(
    context,
    site(() => {}),
  );
  const cut = await opened(
    context,
    site((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    }),
  );
  const rude = await opened(
    context,
    site((request) => void request.socket.destroy()),
  );
  const foreign = await opened(context, rawSite('SSH-2.0-none of your words\r\n'));
  const gone = await site(() => {});
  await gone.close();
  const loop = users(1, 300);
  const once = { loop, durationMs: 301, patienceMs: 800 };
  const words = await Promise.all([
    sent({ url: silent.url, ...once }),
    sent({ url: cut.url, ...once }),
    sent({ url: rude.url, ...once }),
    sent({ url: foreign.url, ...once }),
    sent({ url: gone.url, ...once }),
    sent({ url: 'http://nowhere.invalid', ...once }, async () => Promise.reject(new Error('ENOTFOUND'))),
    sent({ url: silent.url, loop: rate(100, 1), durationMs: 200, patienceMs: 400 }),
  ]);
  expect(words.slice(0, -1).map(({ statuses }) => Object.keys(statuses))).toEqual([
    ['no-answer'],
    ['truncated'],
    ['reset'],
    ['bad-answer'],
    ['refused'],
    ['unresolved'],
  ]);
  expect(words.at(-1)?.statuses).toEqual({ 'not-sent': expect.any(Number), 'no-answer': 1 });
});

test('connections are bounded; stopped, it sends no more, waits for what is open, and leaves no connection', async (context) => {
  const { expect } = context;
  let most = 0;
  let asked = 0;
  const one = await opened(
    context,
    site((_, response) => {
      asked += 1;
      void one.connections().then((now) => {
        most = Math.max(most, now);
      });
      setTimeout(() => response.end(), 60);
    }),
  );
  const generator = await generatorOf({ url: one.url, loop: users(12, 1), mostConnections: 3, durationMs: 60_000 });
  const running = generator.run();
  await sleep(300);
  generator.stop();
  const before = asked;
  await running;
  expect(most).toBe(3);
  // What waited for a connection was asked already.
  expect(asked - before).toBeLessThanOrEqual(12);
  expect(generator.tally.open).toBe(0);
  await expect.poll(() => one.connections()).toBe(0);
});

test('ramps: users come one after the other, and the plan says how many it wants', async (context) => {
  const { expect } = context;
  const { url } = await opened(
    context,
    site((_, response) => void response.end()),
  );
  const ramp = [
    { atMs: 0, count: 1 },
    { atMs: 600, count: 7 },
  ];
  const generator = await generatorOf({
    url,
    loop: { kind: 'closed', users: ramp, thinkMs: { low: 20, high: 20 } },
    durationMs: 700,
  });
  const began = performance.now();
  const running = generator.run();
  await sleep(300);
  const passed = performance.now() - began;
  expect(Math.abs(generator.wanted.users - (1 + (6 * Math.min(600, passed)) / 600))).toBeLessThanOrEqual(1.5);
  await running;
  const asked = generator.tally.take().reduce((sum, { finished }) => sum + finished, 0);
  expect(asked).toBeGreaterThan(10);
  // All seven from the beginning on would ask for more.
  expect(asked).toBeLessThan(0.75 * 7 * (700 / 20));
});
