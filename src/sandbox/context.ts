// What every operation, controller and rule of a service is given: the kernel, the stores, and ports to what it may not import.
// Only types; `wiring.ts` binds the ports.

import type { Instant, Kernel } from '../kernel/index.js';
import type { SandboxEvent } from './events.js';
import type { FleetCommand } from './fleet/fleet.js';
import type { World } from './world.js';

export interface Context {
  readonly kernel: Kernel<SandboxEvent>;
  readonly world: World;
  /** Sends a command to the machines; the answer comes as an observation. */
  readonly perform: (command: FleetCommand) => void;
  readonly metrics: MetricsPort;
  readonly lookup: LookupPort;
}

/** One aggregated point; `at` is any instant of its bucket. Several points of one bucket are merged. */
export interface MetricDatum {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly at: Instant;
  readonly periodSeconds: 60 | 300;
  readonly unit: string;
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Raw values and how often each occurred, ascending or not; without them there are no percentiles (CW-09). */
  readonly values?: readonly (readonly [value: number, count: number])[];
  /** When readers and alarms begin to see it (CW-10). */
  readonly visibleAt: Instant;
}

/** How services publish metrics without importing CloudWatch. */
export interface MetricsPort {
  publish(datum: MetricDatum): void;
}

/** How services ask others that they may not import. */
export interface LookupPort {
  /** By name or ARN. `permitsSystemsManager`: a role with AmazonSSMManagedInstanceCore is attached (SSM-01). */
  instanceProfile(
    nameOrArn: string,
  ):
    | { readonly arn: string; readonly id: string; readonly name: string; readonly permitsSystemsManager: boolean }
    | undefined;
  /** Principal of the AWS service whose service-linked role has this ARN; undefined: there is no such role. */
  linkedService(roleArn: string): string | undefined;
  /** Value of an SSM parameter, e.g. an AMI id. */
  parameter(name: string): string | undefined;
  /** How many the account may have, by service and quota code: `ec2/L-0263D0A3`. */
  quota(quota: string): number;
  /** What a machine has written to its console; undefined: nobody remembers such a machine. */
  consoleOutput(instanceId: string): string | undefined;
}

export interface Controller {
  readonly name: string;
  readonly rank: Rank;
  /** Read, decide, write, emit; answers when to look again. */
  reconcile(context: Context, key: string): Instant | undefined;
}

/** Order of work at one instant. The fleet alone comes first, so that how a run was cut into pieces never shows in the order. */
export const RANK = { fleet: -1, observation: 0, controller: 1, publishing: 2, alarms: 3, probes: 4 } as const;
export type Rank = (typeof RANK)[keyof typeof RANK];
