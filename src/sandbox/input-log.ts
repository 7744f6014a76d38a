// The input log as text: a header line, then one line per input, each chained to all before it by a hash.
// A cut or altered line is found on reading and named; it is never skipped.

import { createHash } from 'node:crypto';
import { LabError } from '../errors.js';
import type { BirthCertificate } from './birth.js';
import { decodeInput, encodeInput, type Input } from './inputs.js';

export const INPUT_LOG_FORMAT = 1;

export interface InputLogHeader {
  readonly format: number;
  /** Engine version that began the log. */
  readonly engine: string;
  readonly birth: BirthCertificate;
}

export interface InputLog {
  readonly header: InputLogHeader;
  /** All of them, decoded when first asked for. */
  readonly inputs: readonly Input[];
  readonly inputCount: number;
  /** The inputs from this one on: what a snapshot leaves to replay. */
  inputsFrom(index: number): readonly Input[];
  /** Hash after each line, header first: `hashes[n]` seals the header and the first n inputs. */
  readonly hashes: readonly string[];
}

const HASH_DIGITS = 16;

function seal(previous: string, body: string): string {
  return createHash('sha256').update(previous).update(body).digest('hex').slice(0, HASH_DIGITS);
}

/** One line, ready to append, and the hash that the next line builds on. */
export function sealLine(previous: string, body: string): { readonly line: string; readonly hash: string } {
  const hash = seal(previous, body);
  return { line: `${hash} ${body}\n`, hash };
}

export function headerBody(header: InputLogHeader): string {
  return JSON.stringify(header);
}

export function inputBody(input: Input): string {
  return encodeInput(input);
}

/** Reads a whole log. Throws INPUT_LOG_DAMAGED with file, line and byte at the first line that does not fit. */
export function readInputLog(bytes: Buffer, file: string): InputLog {
  const { sound, rest, hashes } = splitDamagedLog(bytes);
  const bodies = bodiesOf(sound);
  const [first] = bodies;
  if (rest.length > 0 || first === undefined) {
    const torn = !rest.includes(NEWLINE);
    const what =
      bytes.length === 0 ? 'the file is empty' : torn ? 'the last line was cut short' : 'this line was altered';
    throw damaged(file, bodies.length + 1, `${what} (byte ${sound.length})`);
  }
  let decoded: readonly Input[] | undefined;
  return {
    header: readHeader(first, file),
    get inputs() {
      decoded ??= bodies.slice(1).map(decodeInput);
      return decoded;
    },
    inputCount: bodies.length - 1,
    inputsFrom: (index) => bodies.slice(index + 1).map(decodeInput),
    hashes,
  };
}

/** The text behind each line's seal. */
function bodiesOf(sound: Buffer): readonly string[] {
  return sound
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(HASH_DIGITS + 1));
}

/**
 * A whole log whose last write did not finish: nobody was told that its input was carried out, so it may be cut. Without a newline
 * behind it, it cannot be anything else: a line that was complete once ends with one.
 */
export function isTornAtItsEnd({ sound, rest }: SplitLog): boolean {
  return sound.length > 0 && rest.length > 0 && !rest.includes(NEWLINE);
}

function readHeader(body: string, file: string): InputLogHeader {
  const header = parseHeader(body);
  if (header === undefined) throw damaged(file, 1, 'its first line is not a header');
  if (header.format === INPUT_LOG_FORMAT) return header;
  throw damaged(file, 1, `it has format ${header.format}, and this ha-lab reads format ${INPUT_LOG_FORMAT}`);
}

function parseHeader(body: string): InputLogHeader | undefined {
  try {
    const header: unknown = JSON.parse(body);
    const known = typeof header === 'object' && header !== null && 'format' in header;
    return known ? (header as InputLogHeader) : undefined;
  } catch {
    return undefined;
  }
}

/** The log is whole, but the engine that wrote it is another one, and no world was kept to go on from. */
export function foreignEngine(file: string, wrote: string, reads: string): LabError {
  return new LabError(
    'INPUT_LOG_DAMAGED',
    `The sandbox was kept by engine ${wrote}; engine ${reads} of this ha-lab would not lead to the same world.`,
    {
      ref: `${file}:1`,
      suggestions: [
        'Open it once with the ha-lab that wrote it: it leaves the world itself, and any version can go on from that',
        'ha-lab sandbox reset    sets the whole sandbox aside and begins a new one',
      ],
      exitCode: 2,
    },
  );
}

function damaged(file: string, line: number, what: string): LabError {
  return new LabError('INPUT_LOG_DAMAGED', `The sandbox's input log cannot be read: ${what}.`, {
    ref: `${file}:${line}`,
    suggestions: [
      'ha-lab sandbox repair   keeps every whole line before it and sets the rest aside in a file beside it',
      'ha-lab sandbox reset    sets the whole sandbox aside and begins a new one',
    ],
    exitCode: 2,
  });
}

export interface SplitLog {
  /** Whole lines that fit each other. */
  readonly sound: Buffer;
  readonly rest: Buffer;
  /** Of each sound line. */
  readonly hashes: readonly string[];
}

/** The part of a damaged log that can be trusted, and the rest: byte for byte, nothing is lost. */
export function splitDamagedLog(bytes: Buffer): SplitLog {
  const hashes: string[] = [];
  let end = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline < 0) break;
    const line = bytes.toString('utf8', end, newline);
    const hash = seal(hashes.at(-1) ?? '', line.slice(HASH_DIGITS + 1));
    if (!line.startsWith(`${hash} `)) break;
    hashes.push(hash);
    end = newline + 1;
  }
  return { sound: bytes.subarray(0, end), rest: bytes.subarray(end), hashes };
}

const NEWLINE = 0x0a;
