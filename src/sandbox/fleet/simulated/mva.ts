// Exact mean value analysis (Reiser & Lavenberg 1980) of a closed network: N users who think, K equal machines that share their
// processors. It knows means only, and it is exact: tests and benches hold the simulation against it. Pure.

import { coresForRequests } from './processor.js';

export interface ClosedSystem {
  readonly users: number;
  readonly thinkMs: number;
  /** CPU per request. */
  readonly serviceMs: number;
  /** Machines that serve. */
  readonly targets: number;
  /** vCPUs per machine. */
  readonly cores: number;
  /** Busy loops per machine. */
  readonly busyLoops?: number;
  /** Worker processes per machine, each of which uses one core at most; absent: as many as requests. */
  readonly workers?: number;
}

export interface ClosedMeans {
  readonly requestsPerSecond: number;
  readonly responseMs: number;
  /** Of all vCPUs of one machine, busy loops included. */
  readonly cpuPercent: number;
  /** Requests inside one machine. */
  readonly waiting: number;
}

/** Load-dependent MVA. With one worker per core and no busy loops this is the textbook multi-server station. */
export function closedMeans(system: ClosedSystem): ClosedMeans {
  const { users, thinkMs, serviceMs, targets, cores, busyLoops = 0, workers = Number.POSITIVE_INFINITY } = system;
  const demand = serviceMs / targets;
  // alpha[j]: cores that j requests on one machine get together.
  const alpha = Array.from({ length: users + 1 }, (_, j) => coresForRequests(j, workers, busyLoops, cores));
  // shares[j]: probability of j requests at one machine, for the population so far.
  let shares = [1, ...new Array<number>(users).fill(0)];
  let rate = 0;
  let response = 0;
  for (let population = 1; population <= users; population += 1) {
    response = 0;
    for (let j = 1; j <= population; j += 1) response += demand * (j / (alpha[j] ?? 1)) * (shares[j - 1] ?? 0);
    rate = population / (thinkMs + targets * response);
    const next = new Array<number>(users + 1).fill(0);
    let some = 0;
    for (let j = 1; j <= population; j += 1) {
      const share = ((rate * demand) / (alpha[j] ?? 1)) * (shares[j - 1] ?? 0);
      next[j] = share;
      some += share;
    }
    // Near saturation rounding would drive the empty state below zero (Casale & Serazzi).
    next[0] = Math.max(0, 1 - some);
    shares = next;
  }
  const busy = shares.reduce((sum, share, j) => sum + share * usedCores(j, workers, busyLoops, cores), 0);
  return {
    requestsPerSecond: rate * 1000,
    responseMs: targets * response,
    cpuPercent: (100 * busy) / cores,
    waiting: rate * response,
  };
}

function usedCores(requests: number, workers: number, busyLoops: number, cores: number): number {
  return Math.min(cores, Math.min(requests, workers) + busyLoops);
}
