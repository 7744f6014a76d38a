// Who is let in: over real sockets, byte by byte as a browser or a client would send it, because what counts is what arrives.

import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { turnedAwayFromControl } from '../../../src/sandbox/server/guard.js';
import { type HttpEndpoint, type HttpOptions, startHttp } from '../../../src/sandbox/server/http.js';
import { createHarness } from '../wire/harness.js';

const endpoints: HttpEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.stop();
});

interface Guarded {
  readonly port: number;
  readonly url: string;
  /** What got through, in order. */
  readonly through: string[];
}

async function guarded(options: Partial<HttpOptions> = {}): Promise<Guarded> {
  const through: string[] = [];
  const { pipeline } = createHarness(({ operation }) => {
    through.push(operation);
    return {};
  });
  const control: HttpOptions['control'] = ({ method, path }) => {
    through.push(`${method} ${path}`);
    return { status: 200, body: {} };
  };
  const endpoint = await startHttp({ pipeline, control, now: () => 0, ...options });
  endpoints.push(endpoint);
  return { port: endpoint.port, url: endpoint.url, through };
}

/** Sends these bytes and answers the status line and all that follows. */
function exchange(port: number, text: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    let answer = '';
    socket.setEncoding('utf8').on('data', (data: string) => {
      answer += data;
    });
    socket.on('error', reject).on('close', () => resolve(answer));
    socket.write(text);
  });
}

const FORM = 'Action=DescribeVpcs&Version=2016-11-15';

function request(line: string, headers: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  return [`${line} HTTP/1.1`, ...headers, 'connection: close', ...length, '', body].join('\r\n');
}

const statusOf = (answer: string): string => answer.slice('HTTP/1.1 '.length, 'HTTP/1.1 '.length + 3);

describe('the AWS side', () => {
  test.each<[string, readonly string[], string]>([
    ['a name that was rebound to this machine', ['host: evil.example:80'], 'not a name of this endpoint'],
    ['an address that it does not listen on', ['host: 192.168.7.7:80'], 'not a name of this endpoint'],
    ['a name that only begins like ours', ['host: localhost.evil.example'], 'not a name of this endpoint'],
    ['a name that only ends like ours', ['host: evil-127.0.0.1'], 'not a name of this endpoint'],
    ['an empty host', ['host:'], 'not a name of this endpoint'],
    ['a form of another page', ['host: localhost', 'origin: https://evil.example'], 'web page "https://evil.example"'],
    ['a sandboxed frame or a file', ['host: localhost', 'origin: null'], 'web page "null"'],
    ['a page on another port', ['host: localhost:80', 'origin: http://localhost:3000'], 'web page'],
    ['a picture or a link', ['host: localhost', 'sec-fetch-site: cross-site'], 'other web pages'],
    ['a page of another name of this machine', ['host: localhost', 'sec-fetch-site: same-site'], 'other web pages'],
  ])('turns away %s', async (_, headers, why) => {
    const { port, through } = await guarded();
    const posted = await exchange(port, request('POST /', headers, FORM));
    const got = await exchange(port, request(`GET /?${FORM}`, headers));
    expect([statusOf(posted), statusOf(got), through]).toEqual(['403', '403', []]);
    expect(posted).toContain(why);
  });

  test.each([
    'localhost',
    'localhost:4566',
    '127.0.0.1:80',
    '127.0.1.11',
    '[::1]:80',
    'ec2.localhost:80',
    'GATEWAY:4566',
  ])('lets %s in', async (host) => {
    const { port, through } = await guarded({ otherHosts: ['gateway'] });
    expect(statusOf(await exchange(port, request('POST /', [`host: ${host}`], FORM)))).toBe('200');
    expect(through).toEqual(['DescribeVpcs']);
  });

  test('a request without a host, two hosts, or an absolute address of another server gets nowhere', async () => {
    const { port, through } = await guarded();
    const answers = [
      await exchange(port, request('POST /', [], FORM)),
      await exchange(port, request('POST http://evil.example/', ['host: evil.example'], FORM)),
    ];
    expect([answers.map(statusOf), through]).toEqual([['400', '403'], []]);
  });
});

describe('the control side', () => {
  const JSON_TYPE = 'content-type: application/json';

  test.each<[string, readonly string[], string]>([
    ['a page of its own address', ['origin: http://localhost', JSON_TYPE], 'does not answer web pages'],
    [
      'a page that fetches from the same origin',
      ['sec-fetch-site: same-origin', JSON_TYPE],
      'does not answer web pages',
    ],
    ['what a form can send as plain text', ['content-type: text/plain'], 'application/json only'],
    ['what a form can send encoded', ['content-type: application/x-www-form-urlencoded'], 'application/json only'],
    ['a body that does not say what it is', [], 'application/json only'],
  ])('turns away %s', async (_, headers, why) => {
    const { port, through } = await guarded();
    const answer = await exchange(port, request('POST /_ha-lab/rewind', ['host: localhost', ...headers], '{"to":0}'));
    expect([statusOf(answer), through]).toEqual(['403', []]);
    expect(answer).toContain(why);
  });

  test('lets a program in, and what somebody types into the address bar', async () => {
    const { port, through } = await guarded();
    const post = request('POST /_ha-lab/advance', ['host: localhost', `${JSON_TYPE}; charset=utf-8`], '{"ms":1}');
    const typed = request('GET /_ha-lab/status', ['host: localhost', 'sec-fetch-site: none']);
    expect([statusOf(await exchange(port, post)), statusOf(await exchange(port, typed))]).toEqual(['200', '200']);
    expect(through).toEqual(['POST advance', 'GET status']);
  });

  test('answers this machine only, whatever the endpoint is exposed to', () => {
    const from = (remoteAddress: string, localAddress: string): boolean =>
      turnedAwayFromControl({ method: 'GET', headers: {}, remoteAddress, localAddress }) === undefined;
    expect([
      from('127.0.0.1', '127.0.0.1'),
      from('::1', '::1'),
      from('::ffff:127.0.0.1', '::ffff:127.0.0.1'),
      from('10.0.0.5', '10.0.0.5'),
      from('10.0.0.9', '10.0.0.5'),
      from('::ffff:10.0.0.9', '::ffff:10.0.0.5'),
    ]).toEqual([true, true, true, true, false, false]);
  });
});

describe('exposed', () => {
  test('it is called by its address, by the names it was given, and not by others; this machine still uses loopback', async () => {
    const { port, url, through } = await guarded({ host: '0.0.0.0', otherHosts: ['lab.example'] });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    const statuses = await Promise.all(
      ['10.1.2.3:80', '[fe80::1]:80', 'lab.example:80', 'evil.example:80'].map(async (host) =>
        statusOf(await exchange(port, request('POST /', [`host: ${host}`], FORM))),
      ),
    );
    expect(statuses).toEqual(['200', '200', '200', '403']);
    expect(through).toHaveLength(3);
  });

  const outer = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

  test.skipIf(outer === undefined)(
    'on one address alone it says that address (skipped without a network)',
    async () => {
      const host = outer ?? '';
      const { port, url } = await guarded({ host });
      expect(url).toBe(`http://${host}:${port}`);
      expect(statusOf(await exchange(port, request('POST /', [`host: ${host}`], FORM), host))).toBe('200');
      await expect(exchange(port, request('POST /', ['host: localhost'], FORM))).rejects.toMatchObject({
        code: 'ECONNREFUSED',
      });
    },
  );
});
