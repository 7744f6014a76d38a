// The plots in numbers, the same in every format and on the terminal: one row for each look that the recording keeps. Pure.

import type { ActReport } from '../../lesson/act-report.js';
import { shortAlarm, sinceText } from '../lesson-values.js';
import { numberText, percentText, UNKNOWN } from '../table.js';

export const METRIC_HEAD: readonly string[] = [
  'Time',
  'Users',
  'Req/s',
  'Errors',
  'p50 ms',
  'p99 ms',
  'CPU %',
  'Healthy',
  'Desired',
  'In alarm',
];

/** Cells in the order of the head, not escaped for any format. */
export function metricRows({
  metrics,
  drilledAt,
}: Pick<ActReport, 'metrics' | 'drilledAt'>): readonly (readonly string[])[] {
  return metrics.map((row) => [
    sinceText(row.at, drilledAt),
    numberText(row.users),
    numberText(row.requestRate, 1),
    percentText(row.errorRate, 1),
    numberText(row.p50Ms),
    numberText(row.p99Ms),
    numberText(row.cpu),
    `${row.healthy} of ${row.targets}`,
    String(row.desiredCapacity),
    row.alarms.map(shortAlarm).join(' ') || UNKNOWN,
  ]);
}
