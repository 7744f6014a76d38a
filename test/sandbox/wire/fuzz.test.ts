// Any bytes at all, in all five protocols: each request is answered, never as a failure of ours, and soon. Runs are bounded and seeded;
// a failure prints the smallest request that shows it. What is refused in which words is in `defects.test.ts`.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sandbox } from '../../../src/sandbox/index.js';
import { createPipeline, type Pipeline } from '../../../src/sandbox/server/pipeline.js';
import {
  anyBytes,
  anyCbor,
  anyForm,
  anyHeaders,
  anyJson,
  cborRequest,
  formRequest,
  jsonRequest,
} from './fuzz-input.js';
import { type RawRequest, sendRaw, wire } from './harness.js';

const seed = 20261130;
const failures: string[] = [];

/** A real sandbox behind the wire: what passes the codec meets the operations. */
function openPipeline(): Pipeline {
  const sandbox = Sandbox.born();
  let requests = 0;
  return createPipeline({
    wire,
    dispatch: ({ service, operation, input }) => sandbox.call(service, operation, input),
    nextRequestId: () => `fuzz-${++requests}`,
    log: ({ level, message, stack }) => {
      if (level === 'error') failures.push(`${message}\n${stack}`);
    },
  });
}

/** Answers below 500, and nothing was logged as our own failure. */
async function survives(request: RawRequest, pipeline: Pipeline = openPipeline()): Promise<number> {
  failures.length = 0;
  const { status } = await sendRaw(pipeline, request);
  expect(failures).toEqual([]);
  expect(status).toBeLessThan(500);
  return status;
}

const assertAll = (requests: fc.Arbitrary<RawRequest>, numRuns: number): Promise<void> => {
  const pipeline = openPipeline();
  return fc.assert(
    fc.asyncProperty(requests, async (request) => void (await survives(request, pipeline))),
    { seed, numRuns },
  );
};

describe('random requests', () => {
  test('EC2 forms', () =>
    assertAll(
      anyForm('ec2').map((body) => formRequest(body)),
      400,
    ));
  test.each(['elbv2', 'autoscaling', 'iam', 'sts', 'cloudwatch'] as const)('%s forms', (service) =>
    assertAll(
      anyForm(service).map((body) => formRequest(body)),
      120,
    ),
  );
  test('JSON 1.0', () =>
    assertAll(
      anyJson('cloudwatch').map(({ operation, body }) =>
        jsonRequest(`GraniteServiceVersion20100801.${operation}`, body, '1.0'),
      ),
      250,
    ));
  test('JSON 1.1', () =>
    assertAll(
      anyJson('ssm').map(({ operation, body }) => jsonRequest(`AmazonSSM.${operation}`, body, '1.1')),
      250,
    ));
  test('RPC v2 CBOR', () =>
    assertAll(
      anyCbor('cloudwatch').map(({ operation, body }) => cborRequest(operation, body)),
      400,
    ));
  test('any bytes under any headers, path and query', () =>
    assertAll(
      fc.record({
        method: fc.constantFrom('POST', 'GET', 'PUT', 'OPTIONS', ''),
        path: fc.oneof(
          fc.constantFrom('/', '/service/x/operation/y', '/service/GraniteServiceVersion20100801/operation/__proto__'),
          fc.string(),
        ),
        query: fc.oneof(
          fc.constant(''),
          fc.string({ unit: 'binary' }),
          fc.constantFrom('Action=DescribeVpcs&Version=2016-11-15', '%', '&&==&'),
        ),
        headers: anyHeaders,
        body: anyBytes,
      }),
      500,
    ));
});

const LONG = 100_000;
const ec2 = (rest: string): RawRequest => formRequest(`Action=DescribeVpcs&Version=2016-11-15&${rest}`);
const ssm = (body: string | Uint8Array): RawRequest => jsonRequest('AmazonSSM.GetParameter', body, '1.1');
const alarms = (...bytes: readonly number[]): RawRequest => cborRequest('DescribeAlarms', Uint8Array.from(bytes));
const text = (word: string): number[] => [0x60 + word.length, ...Buffer.from(word)];

