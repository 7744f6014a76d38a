// Counts what became of requests: seconds for half an hour, half-minutes for a day, and the access log's ring. Hot path: `recordEnd`.

import { SECOND_MS } from '../../../../kernel/index.js';
import { addPairs, BUCKETS, bucketOf, toPairs } from './histogram.js';
import type { AccessLog, OpenWindow, TrafficStatistics, TrafficWindow } from './statistics-state.js';

/** Fates without an HTTP status: no answer within the client's patience, and a name that does not resolve. */
export const NO_ANSWER = 0;
export const UNRESOLVED = 1;
/** A streamed answer that was cut after its headers (ALB-30): a 200 to the load balancer, half a body to the user. */
export const TRUNCATED = 2;
/** A request of an open loop that found too many others open. */
export const NOT_SENT = 3;

const SECONDS_KEPT = 1_800;
const HALF_MINUTES_KEPT = 2_880;
const SECONDS_PER_HALF_MINUTE = 30;
export const LOG_STRIDE = 6;

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

export function newStatistics(now: number): TrafficStatistics {
  const open: OpenWindow = {
    at: now - (now % SECOND_MS),
    started: 0,
    finished: 0,
    users: 0,
    statuses: [],
    instances: [],
    latencies: zeros(BUCKETS),
  };
  return { names: [], open, seconds: [], halfMinutes: [], started: 0, finished: 0 };
}

export function nameIndex(names: string[], name: string): number {
  for (let index = 0; index < names.length; index += 1) if (names[index] === name) return index;
  names.push(name);
  return names.length - 1;
}

const failed = (status: number): boolean => status < 200 || status >= 500;

/** Closes the open window, because `now` lies beyond it, and opens the one of `now`. `users`: how many the plan asks for. */
export function roll(statistics: TrafficStatistics, now: number, users: number): void {
  const { open } = statistics;
  if (open.started > 0 || open.finished > 0) statistics.seconds.push(closed(open));
  open.at = now - (now % SECOND_MS);
  open.started = 0;
  open.finished = 0;
  open.users = users;
  open.statuses.length = 0;
  open.instances.length = 0;
  open.latencies.fill(0);
  const oldest = statistics.seconds[0];
  if (oldest !== undefined && oldest.at < open.at - SECONDS_KEPT * SECOND_MS) condense(statistics, open.at);
}

function closed(open: OpenWindow): TrafficWindow {
  return {
    at: open.at,
    periodMs: SECOND_MS,
    started: open.started,
    finished: open.finished,
    users: open.users,
    statuses: [...open.statuses],
    instances: [...open.instances],
    latencies: toPairs(open.latencies),
  };
}

/** The open window as a closed one, for a report that asks in the middle of a second. */
export function openWindow(statistics: TrafficStatistics): TrafficWindow {
  return closed(statistics.open);
}

/** Seconds that are old enough go into half-minutes. */
function condense(statistics: TrafficStatistics, now: number): void {
  const period = SECONDS_PER_HALF_MINUTE * SECOND_MS;
  const limit = now - SECONDS_KEPT * SECOND_MS;
  const oldest = statistics.seconds[0];
  if (oldest === undefined) return;
  const start = oldest.at - (oldest.at % period);
  if (start + period > limit) return;
  const count = statistics.seconds.findIndex(({ at }) => at >= start + period);
  const taken = statistics.seconds.splice(0, count < 0 ? statistics.seconds.length : count);
  statistics.halfMinutes.push(merge(taken, start, period));
  if (statistics.halfMinutes.length > HALF_MINUTES_KEPT) statistics.halfMinutes.shift();
}

/** Several windows as one. */
export function merge(windows: readonly TrafficWindow[], at: number, periodMs: number): TrafficWindow {
  const latencies: number[] = [];
  const statuses: number[] = [];
  const instances: number[] = [];
  for (const window of windows) {
    addPairs(latencies, window.latencies);
    addRows(statuses, window.statuses, 2);
    addRows(instances, window.instances, 4);
  }
  return {
    at,
    periodMs,
    started: windows.reduce((sum, window) => sum + window.started, 0),
    finished: windows.reduce((sum, window) => sum + window.finished, 0),
    users: windows[0]?.users ?? 0,
    statuses,
    instances,
    latencies: toPairs(latencies),
  };
}

/** Adds rows of `width` numbers, the first of each being its key. */
function addRows(into: number[], rows: readonly number[], width: number): void {
  for (let row = 0; row < rows.length; row += width) {
    const place = rowOf(into, rows[row] ?? 0, width);
    for (let column = 1; column < width; column += 1) {
      into[place + column] = (into[place + column] ?? 0) + (rows[row + column] ?? 0);
    }
  }
}

/** Position of the row with this key, appended as zeros if there is none. */
function rowOf(rows: number[], key: number, width: number): number {
  for (let place = 0; place < rows.length; place += width) if (rows[place] === key) return place;
  rows.push(key);
  for (let column = 1; column < width; column += 1) rows.push(0);
  return rows.length - width;
}

/** A request is over. The window must be open for `now` (see `roll`). `instanceId` is empty when no target was chosen. */
export function recordEnd(statistics: TrafficStatistics, status: number, instanceId: string, latencyMs: number): void {
  const { open } = statistics;
  statistics.finished += 1;
  open.finished += 1;
  const statusRow = rowOf(open.statuses, status, 2);
  open.statuses[statusRow + 1] = (open.statuses[statusRow + 1] as number) + 1;
  if (instanceId !== '') {
    const row = rowOf(open.instances, nameIndex(statistics.names, instanceId), 4);
    open.instances[row + 1] = (open.instances[row + 1] as number) + 1;
    if (failed(status)) open.instances[row + 2] = (open.instances[row + 2] as number) + 1;
    open.instances[row + 3] = (open.instances[row + 3] as number) + latencyMs;
  }
  if (status >= 100) {
    const bucket = bucketOf(latencyMs);
    open.latencies[bucket] = (open.latencies[bucket] as number) + 1;
  }
}

export function writeLog(
  log: AccessLog,
  endedAt: number,
  latencyMs: number,
  status: number,
  instanceId: string,
  zone: string,
): void {
  const place = (log.written % log.limit) * LOG_STRIDE;
  log.lines[place] = endedAt;
  log.lines[place + 1] = latencyMs;
  log.lines[place + 2] = status;
  log.lines[place + 3] = nameIndex(log.names, instanceId);
  log.lines[place + 4] = nameIndex(log.names, zone);
  log.lines[place + 5] = endedAt - latencyMs;
  log.written += 1;
}
