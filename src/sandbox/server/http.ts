// The endpoint as an HTTP server on the loopback interface. It moves requests to the pipeline and answers back; what they mean
// it does not know. Beside the AWS API it carries one small JSON API under `/_ha-lab/`, whose handler is passed in.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl, type ControlHandler, controlPrefix } from './control-mount.js';
import { turnedAway, turnedAwayFromControl, type Visitor } from './guard.js';
import * as limits from './limits.js';
import type { LogLine, Pipeline } from './pipeline.js';

export interface HttpOptions {
  readonly pipeline: Pipeline;
  /** Epoch milliseconds of the `Date` header: the sandbox's virtual clock. */
  readonly now: () => number;
  readonly control?: ControlHandler;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly host?: string;
  /** Names besides those of the loopback interface under which clients reach the endpoint. */
  readonly otherHosts?: readonly string[];
  readonly log?: (line: LogLine) => void;
}

export interface HttpEndpoint {
  /** `http://127.0.0.1:<port>`, as it goes into `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly port: number;
  /** Takes no new connections, lets running requests finish for a while, then closes what is left. */
  stop(): Promise<void>;
}

/** Rejects if the port is taken. */
export async function startHttp(options: HttpOptions): Promise<HttpEndpoint> {
  const server = createServer(
    {
      maxHeaderSize: limits.largestHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
    },
    (request, response) => {
      void serve(request, response, options);
    },
  );
  server.maxConnections = limits.mostConnections;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    else socket.destroy();
  });
  await listen(server, options.port ?? 0, options.host ?? LOOPBACK);
  const { address, port } = server.address() as AddressInfo;
  return { url: `http://${callable(address)}:${port}`, port, stop: () => stop(server) };
}

/** What listens on every address is called by this machine on loopback; IPv6 needs brackets. */
function callable(address: string): string {
  if (address === '0.0.0.0' || address === '::') return LOOPBACK;
  return address.includes(':') ? `[${address}]` : address;
}

const LOOPBACK = '127.0.0.1';

function isExposed(host: string | undefined): boolean {
  return host !== undefined && host !== 'localhost' && host !== '::1' && !host.startsWith('127.');
}

function visitorOf({ method = 'GET', headers, socket }: IncomingMessage): Visitor {
  return { method, headers, remoteAddress: socket.remoteAddress, localAddress: socket.localAddress };
}

/** Never rejects: whatever goes wrong with one request, the server lives on. */
async function serve(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  try {
    response.sendDate = false;
    response.setHeader('date', new Date(options.now()).toUTCString());
    const visitor = visitorOf(request);
    const rules = { otherHosts: options.otherHosts ?? [], exposed: isExposed(options.host) };
    const toControl = (request.url ?? '').startsWith(controlPrefix);
    const refused = turnedAway(visitor, rules) ?? (toControl ? turnedAwayFromControl(visitor) : undefined);
    if (refused !== undefined) {
      request.resume();
      send(response, 403, { 'content-type': 'text/plain' }, `${refused}\n`);
    } else {
      await answer(request, response, options);
    }
  } catch (error) {
    failed(request, response, error, options);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const method = request.method ?? 'GET';
  if (path.startsWith(controlPrefix)) {
    const signal = goneSignal(response);
    const { status, headers, body } = await answerControl(options.control, {
      method,
      path,
      query,
      body: request,
      signal,
    });
    send(response, status, headers, body);
    return;
  }
  const headers = request.headers as Record<string, string | undefined>;
  const { status, headers: own, body } = await options.pipeline.handle({ method, path, query, headers, body: request });
  send(response, status, own, body);
}

/** Aborted when the connection ends before the answer was sent. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}

/** A client that went away is no event; anything else is a bug that must be seen. */
function failed(request: IncomingMessage, response: ServerResponse, error: unknown, options: HttpOptions): void {
  if (request.errored !== null || response.destroyed) return;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  options.log?.({
    level: 'error',
    requestId: '-',
    message: `the endpoint failed: ${message}`,
    ...(stack && { stack }),
  });
  if (response.headersSent) response.destroy();
  else send(response, 500, { 'content-type': 'text/plain' }, 'the endpoint failed\n');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), limits.stopGraceMs);
    // A client keeps its connection after its last answer, too; it would be waited for until the grace is over.
    const sweep = setInterval(() => server.closeIdleConnections(), limits.stopSweepMs);
    // Called when the last connection is gone; an error only says that the server was stopped before.
    server.close(() => {
      clearTimeout(force);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
