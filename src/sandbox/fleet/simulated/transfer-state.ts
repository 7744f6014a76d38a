// What machines have under way with the internet, and what the NAT gateways counted of it: plain data in the fleet's state.

import type { Amount } from '../fleet.js';

/** One connection to the internet, from the moment it stands until it is closed. */
export interface Transfer {
  readonly instanceId: string;
  /** The process that waits for it; 0: the SSM agent. */
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  readonly natGatewayId?: string;
  readonly from: number;
  /** When it is closed; its bytes move evenly until then. Silent: when the gateway forgets it. */
  to: number;
  readonly inward: Share;
  readonly outward: Share;
  /** Nothing comes over it any more, and nobody has closed it. */
  silent: boolean;
}

/** One direction: how much in all, and how much of that is counted already. */
export interface Share {
  readonly whole: Amount;
  counted: Amount;
}

export interface GatewayCount {
  inward: Amount;
  outward: Amount;
  attempts: number;
  established: number;
  mostActive: number;
  idleTimeouts: number;
}