describe('requests made to hurt', () => {
  test.each<[string, RawRequest, number]>([
    ['a list inside itself', ec2(`${'Filter.1.'.repeat(30)}Name=a`), 400],
    ['a list inside itself for ever', ec2(`${'Filter.1.'.repeat(20_000)}Name=a`), 404],
    ['a position beyond any list', ec2('VpcId.4294967296=a&VpcId.99999999999999999999=b&VpcId.-1=c&VpcId.1e9=d'), 400],
    ['a huge position alone', ec2('VpcId.2147483647=vpc-1'), 400],
    ['the names of every object', ec2('__proto__=1&constructor=2&prototype.x=3&toString.1=4&hasOwnProperty=5'), 400],
    ['the prototype as a list', ec2('Filter.__proto__.Name=a&Filter.1.__proto__.polluted=1'), 400],
    ['the same parameter often', ec2(Array.from({ length: 5_000 }, () => 'VpcId.1=a').join('&')), 400],
    [
      'broken UTF-8',
      formRequest(
        Buffer.concat([
          Buffer.from('Action=DescribeVpcs&Version=2016-11-15&VpcId.1='),
          Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
        ]),
      ),
      400,
    ],
    ['half a surrogate', ec2('VpcId.1=%ED%A0%80'), 404],
    ['a word of 100 kB', ec2(`VpcId.1=${'a'.repeat(LONG)}`), 400],
    ['an action of 100 kB', formRequest(`Action=${'A'.repeat(LONG)}&Version=2016-11-15`), 400],
    ['an action of the prototype', formRequest('Action=__proto__&Version=2016-11-15'), 400],
    ['an action of the constructor', formRequest('Action=constructor&Version=2011-01-01'), 400],
    ['JSON with the prototype as a key', ssm('{"__proto__":{"Name":"x"},"constructor":{"prototype":{"a":1}}}'), 400],
    ['JSON with the same key twice', ssm('{"Name":"a","Name":"b"}'), 400],
    ['JSON with a number beyond all numbers', ssm('{"Name":1e99999}'), 400],
    ['JSON deep in brackets inside a text', ssm(`{"Name":"${'['.repeat(LONG)}"}`), 400],
    ['JSON with half a surrogate', ssm('{"Name":"\\ud800"}'), 400],
    ['JSON in broken UTF-8', ssm(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])), 400],
    ['JSON under a target without a name', jsonRequest('AmazonSSM.', '{}', '1.1'), 400],
    ['JSON under the prototype', jsonRequest('AmazonSSM.__proto__', '{}', '1.1'), 400],
    ['a CBOR map of four thousand million entries', alarms(0xba, 0xff, 0xff, 0xff, 0xff), 400],
    [
      'a CBOR list of 2^64 entries',
      alarms(0xa1, ...text('AlarmNames'), 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
      400,
    ],
    ['a CBOR text of 2^62 bytes', alarms(0xa1, 0x7b, 0x40, 0, 0, 0, 0, 0, 0, 0), 400],
    ['a CBOR map that never ends', alarms(0xbf, ...text('AlarmNames'), 0x9f), 400],
    ['CBOR tags inside tags', cborRequest('DescribeAlarms', new Uint8Array(LONG).fill(0xc1)), 400],
    ['CBOR lists inside lists', cborRequest('DescribeAlarms', new Uint8Array(LONG).fill(0x81)), 400],
    ['CBOR lists without end inside each other', cborRequest('DescribeAlarms', new Uint8Array(LONG).fill(0x9f)), 400],
    ['CBOR texts in parts inside parts', alarms(0xa1, ...new Array<number>(1_000).fill(0x7f)), 400],
    ['a CBOR key of the prototype', alarms(0xa1, ...text('__proto__'), 0xa1, ...text('polluted'), 0xf5), 200],
    [
      'a CBOR time beyond all times',
      cborRequest(
        'GetMetricStatistics',
        Uint8Array.from([0xa1, ...text('StartTime'), 0xc1, 0xfb, 0x7f, 0xef, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      ),
      400,
    ],
    ['a bare CBOR break', alarms(0xff), 400],
    ['an XML body', { headers: { 'content-type': 'text/xml' }, body: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }, 400],
    [
      'a form that says it is JSON',
      { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: 'Action=DescribeVpcs&Version=2016-11-15' },
      200,
    ],
    [
      'CBOR that says it is a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Uint8Array.from([0xbf, 0xff]) },
      400,
    ],
    ['a gzip bomb', zipped(gzipSync(Buffer.alloc(200 * 1024 * 1024))), 413],
    ['a gzip body cut short', zipped(gzipSync('Action=DescribeVpcs&Version=2016-11-15').subarray(0, 20)), 400],
    ['a gzip body that is none', zipped(Buffer.from('Action=DescribeVpcs&Version=2016-11-15')), 400],
    ['an encoding nobody knows', { headers: { 'content-encoding': 'br, gzip, __proto__' }, body: 'x' }, 400],
  ])('%s', async (_name, request, status) => {
    const started = performance.now();
    expect(await survives(request)).toBe(status);
    // A second is a thousand times what any of them takes: only a decoder that went wild needs it.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('what a request leaves behind does not grow', async () => {
    const pipeline = openPipeline();
    const big = ec2(`VpcId.1=${'a'.repeat(1024 * 1024)}`);
    const held = async (rounds: number): Promise<number> => {
      for (let round = 0; round < rounds; round += 1) await survives(big, pipeline);
      collectGarbage();
      return process.memoryUsage().external + process.memoryUsage().heapUsed;
    };
    const before = await held(3);
    expect((await held(20)) - before).toBeLessThan(4 * 1024 * 1024);
  });
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

function zipped(body: Uint8Array): RawRequest {
  return { headers: { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' }, body };
}
