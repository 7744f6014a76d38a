// What a fleet asks of the world around its machines: may a packet pass, which target gets a request, how did it end.
// Only types; `wiring.ts` binds them to the services' functions, which a fleet may not import.

import type { Instant } from '../../kernel/index.js';

export type Place =
  | { readonly kind: 'instance'; readonly instanceId: string }
  | { readonly kind: 'load-balancer-node'; readonly loadBalancerArn: string; readonly availabilityZone: string }
  | { readonly kind: 'internet'; readonly host: string };

/** `via`: what carries it, route tables and gateways in order; of a passage that fails, what had carried it until then, if anything. */
export type Passage =
  /** `loss`: the share of packets, 0 to 1, that is lost on the way in either direction; absent: none. */
  | { readonly passes: true; readonly via: readonly string[]; readonly loss?: number }
  /** Dropped without an answer: the sender times out. `because` names the deciding resource in plain words. */
  | {
      readonly passes: false;
      readonly because: string;
      readonly resourceId?: string;
      readonly via?: readonly string[];
    };

export interface BalancerNode {
  readonly availabilityZone: string;
  /** False while the zone has no power: connections to it time out (ALB-25). */
  readonly alive: boolean;
  /** Whether the name resolves to it now (ALB-23). A client that asked earlier goes on with what it got until that expires (ALB-03). */
  readonly inDns: boolean;
}

export interface BalancerView {
  readonly loadBalancerArn: string;
  /** All of them, also those without power or out of DNS. */
  readonly nodes: readonly BalancerNode[];
  readonly idleTimeoutMs: number;
}

/** Where a request goes: to a target, or nowhere because the load balancer answers itself (ALB-41). */
export type Routed =
  | {
      readonly to: 'target';
      readonly targetGroupArn: string;
      readonly instanceId: string;
      readonly port: number;
      readonly failOpen: boolean;
    }
  /** `statusCode` 0: no listener on that port, the node refuses the connection and counts nothing. */
  | { readonly to: 'nobody'; readonly statusCode: number; readonly answer?: RuleAnswer };

/** What a listener's rule says without any target, as it is configured: for whoever really answers. */
export type RuleAnswer =
  | { readonly type: 'fixed-response'; readonly contentType?: string; readonly messageBody?: string }
  /** Each with `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}` for what the request said. */
  | {
      readonly type: 'redirect';
      readonly protocol: string;
      readonly host: string;
      readonly port: string;
      readonly path: string;
      readonly query: string;
    };

/** The fate of one request, told to the load balancer when it is known; becomes CloudWatch counters. */
export interface RequestOutcome {
  readonly at: Instant;
  readonly loadBalancerArn: string;
  readonly nodeZone: string;
  readonly targetGroupArn?: string;
  readonly instanceId?: string;
  /** The target's port as routed; absent: the target group's own. */
  readonly port?: number;
  /** Who made the status: the target, or the load balancer itself (ALB-40). */
  readonly madeBy: 'target' | 'load-balancer';
  /** 0: the node lost power under the request, so nobody was told anything and no code is counted. */
  readonly statusCode: number;
  /** Seconds from leaving the load balancer to the target's answer; absent when no target answered. */
  readonly targetResponseSeconds?: number;
  readonly connectionFailed: boolean;
  readonly failOpen: boolean;
}

export interface Environment {
  /** May a new TCP connection to this port pass: routes, NAT, security groups, network ACLs, zones without power. */
  connect(from: Place, to: Place, port: number): Passage;
  /** Does the VPC's resolver answer this machine (VPC-30)? */
  resolvesNames(instanceId: string): boolean;
  /** The load balancer behind a DNS name while it is active; undefined: the name does not resolve. */
  balancer(dnsName: string): BalancerView | undefined;
  /** Chooses a target for a request that arrived at a node: the load balancer's own rules, its own counters. */
  route(loadBalancerArn: string, nodeZone: string, port: number, path?: string, host?: string): Routed;
  /** A routed request ended and no longer counts as outstanding. */
  requestFinished(outcome: RequestOutcome): void;
  /** SSM-01: does the machine's role permit Systems Manager? */
  permitsSystemsManager(instanceId: string): boolean;
}
