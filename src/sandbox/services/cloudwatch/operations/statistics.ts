// GetMetricStatistics and ListMetrics: one metric's numbers, and which metrics there are.

import { HOUR_MS } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import type { OperationInput, OperationOutput, Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { type Bucket, statistics, unitsOf } from '../metrics.js';
import { statisticOf } from '../rules/point.js';
import { roundedStart } from '../rules/retention.js';
import type { Metric } from '../store.js';
import { LISTED_FOR_MS } from '../timings.js';
import { percentileStatistic } from './alarm-statistic.js';
import { checkPeriod, checkSpan, dimensionMembers, dimensionsOf } from './metric-input.js';
import { invalidCombination, refuseMembers } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');
type Datapoint = NonNullable<OperationOutput<CloudWatch, 'GetMetricStatistics'>['Datapoints']>[number];

/** CW-09. */
const MAX_DATAPOINTS = 1_440;
const LIST_SIZE = 500;

export const statisticsOperations = {
  GetMetricStatistics(input, context) {
    checkPeriod(input.Period);
    checkSpan(input.StartTime, input.EndTime);
    const plain = input.Statistics ?? [];
    const extended = (input.ExtendedStatistics ?? []).map(percentileStatistic);
    if (plain.length + extended.length === 0) {
      throw invalidCombination('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
    }
    const from = roundedStart(input.StartTime.getTime(), input.Period, context.kernel.now);
    const to = input.EndTime.getTime();
    checkCount(Math.ceil((to - from) / (input.Period * 1_000)));
    const name = {
      namespace: input.Namespace,
      metricName: input.MetricName,
      dimensions: dimensionsOf(input.Dimensions),
    };
    const percentiles = extended.length > 0;
    const units = input.Unit === undefined ? unitsOf(context, name) : [input.Unit];
    const Datapoints = units.flatMap((unit) =>
      statistics(context, { ...name, from, to, periodSeconds: input.Period, unit, percentiles }).map((bucket) =>
        datapoint(bucket, unit, plain, extended),
      ),
    );
    return { Label: input.MetricName, Datapoints };
  },

  ListMetrics(input, context) {
    refuseMembers(input, {
      OwningAccount: 'monitoring across accounts',
      IncludeLinkedAccounts: 'monitoring across accounts',
    });
    const { now } = context.kernel;
    const oldest = now - (input.RecentlyActive === 'PT3H' ? 3 * HOUR_MS : LISTED_FOR_MS.value);
    const metrics = Object.values(context.world.cloudwatch.metrics).filter(
      (metric) =>
        metric.lastPublishedAt >= oldest &&
        (input.Namespace === undefined || metric.namespace === input.Namespace) &&
        (input.MetricName === undefined || metric.metricName === input.MetricName) &&
        hasDimensions(metric, input.Dimensions),
    );
    const { items, nextToken } = page(metrics, { maxResults: LIST_SIZE, nextToken: input.NextToken });
    return {
      Metrics: items.map((metric) => ({
        Namespace: metric.namespace,
        MetricName: metric.metricName,
        Dimensions: dimensionMembers(metric.dimensions),
      })),
      NextToken: nextToken,
    };
  },
} satisfies Operations<CloudWatch, Context>;

function checkCount(datapoints: number): void {
  if (datapoints <= MAX_DATAPOINTS) return;
  throw invalidCombination(
    `You have requested up to ${datapoints.toLocaleString('en-US')} datapoints, which exceeds the limit of 1,440. ` +
      'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
  );
}

function datapoint(bucket: Bucket, unit: string, plain: readonly string[], extended: readonly string[]): Datapoint {
  const values = Object.fromEntries(plain.map((statistic) => [statistic, statisticOf(bucket, statistic)]));
  const percentiles = extended.flatMap((statistic) => {
    const value = statisticOf(bucket, statistic);
    return value === undefined ? [] : [[statistic, value] as const];
  });
  return {
    Timestamp: new Date(bucket.at),
    ...values,
    ...(percentiles.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(percentiles) }),
    Unit: unit as Datapoint['Unit'],
  };
}

/** A filter without a value asks only that the dimension is there. */
function hasDimensions(metric: Metric, filters: OperationInput<CloudWatch, 'ListMetrics'>['Dimensions']): boolean {
  return (filters ?? []).every((filter) =>
    metric.dimensions.some(
      ({ name, value }) => name === filter.Name && (filter.Value === undefined || value === filter.Value),
    ),
  );
}
