// Reads CBOR (RFC 8949) as far as AWS's RPC v2 protocol uses it: all widths, indefinite lengths, tag 1 timestamps. The writer is `cbor-write.ts`.

import { decodeText, setOwn } from './bytes.js';
import { deepestNesting } from './limits.js';
import { epochDate } from './scalars.js';

/** What is wrong with the bytes; callers turn it into the service's error. */
export class CborError extends Error {
  override readonly name = 'CborError';
}

/** Major types, the upper three bits of an item's first byte. */
const unsigned = 0;
const negative = 1;
const bytes = 2;
const text = 3;
const array = 4;
const map = 5;
const tag = 6;

/** Additional information that says "ends with a break". */
const indefinite = 31;
const breakByte = 0xff;
const epochTag = 1;

interface Input {
  readonly body: Uint8Array;
  readonly view: DataView;
  at: number;
}

/** One whole item; maps become plain objects, tag 1 becomes a Date, `undefined` and `null` become null. @throws CborError */
export function readCbor(body: Uint8Array): unknown {
  const input: Input = { body, view: new DataView(body.buffer, body.byteOffset, body.byteLength), at: 0 };
  const value = readItem(input, 0);
  if (input.at !== body.length) throw new CborError('bytes after the end');
  return value;
}

function readItem(input: Input, depth: number): unknown {
  if (depth > deepestNesting) throw new CborError(`nested deeper than ${deepestNesting} levels`);
  const first = readByte(input);
  const major = first >> 5;
  const info = first & 31;
  switch (major) {
    case unsigned:
      return readLength(input, info);
    case negative:
      return -1 - readLength(input, info);
    case bytes:
      return readString(input, info, bytes);
    case text:
      return decodeText(readString(input, info, text));
    case array:
      return readArray(input, info, depth);
    case map:
      return readMap(input, info, depth);
    case tag:
      return readTag(input, info, depth);
    default:
      return readSimple(input, info);
  }
}

function readByte(input: Input): number {
  const byte = input.body[input.at];
  if (byte === undefined) throw new CborError('the body ends early');
  input.at += 1;
  return byte;
}

/** Reserves bytes and returns where they begin. */
function take(input: Input, count: number): number {
  const at = input.at;
  if (at + count > input.body.length) throw new CborError('the body ends early');
  input.at += count;
  return at;
}

function readLength(input: Input, info: number): number {
  if (info < 24) return info;
  if (info === 24) return readByte(input);
  if (info === 25) return input.view.getUint16(take(input, 2));
  if (info === 26) return input.view.getUint32(take(input, 4));
  if (info === 27) return Number(input.view.getBigUint64(take(input, 8)));
  throw new CborError(`length of kind ${info}`);
}

function readString(input: Input, info: number, major: number): Uint8Array {
  if (info !== indefinite) {
    const length = readLength(input, info);
    const at = take(input, length);
    return input.body.slice(at, at + length);
  }
  const parts: Uint8Array[] = [];
  while (!atBreak(input)) {
    const first = readByte(input);
    if (first >> 5 !== major || (first & 31) === indefinite) throw new CborError('a string of mixed parts');
    parts.push(readString(input, first & 31, major));
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function readArray(input: Input, info: number, depth: number): unknown[] {
  const items: unknown[] = [];
  forEachEntry(input, info, () => items.push(readItem(input, depth + 1)));
  return items;
}

function readMap(input: Input, info: number, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  forEachEntry(input, info, () => {
    const key = readItem(input, depth + 1);
    if (typeof key !== 'string') throw new CborError('a map key that is no text');
    setOwn(result, key, readItem(input, depth + 1));
  });
  return result;
}

/** A length that the body cannot hold ends at its last byte: nothing is reserved in advance. */
function forEachEntry(input: Input, info: number, read: () => void): void {
  if (info === indefinite) {
    while (!atBreak(input)) read();
    return;
  }
  const length = readLength(input, info);
  for (let entry = 0; entry < length; entry += 1) read();
}

function atBreak(input: Input): boolean {
  if (input.body[input.at] !== breakByte) return false;
  input.at += 1;
  return true;
}

function readTag(input: Input, info: number, depth: number): unknown {
  const number = readLength(input, info);
  const value = readItem(input, depth + 1);
  if (number !== epochTag) throw new CborError(`tag ${number}`);
  const date = typeof value === 'number' ? epochDate(value) : undefined;
  if (date === undefined) throw new CborError('a timestamp that is no number of seconds');
  return date;
}

function readSimple(input: Input, info: number): unknown {
  switch (info) {
    case 20:
      return false;
    case 21:
      return true;
    case 22:
    case 23:
      return null;
    case 25:
      return halfFloat(input.view.getUint16(take(input, 2)));
    case 26:
      return input.view.getFloat32(take(input, 4));
    case 27:
      return input.view.getFloat64(take(input, 8));
    default:
      throw new CborError(`simple value ${info}`);
  }
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
