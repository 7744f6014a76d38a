// The load balancers' real listeners: one server for each listener of each active load balancer, opened and closed as the world says.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { LocalDoor } from '../fleet/front-door.js';
import type { Sandbox } from '../sandbox.js';

/** ALB-40: 64 KB of headers in all. */
const MOST_HEADER_BYTES = 64 * 1_024;
/** Where browsers look first, for the first listener on port 80. */
const FAMILIAR_PORT = 8_080;
const HOST = '127.0.0.1';
const TOO_LARGE = 'HPE_HEADER_OVERFLOW';

/** Which listener a request came in by. */
export interface Entrance {
  readonly loadBalancerArn: string;
  readonly dnsName: string;
  readonly port: number;
}

/** A server that does not listen yet. */
export interface Listening {
  readonly server: Server;
  /** Ends connections that nobody uses; of the others each after its request. */
  endIdle(): void;
  endAll(): void;
}

interface Open extends Listening {
  readonly door: LocalDoor;
}

export interface ListenerHooks {
  readonly sandbox: Sandbox;
  readonly make: (entrance: Entrance) => Listening;
}

export class BalancerListeners {
  private readonly open = new Map<string, Promise<Open>>();
  private readonly known = new Map<string, LocalDoor>();

  constructor(private readonly hooks: ListenerHooks) {}

  /** The listeners that can be used now. */
  doors(): readonly LocalDoor[] {
    return [...this.known.values()];
  }

  /** Opens what the world has and we do not, closes what it has no more. Cheap: asked several times a second. */
  reconcile(): void {
    const wanted = new Map<string, Entrance>();
    for (const { loadBalancerArn, dnsName, state, listenerArns } of Object.values(
      this.hooks.sandbox.world.elbv2.loadBalancers,
    )) {
      if (state !== 'active') continue;
      for (const port of Object.keys(listenerArns)) {
        wanted.set(`${loadBalancerArn}:${port}`, { loadBalancerArn, dnsName, port: Number(port) });
      }
    }
    for (const [key, entrance] of wanted) {
      if (!this.open.has(key)) this.open.set(key, this.listen(key, entrance));
    }
    for (const [key, open] of this.open) {
      if (wanted.has(key)) continue;
      this.open.delete(key);
      this.known.delete(key);
      void open.then(shut);
    }
  }

  async close(): Promise<void> {
    const open = [...this.open.values()];
    this.open.clear();
    this.known.clear();
    await Promise.all(open.map(async (one) => shut(await one)));
  }

  private async listen(key: string, entrance: Entrance): Promise<Open> {
    const { dnsName, port } = entrance;
    const listening = this.hooks.make(entrance);
    const { server } = listening;
    await new Promise<void>((resolve) => {
      const free = (): void => void server.listen({ host: HOST, port: 0 }, resolve);
      server.once('error', free);
      server.listen({ host: HOST, port: port === 80 ? FAMILIAR_PORT : port < 1_024 ? 0 : port }, resolve);
    });
    const { port: here } = server.address() as AddressInfo;
    const { loadBalancerArn } = entrance;
    const door = { loadBalancerArn, dnsName, port, url: `http://${HOST}:${here}` };
    if (this.open.has(key)) this.known.set(key, door);
    return { ...listening, door };
  }
}

/** Of the load balancer of this name, in its own time. */
function idleTimeoutMs({ world }: Sandbox, dnsName: string): number {
  const { loadBalancers, loadBalancerArnsByDnsName } = world.elbv2;
  const { attributes } = loadBalancers[loadBalancerArnsByDnsName[dnsName] ?? ''] ?? {};
  return Number(attributes?.['idle_timeout.timeout_seconds'] ?? 60) * 1_000;
}

/** Idle connections at once; one with a request under way ends with it. */
function shut({ server, endIdle, endAll }: Open): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    endIdle();
    setTimeout(endAll, 1_000).unref();
  });
}

/** A server that hands on whole requests. @param factor virtual seconds per second. */
export function httpListening(
  sandbox: Sandbox,
  factor: number,
  dnsName: string,
  take: (request: IncomingMessage, response: ServerResponse) => void,
): Listening {
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, take);
  const idleMs = idleTimeoutMs(sandbox, dnsName);
  server.keepAliveTimeout = idleMs / factor;
  server.headersTimeout = idleMs;
  server.requestTimeout = 0;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return;
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
    const why = error.code === TOO_LARGE ? 'header too large' : '';
    socket.end(
      `HTTP/1.1 ${status}\r\nServer: awselb/2.0\r\nConnection: close\r\nContent-Length: ${why.length}\r\n\r\n${why}`,
    );
  });
  return { server, endIdle: () => server.closeIdleConnections(), endAll: () => server.closeAllConnections() };
}

/** What a load balancer says when it answers by itself. */
export function answerByItself(response: ServerResponse, statusCode: number): void {
  if (response.headersSent || response.destroyed) return;
  const page = `<html>\n<head><title>${statusCode}</title></head>\n<body>\n<center><h1>${statusCode}</h1></center>\n</body>\n</html>\n`;
  response.writeHead(statusCode, {
    server: 'awselb/2.0',
    'content-type': 'text/html',
    'content-length': page.length,
  });
  response.end(page);
}
