// The state of the simulated machines: plain data in the world, complete. Save it at any instant, load it, and it continues
// byte-identically. Types and empty states only; what happens to them is in the files beside.

import type { FleetObservation, Impairment, MachineSpec, ProbeRequest, TrafficPlan } from '../fleet.js';
import type { Heap } from './heap.js';
import type { Processor } from './processor.js';
import type { Process } from './shell/process-state.js';
import { DEFAULT_TIMINGS, type FleetTimings } from './timings.js';
import type { AccessLog, TrafficStatistics } from './traffic/statistics-state.js';
import type { GatewayCount, Transfer } from './transfer-state.js';

export interface SimulatedFleetState {
  readonly timings: FleetTimings;
  /** Instant of the last processed event; may lie between two milliseconds. */
  clock: number;
  /** Order of asking; breaks ties of time. */
  sequence: number;
  /** What is going to happen: (time, sequence, code). */
  readonly queue: Heap;
  /** The rare events by their sequence; a deleted one is called off. */
  readonly timers: Record<string, Timer>;
  readonly machines: Record<string, Machine>;
  readonly jobs: Job[];
  readonly freeJobs: number[];
  readonly users: User[];
  readonly freeUsers: number[];
  readonly traffics: Traffic[];
  readonly accessLog: AccessLog;
  /** What machines have under way with the internet. */
  readonly transfers: Transfer[];
  /** By NAT gateway, since it was last asked. */
  readonly gateways: Record<string, GatewayCount>;
  nextAppId: number;
  /** Applications really run (`hosting.ts`); left behind by a host that crashed. */
  hosted?: true;
}

/** Rare events, all on whole milliseconds; `epoch` is the boot they belong to. */
export type Timer =
  | { readonly kind: 'booted'; readonly instanceId: string; readonly epoch: number }
  | { readonly kind: 'agent'; readonly instanceId: string; readonly epoch: number }
  | { readonly kind: 'credits'; readonly instanceId: string; readonly epoch: number }
  | { readonly kind: 'power-off'; readonly instanceId: string; readonly epoch: number }
  | { readonly kind: 'step'; readonly instanceId: string; readonly epoch: number; readonly pid: number }
  | { readonly kind: 'deadline'; readonly instanceId: string; readonly epoch: number; readonly pid: number }
  | {
      readonly kind: 'signal';
      readonly instanceId: string;
      readonly epoch: number;
      readonly pid: number;
      readonly status: number;
    }
  | { readonly kind: 'power'; readonly instanceId: string; readonly epoch: number; readonly how: 'halt' | 'reboot' }
  | { readonly kind: 'app-listens'; readonly instanceId: string; readonly epoch: number; readonly appId: number }
  | { readonly kind: 'app-exits'; readonly instanceId: string; readonly epoch: number; readonly appId: number }
  | { readonly kind: 'traffic-ends'; readonly traffic: number; readonly generation: number };

/** Something that listens: a container's processes, or a system service. */
export interface App {
  readonly appId: number;
  readonly name: string;
  readonly container: boolean;
  /** Port inside; with `hostPort` the way in from outside, if there is one. */
  readonly port: number;
  readonly hostPort?: number;
  readonly pages: 'django' | 'static';
  readonly workers: number;
  readonly threads: number;
  readonly workMs: number;
  /** The sample's switch: while this file exists, health checks get the status it holds. */
  readonly healthFile?: string;
  /** Another, as a key of the machine's files: while it exists, every answer comes so many milliseconds later. */
  readonly delayFile?: string;
  readonly pid: number;
  phase: 'starting' | 'listening' | 'stopping';
  /** Stopped by a signal or `docker pause`: connections are taken, nothing is answered. */
  paused: boolean;
  /** Thread slots in use. */
  serving: number;
  /** Requests that wait for a thread, first come first served. */
  readonly backlog: number[];
  /** Requests whose CPU work stands still while paused. */
  readonly parked: { readonly job: number; readonly cpuMs: number }[];
  exitCode: number;
}

export interface Container {
  readonly name: string;
  readonly containerId: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly ports: readonly { readonly host: number; readonly container: number }[];
  readonly restart: string;
  readonly removeOnExit: boolean;
  status: 'created' | 'running' | 'paused' | 'exited';
  exitCode: number;
  /** `docker stop`: a policy of `unless-stopped` then leaves it alone. */
  stoppedByHand: boolean;
  appId: number;
}

export interface AgentCommand {
  readonly commandId: string;
  readonly lines: readonly string[];
  readonly timeoutMs: number;
  readonly receivedAt: number;
}

export interface Credits {
  balance: number;
  surplus: number;
  /** Surplus beyond the largest balance, which is billed; since the last sample (EC2-06). */
  charged: number;
  /** Used since the last sample. */
  used: number;
  settledAt: number;
  settledBusyMs: number;
  throttled: boolean;
  /** Since when the credits are gone; of no meaning unless throttled. */
  throttledAt: number;
}

