// What an alarm sees in its evaluation range: its metric's values, or those of its one query that gives data (CW-20, CW-46).

import type { Instant } from '../../../kernel/index.js';
import type { Context } from '../../context.js';
import { statistics } from './metrics.js';
import type { ReasonPoint } from './rules/alarm-reason.js';
import { breaches } from './rules/alarm-state.js';
import { evaluationWindow } from './rules/evaluation-time.js';
import { evaluateMath, type Series } from './rules/metric-math.js';
import { percentileNamed, statisticOf } from './rules/point.js';
import type { Alarm, AlarmQuery, WatchedSeries } from './store.js';

interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

interface Seen {
  readonly at: Instant;
  readonly value: number;
  /** How many values are behind it; of an expression's it is not known. */
  readonly sampleCount?: number;
}

/** The real data points in the evaluation range, newest first. Changes nothing. */
export function seenPoints(context: Context, alarm: Alarm): readonly ReasonPoint[] {
  const { definition } = alarm;
  const { comparisonOperator, threshold, periodSeconds } = definition;
  const window = evaluationWindow(alarm, context.kernel.now);
  const seen =
    'queries' in definition ? ofQueries(context, definition.queries, window) : ofMetric(context, definition, window);
  return seen
    .map((point) => ({
      ...point,
      age: (window.to - point.at) / (periodSeconds * 1_000),
      breaching: breaches(point.value, comparisonOperator, threshold),
    }))
    .reverse();
}

function ofMetric(
  context: Context,
  watched: WatchedSeries,
  window: Window,
): readonly (Seen & { sampleCount: number })[] {
  const { namespace, metricName, dimensions, periodSeconds, unit, statistic } = watched;
  const percentiles = percentileNamed(statistic) !== undefined;
  const buckets = statistics(context, {
    namespace,
    metricName,
    dimensions,
    periodSeconds,
    unit,
    percentiles,
    ...window,
  });
  return buckets.flatMap((bucket) => {
    const value = statisticOf(bucket, statistic);
    return value === undefined ? [] : [{ at: bucket.at, value, sampleCount: bucket.sampleCount }];
  });
}

function ofQueries(context: Context, queries: readonly AlarmQuery[], window: Window): readonly Seen[] {
  const wanted = queries.find(({ returnData }) => returnData);
  if (wanted?.metric !== undefined) return ofMetric(context, wanted.metric, window);
  const periodMs = (queries.find(({ metric }) => metric !== undefined)?.metric?.periodSeconds ?? 60) * 1_000;
  const instants: Instant[] = [];
  for (let at = window.from; at < window.to; at += periodMs) instants.push(at);
  const seriesOf = (id: string): Series | undefined => {
    const query = queries.find((candidate) => candidate.id === id);
    if (query?.metric !== undefined)
      return new Map(ofMetric(context, query.metric, window).map(({ at, value }) => [at, value]));
    return query?.expression === undefined ? undefined : evaluateMath(query.expression, { series: seriesOf, instants });
  };
  const series = wanted === undefined ? undefined : seriesOf(wanted.id);
  return [...(series ?? [])].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}
