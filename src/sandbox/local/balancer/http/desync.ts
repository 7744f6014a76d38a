// Requests that are no clean HTTP/1.1, and could be read in two ways: AWS's classes of them, and what each mode does with which. Pure.

import type { DesyncMode } from '../settings.js';
import { type Classification, type Field, firstValueOf, type RequestHead } from './head.js';

/** What careless readers take for one of the two names that say where a body ends. */
const LOOKALIKE = /^(transfer[^a-z0-9]*encoding|content[^a-z0-9]*length)$/;
const FRAMING_KEYS = new Set(['transfer-encoding', 'content-length']);
const BEYOND_ASCII = /[\x80-\xff]/;

const isLookalike = ({ key }: Field): boolean => LOOKALIKE.test(key) && !FRAMING_KEYS.has(key);

/**
 * What is wrong with a request whose body has one end all the same; undefined: nothing. The gravest comes first.
 * @param lengths the members of all `Content-Length`.
 */
export function doubtAbout({ method, fields }: RequestHead, lengths: readonly string[]): Classification | undefined {
  if (fields.some(isLookalike)) return ['Ambiguous', 'SuspiciousHeader'];
  const isChunked = firstValueOf(fields, 'transfer-encoding') !== undefined;
  if (isChunked && lengths.length > 0) return ['Ambiguous', 'BothTeClPresent'];
  if (lengths.length > 1) return ['Ambiguous', 'DuplicateContentLength'];
  if (method === 'GET' || method === 'HEAD') {
    if (isChunked) return ['Ambiguous', 'UndefinedTransferEncodingSemantics'];
    if (Number(lengths[0]) > 0) return ['Ambiguous', 'UndefinedContentLengthSemantics'];
    if (lengths.length > 0) return ['Acceptable', 'GetHeadZeroContentLength'];
  }
  return fields.some(({ value }) => BEYOND_ASCII.test(value)) ? ['Acceptable', 'NonCompliantHeader'] : undefined;
}

/** As a target may see it: one way to say where the body ends (RFC 9112, section 6.3), and nothing that looks like another. */
export function mended(head: RequestHead): RequestHead {
  const isChunked = firstValueOf(head.fields, 'transfer-encoding') !== undefined;
  let measured = isChunked;
  const fields: Field[] = [];
  for (const field of head.fields) {
    if (isLookalike(field) || (field.key === 'content-length' && measured)) continue;
    if (field.key !== 'content-length') fields.push(field);
    else {
      measured = true;
      fields.push({ ...field, value: (field.value.split(',')[0] ?? '').trim() });
    }
  }
  return { ...head, fields };
}

/** `alone`: neither the client's connection nor the target's is used again, so that nobody can answer what was hidden in it. */
export type Verdict = 'passes' | 'alone' | 'blocked';

export function verdictOn(doubt: Classification | undefined, mode: DesyncMode): Verdict {
  if (doubt === undefined) return 'passes';
  if (mode === 'strictest') return 'blocked';
  return doubt[0] === 'Ambiguous' && mode === 'defensive' ? 'alone' : 'passes';
}
