// The load balancers' real listeners: one server for each listener of each active load balancer, opened and closed as the world says.

import type { AddressInfo, Server } from 'node:net';
import type { LocalDoor } from '../fleet/front-door.js';
import type { Sandbox } from '../sandbox.js';

/** Where browsers look first, for the first listener on port 80. */
const FAMILIAR_PORT = 8_080;
const HOST = '127.0.0.1';

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

/** Idle connections at once; one with a request under way ends with it. */
function shut({ server, endIdle, endAll }: Open): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    endIdle();
    setTimeout(endAll, 1_000).unref();
  });
}
