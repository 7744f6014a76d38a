// What a load balancer does to a request's headers on its way to a target, and to an answer's on the way back. Pure.

import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** RFC 9110, section 7.6.1: meant for the next hop only; and whatever `Connection` names. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface Arrived {
  /** The client's address and the port it came to. */
  readonly clientAddress: string;
  readonly port: number;
  /** Epoch seconds, and 24 hexadecimal digits that nobody else has. */
  readonly atSeconds: number;
  readonly unique: string;
}

/** Without what concerns this hop only. */
export function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const entries = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !named.includes(name));
  return Object.fromEntries(entries) as OutgoingHttpHeaders;
}

/** Who asked, by which way, under which trace. A client's own X-Forwarded-For is kept and added to. */
export function toTarget(headers: IncomingHttpHeaders, arrived: Arrived): OutgoingHttpHeaders {
  const before = headers['x-forwarded-for'];
  const chain = before === undefined ? [] : [before].flat();
  return {
    ...endToEnd(headers),
    'x-forwarded-for': [...chain, arrived.clientAddress].join(', '),
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(arrived.port),
    'x-amzn-trace-id': traceId(headers['x-amzn-trace-id'], arrived),
    connection: 'keep-alive',
  };
}

/** A trace that was begun elsewhere goes on: its Root stays, this hop becomes Self. */
function traceId(given: string | string[] | undefined, { atSeconds, unique }: Arrived): string {
  const own = `1-${atSeconds.toString(16).padStart(8, '0')}-${unique}`;
  const text = [given ?? ''].flat().join(';');
  const others = text.split(';').filter((field) => field !== '' && !field.startsWith('Self='));
  return others.some((field) => field.startsWith('Root=')) ? [`Self=${own}`, ...others].join(';') : `Root=${own}`;
}
