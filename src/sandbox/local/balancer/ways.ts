// What carrying requests needs of the world and of the processes; one of these for each listener.

import type { Admission } from '../../fleet/front-door.js';
import type { Address } from '../addresses.js';
import type { AccessLine, Sides } from './access-log.js';
import type { Classification, Refusal, RequestHead } from './http/head.js';
import type { Redirect } from './own-answers.js';
import type { BalancerSettings } from './settings.js';
import type { TargetConnections } from './target-connections.js';

/** What a load balancer's node has taken in. */
export type Taken = Exclude<Admission, { meets: 'nothing' }>;

export interface Ending {
  readonly statusCode: number;
  readonly byTarget: boolean;
  readonly connectionFailed: boolean;
  /** Until the target answered, virtual; undefined: it did not. */
  readonly seconds: number | undefined;
}

/** A request as a target may see it. */
export interface Request {
  readonly head: RequestHead;
  /** What was wrong with it. */
  readonly doubt: Classification | undefined;
  /** Neither connection is used again after it. */
  readonly alone: boolean;
  /** Bytes of its head, as they came. */
  readonly length: number;
}

/** The client's connection, as far as one exchange needs it. */
export interface Client {
  readonly address: string;
  readonly port: number;
  /** Answers false when the client is slower than the target. @param text one byte a character. @param bytes what follows it. */
  write(text: string, bytes?: Buffer): boolean;
  /** Whether another request may follow once this one's body has come whole. */
  readonly mayStay: boolean;
  pause(): void;
  resume(): void;
  /** The answer has been written. */
  finish(staysOpen: boolean): void;
  /** Half an answer cannot be taken back: the client sees the connection break. */
  abort(): void;
}

/** What has become of a request that was taken in: its client's connection tells it what else comes. */
export interface Taking {
  begin(): void;
  /** A part of the request's body. */
  bodyCame(piece: Buffer, over: boolean): void;
  /** The chunks of the request's body are none, or the client has said nothing for too long in the middle of it. */
  bodyBroke(statusCode: 400 | 408): void;
  /** What was written has gone out, after `write` answered false. */
  clientDrained(): void;
  clientGone(): void;
}

/** Who takes requests in by a listener. */
export interface Reception {
  /** As the load balancer's attributes are now, in host milliseconds. */
  settings(): BalancerSettings;
  /** @param bodyOver whether it has come whole with its head. */
  take(request: Request, bodyOver: boolean, client: Client): Taking;
  /** A request that no target hears of. */
  refused(refusal: Refusal, sides: Sides, head?: RequestHead): void;
}

export interface Ways {
  /** The listener's port in the world, and virtual milliseconds per host millisecond. */
  readonly port: number;
  readonly factor: number;
  readonly targets: TargetConnections;
  /** As the load balancer's attributes are now, in host milliseconds. */
  settings(): BalancerSettings;
  /** @param bytes of the request without its body. */
  admit(head: RequestHead, bytes: number): Admission;
  /** Where the application listens; undefined: not yet, or not any more. Its switches are as the machine's from then on. */
  open(admission: Extract<Admission, { meets: 'app' }>): Address | undefined;
  /** Whether the zone of that machine has no power. */
  isDark(instanceId: string): boolean;
  /** Where a redirect leads on this computer. */
  location(rule: Redirect, head: RequestHead): string;
  finished(taken: Taken, end: Ending): void;
  log(line: AccessLine): void;
  /** The exchange is over. */
  left(exchange: object): void;
}
