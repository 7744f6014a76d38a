// The load balancers of real machines: what comes in by a listener is carried to the target's process, and its end told to the world.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestOutcome } from '../fleet/environment.js';
import type { LocalDoor } from '../fleet/front-door.js';
import type { Sandbox } from '../sandbox.js';
import { type AccessLine, accessLogLine } from './access-log.js';
import { Carried, type Ending, type Taken } from './carrier.js';
import { BalancerListeners, type Entrance, idleTimeoutMs } from './listeners.js';
import type { LocalApp } from './local-app.js';

export interface BalancerHooks {
  readonly sandbox: Sandbox;
  readonly factor: number;
  /** Brings the world to the present instant, then does the work there. */
  readonly enter: <Result>(work: () => Result) => Result;
  readonly app: (appId: number) => LocalApp | undefined;
  readonly log: (line: string) => void;
}

export class LocalBalancers {
  private readonly listeners: BalancerListeners;
  private readonly carried = new Set<Carried>();
  private turn = 0;

  constructor(private readonly hooks: BalancerHooks) {
    const { sandbox, factor } = hooks;
    const take = (request: IncomingMessage, response: ServerResponse, entrance: Entrance): void =>
      this.carry(request, response, entrance);
    this.listeners = new BalancerListeners({ sandbox, factor, take });
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
    for (const one of [...this.carried]) if (one.goesTo(instanceId, targetGroupArn)) one.cut();
  }

  close(): Promise<void> {
    return this.listeners.close();
  }

  private carry(request: IncomingMessage, response: ServerResponse, entrance: Entrance): void {
    this.turn += 1;
    const carried: Carried = new Carried(request, response, this.ways(entrance, this.turn), () =>
      this.carried.delete(carried),
    );
    this.carried.add(carried);
    carried.begin();
  }

  private ways({ loadBalancerArn: arn, dnsName, port }: Entrance, turn: number) {
    const { sandbox, factor, enter, app, log } = this.hooks;
    return {
      port,
      factor,
      app,
      idleTimeoutMs: idleTimeoutMs(sandbox, dnsName),
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
