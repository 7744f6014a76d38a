// The inputs of a sandbox: all that comes from outside, in order. A sandbox is its seed and its inputs; everything else is derived.
// Reads are not inputs: they change nothing and draw no random number.

import type { Instant } from '../kernel/index.js';
import type { ApiFault } from './api-faults.js';
import type { FleetCommand, Impairment, TrafficPlan } from './fleet/fleet.js';

/** What can be done to a sandbox that no AWS API can do. Carried out, and checked, by `carry-out.ts`. */
export type ControlAction =
  | { readonly kind: 'start-traffic'; readonly plan: TrafficPlan }
  | { readonly kind: 'stop-traffic'; readonly trafficId: string }
  /** Requests that come over a socket, and those who asked and went away. */
  | Extract<FleetCommand, { readonly kind: 'visit' | 'hang-up' }>
  | { readonly kind: 'impair'; readonly instanceId: string; readonly impairment: Impairment }
  | { readonly kind: 'mend'; readonly instanceId: string; readonly impairment: Impairment['kind'] }
  /** Power of a zone: off silences its machines, NAT gateways and load balancer node, and refuses launches (ALB-25, ASG-57). */
  | { readonly kind: 'zone-power'; readonly zone: string; readonly on: boolean }
  /** Whether the zone has room for launches; without, they are refused with InsufficientInstanceCapacity (ASG-17). */
  | { readonly kind: 'zone-capacity'; readonly zone: string; readonly available: boolean }
  /** A share (0–1) of the packets between two places, each a subnet or a zone, gets lost; 0 ends it. */
  | { readonly kind: 'packet-loss'; readonly between: readonly [string, string]; readonly share: number }
  | { readonly kind: 'api-fault'; readonly fault: ApiFault }
  | { readonly kind: 'clear-api-fault'; readonly faultId: string };

export type Input =
  | {
      readonly kind: 'call';
      readonly at: Instant;
      readonly service: string;
      readonly operation: string;
      readonly input: unknown;
    }
  | { readonly kind: 'control'; readonly at: Instant; readonly action: ControlAction }
  /** The clock stood here when the holder let go. Every other input carries its own instant. */
  | { readonly kind: 'clock'; readonly at: Instant };

/** Reads by AWS's own naming; everything else may change state and is logged. */
export function isRead(operation: string): boolean {
  return /^(Describe|Get|List)/.test(operation);
}

/** JSON text of a decoded call: instants and bytes keep their type. */
export function encodeInput(input: Input): string {
  return JSON.stringify(input, function (this: Record<string, unknown>, key, value) {
    const raw = this[key];
    if (raw instanceof Date) return { $date: raw.getTime() };
    if (raw instanceof Uint8Array) return { $bytes: [...raw] };
    return value;
  });
}

export function decodeInput(text: string): Input {
  return JSON.parse(text, (_key, value) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$date' in value) return new Date(value.$date);
    if ('$bytes' in value) return Uint8Array.from(value.$bytes);
    return value;
  });
}
