// What the lab reads about its users, beside AWS: windows, totals, percentiles, shares. Pure reads over the fleet's state.

import type { SimulatedFleetState, Traffic } from '../state.js';
import { addPairs, percentile } from './histogram.js';
import { rateWanted, usersWanted } from './plan.js';
import { LOG_STRIDE, merge, nameIndex, openWindow } from './statistics.js';
import type { TrafficWindow } from './statistics-state.js';

export interface Latencies {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

export interface TrafficPeriod {
  /** Epoch milliseconds; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly started: number;
  readonly finished: number;
  readonly requestsPerSecond: number;
  /** Users at the start. */
  readonly users: number;
  /** By HTTP status; `no-answer`, `unresolved`, `truncated` and `not-sent` for what has none. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Share of finished requests without a 2xx, 3xx or 4xx answer (a truncated body and a 460 count as errors); absent: none finished. */
  readonly errorRate?: number;
  /** Milliseconds as the user saw them; absent: nothing was answered. */
  readonly latencyMs?: Latencies;
  readonly instances: Readonly<
    Record<
      string,
      { readonly requests: number; readonly share: number; readonly errors: number; readonly meanMs: number }
    >
  >;
}

export interface TrafficReport {
  readonly total: TrafficPeriod;
  /** One per second while seconds are kept (half an hour), one per half-minute before that; quiet ones are left out. */
  readonly windows: readonly TrafficPeriod[];
  /** Now: users the running plans ask for, and requests that are open. */
  readonly usersNow: number;
  /** Requests per second that the running open loops make; 0: there is none. */
  readonly rateNow: number;
  readonly openNow: number;
  /** Ids of the traffics meant, in the order in which they first began; those that have ended, too. */
  readonly traffics: readonly string[];
}

export interface AccessLine {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly latencyMs: number;
  readonly status: string;
  readonly instanceId?: string;
  readonly zone?: string;
}

const WORDS: Readonly<Record<number, string>> = { 0: 'no-answer', 1: 'unresolved', 2: 'truncated', 3: 'not-sent' };
const statusKey = (status: number): string => WORDS[status] ?? String(status);
const isError = (status: number): boolean => status < 200 || status >= 500 || status === 460;

function latenciesOf(pairs: readonly number[]): Latencies | undefined {
  const counts: number[] = [];
  addPairs(counts, pairs);
  const at = (p: number): number => percentile(counts, p) ?? 0;
  return pairs.length === 0 ? undefined : { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
}

function period(window: TrafficWindow, to: number, names: readonly string[]): TrafficPeriod {
  const statuses: Record<string, number> = {};
  let errors = 0;
  for (let row = 0; row < window.statuses.length; row += 2) {
    const status = window.statuses[row] ?? 0;
    const count = window.statuses[row + 1] ?? 0;
    statuses[statusKey(status)] = count;
    if (isError(status)) errors += count;
  }
  const instances: Record<string, { requests: number; share: number; errors: number; meanMs: number }> = {};
  for (let row = 0; row < window.instances.length; row += 4) {
    const [name = 0, requests = 0, failures = 0, summed = 0] = window.instances.slice(row, row + 4);
    const share = window.finished === 0 ? 0 : requests / window.finished;
    instances[names[name] ?? ''] = {
      requests,
      share,
      errors: failures,
      meanMs: requests === 0 ? 0 : summed / requests,
    };
  }
  const seconds = Math.max(1e-3, (to - window.at) / 1000);
  const latencyMs = latenciesOf(window.latencies);
  return {
    from: window.at,
    to,
    started: window.started,
    finished: window.finished,
    requestsPerSecond: window.finished / seconds,
    users: window.users,
    statuses,
    instances,
    ...(window.finished > 0 ? { errorRate: errors / window.finished } : {}),
    ...(latencyMs === undefined ? {} : { latencyMs }),
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The windows that begin in the range and are not quiet, oldest first. Names differ between traffics; a report counts by one list. */
function windowsIn({ statistics }: Traffic, range: Range, names: string[]): TrafficWindow[] {
  const places = statistics.names.map((name) => nameIndex(names, name));
  return [...within(statistics.halfMinutes, range), ...within(statistics.seconds, range)]
    .concat(within([openWindow(statistics)], range))
    .filter(({ started, finished }) => started + finished > 0)
    .map((window) => ({
      ...window,
      instances: window.instances.map((value, index) => (index % 4 === 0 ? (places[value] ?? 0) : value)),
    }));
}

/** Of hours that are kept most looks want the last half minute: found from the end. */
function within(windows: readonly TrafficWindow[], { from, to }: Range): readonly TrafficWindow[] {
  const before = windows.findLastIndex(({ at }) => at < from);
  const last = windows.findLastIndex(({ at }) => at < to);
  return windows.slice(before + 1, last + 1);
}

/** Windows of several traffics that begin at the same instant are one. Takes them oldest first. */
function together(windows: readonly TrafficWindow[]): TrafficWindow[] {
  const groups: TrafficWindow[][] = [];
  for (const window of windows) {
    const group = groups.at(-1);
    if (group?.[0]?.at === window.at) group.push(window);
    else groups.push([window]);
  }
  return groups.map((group) => ({
    ...merge(group, group[0]?.at ?? 0, group[0]?.periodMs ?? 0),
    users: usersIn(group),
  }));
}

const usersIn = (windows: readonly TrafficWindow[]): number => windows.reduce((sum, { users }) => sum + users, 0);

/**
 * What happened to users' requests from `from` (inclusive) to `to` (exclusive), epoch milliseconds. A window counts if it starts inside:
 * seconds for the last half hour, half-minutes before. Requests count when they end.
 */
export function trafficReport(
  state: SimulatedFleetState,
  range: Range & { readonly trafficId?: string },
): TrafficReport {
  const traffics = state.traffics.filter(
    ({ trafficId, visits }) => visits !== true && (range.trafficId === undefined || trafficId === range.trafficId),
  );
  const names: string[] = [];
  const inside = traffics
    .flatMap((traffic) => windowsIn(traffic, range, names))
    .sort((one, other) => one.at - other.at);
  const atFirst = inside.filter(({ at }) => at === inside[0]?.at);
  const running = traffics.filter(({ ended }) => !ended);
  return {
    total: period({ ...merge(inside, range.from, range.to - range.from), users: usersIn(atFirst) }, range.to, names),
    /** Worked out when read: who looks every few seconds wants the total only. */
    get windows() {
      return together(inside).map((window) => period(window, window.at + window.periodMs, names));
    },
    usersNow: running.reduce((sum, { plan, startedAt }) => sum + usersWanted(plan, state.clock - startedAt), 0),
    rateNow: running.reduce((sum, { plan, startedAt }) => sum + rateWanted(plan, state.clock - startedAt), 0),
    openNow: traffics.reduce((sum, { statistics }) => sum + statistics.started - statistics.finished, 0),
    traffics: traffics.map(({ trafficId }) => trafficId),
  };
}

/** The newest requests, oldest first; at most as many as the ring holds. */
export function accessLog(state: SimulatedFleetState, limit = state.accessLog.limit): readonly AccessLine[] {
  const { accessLog: log } = state;
  const kept = Math.min(log.written, log.limit, limit);
  const lines: AccessLine[] = [];
  for (let index = log.written - kept; index < log.written; index += 1) {
    const place = (index % log.limit) * LOG_STRIDE;
    const [endedAt = 0, latencyMs = 0, status = 0, instance = 0, zone = 0, startedAt = 0] = log.lines.slice(
      place,
      place + LOG_STRIDE,
    );
    const instanceId = log.names[instance];
    const zoneName = log.names[zone];
    lines.push({
      startedAt,
      endedAt,
      latencyMs,
      status: statusKey(status),
      ...(instanceId ? { instanceId } : {}),
      ...(zoneName ? { zone: zoneName } : {}),
    });
  }
  return lines;
}
