// Where the sandbox's own JSON API hangs on the endpoint: `/_ha-lab/…`. What it can do is decided by the handler passed in.

import { type IncomingBody, readBody } from './body.js';

export const controlPrefix = '/_ha-lab/';

export interface ControlRequest {
  readonly method: string;
  /** After the prefix, without slash at its beginning: `clock/advance`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined if there is none. Not validated. */
  readonly body: unknown;
  /** Aborted when the client goes away before it has its answer. */
  readonly signal?: AbortSignal;
}

export interface ControlResponse {
  readonly status: number;
  /** Written as JSON. */
  readonly body: unknown;
}

export type ControlHandler = (request: ControlRequest) => ControlResponse | Promise<ControlResponse>;

interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: IncomingBody;
  readonly signal?: AbortSignal;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param handler absent: every path is unknown. */
export async function answerControl(handler: ControlHandler | undefined, incoming: Incoming): Promise<Answer> {
  const { bytes, problem } = await readBody(incoming.body, undefined);
  if (problem !== undefined) return json(problem.status, { error: problem.message });
  const path = incoming.path.slice(controlPrefix.length);
  if (handler === undefined) return json(404, { error: `this endpoint has no control API (${path})` });
  const body = parse(Buffer.from(bytes).toString('utf8'));
  if (body === unreadable) return json(400, { error: 'the request body is not JSON' });
  const { method, query, signal } = incoming;
  const response = await handler({
    method,
    path,
    query: new URLSearchParams(query),
    body,
    ...(signal === undefined ? {} : { signal }),
  });
  return json(response.status, response.body);
}

const unreadable = Symbol('unreadable');

function parse(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return unreadable;
  }
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` };
}
