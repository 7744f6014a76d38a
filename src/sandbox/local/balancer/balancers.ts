// The load balancers of real machines: what comes in by a listener is carried to the target's process, and its end told to the world.

import type { Switches } from '../../fleet/app-host.js';
import type { RequestOutcome } from '../../fleet/environment.js';
import type { LocalDoor } from '../../fleet/front-door.js';
import type { Sandbox } from '../../sandbox.js';
import type { Address } from '../addresses.js';
import { BalancerListeners, type Entrance, type Listening } from '../listeners.js';
import { accessLogLine, type Sides } from './access-log.js';
import { Exchange } from './exchange.js';
import { pathOf } from './headers.js';
import { hereIfOurs, hostOf, namedHost } from './hosts.js';
import type { Refusal, RequestHead } from './http/head.js';
import { locationOf } from './own-answers.js';
import { listeningFor } from './reception.js';
import { balancerSettings } from './settings.js';
import { TargetConnections } from './target-connections.js';
import type { Ending, Taken, Ways } from './ways.js';

const NO_ATTRIBUTES: Readonly<Record<string, string>> = {};

/** An application as far as a load balancer needs it. */
export interface ReachableApp {
  /** Known once it has been started. */
  readonly address: Address | undefined;
  /** A request from outside is on its way to it. */
  visited(switches: Switches): void;
}

export interface BalancerHooks {
  readonly sandbox: Sandbox;
  readonly factor: number;
  /** Brings the world to the present instant, then does the work there. */
  readonly enter: <Result>(work: () => Result) => Result;
  readonly app: (appId: number) => ReachableApp | undefined;
  readonly log: (line: string) => void;
}

export class LocalBalancers {
  private readonly listeners: BalancerListeners;
  private readonly exchanges = new Set<Exchange>();
  private readonly targets = new TargetConnections();
  private turn = 0;

  constructor(private readonly hooks: BalancerHooks) {
    const { sandbox } = hooks;
    this.listeners = new BalancerListeners({ sandbox, make: (entrance) => this.listening(entrance) });
  }

  /** The listeners that can be used now. */
  doors(): readonly LocalDoor[] {
    return this.listeners.doors();
  }

  reconcile(): void {
    this.listeners.reconcile();
  }

  /** ALB-30: what is under way to that machine from that target group gets its 502. */
  cut(instanceId: string, targetGroupArn: string): void {
    for (const one of [...this.exchanges]) if (one.goesTo(instanceId, targetGroupArn)) one.cut();
  }

  async close(): Promise<void> {
    await this.listeners.close();
    this.targets.close();
  }

  private listening(entrance: Entrance): Listening {
    const ways = this.ways(entrance);
    return listeningFor({
      settings: ways.settings,
      refused: (refusal, sides, head) => this.refused(entrance, refusal, sides, head),
      take: (request, bodyOver, client) => {
        const exchange = new Exchange(request, bodyOver, client, ways);
        this.exchanges.add(exchange);
        return exchange;
      },
    });
  }

  /** Counted and logged, though no target heard of it. */
  private refused(entrance: Entrance, refusal: Refusal, sides: Sides, head: RequestHead | undefined): void {
    const { sandbox, enter, log } = this.hooks;
    const { loadBalancerArn: arn, dnsName, port } = entrance;
    const { statusCode, classification } = refusal;
    enter(() => {
      const node = sandbox.door.place({ dnsName, port }, this.nextTurn());
      if (node === undefined) return;
      const end = { statusCode, byTarget: false, connectionFailed: false, seconds: undefined };
      sandbox.door.finished(outcomeOf({ meets: 'balancer', statusCode, ...node }, end, sandbox.now));
    });
    const line = { head, sides, statusCode, byTarget: false, tookMs: 0, action: '-', classification };
    log(accessLogLine(line, sandbox.now, { arn, port }));
  }

  private nextTurn(): number {
    this.turn += 1;
    return this.turn;
  }

  private ways({ loadBalancerArn: arn, dnsName, port }: Entrance): Ways {
    const { sandbox, factor, enter, app, log } = this.hooks;
    return {
      port,
      factor,
      targets: this.targets,
      settings: remembered(
        () => sandbox.world.elbv2.loadBalancers[arn]?.attributes ?? NO_ATTRIBUTES,
        (attributes) => balancerSettings(attributes, factor),
      ),
      admit: (head, bytes) => {
        const host = namedHost(head);
        const request = { dnsName, port, path: pathOf(head), bytes, ...(host === undefined ? {} : { host }) };
        return enter(() => sandbox.door.admit(request, this.nextTurn()));
      },
      open: ({ appId, switches }) => {
        const found = app(appId);
        found?.visited(switches);
        return found?.address;
      },
      isDark: (instanceId) => {
        const { instances, zoneFaults } = sandbox.world.ec2;
        return zoneFaults[instances[instanceId]?.availabilityZone ?? '']?.powerLost ?? false;
      },
      location: (rule, head) =>
        hereIfOurs(locationOf(rule, head, { host: hostOf(head) ?? dnsName, port }), this.doors()),
      finished: (taken, end) => enter(() => sandbox.door.finished(outcomeOf(taken, end, sandbox.now))),
      log: (line) => log(accessLogLine(line, sandbox.now, { arn, port })),
      left: (exchange) => this.exchanges.delete(exchange as Exchange),
    };
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

/** Made anew only when what it is made of is another object: a change of attributes brings a new one. */
function remembered<Source extends object, Result>(
  source: () => Source,
  make: (source: Source) => Result,
): () => Result {
  let from: Source | undefined;
  let made: Result | undefined;
  return () => {
    const now = source();
    if (made === undefined || now !== from) made = make(now);
    from = now;
    return made;
  };
}
