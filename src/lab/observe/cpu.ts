// CPU of each machine and of the group, minute by minute, as CloudWatch has it: for a trend, which no single look can show.

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Lab } from '../lab.js';
import type { LabInstant, Observation } from '../observation.js';
import { metricSeries } from './alarms.js';

const MINUTE_MS = 60_000;

/** One value a minute, newest last, per cent of all vCPUs; a gap: no data for that minute. */
export type CpuTrend = readonly (number | undefined)[];

export interface CpuTrends {
  readonly group: CpuTrend;
  readonly instances: Readonly<Record<string, CpuTrend>>;
}

export async function cpuTrends(lab: Lab, seen: Observation, from: LabInstant): Promise<CpuTrends> {
  const query = (id: string, name: string, value: string): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: name, Value: value }] },
      Period: 60,
      Stat: 'Average',
    },
  });
  const ids = seen.instances.map(({ id }) => id);
  const queries = [
    query('g', 'AutoScalingGroupName', seen.group.name),
    ...ids.map((id, index) => query(`i${index}`, 'InstanceId', id)),
  ];
  const series = await metricSeries(lab.clients, queries, from, seen.at);
  const newest = Math.max(...[...series.values()].map(({ points }) => points.at(-1)?.at ?? 0));
  const first = from - (from % MINUTE_MS);
  const trend = (id: string): CpuTrend => {
    const byMinute = new Map(series.get(id)?.points.map(({ at, value }) => [at, value]));
    const minutes = newest < first ? 0 : Math.round((newest - first) / MINUTE_MS) + 1;
    return Array.from({ length: minutes }, (_, index) => byMinute.get(first + index * MINUTE_MS));
  };
  return { group: trend('g'), instances: Object.fromEntries(ids.map((id, index) => [id, trend(`i${index}`)])) };
}