export interface Machine {
  spec: MachineSpec;
  readonly bornAt: number;
  power: 'booting' | 'on' | 'shutting-down' | 'off';
  /** Counts boots: timers of an earlier one are void. */
  epoch: number;
  userDataRan: boolean;
  terminated: boolean;
  readonly processor: Processor;
  readonly credits: Credits;
  readonly apps: App[];
  readonly containers: Container[];
  readonly images: string[];
  readonly packages: string[];
  readonly services: Record<string, { active: boolean; enabled: boolean }>;
  readonly files: Record<string, string>;
  readonly processes: Process[];
  nextPid: number;
  readonly dropRules: { readonly chain: string; readonly port: number }[];
  readonly impairments: Impairment[];
  /** What stood last on the way from a load balancer node to a port; forgotten when the network changes. */
  readonly paths: PathEntry[];
  readonly agent: {
    running: boolean;
    reached: boolean;
    readonly inbox: AgentCommand[];
    readonly outbox: FleetObservation[];
  };
  /** Output of the boot and of user data, the newest 64 KB (GetConsoleOutput). */
  console: string;
  networkIn: number;
  networkOut: number;
  sampledAt: number;
  sampledBusyMs: number;
}

export interface PathEntry {
  readonly loadBalancerArn: string;
  readonly zone: string;
  readonly port: number;
  /** `cut`: also answers that are under way are lost (no connection tracking in a network ACL or a zone without power). */
  readonly state: 'open' | 'dropped' | 'cut';
  /** Share of packets lost, 0 to 1. */
  readonly loss: number;
}

/**
 * `lost`: its machine lost power; only the health checker still waits for an answer. `travelling`: its packets are sent again and
 * again, because some get lost; it has not reached the application. `hosted`: a real application has it.
 */
export const JOB = {
  free: 0,
  backlog: 1,
  waiting: 2,
  running: 3,
  parked: 4,
  lost: 5,
  travelling: 6,
  hosted: 7,
} as const;

/** One request at a target. It stays until the application has done it, even when nobody waits for the answer any more. */
export interface Job {
  phase: number;
  instanceId: string;
  appId: number;
  /** The user who waits; -1: nobody. */
  user: number;
  /** The health check that waits; null: none. */
  probe: ProbeRequest | null;
  cpuMs: number;
  waitMs: number;
  statusCode: number;
  /** The answer comes byte by byte: no idle timeout, and a cut is a truncated 200 instead of a 502. */
  streams: boolean;
  /** Sequences of its pending events; an event with another sequence is stale. */
  eventSequence: number;
  deadlineSequence: number;
}

export const USER = { idle: 0, thinking: 1, waiting: 2, served: 3, gone: 4 } as const;

/** Of a request from outside: its name there, and what it asks for. */
export interface Visit {
  readonly visitId: string;
  readonly path: string;
  readonly host?: string;
}

/** One virtual user: at most one request open, then a pause for thought. */
export interface User {
  phase: number;
  traffic: number;
  index: number;
  zone: string;
  resolvedUntil: number;
  startedAt: number;
  /** The request at the target; -1: none. */
  job: number;
  targetGroupArn: string;
  instanceId: string;
  targetPort: number;
  failOpen: boolean;
  /** A request that somebody outside makes, over a socket (`visits.ts`). */
  visit?: Visit;
  /** Status that is already decided and only takes time (a connect timeout); see `USER.waiting`. */
  fate: number;
  /** Sequence of its pending event; 0: none. */
  eventSequence: number;
  /** When the request at the target times out, and as what. One timer per user follows it lazily, not one per request. */
  deadline: number;
  deadlineStatus: number;
  deadlineSequence: number;
}

export interface Traffic {
  readonly trafficId: string;
  /** Its requests come from outside, and are counted there. */
  readonly visits?: true;
  plan: TrafficPlan;
  startedAt: number;
  generation: number;
  ended: boolean;
  /** Slots of its users, in order; user i works while the plan asks for more than i users. */
  readonly users: number[];
  /** Sequence of the next request of an open loop, whose users are those at rest; 0: none. */
  arrivalSequence: number;
  /** The load balancer's nodes as last seen; refreshed on resolution and when the network changes. */
  loadBalancerArn: string;
  idleTimeoutMs: number;
  nodes: { readonly zone: string; readonly inDns: boolean; readonly alive: boolean; readonly reachable: boolean }[];
  readonly statistics: TrafficStatistics;
}

const LOG_LINES = 4_096;

/** A fleet without machines. Overrides replace single timings. */
export function newState(overrides: Partial<FleetTimings> = {}): SimulatedFleetState {
  return {
    timings: { ...DEFAULT_TIMINGS, ...overrides },
    clock: 0,
    sequence: 0,
    queue: [],
    timers: {},
    machines: {},
    jobs: [],
    freeJobs: [],
    users: [],
    freeUsers: [],
    traffics: [],
    accessLog: { limit: LOG_LINES, written: 0, names: [], lines: [] },
    transfers: [],
    gateways: {},
    nextAppId: 1,
  };
}
