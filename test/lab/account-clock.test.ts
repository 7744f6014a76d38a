// The account's clock: the date of AWS's own answers, whatever this machine's clock says and however fast the other one goes.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountClock, pauseOf } from '../../src/lab/account-clock.js';
import { loopbackEndpoint, requireOnePlace } from '../../src/lab/endpoint.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { type Served, served } from '../clients/helpers/served.js';

const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };

describe('the account’s clock', () => {
  const sandbox = Sandbox.born({ seed: 'clock' });
  let endpoint: Served;
  beforeAll(async () => {
    endpoint = await served(sandbox, 60);
  });
  afterAll(() => endpoint?.stop());

  test('tells and passes the endpoint’s time, not the host’s', async () => {
    const clock = accountClock(new STSClient({ region: 'us-east-1', endpoint: endpoint.url, credentials }));
    const from = await clock.now();
    expect(Math.abs(from - sandbox.now)).toBeLessThan(60_000);
    const to = await clock.pass(120_000);
    expect(to - from).toBeGreaterThanOrEqual(120_000);
    expect(to).toBeLessThanOrEqual(sandbox.now);
  });

  test('nobody there: said with what to do', async () => {
    const sts = new STSClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1', credentials, maxAttempts: 1 });
    await expect(accountClock(sts).now()).rejects.toMatchObject({ code: 'ENVIRONMENT', exitCode: 5 });
  });
});

test('a clock that is stopped on the way is told, also when it went at first', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    const at = new Date(Date.UTC(2026, 0, 5, 12, 0, Math.min(asked, 3) * 10));
    response.writeHead(200, { 'content-type': 'text/xml', date: at.toUTCString() });
    response.end('<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clock = accountClock(new STSClient({ region: 'us-east-1', endpoint, credentials }), 300);
    await expect(clock.pass(3_600_000)).rejects.toMatchObject({ code: 'ENVIRONMENT', exitCode: 5 });
    expect(asked).toBeGreaterThan(3);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe('what may be changed', () => {
  const here = 'http://127.0.0.1:4566';
  const aws = 'https://ec2.amazonaws.com';
  test.each([
    [{ AWS_ENDPOINT_URL: here }, here, true],
    [{ AWS_ENDPOINT_URL: 'http://localhost:1' }, 'http://localhost:1', true],
    [{ AWS_ENDPOINT_URL: here, AWS_ENDPOINT_URL_EC2: 'http://[::1]:9' }, here, true],
    // AWS itself.
    [{}, undefined, true],
    [{ AWS_ENDPOINT_URL: here, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, undefined, true],
    // Nobody knows whose.
    [{ AWS_ENDPOINT_URL: aws }, undefined, false],
    [{ AWS_ENDPOINT_URL_EC2: here }, undefined, false],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1.example.com' }, undefined, false],
    [{ AWS_ENDPOINT_URL: here, AWS_ENDPOINT_URL_EC2: aws }, undefined, false],
  ])('%j → %s', (env, url, may) => {
    expect(loopbackEndpoint(env)).toBe(url);
    if (may) expect(() => requireOnePlace('deploy', env)).not.toThrow();
    else expect(() => requireOnePlace('deploy', env)).toThrow('this shell leads elsewhere');
  });
});

test('waiting grows from look to look up to half a minute, a fifth more or less by chance', () => {
  expect([1, 2, 5, 50].map((looks) => pauseOf(5_000, looks, 0.5))).toEqual([5_000, 6_250, 12_207, 30_000]);
  expect([pauseOf(5_000, 1, 0), pauseOf(5_000, 1, 1)]).toEqual([4_000, 6_000]);
  expect(pauseOf(60_000, 9, 0.5)).toBe(60_000);
});
