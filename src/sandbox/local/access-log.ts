// The access log in AWS's own format, one line a request: what Athena and every log tool of the field read. Pure but for its input.

import type { IncomingMessage } from 'node:http';
import type { Admission } from '../fleet/front-door.js';

export interface AccessLine {
  readonly request: IncomingMessage;
  /** Where it went; absent: to no target. */
  readonly routed: Exclude<Admission, { meets: 'nothing' | 'balancer' }> | undefined;
  readonly statusCode: number;
  readonly byTarget: boolean;
  /** From the request to the end of its answer, in the world's milliseconds. */
  readonly tookMs: number;
  /** Of these until the target's answer began; absent: it did not. */
  readonly targetMs?: number;
}

const NONE = '"-"';

/** @param at the virtual instant of its end. @param target where the process listens, host:port. */
export function accessLogLine(
  line: AccessLine,
  at: number,
  balancer: { readonly arn: string; readonly port: number },
  target = '-',
): string {
  const { request, routed, statusCode, byTarget, tookMs, targetMs } = line;
  const { remoteAddress = '-', remotePort = 0, bytesRead, bytesWritten } = request.socket;
  const seconds = (ms: number | undefined): string => (ms === undefined ? '-1' : (ms / 1_000).toFixed(3));
  const rest = targetMs === undefined ? undefined : Math.max(0, tookMs - targetMs);
  const { host = '-', 'user-agent': agent = '-' } = request.headers;
  const trace = request.headers['x-amzn-trace-id'];
  const url = `http://${host}${request.url ?? '/'}`;
  return [
    'http',
    new Date(at).toISOString().replace('Z', '000Z'),
    balancer.arn.split(':loadbalancer/')[1] ?? balancer.arn,
    `${remoteAddress}:${remotePort}`,
    target,
    targetMs === undefined ? '-1' : '0.000',
    seconds(targetMs),
    seconds(rest),
    statusCode,
    byTarget ? statusCode : '-',
    bytesRead,
    bytesWritten,
    quoted(`${request.method ?? '-'} ${url} HTTP/${request.httpVersion}`),
    quoted(agent),
    '-',
    '-',
    routed?.target.targetGroupArn ?? '-',
    quoted([trace ?? '-'].flat().join(' ')),
    NONE,
    NONE,
    '0',
    new Date(at - tookMs).toISOString().replace('Z', '000Z'),
    quoted(routed === undefined ? 'fixed-response' : 'forward'),
    NONE,
    NONE,
    quoted(target),
    quoted(byTarget ? String(statusCode) : '-'),
    NONE,
    NONE,
  ].join(' ');
}

/** A quotation mark, or anything that is no plain character, is written as AWS does: \x22. */
function quoted(text: string): string {
  const escaped = text.replace(/["\\]|[^\x20-\x7e]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}
