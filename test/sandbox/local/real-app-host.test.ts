// What a real application answers reaches the request that asked, and no other: a job's number is given again as soon as it is free.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { HostedApp, HostedRequest } from '../../../src/sandbox/fleet/app-host.js';
import { RealAppHost } from '../../../src/sandbox/local/real-app-host.js';
import type { RunnerReports } from '../../../src/sandbox/local/runner.js';
import { scratchFolder } from '../../helpers/scratch.js';

const folder = scratchFolder();
const APP: HostedApp = {
  instanceId: 'i-1',
  appId: 1,
  name: 'django',
  privateIpAddress: '10.0.128.17',
  port: 8_000,
  vcpus: 2,
  workers: 2,
  threads: 64,
  environment: { WORK_MS: '0' },
};
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** One application: `/long` begins and never ends, anything else is answered when the test says so. */
async function hosted() {
  const waiting: (() => void)[] = [];
  let begun = (): void => {};
  const long = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const listening = createServer((request, response) => {
    if (request.url !== '/long') {
      waiting.push(() => response.end('ok'));
      return;
    }
    response.write('.');
    begun();
  });
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  const { port } = listening.address() as AddressInfo;
  const answers: [number, unknown][] = [];
  let reports: RunnerReports | undefined;
  const host = new RealAppHost(
    { scratch: folder, factor: 1 },
    {
      reports: () => ({
        listening: () => {},
        exited: () => {},
        printed: () => {},
        answered: (job, answer) => answers.push([job, answer]),
      }),
      lost: () => {},
      cut: () => {},
    },
    (told) => {
      reports = told;
      return {
        start: async () => ({ host: '127.0.0.1', port }),
        burn: () => {},
        signal: () => {},
        close: async () => {},
      };
    },
  );
  host.start(APP);
  await new Promise((resolve) => setImmediate(resolve));
  reports?.printed('app-1', 'Listening at: there');
  const ask = (job: number, path: string): void => {
    const request: HostedRequest = { job, app: APP, path, healthCheck: false, switches: {} };
    host.ask(request);
  };
  return { host, ask, waiting, answers, long };
}

test('the end of a download that was cut is no answer to the request that has its number now', async () => {
  const { host, ask, waiting, answers, long } = await hosted();
  ask(7, '/long');
  await long;
  host.forget(7);
  ask(7, '/');
  await expect.poll(() => waiting.length).toBe(1);
  // The connection of the download is gone by now, and said so.
  expect(answers).toEqual([]);
  waiting[0]?.();
  await expect.poll(() => answers).toEqual([[7, { statusCode: 200 }]]);
  await host.close();
});

test('an application that is gone answers nobody', async () => {
  const { host, ask, answers, long } = await hosted();
  ask(1, '/long');
  await long;
  server?.closeAllConnections();
  await expect.poll(() => answers).toEqual([[1, 'reset']]);
  await host.close();
});
