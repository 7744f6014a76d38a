// What the real load balancer does to headers on the way to a target and back; and lengths of time in a query.

import { describe, expect, test } from 'vitest';
import { headToClient, headToTarget } from '../../../src/sandbox/local/balancer/headers.js';
import { readAnswerHead, readRequestHead } from '../../../src/sandbox/local/balancer/http/head.js';
import { balancerSettings } from '../../../src/sandbox/local/balancer/settings.js';
import { inHostTime } from '../../../src/sandbox/local/local-app.js';

const ARRIVED = {
  clientAddress: '127.0.0.1',
  clientPort: 4711,
  port: 80,
  atSeconds: 0x65f2c3d4,
  unique: 'a1b2c3d4e5f6a7b8c9d0e1f2',
};

function toTarget(...lines: readonly string[]): readonly string[] {
  return withAttributes({}, ['GET /a?b=c HTTP/1.1', 'Host: shop.example', ...lines]);
}

function withAttributes(attributes: Readonly<Record<string, string>>, lines: readonly string[], port = 80) {
  const head = readRequestHead(lines.join('\r\n'));
  if ('refused' in head) throw new Error(JSON.stringify(head));
  return headToTarget(head, { ...ARRIVED, port }, balancerSettings(attributes, 1).fields).split('\r\n');
}

test('who asked, by which way, under which trace; what the client wrote stays as it wrote it', () => {
  expect(toTarget('ACCEPT: text/html', 'Cookie: a=1', 'Cookie: b=2')).toEqual([
    'GET /a?b=c HTTP/1.1',
    'Host: shop.example',
    'ACCEPT: text/html',
    'Cookie: a=1',
    'Cookie: b=2',
    'X-Forwarded-For: 127.0.0.1',
    'X-Forwarded-Proto: http',
    'X-Forwarded-Port: 80',
    'X-Amzn-Trace-Id: Root=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2',
    '',
    '',
  ]);
});

test('addresses that were there are kept, a client’s word on port and protocol is not', () => {
  const lines = toTarget('X-Forwarded-For: 203.0.113.7', 'X-Forwarded-Proto: https', 'X-Forwarded-Port: 443');
  expect(lines.filter((line) => line.startsWith('X-Forwarded'))).toEqual([
    'X-Forwarded-For: 203.0.113.7, 127.0.0.1',
    'X-Forwarded-Proto: http',
    'X-Forwarded-Port: 80',
  ]);
});

test.each([
  ['begun elsewhere: goes on', 'Root=1-1-2;Lineage=a', 'Self=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2;Root=1-1-2;Lineage=a'],
  ['an earlier hop’s Self gives way', 'Self=1-0-0;Root=1-1-2', 'Self=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2;Root=1-1-2'],
  ['no Root: a new one', 'Lineage=a', 'Root=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2'],
])('a trace %s', (_, given, expected) => {
  expect(toTarget(`X-Amzn-Trace-Id: ${given}`)).toContain(`X-Amzn-Trace-Id: ${expected}`);
});

test('what concerns one hop only goes no further, nor what Connection names; what says where a body ends cannot be named away', () => {
  const lines = toTarget(
    'Connection: close, X-Secret, Content-Length, Host',
    'X-Secret: 1',
    'Keep-Alive: timeout=5',
    'TE: trailers',
    'Upgrade: h2c',
    'Content-Length: 3',
  );
  expect(lines.slice(1, 3)).toEqual(['Host: shop.example', 'Content-Length: 3']);
  expect(lines.join('\n')).not.toMatch(/secret|timeout|trailers|h2c|close/i);
});

