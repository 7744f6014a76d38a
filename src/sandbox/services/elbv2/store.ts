// The load balancers' state: plain data in the world, keyed by ARN. What is derived for speed (`rotations`, `zonesInDns`) stands
// here too, because a sandbox has no private caches.

import type { TargetHealthReasonEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Instant } from '../../../kernel/index.js';
import type { TargetState } from '../../events.js';
import type { Account } from '../../world.js';
import type { Tags } from '../shared/tags.js';
import type { MinuteCounters } from './counters.js';
import type { TargetGroupSettings } from './rules/settings.js';

export type Arn = string;

/** One load balancer node: its zone names it, for an enabled zone has one (ALB-01). */
export interface LoadBalancerNode {
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly networkInterfaceId: string;
  /** Since when its zone has no power; absent: it works. */
  impairedSince?: Instant;
}

export interface LoadBalancer {
  readonly loadBalancerArn: Arn;
  readonly name: string;
  readonly dnsName: string;
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  readonly createdAt: Instant;
  readonly activeAt: Instant;
  state: 'provisioning' | 'active';
  securityGroupIds: readonly string[];
  nodes: readonly LoadBalancerNode[];
  /** Only what differs from the defaults of `attributes/`. */
  attributes: Record<string, string>;
  /** Listeners by port. */
  readonly listenerArns: Record<string, Arn>;
  /** Zones whose node the DNS name resolves to now (ALB-23); derived, see `routing.ts`. */
  zonesInDns: readonly string[];
  /** What happened since the last full minute; published and emptied by the metrics controller. */
  counters: MinuteCounters;
}

export type Action =
  | {
      readonly type: 'forward';
      readonly order?: number;
      readonly targetGroups: readonly { readonly targetGroupArn: Arn; readonly weight: number }[];
    }
  | {
      readonly type: 'fixed-response';
      readonly order?: number;
      readonly statusCode: string;
      readonly contentType?: string;
      readonly messageBody?: string;
    }
  | {
      readonly type: 'redirect';
      readonly order?: number;
      readonly statusCode: 'HTTP_301' | 'HTTP_302';
      readonly protocol: string;
      readonly port: string;
      readonly host: string;
      readonly path: string;
      readonly query: string;
    };

export interface Condition {
  readonly field: 'path-pattern' | 'host-header';
  readonly values: readonly string[];
}

export interface Listener {
  readonly listenerArn: Arn;
  readonly loadBalancerArn: Arn;
  readonly defaultRuleArn: Arn;
  port: number;
  defaultAction: Action;
  /** In order of priority; the default rule is not among them. */
  ruleArns: readonly Arn[];
  attributes: Record<string, string>;
}

export interface Rule {
  readonly ruleArn: Arn;
  readonly listenerArn: Arn;
  priority: number;
  conditions: readonly Condition[];
  action: Action;
}

export interface HealthCheck {
  readonly protocol: 'HTTP';
  /** `traffic-port` or a number. */
  readonly port: string;
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** As written, e.g. `200-299`. */
  readonly matcher: string;
}

export interface Health {
  readonly state: TargetState;
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
}

/** What one node thinks of one target; real nodes count separately (ALB-13), and so do ours. */
export interface NodeView {
  readonly state: 'initial' | 'healthy' | 'unhealthy';
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
  readonly consecutivePasses: number;
  readonly consecutiveFails: number;
  /** ALB-24: when this node began to send a growing share. */
  readonly slowStartedAt?: Instant;
}

export interface Target {
  readonly targetId: string;
  readonly port: number;
  readonly availabilityZone: string;
  registeredAt: Instant;
  health: Health;
  /** By the node's zone; only while the target is in use. */
  views: Record<string, NodeView>;
  /** The probe each node waits for. */
  openProbes: Record<string, string>;
  /** Requests on their way, for least-outstanding-requests. */
  outstanding: number;
  /** ALB-24: parts of a turn saved up in slow start. */
  slowStartCredit: number;
  /** Set while draining. */
  drainsUntil?: Instant;
  /** Set once the instance was terminated: from when it gets no more requests, until when it is listed (ALB-13, ALB-15). */
  leaving?: { readonly from: Instant; readonly until: Instant };
}

/** Whom one node may choose, in turn. */
export interface Rotation {
  readonly targetKeys: readonly string[];
  readonly failOpen: boolean;
  /** ALB-23: enough healthy targets for the node's address to stay in DNS; a group without targets says yes. */
  readonly enoughForDns: boolean;
  cursor: number;
}

export interface TargetGroup {
  readonly targetGroupArn: Arn;
  readonly name: string;
  readonly port: number;
  readonly vpcId: string;
  readonly createdAt: Instant;
  healthCheck: HealthCheck;
  attributes: Record<string, string>;
  /** The attributes that matter, as numbers; derived. */
  settings: TargetGroupSettings;
  /** Load balancers with a listener or rule that forwards here; derived from those. AWS allows one. */
  loadBalancerArns: readonly Arn[];
  /** By `targetKey`. */
  readonly targets: Record<string, Target>;
  /** By the node's zone; derived, see `routing.ts`. */
  rotations: Record<string, Rotation>;
}

export interface OpenProbe {
  readonly targetGroupArn: Arn;
  readonly targetKey: string;
  readonly nodeZone: string;
}

export interface Elbv2Store {
  readonly loadBalancers: Record<Arn, LoadBalancer>;
  readonly loadBalancerArnsByDnsName: Record<string, Arn>;
  readonly listeners: Record<Arn, Listener>;
  readonly rules: Record<Arn, Rule>;
  readonly targetGroups: Record<Arn, TargetGroup>;
  readonly tags: Record<Arn, Tags>;
  readonly probes: Record<string, OpenProbe>;
  probesSent: number;
}

export function newStore(_account: Account): Elbv2Store {
  return {
    loadBalancers: {},
    loadBalancerArnsByDnsName: {},
    listeners: {},
    rules: {},
    targetGroups: {},
    tags: {},
    probes: {},
    probesSent: 0,
  };
}

/**
 * The key of a target: one instance may serve several ports of a group, each its own target. At the group's own port it is the bare instance id,
 * so that nothing has to be put together once per request.
 */
export function targetKey(targetGroup: Pick<TargetGroup, 'port'>, targetId: string, port: number): string {
  return port === targetGroup.port ? targetId : `${targetId}:${port}`;
}
