// What stands behind an instance: the contract between the control plane and the machines, whether simulated or real.
// The control plane sends commands and never waits; answers come back later as observations, each a kernel task of rank 0.

import type { Instant } from '../../kernel/index.js';
import type { AppHost, HostReports } from './app-host.js';
import type { RuleAnswer } from './environment.js';
import type { FrontDoor } from './front-door.js';

/** What a machine is born with; taken from RunInstances when the instance enters `pending`. */
export interface MachineSpec {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly privateIpAddress: string;
  readonly imageId: string;
  /** The user data as sent (base64 text); absent: none. */
  readonly userData?: string;
  readonly creditMode: 'standard' | 'unlimited';
  /** EC2-09: containers reach the metadata service only with a hop limit of 2 or more. */
  readonly metadataHopLimit: number;
  /** The image has no agent for Systems Manager: there is one once user data has installed and started it. */
  readonly withoutAgent?: true;
}

export interface ProbeRequest {
  readonly probeId: string;
  readonly instanceId: string;
  readonly port: number;
  readonly path: string;
  readonly timeoutMs: number;
  /** The load balancer node that asks: where the packet starts. */
  readonly loadBalancerArn: string;
  readonly nodeZone: string;
}

export type ProbeResult =
  | { readonly outcome: 'answered'; readonly statusCode: number }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'malformed' }
  | { readonly outcome: 'timed-out' };

/** Traffic against one load balancer; a new plan under the same id replaces the running one from `now` on. */
export type TrafficPlan = ClosedLoop | OpenLoop;

interface AnyTraffic {
  readonly trafficId: string;
  /** Host name of the load balancer; resolved as a client would, with the DNS record's time to live (ALB-03). */
  readonly dnsName: string;
  readonly port: number;
  readonly path: string;
  /** A client gives up after this long (the load balancer counts a 460). */
  readonly clientTimeoutMs: number;
  /** Absent: until stopped. */
  readonly durationMs?: number;
}

/** Users who ask, wait for the answer, think, and ask again. */
export interface ClosedLoop extends AnyTraffic {
  /** From `users[i].atMs` after the start the count moves linearly to the next entry; the last one holds. */
  readonly users: readonly { readonly atMs: number; readonly count: number }[];
  readonly thinkMs: { readonly low: number; readonly high: number };
  readonly arrivals?: undefined;
}

/** Requests at a rate, whatever the answers: Poisson arrivals. */
export interface OpenLoop extends AnyTraffic {
  /** As `users` of a closed loop: linear between entries. */
  readonly arrivals: readonly { readonly atMs: number; readonly perSecond: number }[];
  /** With so many requests open a further one is not sent, and counted (`not-sent`). */
  readonly mostOpen: number;
  readonly users?: undefined;
}

/** Impairments that no AWS API can cause; each has its undo. */
export type Impairment =
  | { readonly kind: 'busy-loop'; readonly threads: number }
  | { readonly kind: 'hung-app' }
  | { readonly kind: 'slow-app'; readonly addedMs: number }
  | { readonly kind: 'health-answer'; readonly statusCode: number };

export type FleetCommand =
  | { readonly kind: 'boot'; readonly machine: MachineSpec }
  | { readonly kind: 'halt'; readonly instanceId: string; readonly how: 'stop' | 'terminate' | 'power-loss' }
  /** Start again after a stop: user data does not run a second time (EC2-08), containers with a restart policy do. */
  | { readonly kind: 'restart'; readonly instanceId: string }
  | { readonly kind: 'reboot'; readonly instanceId: string }
  /** While it runs, or for its next start. */
  | { readonly kind: 'credit-mode'; readonly instanceId: string; readonly mode: MachineSpec['creditMode'] }
  | { readonly kind: 'probe'; readonly probe: ProbeRequest }
  /**
   * The agent fetches it as soon as it can reach its endpoint, however late (SSM-04), and says `command-started`, then `command-finished`.
   * `timeoutMs` is the execution timeout, from the start: then the processes are killed and the exit code is 137.
   */
  | {
      readonly kind: 'run-command';
      readonly commandId: string;
      readonly instanceId: string;
      readonly lines: readonly string[];
      readonly timeoutMs: number;
    }
  /** Not started: the agent forgets it and says nothing. Running: the processes are killed, then `command-finished`. */
  | { readonly kind: 'cancel-command'; readonly commandId: string; readonly instanceId: string }
  /** Deregistration delay ran out: whatever is in flight from this target group to this machine is cut (ALB-30). */
  | { readonly kind: 'cut-connections'; readonly instanceId: string; readonly targetGroupArn: string }
  | { readonly kind: 'impair'; readonly instanceId: string; readonly impairment: Impairment }
  | { readonly kind: 'mend'; readonly instanceId: string; readonly impairment: Impairment['kind'] }
  /** Reports CPU and network of the minute that ended, as one `sampled` observation per running machine. */
  | { readonly kind: 'sample'; readonly instanceId: string }
  /** Reports what passed through a NAT gateway since it was last asked, as a `gateway-sampled` observation. */
  | { readonly kind: 'sample-gateway'; readonly natGatewayId: string }
  /** It is gone or has lost its power, and with it the connections that it carried. */
  | { readonly kind: 'forget-gateway'; readonly natGatewayId: string }
  | { readonly kind: 'start-traffic'; readonly plan: TrafficPlan }
  | { readonly kind: 'stop-traffic'; readonly trafficId: string }
  /** Somebody outside asks the load balancer of this name; how it ends is told to whoever listens (`Fleet.visits`). */
  | {
      readonly kind: 'visit';
      /** Never used twice. */
      readonly visitId: string;
      readonly dnsName: string;
      readonly port: number;
      readonly path: string;
      /** What the request's `Host` says; absent: nothing that a rule could match. */
      readonly host?: string;
    }
  /** And waits no longer. */
  | { readonly kind: 'hang-up'; readonly visitId: string }
  /** Something that a packet's way depends on has changed. */
  | { readonly kind: 'network-changed' };

