// Requests for the fuzz tests: half of them nearly right, so that they come far; the rest as wrong as bytes can be.

import fc from 'fast-check';
import type { ServiceName } from '../../../src/sandbox/wire/index.js';
import { createServiceModel } from '../../../src/sandbox/wire/service-model.js';
import { modelFiles, type RawRequest } from './harness.js';

const VERSIONS: Readonly<Record<string, string>> = {
  ec2: '2016-11-15',
  elbv2: '2015-12-01',
  autoscaling: '2011-01-01',
  cloudwatch: '2010-08-01',
  iam: '2010-05-08',
  sts: '2011-06-15',
};

interface ServiceWords {
  readonly operations: readonly string[];
  /** Names of all members, and the names every object has. */
  readonly members: readonly string[];
}

const OBJECT_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

function wordsOf(service: ServiceName): ServiceWords {
  const file = modelFiles.find((known) => known.service === service);
  if (file === undefined) throw new Error(`no model of ${service}`);
  const members = new Set<string>(OBJECT_NAMES);
  for (const shape of Object.values(file.shapes)) {
    if ('members' in shape) for (const name of Object.keys(shape.members)) members.add(name);
  }
  return { operations: Object.keys(createServiceModel(file).file.operations), members: [...members] };
}

const scalars = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e309',
    'NaN',
    'true',
    '9007199254740993',
    '0x10',
    '2026-01-05T00:00:00Z',
    '10.0.0.0/16',
    '\u0000',
    '%',
    '$Latest',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double().map(String),
);

/** An encoded form body. */
export function anyForm(service: ServiceName): fc.Arbitrary<string> {
  const { operations, members } = wordsOf(service);
  const part = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...members) },
    { weight: 3, arbitrary: fc.constantFrom('1', '2', 'member', 'entry', 'key', 'value') },
    { weight: 1, arbitrary: fc.constantFrom('0', '-1', '4294967296', '', '1e3', '01') },
    { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
  );
  const parameter = fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 6 }), scalars)
    .map(([path, value]) => `${path.map(encode).join('.')}=${encode(value)}`);
  return fc
    .tuple(fc.constantFrom(...operations), fc.array(parameter, { maxLength: 8 }))
    .map(([operation, parameters]) => [`Action=${operation}&Version=${VERSIONS[service]}`, ...parameters].join('&'));
}

/** Half of a surrogate pair has no encoding. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

export interface Called<Body> {
  readonly operation: string;
  readonly body: Body;
}

function documents(service: ServiceName): fc.Arbitrary<Called<unknown>> {
  const { operations, members } = wordsOf(service);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('list'), tie('map')),
    leaf: fc.oneof(scalars, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    list: fc.array(tie('tree'), { maxLength: 3 }),
    map: fc.dictionary(fc.constantFrom(...members), tie('tree'), { maxKeys: 5 }),
  }));
  return fc.record({
    operation: fc.constantFrom(...operations),
    body: fc.oneof(
      { weight: 8, arbitrary: fc.dictionary(fc.constantFrom(...members), tree, { maxKeys: 6 }) },
      { weight: 1, arbitrary: tree },
    ),
  });
}

/** JSON text, now and then with bytes of it changed. */
export function anyJson(service: ServiceName): fc.Arbitrary<Called<Uint8Array>> {
  return fc
    .tuple(documents(service), damage)
    .map(([{ operation, body }, hurt]) => ({ operation, body: hurt(Buffer.from(JSON.stringify(body))) }));
}

/** CBOR of a tree of values, now and then with bytes of it changed. */
export function anyCbor(service: ServiceName): fc.Arbitrary<Called<Uint8Array>> {
  return fc
    .tuple(documents(service), damage)
    .map(([{ operation, body }, hurt]) => ({ operation, body: hurt(Uint8Array.from(cborOf(body))) }));
}

const damage: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc
  .array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 })
  .chain((changes) => fc.tuple(fc.constant(changes), fc.boolean(), fc.nat()))
  .map(([changes, cut, length]) => (bytes) => {
    const copy = Uint8Array.from(bytes);
    for (const [place, value] of changes) if (copy.length > 0) copy[place % copy.length] = value;
    return cut && changes.length > 0 ? copy.subarray(0, length % (copy.length + 1)) : copy;
  });

/** A small writer of its own: lists and maps of indefinite length, texts in parts, numbers as they come. */
function cborOf(value: unknown): number[] {
  if (value === null || value === undefined) return [0xf6];
  if (typeof value === 'boolean') return [value ? 0xf5 : 0xf4];
  if (typeof value === 'number') return [0xfb, ...new Uint8Array(new Float64Array([value]).buffer).reverse()];
  if (typeof value === 'string') return [0x7f, ...textOf(value), 0xff];
  if (Array.isArray(value)) return [0x9f, ...value.flatMap(cborOf), 0xff];
  return [0xbf, ...Object.entries(value).flatMap(([key, part]) => [...textOf(key), ...cborOf(part)]), 0xff];
}

function textOf(text: string): number[] {
  const bytes = Buffer.from(text);
  return [0x79, bytes.length >> 8, bytes.length & 255, ...bytes];
}

export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc
    .constantFrom('Action=DescribeVpcs&Version=2016-11-15', '{"Name":"a"}', 'Action=&Version=', '\u001f\u008b')
    .map((text) => Buffer.from(text, 'latin1')),
);

export const anyHeaders: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'x-amz-target',
    'smithy-protocol',
    'authorization',
    'content-encoding',
    'accept',
    'x-amzn-query-mode',
  ),
  fc.oneof(
    fc.constantFrom(
      'application/x-amz-json-1.1',
      'application/cbor',
      'application/x-www-form-urlencoded',
      'rpc-v2-cbor',
      'AmazonSSM.GetParameter',
      'gzip',
      'AWS4-HMAC-SHA256 Credential=a/b/c/ec2/aws4_request',
      'AWS4-HMAC-SHA256 Credential=',
    ),
    fc.string({ unit: 'binary' }),
  ),
  { maxKeys: 4, noNullPrototype: true },
);

export const formRequest = (body: string | Uint8Array): RawRequest => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  body,
});

export const jsonRequest = (target: string, body: string | Uint8Array, version: string): RawRequest => ({
  headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
  body,
});

export const cborRequest = (operation: string, body: Uint8Array): RawRequest => ({
  path: `/service/GraniteServiceVersion20100801/operation/${operation}`,
  headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
  body,
});
