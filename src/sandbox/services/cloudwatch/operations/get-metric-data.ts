// GetMetricData: many metrics in one call, with simple metric math over them. SEARCH, anomaly bands and SQL are refused by name.

import type { Instant } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { OperationInput, OperationOutput, Operations } from '../../shared/operations.js';
import { statistics } from '../metrics.js';
import { evaluateMath, MathError, type Series } from '../rules/metric-math.js';
import { percentileNamed, statisticOf } from '../rules/point.js';
import { roundedStart } from '../rules/retention.js';
import { isPlainStatistic, percentileStatistic } from './alarm-statistic.js';
import { refuseFunctions } from './math-functions.js';
import { pageOfResults, type SeriesResult } from './metric-data-pages.js';
import { checkPeriod, checkSpan, dimensionsOf } from './metric-input.js';
import { invalidCombination, invalidValue, missing, refuseMembers, validationError } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');
type Input = OperationInput<CloudWatch, 'GetMetricData'>;
type Query = Input['MetricDataQueries'][number];

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

export const getMetricDataOperations = {
  GetMetricData(input, context): OperationOutput<CloudWatch, 'GetMetricData'> {
    refuseMembers(input, { LabelOptions: 'the time zone of labels' });
    checkSpan(input.StartTime, input.EndTime);
    const queries = input.MetricDataQueries;
    if (queries.length > MAX_QUERIES) {
      throw invalidValue(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
    }
    checkIds(queries);
    const reader = new QueryReader(input, context);
    const results = queries
      .filter((query) => query.ReturnData !== false)
      .map(
        (query): SeriesResult => ({
          id: query.Id ?? '',
          label: labelOf(query),
          points: ordered(reader.seriesOf(query), input),
        }),
      );
    return pageOfResults(results, datapointsFrom(input.MaxDatapoints), input.NextToken);
  },
} satisfies Operations<CloudWatch, Context>;

function datapointsFrom(maxDatapoints = MAX_DATAPOINTS): number {
  if (maxDatapoints >= 1 && maxDatapoints <= MAX_DATAPOINTS) return maxDatapoints;
  throw invalidValue(`The parameter MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}.`);
}

function checkIds(queries: readonly Query[]): void {
  const seen = new Set<string>();
  for (const { Id, MetricStat, Expression } of queries) {
    if (Id === undefined) throw missing('MetricDataQueries.member.Id');
    if (!/^[a-z]\w*$/.test(Id))
      throw validationError(`The value ${Id} for parameter Id must start with a lowercase letter.`);
    if (seen.has(Id))
      throw validationError(`The values for parameter id in parameter MetricDataQueries are not unique.`);
    seen.add(Id);
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw invalidCombination(`Exactly one of MetricStat and Expression must be specified for ${Id}.`);
    }
  }
}

/** Without a label, the metric's name; `${…}` in a label is left as it stands. */
function labelOf(query: Query): string {
  return query.Label ?? query.MetricStat?.Metric?.MetricName ?? query.Id ?? '';
}

/** Newest first unless asked otherwise. */
function ordered(series: Series, input: Input): readonly (readonly [Instant, number])[] {
  const ascending = [...series].sort((a, b) => a[0] - b[0]);
  return input.ScanBy === 'TimestampAscending' ? ascending : ascending.reverse();
}

/** Reads each query once; expressions read the queries that they name. */
class QueryReader {
  private readonly known = new Map<string, Series>();
  private readonly reading = new Set<string>();

  constructor(
    private readonly input: Input,
    private readonly context: Context,
  ) {}

  seriesOf(query: Query): Series {
    const id = query.Id ?? '';
    const known = this.known.get(id);
    if (known !== undefined) return known;
    if (query.AccountId !== undefined && query.AccountId !== this.context.world.account.id) {
      throw unsupported(`metrics of other accounts (AccountId ${query.AccountId})`);
    }
    if (this.reading.has(id)) throw validationError(`The expression ${id} refers to itself.`);
    this.reading.add(id);
    const series = query.MetricStat === undefined ? this.expression(query) : this.metric(query.MetricStat);
    this.reading.delete(id);
    this.known.set(id, series);
    return series;
  }

  private metric(stat: NonNullable<Query['MetricStat']>): Series {
    const { Metric: metric, Period, Stat, Unit } = stat;
    if (metric?.Namespace === undefined || metric.MetricName === undefined) throw missing('MetricStat.Metric');
    if (Period === undefined) throw missing('MetricStat.Period');
    if (Stat === undefined) throw missing('MetricStat.Stat');
    checkPeriod(Period);
    const statistic = isPlainStatistic(Stat) ? Stat : percentileStatistic(Stat);
    const buckets = statistics(this.context, {
      namespace: metric.Namespace,
      metricName: metric.MetricName,
      dimensions: dimensionsOf(metric.Dimensions),
      from: roundedStart(this.input.StartTime.getTime(), Period, this.context.kernel.now),
      to: this.input.EndTime.getTime(),
      periodSeconds: Period,
      unit: Unit,
      percentiles: percentileNamed(statistic) !== undefined,
    });
    return new Map(
      buckets.flatMap((bucket) => {
        const value = statisticOf(bucket, statistic);
        return value === undefined ? [] : [[bucket.at, value] as const];
      }),
    );
  }

  private expression({ Id = '', Expression = '', Period }: Query): Series {
    refuseFunctions(Expression);
    try {
      return evaluateMath(Expression, { series: (id) => this.byId(id), instants: this.instants(Period) });
    } catch (error) {
      if (error instanceof MathError) throw validationError(`Error in expression '${Id}': ${error.message}`);
      throw error;
    }
  }

  private byId(id: string): Series | undefined {
    const query = this.input.MetricDataQueries.find((candidate) => candidate.Id === id);
    return query === undefined ? undefined : this.seriesOf(query);
  }

  /** Every period of the query, for FILL: at the expression's own period or the finest of the metrics. */
  private instants(period: number | undefined): readonly Instant[] {
    const periods = this.input.MetricDataQueries.flatMap((query) => query.MetricStat?.Period ?? []);
    const seconds = period ?? Math.min(...periods, Number.POSITIVE_INFINITY);
    if (!Number.isFinite(seconds)) return [];
    const from = roundedStart(this.input.StartTime.getTime(), seconds, this.context.kernel.now);
    const count = Math.ceil((this.input.EndTime.getTime() - from) / (seconds * 1_000));
    return Array.from({ length: Math.min(count, MAX_DATAPOINTS) }, (_, index) => from + index * seconds * 1_000);
  }
}
