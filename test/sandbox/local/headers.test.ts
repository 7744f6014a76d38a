// What the real load balancer does to headers on the way to a target and back; and lengths of time in a query.

import { expect, test } from 'vitest';
import { endToEnd, toTarget } from '../../../src/sandbox/local/headers.js';
import { inHostTime } from '../../../src/sandbox/local/local-app.js';

const ARRIVED = { clientAddress: '127.0.0.1', port: 80, atSeconds: 0x65f2c3d4, unique: 'a1b2c3d4e5f6a7b8c9d0e1f2' };

test('who asked, by which way, under which trace', () => {
  expect(toTarget({ host: 'shop.example', accept: 'text/html' }, ARRIVED)).toEqual({
    host: 'shop.example',
    accept: 'text/html',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '80',
    'x-amzn-trace-id': 'Root=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2',
    connection: 'keep-alive',
  });
});

test('addresses that were there are kept, a client’s word on port and protocol is not', () => {
  const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' };
  expect(toTarget(headers, ARRIVED)).toMatchObject({
    'x-forwarded-for': '203.0.113.7, 127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '80',
  });
});

test.each([
  ['begun elsewhere: goes on', 'Root=1-1-2;Lineage=a', 'Self=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2;Root=1-1-2;Lineage=a'],
  ['an earlier hop’s Self gives way', 'Self=1-0-0;Root=1-1-2', 'Self=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2;Root=1-1-2'],
  ['no Root: a new one', 'Lineage=a', 'Root=1-65f2c3d4-a1b2c3d4e5f6a7b8c9d0e1f2'],
])('a trace %s', (_, given, expected) => {
  expect(toTarget({ 'x-amzn-trace-id': given }, ARRIVED)['x-amzn-trace-id']).toBe(expected);
});

test('what concerns one hop only goes no further, nor what Connection names', () => {
  const headers = {
    connection: 'close, X-Secret',
    'x-secret': '1',
    'keep-alive': 'timeout=5',
    te: 'trailers',
    upgrade: 'h2c',
    'transfer-encoding': 'chunked',
    'content-type': 'text/plain',
  };
  expect(endToEnd(headers)).toEqual({ 'content-type': 'text/plain' });
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
