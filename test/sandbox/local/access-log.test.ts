// A line of the access log: AWS's fields in AWS's order, what of them is unknown, and its instants.

import { expect, test } from 'vitest';
import { type AccessLine, accessLogLine } from '../../../src/sandbox/local/balancer/access-log.js';
import { readRequestHead } from '../../../src/sandbox/local/balancer/http/head.js';

const BALANCER = { arn: 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shop/50dc', port: 80 };
const AT = Date.UTC(2026, 10, 30, 13, 40, 7, 5);
const SIDES = { clientAddress: '203.0.113.7', clientPort: 4711, received: 90, sent: 600 };

function line(more: Partial<AccessLine>, at = AT): string {
  const head = readRequestHead('GET /a?b HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: "curl"');
  if ('refused' in head) throw new Error('no head');
  const usual = { head, sides: SIDES, statusCode: 200, byTarget: true, tookMs: 7, targetMs: 5, action: 'forward' };
  return accessLogLine({ ...usual, ...more }, at, BALANCER);
}

test('of a request that a target answered', () => {
  const asked = { targetGroupArn: 'arn:tg', address: { host: '127.0.128.17', port: 8000 }, trace: 'Root=1-2-3' };
  expect(line(asked)).toBe(
    'http 2026-11-30T13:40:07.005000Z app/shop/50dc 203.0.113.7:4711 127.0.128.17:8000 0.000 0.005 0.002 200 200 90 600 ' +
      '"GET http://shop.example:80/a?b HTTP/1.1" "\\x22curl\\x22" - - arn:tg "Root=1-2-3" "-" "-" 0 ' +
      '2026-11-30T13:40:06.998000Z "forward" "-" "-" "127.0.128.17:8000" "200" "-" "-"',
  );
});

test('of what could not be read as a request', () => {
  const none = { head: undefined, statusCode: 400, byTarget: false, tookMs: 0, targetMs: undefined, action: '-' };
  expect(line({ ...none, classification: ['Severe', 'BadHeader'] })).toBe(
    'http 2026-11-30T13:40:07.005000Z app/shop/50dc 203.0.113.7:4711 - -1 -1 -1 400 - 90 600 ' +
      '"- http://-:80- -" "-" - - - "-" "-" "-" 0 2026-11-30T13:40:07.005000Z "-" "-" "-" "-" "-" "Severe" "BadHeader"',
  );
});

test('instants on both sides of a minute, an hour and a year, in whichever order they are written', () => {
  for (const border of [Date.UTC(2026, 10, 30, 13, 41), Date.UTC(2026, 10, 30, 14), Date.UTC(2027, 0, 1)]) {
    for (const at of [border, border + 0.9, border + 3, border - 1, border + 60_000, border - 60_000]) {
      const [, end] = line({ tookMs: 2 }, at).split(' ');
      const began = line({ tookMs: 2 }, at).split(' ').at(-8);
      expect([began, end]).toEqual(
        [at - 2, at].map((instant) => `${new Date(instant).toISOString().slice(0, -1)}000Z`),
      );
    }
  }
});
