// The stages around the codec: bodies that are too large or packed, faults, the binding of operations, clients without sockets.

import { gzipSync } from 'node:zlib';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/errors.js';
import { inProcessHandler } from '../../../src/sandbox/server/in-process.js';
import { largestBodyBytes } from '../../../src/sandbox/server/limits.js';
import { caseOf } from '../wire/clients.js';
import { authorization, createHarness, sendRaw } from '../wire/harness.js';

const describeVpcs = 'Action=DescribeVpcs&Version=2016-11-15';
const jsonHeaders = { 'x-amz-target': 'AmazonSSM.DescribeParameters', 'content-type': 'application/x-amz-json-1.1' };

describe('bodies', () => {
  test('a zipped body is unzipped', async () => {
    const { pipeline, calls } = createHarness(() => ({}));
    const body = gzipSync(`${describeVpcs}&VpcId.1=vpc-1`);
    expect((await sendRaw(pipeline, { headers: { 'content-encoding': 'gzip' }, body })).status).toBe(200);
    expect(calls[0]?.input).toEqual({ VpcIds: ['vpc-1'] });
  });

  test('the SDK zips a large PutMetricData by itself', async () => {
    const { pipeline, calls } = createHarness(() => ({}));
    const encodings: unknown[] = [];
    const client = caseOf('cloudwatch').connect({
      requestHandler: inProcessHandler({
        handle(request) {
          encodings.push(request.headers['content-encoding']);
          return pipeline.handle(request);
        },
      }),
    });
    const MetricData = Array.from({ length: 400 }, (_, index) => ({ MetricName: `metric-${index}`, Value: index / 2 }));
    await client.send('PutMetricData', { Namespace: 'Lab', MetricData });
    expect(encodings).toEqual(['gzip']);
    expect(calls[0]?.input).toEqual({ Namespace: 'Lab', MetricData });
  });

  test.each<[string, Record<string, string>, () => Uint8Array, string]>([
    ['too large as sent', {}, () => Buffer.alloc(largestBodyBytes + 1, 0x61), '413 RequestEntityTooLarge'],
    [
      'a zip bomb',
      { 'content-encoding': 'gzip' },
      () => gzipSync(Buffer.alloc(64 * 1024 * 1024)),
      '413 RequestEntityTooLarge',
    ],
    ['gzip that is none', { 'content-encoding': 'gzip' }, () => Buffer.from('hello'), '400 MalformedInput'],
    ['half a gzip', { 'content-encoding': 'gzip' }, () => gzipSync(describeVpcs).subarray(0, 20), '400 MalformedInput'],
    ['another packing', { 'content-encoding': 'br' }, () => Buffer.from('hello'), '400 MalformedInput'],
  ])('%s is refused, in the protocol of the request', async (_name, headers, body, expected) => {
    const { pipeline, calls } = createHarness(() => ({}));
    const xml = await sendRaw(pipeline, { headers: { ...headers, ...authorization('ec2') }, body: body() });
    const code = /<Response><Errors><Error><Code>(\w+)</.exec(xml.text)?.[1];
    expect(`${xml.status} ${code}`).toBe(expected);
    const json = await sendRaw(pipeline, { headers: { ...headers, ...jsonHeaders }, body: body() });
    expect(`${json.status} ${(JSON.parse(json.text) as { __type: string }).__type}`).toBe(expected);
    expect(calls).toEqual([]);
  });

  test('a body that breaks off rejects, for there is nobody left to answer', async () => {
    const { pipeline } = createHarness(() => ({}));
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('Action=');
      throw new Error('aborted');
    }
    const request = { method: 'POST', path: '/', query: '', headers: {}, body: broken() };
    await expect(pipeline.handle(request)).rejects.toThrow('aborted');
  });

  test('a body in many small pieces', async () => {
    const { pipeline, calls } = createHarness(() => ({}));
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (const character of `${describeVpcs}&VpcId.1=vpc-🦕`) yield Buffer.from(character);
    }
    await pipeline.handle({ method: 'POST', path: '/', query: '', headers: {}, body: pieces() });
    expect(calls[0]?.input).toEqual({ VpcIds: ['vpc-🦕'] });
  });
});

