// Requests that come to a load balancer from outside the world: a browser, a load generator. The world says where each goes; whoever
// brought it carries it there and tells how it ended.

import type { HostedApp, Switches } from './app-host.js';
import type { RequestOutcome, Routed } from './environment.js';

export interface FrontRequest {
  readonly dnsName: string;
  /** The listener's. */
  readonly port: number;
  readonly path: string;
  /** As the client names the host; absent: the load balancer's own name. */
  readonly host?: string;
  /** Of the request without its body, for the machine's network metrics. */
  readonly bytes: number;
}

interface Node {
  readonly loadBalancerArn: string;
  readonly nodeZone: string;
}

type Target = Extract<Routed, { to: 'target' }>;

/** What a request meets; a target that was chosen counts it as outstanding until `finished` is told. */
export type Admission =
  /** No such load balancer, or no node with power: nobody is there to speak HTTP. */
  | { readonly meets: 'nothing' }
  /** The load balancer answers itself; 0: no listener on that port. */
  | ({ readonly meets: 'balancer'; readonly statusCode: number } & Node)
  | ({ readonly meets: 'app'; readonly app: HostedApp; readonly switches: Switches; readonly target: Target } & Node)
  /** A reset, at once. */
  | ({ readonly meets: 'refusal'; readonly target: Target } & Node)
  /** Nothing comes back, for as long as one cares to wait. */
  | ({ readonly meets: 'silence'; readonly target: Target } & Node);

/** A load balancer's listener as a browser on this computer finds it. */
export interface LocalDoor {
  readonly loadBalancerArn: string;
  readonly dnsName: string;
  /** Of the listener on AWS. */
  readonly port: number;
  readonly url: string;
}

export interface FrontDoor {
  /** @param turn a running number: requests take the load balancer's nodes in turn, as clients of its DNS name do. */
  admit(request: FrontRequest, turn: number): Admission;
  finished(outcome: RequestOutcome): void;
}
