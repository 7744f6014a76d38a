// Writes CBOR in definite lengths: whole numbers as integers, others as 64-bit floats, dates under tag 1, never a null.

import { encodeText } from './bytes.js';

interface Output {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

/** Writes strings, finite and other numbers, booleans, dates, byte arrays, arrays, and objects without their undefined members. */
export function writeCbor(value: unknown): Uint8Array {
  const bytes = new Uint8Array(1024);
  const output: Output = { bytes, view: new DataView(bytes.buffer), length: 0 };
  writeItem(output, value);
  return output.bytes.slice(0, output.length);
}

function writeItem(output: Output, value: unknown): void {
  if (typeof value === 'string') writeBytes(output, 3, encodeText(value));
  else if (typeof value === 'number') writeNumber(output, value);
  else if (typeof value === 'boolean') writeByte(output, value ? 0xf5 : 0xf4);
  else if (value instanceof Uint8Array) writeBytes(output, 2, value);
  else if (value instanceof Date) {
    writeHead(output, 6, 1);
    writeNumber(output, value.getTime() / 1000);
  } else if (Array.isArray(value)) {
    writeHead(output, 4, value.length);
    for (const item of value) writeItem(output, item);
  } else if (typeof value === 'object' && value !== null) writeMap(output, value);
  else throw new Error(`CBOR has no form here for ${String(value)}`);
}

function writeMap(output: Output, value: object): void {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  writeHead(output, 5, entries.length);
  for (const [key, item] of entries) {
    writeItem(output, key);
    writeItem(output, item);
  }
}

function writeNumber(output: Output, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    if (value >= 0) writeHead(output, 0, value);
    else writeHead(output, 1, -1 - value);
    return;
  }
  const at = reserve(output, 9);
  output.view.setUint8(at, 0xfb);
  output.view.setFloat64(at + 1, value);
}

function writeBytes(output: Output, major: number, bytes: Uint8Array): void {
  writeHead(output, major, bytes.length);
  const at = reserve(output, bytes.length);
  output.bytes.set(bytes, at);
}

function writeByte(output: Output, byte: number): void {
  const at = reserve(output, 1);
  output.view.setUint8(at, byte);
}

/** The shortest head for a major type and its length or value. */
function writeHead(output: Output, major: number, value: number): void {
  const upper = major << 5;
  if (value < 24) {
    writeByte(output, upper | value);
    return;
  }
  const width = value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x100000000 ? 4 : 8;
  const at = reserve(output, 1 + width);
  output.view.setUint8(at, upper | (width === 1 ? 24 : width === 2 ? 25 : width === 4 ? 26 : 27));
  if (width === 1) output.view.setUint8(at + 1, value);
  else if (width === 2) output.view.setUint16(at + 1, value);
  else if (width === 4) output.view.setUint32(at + 1, value);
  else output.view.setBigUint64(at + 1, BigInt(value));
}

/** Makes room and returns where it begins. */
function reserve(output: Output, count: number): number {
  const at = output.length;
  output.length += count;
  if (output.length > output.bytes.length) {
    const larger = new Uint8Array(Math.max(output.length, output.bytes.length * 2));
    larger.set(output.bytes.subarray(0, at));
    output.bytes = larger;
    output.view = new DataView(larger.buffer);
  }
  return at;
}
