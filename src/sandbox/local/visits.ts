// Real requests to simulated machines: what comes in by a load balancer's listener on this computer becomes a request of the simulated
// world, and is answered at the instant at which the world answers it, while its clock follows the host's.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VisitEnd } from '../fleet/fleet.js';
import type { LocalDoor } from '../fleet/front-door.js';
import type { Sandbox } from '../sandbox.js';
import { answerByItself, BalancerListeners, type Entrance, httpListening, type Listening } from './listeners.js';

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
const UNRESOLVED = 1;
const CUT = 2;

/** Opens the load balancers' listeners on loopback. Visits are inputs of the sandbox like calls: its log leads to the same world again. */
export function openVisitorDoors(sandbox: Sandbox, hooks: VisitHooks): VisitorDoors {
  const visitors = new Visitors(sandbox, hooks);
  const make = (entrance: Entrance): Listening =>
    httpListening(sandbox, Math.max(1, hooks.speed()), entrance.dnsName, (request, response) =>
      visitors.take(request, response, entrance),
    );
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
  private readonly open = new Map<string, ServerResponse>();
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

  take(request: IncomingMessage, response: ServerResponse, { dnsName, port }: Entrance): void {
    this.sendHomeFromOtherWorlds();
    request.resume();
    this.count += 1;
    const visitId = `${this.prefix}-${this.count}`;
    this.open.set(visitId, response);
    response.once('close', () => this.leave(visitId));
    this.act({ kind: 'visit', visitId, dnsName, port, path: request.url ?? '/' }, () => {
      // It could not be written down, so it does not happen.
      this.open.delete(visitId);
      answerByItself(response, 503);
    });
  }

  /** After a rewind nobody in the world knows of the requests that are open. */
  sendHomeFromOtherWorlds(): void {
    if (this.life === this.sandbox.life) return;
    this.life = this.sandbox.life;
    for (const response of this.takeAll()) response.destroy();
    this.listen();
  }

  close(): void {
    clearTimeout(this.timer);
    for (const response of this.takeAll()) response.destroy();
  }

  private takeAll(): readonly ServerResponse[] {
    const all = [...this.open.values()];
    this.open.clear();
    return all;
  }

  private listen(): void {
    this.sandbox.onVisitOver((visitId, end) => {
      const response = this.open.get(visitId);
      if (response === undefined || !this.open.delete(visitId)) return;
      answer(response, end);
    });
  }

  /** Whoever asked has gone away before the answer. */
  private leave(visitId: string): void {
    if (this.open.delete(visitId)) this.act({ kind: 'hang-up', visitId }, () => {});
  }

  private act(action: Parameters<Sandbox['act']>[0], refused: () => void): void {
    this.hooks.catchUp();
    try {
      this.sandbox.act(action);
    } catch {
      refused();
    }
    this.watchNext();
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

function answer(response: ServerResponse, { status, instanceId, byTarget }: VisitEnd): void {
  if (status < UNRESOLVED + 1) response.destroy();
  else if (status === CUT) cutShort(response, instanceId);
  else if (byTarget) answerAsMachine(response, status, instanceId);
  else answerByItself(response, status);
}

const headers = (instanceId: string): Readonly<Record<string, string>> => ({
  server: 'gunicorn',
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-instance-id': instanceId,
});

const PAGE = (instanceId: string): string =>
  `<!doctype html>\n<title>${instanceId}</title>\n<h1>${instanceId}</h1>\n<p>A simulated machine answered. Reload: another one answers.</p>\n`;

function answerAsMachine(response: ServerResponse, status: number, instanceId: string): void {
  const page = PAGE(instanceId);
  response.writeHead(status, { ...headers(instanceId), 'content-length': String(page.length) });
  response.end(page);
}

/** A streamed answer whose connection was cut after its headers: half a body, then the end. */
function cutShort(response: ServerResponse, instanceId: string): void {
  const page = PAGE(instanceId);
  response.writeHead(200, { ...headers(instanceId), 'content-length': String(2 * page.length) });
  response.write(page, () => response.destroy());
}