describe('ALB-04 attributes that change a request on its way', () => {
  const BEFORE = 'X-Forwarded-For: 203.0.113.7, 198.51.100.1';
  test.each([
    ['append', 'false', [BEFORE], [`${BEFORE}, 127.0.0.1`]],
    ['append', 'true', [BEFORE], [`${BEFORE}, 127.0.0.1:4711`]],
    ['append', 'true', [], ['X-Forwarded-For: 127.0.0.1:4711']],
    ['append', 'false', ['x-forwarded-for: a', 'X-Forwarded-For: b'], ['X-Forwarded-For: a, b, 127.0.0.1']],
    ['preserve', 'false', ['x-forwarded-for: a', 'X-Forwarded-For: b'], ['x-forwarded-for: a', 'X-Forwarded-For: b']],
    ['preserve', 'true', [BEFORE], [BEFORE]],
    ['preserve', 'false', [], []],
    ['remove', 'true', [BEFORE], []],
  ])('xff_header_processing.mode %s, xff_client_port %s: %j', (mode, clientPort, lines, expected) => {
    const attributes = {
      'routing.http.xff_header_processing.mode': mode,
      'routing.http.xff_client_port.enabled': clientPort,
    };
    const sent = withAttributes(attributes, ['GET / HTTP/1.1', 'Host: shop.example', ...lines]);
    expect(sent.filter((line) => /^x-forwarded-for/i.test(line))).toEqual(expected);
    expect(sent).toContain('X-Forwarded-Proto: http');
  });

  // AWS's own table, "Host header preservation"; and what leads to this computer.
  test.each([
    [80, '/', 'shop.example', 'shop.example'],
    [80, '/', 'shop.example:80', 'shop.example'],
    [80, '/', 'shop.example:8080', 'shop.example'],
    [80, 'http://dns.example/index.html', 'shop.example', 'dns.example'],
    [8080, '/', 'shop.example', 'shop.example:8080'],
    [8080, '/', 'shop.example:8080', 'shop.example:8080'],
    [80, '/', '127.0.0.1:8080', '127.0.0.1:8080'],
    [80, '/', 'localhost:8080', 'localhost:8080'],
    [81, '/', '[::1]:8081', '[::1]:8081'],
  ])('Host on listener %d, %s, %s: %s; preserved as it came', (port, target, host, expected) => {
    const lines = [`GET ${target} HTTP/1.1`, `hOST: ${host}`];
    expect(withAttributes({}, lines, port)[1]).toBe(`hOST: ${expected}`);
    const preserve = { 'routing.http.preserve_host_header.enabled': 'true' };
    expect(withAttributes(preserve, lines, port)[1]).toBe(`hOST: ${host}`);
  });

  test('drop_invalid_header_fields: names of more than letters, digits and hyphens go no further', () => {
    const lines = ['GET / HTTP/1.1', 'Host: x', 'X_User: 1', 'X.Y: 2', 'X-Fine-3: 3'];
    const names = (on: string): readonly string[] =>
      withAttributes({ 'routing.http.drop_invalid_header_fields.enabled': on }, lines)
        .map((line) => line.split(':')[0] ?? '')
        .filter((name) => /^X[_.]|^X-Fine/.test(name));
    expect(names('false')).toEqual(['X_User', 'X.Y', 'X-Fine-3']);
    expect(names('true')).toEqual(['X-Fine-3']);
  });
});

test('an answer keeps its fields, but for those of the hop; HTTP/1.0 gets no chunks', () => {
  const text =
    'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nTransfer-Encoding: chunked\r\nKeep-Alive: timeout=75';
  const head = readAnswerHead(text);
  if (head === undefined) throw new Error('no head');
  const common = 'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n';
  expect(headToClient(head, true, false)).toBe(`${common}Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n`);
  expect(headToClient(head, false, true)).toBe(`${common}Connection: close\r\n\r\n`);
});

test.each([
  ['/slow?s=120&beat=1', 30, '/slow?s=4&beat=0.03333333333333333'],
  ['/burn?ms=600', 20, '/burn?ms=30'],
  ['/slow?s=120', 1, '/slow?s=120'],
  ['/slow', 30, '/slow'],
  ['/?s=120', 30, '/?s=120'],
  ['/fail?code=503', 30, '/fail?code=503'],
])('%s at %d times the speed is %s', (path, factor, expected) => {
  expect(inHostTime(path, factor)).toBe(expected);
});
