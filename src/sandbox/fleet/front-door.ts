// Requests that come to a load balancer from outside the world: a browser, a load generator. The world says where each goes; whoever
// brought it carries it there and tells how it ended.

import type { Switches } from './app-host.js';
import type { RequestOutcome, Routed, RuleAnswer } from './environment.js';

/** Where somebody knocks. */
export interface Knock {
  readonly dnsName: string;
  /** The listener's. */
  readonly port: number;
}

export interface FrontRequest extends Knock {
  readonly path: string;
  /** As the client names the host; absent: the load balancer's own name. */
  readonly host?: string;
  /** Of the request without its body, for the machine's network metrics. */
  readonly bytes: number;
}

/** A load balancer's node. */
export interface Node {
  readonly loadBalancerArn: string;
  readonly nodeZone: string;
}

type Target = Extract<Routed, { to: 'target' }>;

/** What a request meets; a target that was chosen counts it as outstanding until `finished` is told. */
export type Admission =
  /** No such load balancer, or no node with power: nobody is there to speak HTTP. */
  | { readonly meets: 'nothing' }
  /** The load balancer answers itself; 0: no listener on that port. */
  | ({ readonly meets: 'balancer'; readonly statusCode: number; readonly answer?: RuleAnswer } & Node)
  | ({ readonly meets: 'app'; readonly appId: number; readonly switches: Switches; readonly target: Target } & Node)
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
  /** The node that takes in what turns out to be no request at all; undefined: nobody is there. @param turn as for `admit`. */
  place(knock: Knock, turn: number): Node | undefined;
  finished(outcome: RequestOutcome): void;
}
