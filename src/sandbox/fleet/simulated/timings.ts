// How long things take on a simulated machine, and what they cost in CPU. `newState` takes overrides, so a test or a lesson can say
// "this boot takes 240 s". Times in milliseconds unless the name says otherwise; a range is drawn towards its low end (see `drawRange`).

import type { Random } from '../../../kernel/index.js';

export interface Span {
  readonly low: number;
  readonly high: number;
}

export interface FleetTimings {
  /** Launch to an operating system that answers (observed: 22–26 s after the launch in all). */
  readonly boot: Span;
  /** Boot to the first registration of the SSM agent (SSM-06, observed 2–3 min), and between heartbeats (SSM-02). */
  readonly agentStart: Span;
  readonly agentHeartbeatMs: number;
  /** Orderly shutdown: the ports are closed, packets still get a refusal. */
  readonly shutdownMs: number;
  /** Bootstrap steps; with the usual script 90 s in all (60–240 observed, two vCPUs). */
  readonly packageIndex: Span;
  readonly packageInstall: Span;
  readonly imagePull: Span;
  readonly dockerStart: Span;
  readonly containerCreate: Span;
  /** Container start to a listening port. */
  readonly appStart: Span;
  /** Time a network step takes to give up when packets are dropped, and when names do not resolve. */
  readonly packageTimeoutMs: number;
  readonly pullTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly resolveTimeoutMs: number;
  /** An unknown command takes this long and is warned of. */
  readonly unknownCommandMs: number;
  /** What the operating system uses for itself, in cores. */
  readonly idleCores: number;
  /** Cost of a page beside its WORK_MS, and of the cheap pages. */
  readonly cheapPageMs: number;
  readonly staticPageMs: number;
  /** A page's CPU is `workMs × ((1 − variability) + variability × exponential)`; the mean is workMs whatever the shape. */
  readonly variability: number;
  /** What the sample image does when its environment says nothing: WORK_MS 0, two workers, 64 threads each. */
  readonly workMs: number;
  readonly workers: number;
  readonly threads: number;
  /** Client to load balancer and back; part of what a user sees, not of the target's response time. */
  readonly roundTripMs: number;
  /** ALB-40: connecting to a target. */
  readonly targetConnectMs: number;
  /** ALB-03: life of a DNS answer in a client. */
  readonly dnsTtlMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** What the steps of a bootstrap fetch: the repositories' index, the packages of one command, an image. */
  readonly packageIndexBytes: number;
  readonly packageInstallBytes: number;
  readonly imagePullBytes: number;
  /** Asking for any of it, or for a page: the TLS handshake counts for most. */
  readonly askingBytes: number;
  readonly internetPageBytes: number;
  /** Each way, when the SSM agent speaks to its endpoint. */
  readonly agentBytes: number;
}

export const DEFAULT_TIMINGS: FleetTimings = {
  boot: { low: 14_000, high: 22_000 },
  agentStart: { low: 100_000, high: 160_000 },
  agentHeartbeatMs: 300_000,
  shutdownMs: 3_000,
  packageIndex: { low: 8_000, high: 16_000 },
  packageInstall: { low: 18_000, high: 50_000 },
  imagePull: { low: 25_000, high: 85_000 },
  dockerStart: { low: 2_000, high: 4_000 },
  containerCreate: { low: 700, high: 1_500 },
  appStart: { low: 1_500, high: 3_500 },
  packageTimeoutMs: 120_000,
  pullTimeoutMs: 15_000,
  connectTimeoutMs: 130_000,
  resolveTimeoutMs: 10_000,
  unknownCommandMs: 1_000,
  idleCores: 0.01,
  cheapPageMs: 0.8,
  staticPageMs: 0.3,
  variability: 0.4,
  workMs: 0,
  workers: 2,
  threads: 64,
  roundTripMs: 2,
  targetConnectMs: 10_000,
  dnsTtlMs: 60_000,
  requestBytes: 500,
  responseBytes: 6_000,
  packageIndexBytes: 29_000_000,
  packageInstallBytes: 84_000_000,
  imagePullBytes: 60_000_000,
  askingBytes: 3_000,
  internetPageBytes: 8_000,
  agentBytes: 6_000,
};

/** One draw in whole milliseconds; the square pulls it towards the low end, as download times are. */
export function drawRange(random: Random, span: Span): number {
  const draw = random.next();
  return Math.round(span.low + (span.high - span.low) * draw * draw);
}
