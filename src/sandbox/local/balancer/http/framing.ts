// Where the body of an HTTP/1.1 message ends (RFC 9112, section 6.3), and which requests leave that open: those a load balancer refuses. Pure.

import { doubtAbout } from './desync.js';
import {
  type AnswerHead,
  type Classification,
  type Field,
  firstValueOf,
  lists,
  type Refusal,
  type RequestHead,
} from './head.js';

export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Of answers only: until the connection ends. */
  | { readonly kind: 'until-close' };

const NONE: Framing = { kind: 'none' };
const CHUNKED: Framing = { kind: 'chunked' };
const LENGTH = /^\d{1,15}$/;

const refuse = (kind: 'Ambiguous' | 'Severe', reason: string): { readonly refused: Refusal } => ({
  refused: { statusCode: 400, classification: [kind, reason] },
});

/** The end of a request's body, and what is wrong with how it was said although RFC 9112 knows one end only. */
export interface RequestFraming {
  readonly framing: Framing;
  readonly doubt: Classification | undefined;
}

/** The body of a request. What has two ends, or none that a standard knows, is refused whatever the load balancer's mode. */
export function requestFraming(head: RequestHead): RequestFraming | { readonly refused: Refusal } {
  const { fields, minor } = head;
  const codings = listed(fields, 'transfer-encoding').map((coding) => coding.toLowerCase());
  const lengths = listed(fields, 'content-length');
  if (codings.length > 0) {
    if (minor === 0) return refuse('Ambiguous', 'UndefinedTransferEncodingSemantics');
    if (codings.some((coding) => coding !== 'chunked' && coding !== 'identity'))
      return { refused: { statusCode: 501 } };
    if (codings.length > 1) return refuse('Severe', 'MultipleTransferEncodingChunked');
    if (codings[0] === 'identity' && lengths.length > 0) return refuse('Ambiguous', 'BothTeClPresent');
  }
  if (lengths.some((length) => !LENGTH.test(length))) return refuse('Severe', 'BadContentLength');
  if (new Set(lengths).size > 1) return refuse('Severe', 'MultipleContentLength');
  const framing = codings[0] === 'chunked' ? CHUNKED : lengthOf(lengths[0]);
  return { framing, doubt: doubtAbout(head, lengths) };
}

function lengthOf(length = '0'): Framing {
  return Number(length) === 0 ? NONE : { kind: 'length', bytes: Number(length) };
}

/** The body of an answer; undefined: malformed. @param method of the request. */
export function answerFraming({ statusCode, fields }: AnswerHead, method: string): Framing | undefined {
  if (method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304) return NONE;
  if (firstValueOf(fields, 'transfer-encoding') !== undefined) {
    return lists(fields, 'transfer-encoding', 'chunked') ? CHUNKED : { kind: 'until-close' };
  }
  const [length, ...more] = listed(fields, 'content-length');
  if (length === undefined) return { kind: 'until-close' };
  if (!LENGTH.test(length) || more.some((other) => other !== length)) return undefined;
  return lengthOf(length);
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
