// What is remembered of traffic: windows of one second for a while, of thirty seconds for longer, and a bounded access log. Types only.

/** Finished requests of one window, as plain data; every list is pairs, so that a quiet window is small. */
export interface TrafficWindow {
  /** Start, epoch milliseconds. */
  readonly at: number;
  readonly periodMs: number;
  readonly started: number;
  readonly finished: number;
  /** Users that the plan asked for at the start of the window. */
  readonly users: number;
  /** `[status, count, …]`; see `statusKey` for statuses that are no HTTP codes. */
  readonly statuses: readonly number[];
  /** `[name index, requests, of which not 2xx–4xx, summed latency in ms, …]` by instance. */
  readonly instances: readonly number[];
  /** `[latency bucket, count, …]`, answered requests only. */
  readonly latencies: readonly number[];
}

/** The window that is being filled; dense lists, because every request writes to them. */
export interface OpenWindow {
  at: number;
  started: number;
  finished: number;
  users: number;
  readonly statuses: number[];
  readonly instances: number[];
  readonly latencies: number[];
}

export interface TrafficStatistics {
  readonly names: string[];
  readonly open: OpenWindow;
  readonly seconds: TrafficWindow[];
  readonly halfMinutes: TrafficWindow[];
  started: number;
  finished: number;
}

/** A ring of the newest requests: `[endedAt, latencyMs, status, instance name, zone name, startedAt, …]`, oldest overwritten first. */
export interface AccessLog {
  readonly limit: number;
  /** Requests ever written. */
  written: number;
  readonly names: string[];
  readonly lines: number[];
}
