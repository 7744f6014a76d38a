// The lab: one deployed stack on one target, spoken to only through AWS SDK clients. Lessons, status and drills see nothing else.

import type { AwsClients } from './clients.js';
import type { LabClock } from './clock.js';
import type { LabInstant, Observation, UsersObservation } from './observation.js';

/** Names and addresses of the deployed stack, from its outputs. */
export interface StackOutputs {
  readonly project: string;
  readonly region: string;
  readonly url: string;
  readonly loadBalancerDnsName: string;
  readonly targetGroupArn: string;
  readonly autoScalingGroupName: string;
  readonly alarmNames: readonly string[];
  readonly vpcId: string;
}

/** Closed-loop users against the stack's own address. */
export interface TrafficRequest {
  /** Users at the start and at the end of the ramp. */
  readonly from: number;
  readonly to: number;
  readonly rampSeconds: number;
  /** Absent: until stopped. */
  readonly holdSeconds?: number;
  readonly path?: string;
}

/** Where traffic comes from: the simulated fleet's users, or real requests. */
export interface Traffic {
  start(request: TrafficRequest): Promise<void>;
  stop(): Promise<void>;
  /** What the users met in [from, to); undefined while nobody ever asked. */
  users(from: LabInstant, to: LabInstant): Promise<UsersObservation | undefined>;
  /** Requests per instance in [from, to). */
  perInstance(from: LabInstant, to: LabInstant): Promise<Readonly<Record<string, number>>>;
}

export interface Lab {
  readonly target: 'sandbox' | 'aws';
  readonly outputs: StackOutputs;
  readonly clients: AwsClients;
  readonly clock: LabClock;
  readonly traffic: Traffic;
  /** One consistent look at everything, at the clock's present. */
  observe(): Promise<Observation>;
}
