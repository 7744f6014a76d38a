// The account's clock: the date of AWS's own answers, whatever this machine's clock says and however fast the other one goes.

import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountClock } from '../../src/lab/account-clock.js';
import { loopbackEndpoint, requireLoopback } from '../../src/lab/endpoint.js';
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

describe('what may be changed', () => {
  const here = 'http://127.0.0.1:4566';
  test.each([
    [{ AWS_ENDPOINT_URL: here }, here],
    [{ AWS_ENDPOINT_URL: 'http://localhost:1' }, 'http://localhost:1'],
    [{ AWS_ENDPOINT_URL: here, AWS_ENDPOINT_URL_EC2: 'http://[::1]:9' }, here],
    [{}, undefined],
    [{ AWS_ENDPOINT_URL: 'https://ec2.amazonaws.com' }, undefined],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1.example.com' }, undefined],
    [{ AWS_ENDPOINT_URL: here, AWS_ENDPOINT_URL_EC2: 'https://ec2.amazonaws.com' }, undefined],
    [{ AWS_ENDPOINT_URL: here, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, undefined],
  ])('%j → %s', (env, url) => {
    expect(loopbackEndpoint(env)).toBe(url);
    if (url === undefined) expect(() => requireLoopback('deploy', env)).toThrow('does not do that yet');
  });
});