describe('faults', () => {
  test('stand between a valid call and its operation', async () => {
    const seen: string[] = [];
    const { pipeline, calls } = createHarness(() => ({}), {
      fault(call) {
        seen.push(call.operation);
        return call.operation === 'DescribeVpcs'
          ? new ServiceError('RequestLimitExceeded', 'slow down', 503)
          : undefined;
      },
    });
    const throttled = await sendRaw(pipeline, { body: describeVpcs });
    expect([throttled.status, throttled.text.includes('<Code>RequestLimitExceeded</Code>')]).toEqual([503, true]);
    expect((await sendRaw(pipeline, { body: 'Action=DeleteVpc&Version=2016-11-15' })).status).toBe(400);
    expect((await sendRaw(pipeline, { body: 'Action=DescribeSubnets&Version=2016-11-15' })).status).toBe(200);
    expect(seen).toEqual(['DescribeVpcs', 'DescribeSubnets']);
    expect(calls.map((call) => call.operation)).toEqual(['DescribeSubnets']);
  });
});

describe('refusals of the services', () => {
  test('what is not modelled leaves a line in the log, other errors leave none', async () => {
    const { pipeline, lines } = createHarness(({ operation }) => {
      const code = operation === 'DescribeVpcs' ? 'UnsupportedOperation' : 'InvalidVpcID.NotFound';
      throw new ServiceError(code, 'The sandbox does not model the parameter X.');
    });
    expect((await sendRaw(pipeline, { body: describeVpcs })).status).toBe(400);
    expect((await sendRaw(pipeline, { body: 'Action=DescribeSubnets&Version=2016-11-15' })).status).toBe(400);
    expect(lines).toEqual([
      {
        level: 'warning',
        requestId: 'request-0001',
        message: 'refused ec2:DescribeVpcs: The sandbox does not model the parameter X.',
      },
    ]);
  });
});

describe('in process', () => {
  test('an operation may answer later', async () => {
    const { pipeline } = createHarness(async () => ({ Instances: [{ InstanceId: 'i-1' }] }));
    const client = new EC2Client({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: inProcessHandler(pipeline),
    });
    const answer = await client.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, UserData: 'IyEvYmluL3NoCg==' }),
    );
    expect(answer.Instances?.[0]?.InstanceId).toBe('i-1');
  });

  test('an aborted call is not made', async () => {
    const { pipeline, calls } = createHarness(() => ({}));
    const client = new EC2Client({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: inProcessHandler(pipeline),
    });
    const abort = AbortSignal.abort();
    const sent = client.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }), { abortSignal: abort });
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls).toEqual([]);
  });

  test('empty lists are told from absent ones', async () => {
    for (const [entry, operation] of [
      [caseOf('ec2'), 'DescribeVpcs'],
      [caseOf('elbv2'), 'DescribeTargetGroups'],
      [caseOf('ssm'), 'DescribeParameters'],
      [caseOf('cloudwatch', 'rpcv2Cbor'), 'DescribeAlarms'],
    ] as const) {
      const list = { ec2: 'Vpcs', elbv2: 'TargetGroups', ssm: 'Parameters', cloudwatch: 'MetricAlarms' }[
        entry.service as 'ec2'
      ];
      for (const answer of [{}, { [list]: [] }]) {
        const { pipeline } = createHarness(() => answer);
        const { $metadata, ...yielded } = await entry
          .connect({ requestHandler: inProcessHandler(pipeline) })
          .send(operation, {});
        expect(yielded).toEqual(answer);
        expect($metadata).toMatchObject({ httpStatusCode: 200 });
      }
    }
  });
});
