// The metric table of an act: what users met and what CloudWatch said, at even steps. Pure.

import type { LabInstant } from '../lab/observation.js';
import type { History, Moment } from './history.js';

/** Absent is unknown, never zero. */
export interface MetricRow {
  readonly at: LabInstant;
  readonly users?: number;
  /** Over the time since the row before. */
  readonly requestRate?: number;
  readonly errorRate?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Group average, newest point, per cent. */
  readonly cpu?: number;
  readonly healthy: number;
  readonly targets: number;
  readonly desiredCapacity: number;
  /** Alarms that are in ALARM. */
  readonly alarms: readonly string[];
}

const MOST_ROWS = 12;
const STEPS_MS = [30_000, 60_000, 90_000, 120_000, 300_000, 600_000];

export function metricRows({ moments, drilledAt }: History): readonly MetricRow[] {
  const after = moments.filter(({ seen }) => seen.at >= drilledAt);
  const last = after.at(-1)?.seen.at ?? drilledAt;
  const step = STEPS_MS.find((candidate) => (last - drilledAt) / candidate <= MOST_ROWS) ?? 600_000;
  const rows: MetricRow[] = [];
  let open: Moment[] = [];
  let due = drilledAt;
  for (const moment of after) {
    if (moment.seen.at === rows.at(-1)?.at) continue;
    open.push(moment);
    if (moment.seen.at < due && moment !== after.at(-1)) continue;
    rows.push(rowOf(open, moment, rows.at(-1)?.at));
    open = [];
    due = moment.seen.at + step;
  }
  return rows;
}

function rowOf(span: readonly Moment[], { seen }: Moment, since: LabInstant | undefined): MetricRow {
  const requests = span.reduce((sum, moment) => sum + moment.requests, 0);
  const errors = span.reduce((sum, moment) => sum + moment.errors, 0);
  const registered = seen.instances.filter(({ target }) => target !== undefined && target !== 'draining');
  const cpu = seen.groupCpu.points.at(-1)?.value;
  const { users } = seen;
  return {
    at: seen.at,
    ...(users === undefined ? {} : { users: users.active }),
    ...(since === undefined ? {} : { requestRate: requests / ((seen.at - since) / 1_000) }),
    ...(requests === 0 ? {} : { errorRate: errors / requests }),
    ...(users?.p50Ms === undefined ? {} : { p50Ms: users.p50Ms }),
    ...(users?.p99Ms === undefined ? {} : { p99Ms: users.p99Ms }),
    ...(cpu === undefined ? {} : { cpu }),
    healthy: registered.filter(({ target }) => target === 'healthy').length,
    targets: registered.length,
    desiredCapacity: seen.group.desiredCapacity,
    alarms: seen.alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name),
  };
}
