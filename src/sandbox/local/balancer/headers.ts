// What a load balancer does to a request's headers on its way to a target, and to an answer's on the way back. Pure.

import { hostToTarget } from './hosts.js';
import { type AnswerHead, type Field, firstValueOf, type Refusal, type RequestHead, valuesOf } from './http/head.js';
import type { FieldRules } from './settings.js';

/** RFC 9110, section 7.6.1: meant for the next hop only; and whatever `Connection` names. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'upgrade',
]);
/** The load balancer's own words; what is done to X-Forwarded-For, an attribute says. */
const OWN = new Set(['x-forwarded-proto', 'x-forwarded-port', 'x-amzn-trace-id']);

/** ALB-04: what a name may be made of, if others are to be dropped. */
const PLAIN_NAME = /^[a-z0-9-]+$/;

/** ALB-40: more addresses in X-Forwarded-For are refused with 463. */
const MOST_FORWARDED = 30;

export interface Arrived {
  readonly clientAddress: string;
  readonly clientPort: number;
  /** The listener's. */
  readonly port: number;
  /** Epoch seconds, and 24 hexadecimal digits that nobody else has. */
  readonly atSeconds: number;
  readonly unique: string;
}

/** A request's head for the target: who asked, by which way, under which trace, as the load balancer's attributes have it (ALB-04). */
export function headToTarget(
  head: RequestHead,
  arrived: Arrived,
  rules: FieldRules,
  trace = traceId(head.fields, arrived),
): string {
  const { method, fields } = head;
  const { dropInvalid, forwardedFor, preserveHost } = rules;
  let text = `${method} ${pathOf(head)} HTTP/1.1\r\n`;
  const named = namedByConnection(fields);
  const host = preserveHost ? undefined : hostToTarget(head, arrived.port);
  for (const field of fields) {
    if (!passes(field, named) || OWN.has(field.key) || (dropInvalid && !PLAIN_NAME.test(field.key))) continue;
    if (field.key === 'host' && host !== undefined) text += `${field.name}: ${host}\r\n`;
    else if (field.key !== 'x-forwarded-for' || forwardedFor === 'preserve') text += lineOf(field);
  }
  if (forwardedFor === 'append') text += `X-Forwarded-For: ${forwarders(fields, arrived, rules)}\r\n`;
  return `${text}X-Forwarded-Proto: http\r\nX-Forwarded-Port: ${arrived.port}\r\nX-Amzn-Trace-Id: ${trace}\r\n\r\n`;
}

/** Those that were there, and who asked now. */
function forwarders(fields: readonly Field[], arrived: Arrived, { clientPort }: FieldRules): string {
  const client = clientPort ? `${arrived.clientAddress}:${arrived.clientPort}` : arrived.clientAddress;
  const before = valuesOf(fields, 'x-forwarded-for');
  return before.length === 0 ? client : `${before.join(', ')}, ${client}`;
}

/** An answer's head for the client. @param plain without the framing of chunks, for HTTP/1.0. */
export function headToClient(head: AnswerHead, staysOpen: boolean, plain: boolean): string {
  const { statusCode, reason, fields } = head;
  let text = `HTTP/1.1 ${statusCode} ${reason}\r\n`;
  const named = namedByConnection(fields);
  for (const field of fields) {
    if (passes(field, named) && !(plain && field.key === 'transfer-encoding')) text += lineOf(field);
  }
  return `${text}Connection: ${staysOpen ? 'keep-alive' : 'close'}\r\n\r\n`;
}

/** Of `http://shop.example/a?b` the path and the query: /a?b. */
export function pathOf({ target }: { readonly target: string }): string {
  if (target.startsWith('/')) return target;
  const rest = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1] ?? target;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : rest;
}

/** A trace that was begun elsewhere goes on: its Root stays, this hop becomes Self. */
export function traceId(fields: readonly Field[], { atSeconds, unique }: Arrived): string {
  const own = `1-${atSeconds.toString(16).padStart(8, '0')}-${unique}`;
  const given = firstValueOf(fields, 'x-amzn-trace-id');
  if (given === undefined) return `Root=${own}`;
  const others = given.split(';').filter((part) => part !== '' && !part.startsWith('Self='));
  return others.some((part) => part.startsWith('Root=')) ? [`Self=${own}`, ...others].join(';') : `Root=${own}`;
}

const lineOf = ({ name, value }: Field): string => `${name}: ${value}\r\n`;

const passes = ({ key }: Field, named: readonly string[] | undefined): boolean =>
  !HOP_BY_HOP.has(key) && named?.includes(key) !== true;

/** Other fields that are for this hop only; never those that say where the body ends. */
function namedByConnection(fields: readonly Field[]): readonly string[] | undefined {
  const value = firstValueOf(fields, 'connection');
  if (value === undefined || /^(keep-alive|close)$/i.test(value)) return undefined;
  const names = valuesOf(fields, 'connection').flatMap((list) =>
    list.split(',').map((name) => name.trim().toLowerCase()),
  );
  return names.filter((name) => name !== 'transfer-encoding' && name !== 'content-length' && name !== 'host');
}

/** What the load balancer refuses by itself (ALB-40). */
export function refusalOf({ method, fields }: RequestHead): Refusal | undefined {
  if (method === 'TRACE') return { statusCode: 405 };
  const forwarded = valuesOf(fields, 'x-forwarded-for');
  return forwarded.length > 0 && forwarded.join(',').split(',').length > MOST_FORWARDED
    ? { statusCode: 463 }
    : undefined;
}
