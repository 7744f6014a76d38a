// What a load balancer answers itself: its error pages, and what a rule says without any target. Pure.

import type { RuleAnswer } from '../../fleet/environment.js';
import { pathOf } from './headers.js';
import type { RequestHead } from './http/head.js';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Time-out',
  414: 'URI Too Long',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
};

export const reasonOf = (statusCode: number): string => REASONS[statusCode] ?? '';

export type Redirect = Extract<RuleAnswer, { type: 'redirect' }>;

export interface Answering {
  /** Whether the client may ask again on the same connection. */
  readonly staysOpen: boolean;
  /** Without a body, as for HEAD. */
  readonly headOnly: boolean;
  /** Epoch milliseconds, for `Date`. */
  readonly at: number;
}

/** The whole answer, one byte a character. @param location of a redirect. */
export function ownAnswer(statusCode: number, answering: Answering, rule?: RuleAnswer, location?: string): string {
  const reason = reasonOf(statusCode);
  const title = `${statusCode} ${reason}`.trim();
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  const fixed = rule?.type === 'fixed-response' ? rule : undefined;
  const body = fixed === undefined ? page : Buffer.from(fixed.messageBody ?? '', 'utf8').toString('latin1');
  const type = fixed === undefined ? 'text/html' : `${fixed.contentType ?? 'text/plain'}; charset=utf-8`;
  const lines = [
    `HTTP/1.1 ${statusCode} ${reason}`,
    'Server: awselb/2.0',
    `Date: ${new Date(answering.at).toUTCString()}`,
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
    `Connection: ${answering.staysOpen ? 'keep-alive' : 'close'}`,
    ...(location === undefined ? [] : [`Location: ${location}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${answering.headOnly ? '' : body}`;
}

/**
 * Where a redirect leads: `https://#{host}:443/#{path}?#{query}` with what the request said. The port is always named, as AWS does; an empty
 * query leaves no question mark.
 */
export function locationOf(
  rule: Redirect,
  head: RequestHead,
  asked: { readonly host: string; readonly port: number },
): string {
  const [path = '/', query = ''] = splitOnce(pathOf(head), '?');
  const words: Readonly<Record<string, string>> = {
    protocol: 'http',
    host: asked.host,
    port: String(asked.port),
    path: path.replace(/^\//, ''),
    query,
  };
  const filled = (text: string): string => text.replace(/#\{(\w+)\}/g, (all, name: string) => words[name] ?? all);
  const asks = filled(rule.query);
  const place = `${filled(rule.protocol).toLowerCase()}://${filled(rule.host)}:${filled(rule.port)}`;
  return `${place}${filled(rule.path)}${asks === '' ? '' : `?${asks}`}`;
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
