// Where the body of an HTTP/1.1 message ends (RFC 9112, section 6.3), and which requests leave that open: those a load balancer refuses. Pure.

import { type AnswerHead, type Field, firstValueOf, lists, type Refusal, type RequestHead } from './head.js';

export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Of answers only: until the connection ends. */
  | { readonly kind: 'until-close' };

const NONE: Framing = { kind: 'none' };
const LENGTH = /^\d{1,15}$/;
/** What careless readers take for one of the two names that say where a body ends. */
const LOOKALIKE = /^(transfer[^a-z0-9]*encoding|content[^a-z0-9]*length)$/;
const FRAMING_KEYS = new Set(['transfer-encoding', 'content-length']);

const refuse = (kind: 'Ambiguous' | 'Severe', reason: string): { readonly refused: Refusal } => ({
  refused: { statusCode: 400, classification: [kind, reason] },
});

/**
 * The body of a request. What AWS calls ambiguous is refused like the severe, if it is about the end of the body: AWS itself passes some of it
 * on, mended, and closes the connection.
 */
export function requestFraming({ fields, minor }: RequestHead): Framing | { readonly refused: Refusal } {
  let lookalike = false;
  for (const { key } of fields) lookalike ||= LOOKALIKE.test(key) && !FRAMING_KEYS.has(key);
  if (lookalike) return refuse('Ambiguous', 'SuspiciousHeader');
  const codings = listed(fields, 'transfer-encoding').map((coding) => coding.toLowerCase());
  const lengths = listed(fields, 'content-length');
  if (codings.length > 0) {
    if (minor === 0) return refuse('Ambiguous', 'UndefinedTransferEncodingSemantics');
    if (lengths.length > 0) return refuse('Ambiguous', 'BothTeClPresent');
    if (codings.some((coding) => coding !== 'chunked' && coding !== 'identity'))
      return { refused: { statusCode: 501 } };
    if (codings.length > 1) return refuse('Severe', 'MultipleTransferEncodingChunked');
    return codings[0] === 'chunked' ? { kind: 'chunked' } : NONE;
  }
  if (lengths.some((length) => !LENGTH.test(length))) return refuse('Severe', 'BadContentLength');
  if (new Set(lengths).size > 1) return refuse('Severe', 'MultipleContentLength');
  if (lengths.length > 1) return refuse('Ambiguous', 'DuplicateContentLength');
  return lengths[0] === undefined || Number(lengths[0]) === 0 ? NONE : { kind: 'length', bytes: Number(lengths[0]) };
}

/** The body of an answer; undefined: malformed. @param method of the request. */
export function answerFraming({ statusCode, fields }: AnswerHead, method: string): Framing | undefined {
  if (method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304) return NONE;
  if (firstValueOf(fields, 'transfer-encoding') !== undefined) {
    return lists(fields, 'transfer-encoding', 'chunked') ? { kind: 'chunked' } : { kind: 'until-close' };
  }
  const [length, ...more] = listed(fields, 'content-length');
  if (length === undefined) return { kind: 'until-close' };
  if (!LENGTH.test(length) || more.some((other) => other !== length)) return undefined;
  return Number(length) === 0 ? NONE : { kind: 'length', bytes: Number(length) };
}

/** The members of all lists under that name. */
function listed(fields: readonly Field[], key: string): readonly string[] {
  const members: string[] = [];
  for (const field of fields) {
    if (field.key !== key) continue;
    for (const member of field.value.split(',')) members.push(member.trim());
  }
  return members;
}
