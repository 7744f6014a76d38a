// The statistics of alarms and queries: five plain ones and percentiles; the other extended ones are refused by name.

import { unsupported } from '../../shared/modelled.js';
import { percentileNamed } from '../rules/point.js';
import type { StatisticName } from '../store.js';
import { invalidValue } from './refusals.js';

const PLAIN: readonly string[] = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'] satisfies StatisticName[];

export const isPlainStatistic = (name: string): name is StatisticName => PLAIN.includes(name);

/** `p95` and its like; tm, wm, tc, ts, pr and iqm are CloudWatch's own, too. */
export function percentileStatistic(extended: string): `p${number}` {
  const percentile = percentileNamed(extended);
  if (percentile !== undefined) return extended as `p${number}`;
  if (/^(tm|wm|tc|ts|pr|iqm)/i.test(extended)) throw unsupported(`the extended statistic ${extended}`);
  throw invalidValue(`The value ${extended} for parameter ExtendedStatistic is not supported.`);
}
