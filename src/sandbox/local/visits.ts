// Real requests to simulated machines: what comes in by a load balancer's listener on this computer becomes a request of the simulated
// world, and is answered at the instant at which the world answers it, while its clock follows the host's.

import { randomBytes } from 'node:crypto';
import type { LocalDoor } from '../fleet/front-door.js';
import type { Sandbox } from '../sandbox.js';
import { hereIfOurs, hostOf } from './balancer/hosts.js';
import { locationOf } from './balancer/own-answers.js';
import { listeningFor } from './balancer/reception.js';
import { type BalancerSettings, balancerSettings } from './balancer/settings.js';
import type { Client, Request } from './balancer/ways.js';
import { BalancerListeners, type Entrance, type Listening } from './listeners.js';
import { Visit } from './visit.js';

export interface VisitorDoors {
  doors(): readonly LocalDoor[];
  close(): Promise<void>;
}

export interface VisitHooks {
  /** Virtual seconds per second; while it is 0 nobody is answered. */
  readonly speed: () => number;
  /** Brings the world to the present instant. */
  readonly catchUp: () => void;
}

const RECONCILE_EVERY_MS = 200;
/** The clock's own tick is too coarse: at ×20 it would add 400 ms to an answer. */
const SHORTEST_WAIT_MS = 1;

/** Opens the load balancers' listeners on loopback. Visits are inputs of the sandbox like calls: its log leads to the same world again. */
export function openVisitorDoors(sandbox: Sandbox, hooks: VisitHooks): VisitorDoors {
  const visitors = new Visitors(sandbox, hooks);
  const settings = (loadBalancerArn: string): BalancerSettings =>
    balancerSettings(sandbox.world.elbv2.loadBalancers[loadBalancerArn]?.attributes ?? {}, Math.max(1, hooks.speed()));
  const make = (entrance: Entrance): Listening =>
    listeningFor({
      settings: () => settings(entrance.loadBalancerArn),
      take: (request, bodyOver, client) => visitors.take(request, bodyOver, client, entrance, () => listeners.doors()),
      // What is no request is no input of the world, and so nothing that it could count.
      refused: () => {},
    });
  const listeners = new BalancerListeners({ sandbox, make });
  const look = (): void => {
    visitors.sendHomeFromOtherWorlds();
    listeners.reconcile();
  };
  look();
  const looking = setInterval(look, RECONCILE_EVERY_MS);
  sandbox.visitorDoors = () => listeners.doors();
  return {
    doors: () => listeners.doors(),
    close: async () => {
      clearInterval(looking);
      sandbox.visitorDoors = undefined;
      visitors.close();
      await listeners.close();
    },
  };
}

class Visitors {
  private readonly open = new Map<string, Visit>();
  /** Names are never used twice in a world, which outlives this process. */
  private readonly prefix = randomBytes(6).toString('hex');
  private count = 0;
  private life: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly hooks: VisitHooks,
  ) {
    this.life = sandbox.life;
    this.listen();
  }

  /** @param doors for redirects from one listener to another. */
  take(
    request: Request,
    bodyOver: boolean,
    client: Client,
    { dnsName, port }: Entrance,
    doors: () => readonly LocalDoor[],
  ): Visit {
    this.sendHomeFromOtherWorlds();
    this.count += 1;
    return new Visit(`${this.prefix}-${this.count}`, request, bodyOver, client, {
      begun: (visit) => this.begin(visit, dnsName, port),
      left: ({ visitId }) => this.leave(visitId),
      location: (rule, head) => hereIfOurs(locationOf(rule, head, { host: hostOf(head) ?? dnsName, port }), doors()),
    });
  }

  private begin(visit: Visit, dnsName: string, port: number): boolean {
    const { visitId, path, host } = visit;
    this.open.set(visitId, visit);
    const done = this.act({ kind: 'visit', visitId, dnsName, port, path, ...(host === undefined ? {} : { host }) });
    if (!done) this.open.delete(visitId);
    return done;
  }

  /** After a rewind nobody in the world knows of the requests that are open. */
  sendHomeFromOtherWorlds(): void {
    if (this.life === this.sandbox.life) return;
    this.life = this.sandbox.life;
    for (const visit of this.takeAll()) visit.abort();
    this.listen();
  }

  close(): void {
    clearTimeout(this.timer);
    for (const visit of this.takeAll()) visit.abort();
  }

  private takeAll(): readonly Visit[] {
    const all = [...this.open.values()];
    this.open.clear();
    return all;
  }

  private listen(): void {
    this.sandbox.onVisitOver((visitId, end) => {
      const visit = this.open.get(visitId);
      this.open.delete(visitId);
      visit?.answer(end);
    });
  }

  /** Whoever asked has gone away before the answer. */
  private leave(visitId: string): void {
    if (this.open.delete(visitId)) this.act({ kind: 'hang-up', visitId });
  }

  /** Answers false when it could not be written down, and so has not happened. */
  private act(action: Parameters<Sandbox['act']>[0]): boolean {
    this.hooks.catchUp();
    try {
      this.sandbox.act(action);
      return true;
    } catch {
      return false;
    } finally {
      this.watchNext();
    }
  }

  /** Wakes the world when the next thing in it is due, for as long as somebody waits. */
  private watchNext(): void {
    clearTimeout(this.timer);
    if (this.open.size === 0) return;
    const left = (this.sandbox.nextAt() ?? Number.POSITIVE_INFINITY) - this.sandbox.now;
    const waitMs = Math.min(RECONCILE_EVERY_MS, left / this.hooks.speed());
    this.timer = setTimeout(
      () => {
        this.hooks.catchUp();
        this.watchNext();
      },
      Math.max(SHORTEST_WAIT_MS, waitMs),
    );
  }
}
