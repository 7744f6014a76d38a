// The load balancers' real listeners: one HTTP server for each listener of each active load balancer, opened and closed as the world says.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestOutcome } from '../fleet/environment.js';
import type { LocalDoor } from '../fleet/front-door.js';
import type { Sandbox } from '../sandbox.js';
import { type AccessLine, accessLogLine } from './access-log.js';
import { Carried, type Ending, type Taken } from './carrier.js';
import type { LocalApp } from './local-app.js';

/** ALB-40: 64 KB of headers in all. */
const MOST_HEADER_BYTES = 64 * 1_024;
/** Where browsers look first, for the first listener on port 80. */
const FAMILIAR_PORT = 8_080;
const HOST = '127.0.0.1';
const TOO_LARGE = 'HPE_HEADER_OVERFLOW';

interface Open {
  readonly server: Server;
  readonly door: LocalDoor;
}

export interface BalancerHooks {
  readonly sandbox: Sandbox;
  readonly factor: number;
  /** Brings the world to the present instant, then does the work there. */
  readonly enter: <Result>(work: () => Result) => Result;
  readonly app: (appId: number) => LocalApp | undefined;
  readonly log: (line: string) => void;
}

export class LocalBalancers {
  private readonly open = new Map<string, Promise<Open>>();
  private readonly carried = new Set<Carried>();
  private readonly known = new Map<string, LocalDoor>();
  private turn = 0;

  constructor(private readonly hooks: BalancerHooks) {}

  /** The listeners that can be used now. */
  doors(): readonly LocalDoor[] {
    return [...this.known.values()];
  }

  /** Opens what the world has and we do not, closes what it has no more. Cheap: asked several times a second. */
  reconcile(): void {
    const wanted = new Map<string, { arn: string; dnsName: string; port: number }>();
    for (const { loadBalancerArn: arn, dnsName, state, listenerArns } of Object.values(
      this.hooks.sandbox.world.elbv2.loadBalancers,
    )) {
      if (state !== 'active') continue;
      for (const port of Object.keys(listenerArns)) wanted.set(`${arn}:${port}`, { arn, dnsName, port: Number(port) });
    }
    for (const [key, { arn, dnsName, port }] of wanted) {
      if (!this.open.has(key)) this.open.set(key, this.listen(key, arn, dnsName, port));
    }
    for (const [key, open] of this.open) {
      if (wanted.has(key)) continue;
      this.open.delete(key);
      this.known.delete(key);
      void open.then(({ server }) => shut(server));
    }
  }

  /** ALB-30: what is under way to that machine from that target group gets its 502. */
  cut(instanceId: string, targetGroupArn: string): void {
    for (const one of [...this.carried]) if (one.goesTo(instanceId, targetGroupArn)) one.cut();
  }

  async close(): Promise<void> {
    const open = [...this.open.values()];
    this.open.clear();
    this.known.clear();
    await Promise.all(open.map(async (one) => shut((await one).server)));
  }

  private async listen(key: string, arn: string, dnsName: string, port: number): Promise<Open> {
    const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, (request, response) => {
      this.turn += 1;
      const { turn } = this;
      const carried: Carried = new Carried(request, response, this.ways(arn, dnsName, port, turn), () =>
        this.carried.delete(carried),
      );
      this.carried.add(carried);
      carried.begin();
    });
    server.keepAliveTimeout = this.idleTimeoutMs(dnsName) / this.hooks.factor;
    server.headersTimeout = this.idleTimeoutMs(dnsName);
    server.requestTimeout = 0;
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      // No target is asked, and none is blamed.
      if (!socket.writable) return;
      const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
      const why = error.code === TOO_LARGE ? 'header too large' : '';
      socket.end(
        `HTTP/1.1 ${status}\r\nServer: awselb/2.0\r\nConnection: close\r\nContent-Length: ${why.length}\r\n\r\n${why}`,
      );
    });
    await new Promise<void>((resolve) => {
      const free = (): void => void server.listen({ host: HOST, port: 0 }, resolve);
      server.once('error', free);
      server.listen({ host: HOST, port: port === 80 ? FAMILIAR_PORT : port < 1_024 ? 0 : port }, resolve);
    });
    const { port: here } = server.address() as AddressInfo;
    const door = { loadBalancerArn: arn, dnsName, port, url: `http://${HOST}:${here}` };
    if (this.open.has(key)) this.known.set(key, door);
    return { server, door };
  }

  private ways(arn: string, dnsName: string, port: number, turn: number) {
    const { sandbox, factor, enter, app, log } = this.hooks;
    return {
      port,
      factor,
      app,
      idleTimeoutMs: this.idleTimeoutMs(dnsName),
      admit: (path: string, host: string | undefined, bytes: number) =>
        enter(() => sandbox.door.admit({ dnsName, port, path, bytes, ...(host === undefined ? {} : { host }) }, turn)),
      finished: (taken: Taken, end: Ending) => enter(() => sandbox.door.finished(outcomeOf(taken, end, sandbox.now))),
      log: (line: AccessLine) => {
        const address = line.routed?.meets === 'app' ? app(line.routed.app.appId)?.address : undefined;
        const target = address === undefined ? undefined : `${address.host}:${address.port}`;
        log(accessLogLine(line, sandbox.now, { arn, port }, target));
      },
    };
  }

  private idleTimeoutMs(dnsName: string): number {
    const { loadBalancers, loadBalancerArnsByDnsName } = this.hooks.sandbox.world.elbv2;
    const { attributes } = loadBalancers[loadBalancerArnsByDnsName[dnsName] ?? ''] ?? {};
    return Number(attributes?.['idle_timeout.timeout_seconds'] ?? 60) * 1_000;
  }
}

function outcomeOf(taken: Taken, end: Ending, at: number): RequestOutcome {
  const { loadBalancerArn, nodeZone } = taken;
  const target = 'target' in taken ? taken.target : undefined;
  const { statusCode, byTarget, connectionFailed, seconds } = end;
  return {
    at,
    loadBalancerArn,
    nodeZone,
    ...(target === undefined
      ? {}
      : { targetGroupArn: target.targetGroupArn, instanceId: target.instanceId, port: target.port }),
    madeBy: byTarget ? 'target' : 'load-balancer',
    statusCode,
    ...(seconds === undefined ? {} : { targetResponseSeconds: seconds }),
    connectionFailed,
    failOpen: target?.failOpen ?? false,
  };
}

/** Idle connections at once; one with a request under way ends with it. */
function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
  });
}
