// The lab: one deployed stack on one target, spoken to only through AWS SDK clients. Lessons, status and drills see nothing else.

import type { ControlAction } from '../sandbox/index.js';
import type { AwsClients } from './clients.js';
import type { LabClock } from './clock.js';
import type { DrillLine, HappeningRecord } from './explain/index.js';
import type { LabInstant, Observation, TrafficTally, UsersObservation } from './observation.js';

/** The name of the ordinary users' traffic. */
export const ORDINARY = 'lab';

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

/** Traffic against the stack's own address. */
export interface TrafficRequest {
  /** `users` wait for their answer before they ask again (a closed loop); requests per second come whatever the answers (an open one). */
  readonly unit?: 'users' | 'requests-per-second';
  /** Users, or requests per second, at the start and at the end of the ramp. */
  readonly from: number;
  readonly to: number;
  readonly rampSeconds: number;
  /** Absent: until stopped. */
  readonly holdSeconds?: number;
  readonly path?: string;
  /** Which traffic: starting one again replaces it and leaves the others alone. Absent: the ordinary users. */
  readonly name?: string;
  /** How long a user waits for an answer, in seconds; 120 unless told. */
  readonly patienceSeconds?: number;
  /** Each user asks a single time, all of them within two seconds; the ramp and the hold count for nothing. */
  readonly once?: boolean;
  /** Of real requests: another address than the stack's own, and whether somebody said that it may be loaded. */
  readonly at?: { readonly url: string; readonly mayLoad: boolean };
  /** Real requests end when whoever started them does, however that comes. */
  readonly whileWatched?: boolean;
}

/** Where traffic comes from: the simulated fleet's users, or real requests. */
export interface Traffic {
  start(request: TrafficRequest): Promise<void>;
  /** No new requests of this traffic, the ordinary users' unless told; open ones meet their fate. */
  stop(name?: string): Promise<void>;
  /** What the users met in [from, to), those of one traffic or all together; undefined while nobody ever asked. */
  users(from: LabInstant, to: LabInstant, name?: string): Promise<UsersObservation | undefined>;
  /** Requests per instance in [from, to). */
  perInstance(from: LabInstant, to: LabInstant, name?: string): Promise<Readonly<Record<string, number>>>;
  /** Everything that became of one traffic's requests up to now; undefined: there never was one of that name. */
  tally(name: string, now: LabInstant): Promise<TrafficTally | undefined>;
  /** Names of all traffics that ever began, those that have ended included. */
  names(now: LabInstant): Promise<readonly string[]>;
}

export interface Lab {
  readonly target: 'sandbox' | 'aws';
  readonly outputs: StackOutputs;
  readonly clients: AwsClients;
  readonly clock: LabClock;
  readonly traffic: Traffic;
  /** Ids of everything that stands in the state of who built it; absent: no state is at hand. */
  readonly stands?: () => ReadonlySet<string>;
  /** What no AWS API can do. On the sandbox only. */
  readonly act?: (action: ControlAction) => Promise<void>;
  /** What happened, from the sandbox's journal, or from what AWS keeps: activities and alarm history. @param seen the newest look */
  record(seen: Observation, drills: readonly DrillLine[]): Promise<HappeningRecord>;
  /** One consistent look at everything, at the clock's present. @param traffic whose users are meant; absent: all together */
  observe(traffic?: string): Promise<Observation>;
}
