// Clients that mean harm, or are merely broken, on bare sockets: slow, half closed, ambiguous, oversized, many. While they do, a good client
// gets its answers; when they are gone, so is what they took. Loopback only, and every crowd is bounded.

import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpEndpoint, startHttp } from '../../../src/sandbox/server/http.js';
import { mostConnections } from '../../../src/sandbox/server/limits.js';
import { createHarness, type Harness } from '../wire/harness.js';

const FORM = 'Action=DescribeVpcs&Version=2016-11-15';
const request = (body: string, ...headers: readonly string[]): string =>
  ['POST / HTTP/1.1', 'host: 127.0.0.1', 'content-type: application/x-www-form-urlencoded', ...headers, '', body].join(
    '\r\n',
  );
const whole = (body = FORM): string => request(body, `content-length: ${body.length}`);

let endpoint: HttpEndpoint;
let harness: Harness;
const sockets: Socket[] = [];

beforeEach(async () => {
  harness = createHarness(() => ({}));
  endpoint = await startHttp({ pipeline: harness.pipeline, now: () => 0 });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await endpoint.stop();
});

interface Line {
  readonly socket: Socket;
  /** What has come so far. */
  readonly text: () => string;
  readonly closed: Promise<void>;
}

function open(...bytes: readonly (string | Uint8Array)[]): Line {
  const socket = connect({ port: endpoint.port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  // A server may cut us off while we write: that is its right.
  socket.on('error', () => {});
  socket.on('end', () => socket.end());
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const part of bytes) socket.write(part);
  return { socket, text: () => text, closed };
}

const answers = (text: string): number => text.split('HTTP/1.1 ').length - 1;

/** Bounded waiting for what a socket will bring. */
async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 500 && !condition(); round += 1) await delay(10);
  expect(condition()).toBe(true);
}

async function goodClient(): Promise<number> {
  const answer = await fetch(endpoint.url, {
    method: 'POST',
    body: FORM,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  await answer.text();
  return answer.status;
}

describe('framing', () => {
  test.each([
    ['two lengths', request(FORM, 'content-length: 38', 'content-length: 3')],
    ['a length and chunks', request(`26\r\n${FORM}\r\n0\r\n\r\n`, 'content-length: 38', 'transfer-encoding: chunked')],
    ['a length below nought', request(FORM, 'content-length: -1')],
    ['a length that is none', request(FORM, 'content-length: 0x26')],
    ['a chunk of no size', request('zz\r\nx\r\n0\r\n\r\n', 'transfer-encoding: chunked')],
    ['a header of 32 kB', request(FORM, `content-length: ${FORM.length}`, `x-long: ${'a'.repeat(32_768)}`)],
    ['a path of 32 kB', `GET /${'a'.repeat(32_768)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`],
    ['a line folded into the next', request(FORM, `content-length: ${FORM.length}`, 'x-folded: a', ' b')],
    ['a nought inside a header', request(FORM, `content-length: ${FORM.length}`, 'x-nought: a\u0000b')],
    ['no host', `POST / HTTP/1.1\r\ncontent-length: ${FORM.length}\r\n\r\n${FORM}`],
    ['an HTTP of the future', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('%s is refused, the connection closed, and nothing called', async (_name, bytes) => {
    const line = open(bytes);
    await line.closed;
    expect(line.text()).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answers(line.text())).toBe(1);
    expect(harness.calls).toEqual([]);
    expect(await goodClient()).toBe(200);
  });

  test('requests in one packet are answered in their order', async () => {
    const ids = ['vpc-1', 'vpc-2', 'vpc-3', 'vpc-4'];
    const line = open(ids.map((id) => whole(`${FORM}&VpcId.1=${id}`)).join(''));
    await until(() => answers(line.text()) === ids.length);
    expect(harness.calls.map(({ input }) => input.VpcIds)).toEqual(ids.map((id) => [id]));
  });

  test('what follows a refused request in the same packet is not carried out', async () => {
    const line = open(request(FORM, 'content-length: 38', 'content-length: 3') + whole());
    await line.closed;
    expect(harness.calls).toEqual([]);
  });
});

describe('slowness', () => {
  test('heads and bodies that come byte by byte hold nobody up', async () => {
    const slow = Array.from({ length: 20 }, (_, index) => {
      const bytes = whole(`${FORM}&VpcId.1=vpc-${index}`);
      return {
        bytes,
        at: index % 2 === 0 ? 20 : bytes.length - 30,
        line: open(bytes.slice(0, index % 2 === 0 ? 20 : bytes.length - 30)),
      };
    });
    for (let round = 0; round < 10; round += 1) {
      for (const { line, bytes, at } of slow) line.socket.write(bytes.slice(at + round, at + round + 1));
      expect(await goodClient()).toBe(200);
    }
    for (const { line, bytes, at } of slow) line.socket.write(bytes.slice(at + 10));
    await until(() => slow.every(({ line }) => answers(line.text()) === 1));
    expect(slow.every(({ line }) => line.text().startsWith('HTTP/1.1 200'))).toBe(true);
  });

  test('a client that closes its half after the request gets its answer', async () => {
    const line = open(whole());
    line.socket.end();
    await line.closed;
    expect(line.text()).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('a client that closes its half in the middle of the request is let go', async () => {
    const line = open(whole().slice(0, -5));
    line.socket.end();
    await line.closed;
    expect(harness.calls).toEqual([]);
    expect(await goodClient()).toBe(200);
  });

  test('answers that nobody reads stop nobody else', async () => {
    const deaf = Array.from({ length: 6 }, () => {
      const line = open();
      line.socket.pause();
      line.socket.write(whole().repeat(60));
      return line;
    });
    expect(await goodClient()).toBe(200);
    for (const { socket } of deaf) socket.destroy();
    expect(await goodClient()).toBe(200);
  });
});

describe('crowds', () => {
  test('connections without a word: a good client with a connection is served, and one without as soon as they leave', async () => {
    const kept = open(whole());
    await until(() => answers(kept.text()) === 1);
    const crowd = Array.from({ length: mostConnections + 200 }, () => open());
    await until(() => crowd.filter(({ socket }) => socket.destroyed || socket.readableEnded).length >= 200);
    kept.socket.write(whole());
    await until(() => answers(kept.text()) === 2);
    for (const { socket } of crowd) socket.destroy();
    let served = 0;
    for (let round = 0; round < 100 && served !== 200; round += 1)
      served = await goodClient().catch(() => delay(20).then(() => 0));
    expect(served).toBe(200);
  });

  test('uploads broken off give back what they took', async () => {
    const upload = async (): Promise<void> => {
      const body = Buffer.alloc(1024 * 1024, 0x61);
      const lines = Array.from({ length: 16 }, () => open(request('', 'content-length: 4000000'), body));
      await delay(100);
      expect(await goodClient()).toBe(200);
      for (const { socket } of lines) socket.destroy();
      await Promise.all(lines.map(({ closed }) => closed));
      sockets.splice(0);
    };
    await upload();
    const before = await held();
    for (let round = 0; round < 4; round += 1) await upload();
    // One megabyte of each of 64 uploads had arrived.
    expect((await held()) - before).toBeLessThan(16 * 1024 * 1024);
    expect(harness.calls.every(({ operation }) => operation === 'DescribeVpcs')).toBe(true);
    expect(harness.lines).toEqual([]);
  });
});

async function held(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await delay(20);
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
