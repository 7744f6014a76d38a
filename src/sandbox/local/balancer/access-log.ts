// The access log in AWS's own format, one line a request: what Athena and every log tool of the field read. Pure.

import type { Address } from '../addresses.js';
import { pathOf } from './headers.js';
import { hostOf } from './hosts.js';
import { type Classification, firstValueOf, type RequestHead } from './http/head.js';

/** Who asked, and how many bytes went to and fro. */
export interface Sides {
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly received: number;
  readonly sent: number;
}

export interface AccessLine {
  /** Undefined: what came could not be read as a request. */
  readonly head: RequestHead | undefined;
  readonly sides: Sides;
  /** Of the target that was chosen; absent: none was. */
  readonly targetGroupArn?: string | undefined;
  /** Where its application listens; absent: it was not asked. */
  readonly address?: Address | undefined;
  readonly statusCode: number;
  readonly byTarget: boolean;
  /** From the request to the end of its answer, in the world's milliseconds. */
  readonly tookMs: number;
  /** Of these until the target's answer began; absent: it did not. */
  readonly targetMs?: number | undefined;
  /** What the rule said: forward, fixed-response, redirect; `-` without a rule. */
  readonly action: string;
  /** Of a redirect. */
  readonly location?: string | undefined;
  readonly trace?: string | undefined;
  readonly classification?: Classification | undefined;
}

const NONE = '"-"';
const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

/** @param at the virtual instant of its end. */
export function accessLogLine(
  line: AccessLine,
  at: number,
  balancer: { readonly arn: string; readonly port: number },
): string {
  const { head, sides, targetGroupArn: group = '-', address, statusCode, byTarget, tookMs, targetMs } = line;
  const target = address === undefined ? '-' : `${address.host}:${address.port}`;
  const id = balancer.arn.split(':loadbalancer/')[1] ?? balancer.arn;
  const times =
    targetMs === undefined ? '-1 -1 -1' : `0.000 ${seconds(targetMs)} ${seconds(Math.max(0, tookMs - targetMs))}`;
  const { clientAddress, clientPort, received, sent } = sides;
  const answeredWith = byTarget ? String(statusCode) : '-';
  const agent = (head && firstValueOf(head.fields, 'user-agent')) ?? '-';
  const begin = `http ${instant(at)} ${id} ${clientAddress}:${clientPort} ${target} ${times} ${statusCode} ${answeredWith}`;
  const asked = `${received} ${sent} ${quoted(requestLine(head, balancer.port))} ${quoted(agent)} - - ${group}`;
  const traced = `${quoted(line.trace ?? '-')} ${NONE} ${NONE} 0 ${instant(at - tookMs)} ${quoted(line.action)}`;
  const { location = '-', classification: [tier, reason] = ['-', '-'] } = line;
  const end = `${quoted(location)} ${NONE} ${quoted(target)} ${quoted(answeredWith)} ${quoted(tier)} ${quoted(reason)}`;
  return `${begin} ${asked} ${traced} ${end}`;
}

function requestLine(head: RequestHead | undefined, port: number): string {
  if (head === undefined) return `- http://-:${port}- -`;
  return `${head.method} http://${hostOf(head) ?? '-'}:${port}${pathOf(head)} HTTP/1.${head.minor}`;
}

function instant(at: number): string {
  const ms = Math.floor(at);
  return `${minuteOf(ms)}${digits(Math.floor(ms / 1_000) % 60, 2)}.${digits(ms % 1_000, 3)}000Z`;
}

const digits = (value: number, count: number): string => String(value).padStart(count, '0');

let lastMinute = Number.NaN;
let lastMinuteText = '';

/** `2026-11-30T13:40:`. Remembered: a busy load balancer writes thousands of lines a minute. */
function minuteOf(ms: number): string {
  const minute = Math.floor(ms / 60_000);
  if (minute !== lastMinute) {
    lastMinute = minute;
    lastMinuteText = new Date(ms).toISOString().slice(0, 'yyyy-mm-ddThh:mm:'.length);
  }
  return lastMinuteText;
}

/** A quotation mark, or anything that is no plain character, is written as AWS does: \\x22. */
function quoted(text: string): string {
  if (!/["\\]|[^\x20-\x7e]/.test(text)) return `"${text}"`;
  return `"${text.replace(/["\\]|[^\x20-\x7e]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}