export type FleetObservation =
  /** The operating system answers: instance status checks can pass. */
  | { readonly kind: 'booted'; readonly instanceId: string }
  /** The guest shut itself down (`shutdown -h`). */
  | { readonly kind: 'halted'; readonly instanceId: string }
  | { readonly kind: 'probe-answered'; readonly probeId: string; readonly result: ProbeResult }
  /** The agent has the command and begins. */
  | { readonly kind: 'command-started'; readonly commandId: string; readonly instanceId: string }
  | {
      readonly kind: 'command-finished';
      readonly commandId: string;
      readonly instanceId: string;
      readonly exitCode: number;
      readonly output: string;
      readonly error: string;
    }
  /** The SSM agent spoke to its endpoint (`reached`), or could not (SSM-02). */
  | { readonly kind: 'agent-heartbeat'; readonly instanceId: string; readonly reached: boolean }
  | { readonly kind: 'sampled'; readonly instanceId: string; readonly sample: MachineSample }
  | { readonly kind: 'gateway-sampled'; readonly natGatewayId: string; readonly sample: GatewaySample };

/** What a machine did between two samples. */
export interface MachineSample {
  readonly from: Instant;
  readonly to: Instant;
  /** Share of both vCPUs together, 0–100 (CW-05). */
  readonly cpuPercent: number;
  readonly networkInBytes: number;
  readonly networkOutBytes: number;
  readonly creditBalance: number;
  readonly creditUsage: number;
  readonly surplusCreditBalance: number;
  readonly surplusCreditsCharged: number;
}

export interface Amount {
  readonly bytes: number;
  readonly packets: number;
}

/** What a NAT gateway carried between two samples (CW-07). */
export interface GatewaySample {
  readonly to: Instant;
  /** From the internet to the machines. */
  readonly inward: Amount;
  /** From the machines to the internet. */
  readonly outward: Amount;
  readonly connectionAttempts: number;
  readonly connectionsEstablished: number;
  /** The most connections that were open at one time. */
  readonly mostActive: number;
  /** Connections that nothing came over for 350 s. */
  readonly idleTimeouts: number;
}

/** How a request from outside ended. */
export interface VisitEnd {
  /** HTTP status; 0: nothing comes back, 1: the name leads nowhere, 2: a body that was cut after its headers. */
  readonly status: number;
  /** Of the machine that was chosen; empty: none. */
  readonly instanceId: string;
  /** False: the load balancer itself answers. */
  readonly byTarget: boolean;
  /** What a rule says without any target. */
  readonly answer?: RuleAnswer;
}

export interface Fleet {
  perform(command: FleetCommand): void;
  subscribe(post: (observation: FleetObservation, at: Instant) => void): void;
  /** From now on the applications really run; the host tells what becomes of them through what is returned. */
  host(host: AppHost): HostReports;
  /** Whoever ran them has stopped; the applications go on simulated. */
  endHosting(): void;
  /** For requests that are brought from outside. */
  readonly door: FrontDoor;
  /** Who is told how each visit ended; it must change nothing. */
  visits(over: (visitId: string, end: VisitEnd) => void): void;
}
