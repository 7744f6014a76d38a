// The endpoint over real sockets: connections that live on, that break, that come in crowds; and the control API beside it.

import { Agent, get, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { ControlRequest } from '../../../src/sandbox/server/control-mount.js';
import { type HttpEndpoint, type HttpOptions, startHttp } from '../../../src/sandbox/server/http.js';
import { largestBodyBytes } from '../../../src/sandbox/server/limits.js';
import type { Dispatch, LogLine } from '../../../src/sandbox/server/pipeline.js';
import { caseOf, clientCases, NEEDED } from '../wire/clients.js';
import { createHarness, type Harness } from '../wire/harness.js';

const endpoints: HttpEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.stop();
});

const virtualNow = Date.UTC(2026, 0, 5, 6, 7, 8);

interface Running extends Harness {
  readonly endpoint: HttpEndpoint;
  readonly ownLines: LogLine[];
}

async function start(dispatch: Dispatch, options: Partial<HttpOptions> = {}): Promise<Running> {
  const harness = createHarness(dispatch);
  const ownLines: LogLine[] = [];
  const endpoint = await startHttp({
    pipeline: harness.pipeline,
    now: () => virtualNow,
    log: (line) => ownLines.push(line),
    ...options,
  });
  endpoints.push(endpoint);
  return { ...harness, endpoint, ownLines };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function send(url: string, options: object = {}, body: string | Uint8Array = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const describeVpcs = 'Action=DescribeVpcs&Version=2016-11-15';

describe('clients', () => {
  test.each(clientCases)('$name reaches the endpoint', async (entry) => {
    const { endpoint, calls } = await start(() => ({}));
    const operation = {
      ec2: 'DescribeVpcs',
      elbv2: 'DescribeTargetGroups',
      autoscaling: 'DescribeAutoScalingGroups',
      cloudwatch: 'DescribeAlarms',
      iam: 'ListPolicies',
      sts: 'GetCallerIdentity',
      ssm: 'DescribeParameters',
      logs: 'DescribeLogGroups',
      servicequotas: 'ListServiceQuotas',
    }[entry.service];
    await entry.connect({ endpoint: endpoint.url }).send(operation, { ...NEEDED[operation] });
    expect(calls.map((call) => [call.service, call.operation, call.protocol])).toEqual([
      [entry.service, operation, entry.protocol],
    ]);
  });

  test('a crowd of 200 calls at once, each with its own answer', async () => {
    const { endpoint } = await start(async (call) => {
      await delay(Math.random() * 20);
      return { Vpcs: (call.input.VpcIds as string[]).map((VpcId) => ({ VpcId })) };
    });
    const client = caseOf('ec2').connect({ endpoint: endpoint.url });
    const ids = Array.from({ length: 200 }, (_, index) => `vpc-${index}`);
    const answers = await Promise.all(ids.map((id) => client.send('DescribeVpcs', { VpcIds: [id] })));
    expect(answers.map((answer) => (answer.Vpcs as { VpcId: string }[])[0]?.VpcId)).toEqual(ids);
  });
});

describe('connections', () => {
  test('stay open between requests', async () => {
    const { endpoint } = await start(() => ({}));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let round = 0; round < 5; round += 1) {
      await new Promise<void>((resolve, reject) => {
        const request = httpRequest(endpoint.url, { method: 'POST', agent }, (response) => {
          ports.add(response.socket.localPort);
          response.resume().on('end', resolve);
        });
        request.on('error', reject);
        request.end(describeVpcs);
      });
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  test('that break off in the middle of a body hurt nobody', async () => {
    const { endpoint, calls, ownLines } = await start(() => ({}));
    const sockets: Socket[] = [];
    for (let round = 0; round < 10; round += 1) {
      const socket = connect(endpoint.port, '127.0.0.1');
      sockets.push(socket);
      socket.write('POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\nAction=Describe');
      await delay(5);
      socket.destroy();
    }
    expect((await send(endpoint.url, {}, describeVpcs)).status).toBe(200);
    expect(calls).toHaveLength(1);
    expect(ownLines).toEqual([]);
  });

  test('that break off while the operation runs hurt nobody', async () => {
    const { endpoint, ownLines } = await start(async () => {
      await delay(30);
      return {};
    });
    const socket = connect(endpoint.port, '127.0.0.1');
    const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${describeVpcs.length}\r\n\r\n`;
    socket.write(head + describeVpcs);
    await delay(10);
    socket.destroy();
    await delay(40);
    expect((await send(endpoint.url, {}, describeVpcs)).status).toBe(200);
    expect(ownLines).toEqual([]);
  });

  test('that speak no HTTP get a 400 and are closed', async () => {
    const { endpoint } = await start(() => ({}));
    const socket = connect(endpoint.port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.write('\u0016\u0003\u0001 hello\r\n\r\n');
    await new Promise((resolve) => socket.on('close', resolve));
    expect(Buffer.concat(chunks).toString()).toContain('HTTP/1.1 400');
    expect((await send(endpoint.url, {}, describeVpcs)).status).toBe(200);
  });

  test('chunked bodies and Expect: 100-continue are understood', async () => {
    const { endpoint } = await start(() => ({}));
    const headers = { expect: '100-continue', 'transfer-encoding': 'chunked' };
    expect((await send(endpoint.url, { headers }, describeVpcs)).status).toBe(200);
  });

  test('a body beyond the limit is answered, not cut', async () => {
    const { endpoint, calls } = await start(() => ({}));
    const answer = await send(endpoint.url, {}, Buffer.alloc(largestBodyBytes * 2, 0x61));
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('<Code>RequestEntityTooLarge</Code>');
    expect(calls).toEqual([]);
  });
});

describe('answers', () => {
  test('carry the date of the virtual clock, a request id and their length', async () => {
    const { endpoint } = await start(() => ({}));
    const { headers } = await send(endpoint.url, {}, describeVpcs);
    expect(headers).toMatchObject({
      date: 'Mon, 05 Jan 2026 06:07:08 GMT',
      'x-amzn-requestid': 'request-0001',
      'content-type': 'text/xml;charset=UTF-8',
    });
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
  });

  test('go to a GET as to a POST', async () => {
    const { endpoint, calls } = await start(() => ({}));
    const answer = await send(`${endpoint.url}/?${describeVpcs}&VpcId.1=vpc-1`, { method: 'GET' });
    expect([answer.status, calls[0]?.input]).toEqual([200, { VpcIds: ['vpc-1'] }]);
  });
});

describe('the control API', () => {
  const asJson = { 'content-type': 'application/json' };
  const control = (request: ControlRequest): { status: number; body: unknown } => {
    if (request.path === 'bug') throw new Error('broken handler');
    const { method, path, query, body } = request;
    return { status: 200, body: { method, path, query: Object.fromEntries(query), body } };
  };

  test('is reached below its prefix, with JSON both ways', async () => {
    const { endpoint, calls } = await start(() => ({}), { control });
    const answer = await send(`${endpoint.url}/_ha-lab/clock/advance?dry=1`, { headers: asJson }, '{"seconds":60}');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.text)).toEqual({
      method: 'POST',
      path: 'clock/advance',
      query: { dry: '1' },
      body: { seconds: 60 },
    });
    expect(calls).toEqual([]);
  });

  test.each([
    ['a body that is no JSON', '{', 400, '{"error":"the request body is not JSON"}'],
    ['a body beyond the limit', 'x'.repeat(largestBodyBytes + 1), 413, '{"error":"The request body is larger than'],
  ])('%s is refused', async (_name, body, status, text) => {
    const { endpoint } = await start(() => ({}), { control });
    const answer = await send(`${endpoint.url}/_ha-lab/status`, { headers: asJson }, body);
    expect([answer.status, answer.text.startsWith(text)]).toEqual([status, true]);
  });

  test('is absent unless given', async () => {
    const { endpoint } = await start(() => ({}));
    const answer = await send(`${endpoint.url}/_ha-lab/status`, { method: 'GET' });
    expect([answer.status, answer.text.trim()]).toEqual([404, '{"error":"this endpoint has no control API (status)"}']);
  });

  test('a handler that breaks does not break the server', async () => {
    const { endpoint, ownLines } = await start(() => ({}), { control });
    expect((await send(`${endpoint.url}/_ha-lab/bug`, { headers: asJson })).status).toBe(500);
    expect(ownLines).toMatchObject([{ level: 'error', message: 'the endpoint failed: broken handler' }]);
    expect((await send(endpoint.url, {}, describeVpcs)).status).toBe(200);
  });
});

describe('stopping', () => {
  test('lets a running request finish and takes no new one', async () => {
    const { endpoint } = await start(async () => {
      await delay(60);
      return {};
    });
    const running = send(endpoint.url, {}, describeVpcs);
    await delay(20);
    const stopped = endpoint.stop();
    expect((await running).status).toBe(200);
    await stopped;
    await expect(send(endpoint.url, {}, describeVpcs)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await endpoint.stop();
  });

  test('does not wait for idle connections', async () => {
    const { endpoint } = await start(() => ({}));
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) => get(endpoint.url, { agent }, (response) => response.resume().on('end', resolve)));
    const started = performance.now();
    await endpoint.stop();
    expect(performance.now() - started).toBeLessThan(1_000);
    agent.destroy();
  });

  test('a taken port is an error at the start', async () => {
    const { endpoint, pipeline } = await start(() => ({}));
    const second = startHttp({ pipeline, now: () => 0, port: endpoint.port });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
