// The queries of an alarm on metric math: checked as CloudWatch checks them, and given back as they were put (CW-46).

import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { OperationInput, OperationOutput } from '../../shared/operations.js';
import { evaluateMath, MathError } from '../rules/metric-math.js';
import type { AlarmQuery, WatchedSeries } from '../store.js';
import { isPlainStatistic, percentileStatistic } from './alarm-statistic.js';
import { refuseFunctions } from './math-functions.js';
import { dimensionMembers, dimensionsOf } from './metric-input.js';
import { invalidCombination, missing, validationError } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');
type Sent = NonNullable<OperationInput<CloudWatch, 'PutMetricAlarm'>['Metrics']>[number];
type Shown = NonNullable<
  NonNullable<OperationOutput<CloudWatch, 'DescribeAlarms'>['MetricAlarms']>[number]['Metrics']
>[number];

const MOST_METRICS = 10;
const MOST_EXPRESSIONS = 10;

export interface AlarmQueries {
  readonly queries: readonly AlarmQuery[];
  readonly periodSeconds: number;
}

export function alarmQueries(context: Context, sent: readonly Sent[]): AlarmQueries {
  const queries = sent.map((query) => queryFrom(context, query));
  const ids = queries.map(({ id }) => id);
  if (new Set(ids).size < ids.length)
    throw validationError('The values for parameter id in parameter Metrics are not unique.');
  if (queries.filter(({ metric }) => metric !== undefined).length > MOST_METRICS)
    throw validationError(`Too many metrics in alarm, maximum is ${MOST_METRICS}`);
  if (queries.filter(({ metric }) => metric === undefined).length > MOST_EXPRESSIONS)
    throw validationError(`Too many expressions in alarm, maximum is ${MOST_EXPRESSIONS}`);
  if (queries.filter(({ returnData }) => returnData).length !== 1)
    throw validationError('Exactly one element of the metrics list should return data.');
  checkExpressions(queries);
  return { queries, periodSeconds: onePeriod(queries) };
}

function queryFrom(context: Context, sent: Sent): AlarmQuery {
  const { Id: id, Label: label, Expression: expression, MetricStat: stat, AccountId: account } = sent;
  if (id === undefined) throw missing('Metrics.member.Id');
  if (!/^[a-z]\w*$/.test(id))
    throw validationError(`The value ${id} for parameter Id must start with a lowercase letter.`);
  if ((stat === undefined) === (expression === undefined))
    throw invalidCombination(`Exactly one of MetricStat and Expression must be specified for ${id}.`);
  if (account !== undefined && account !== context.world.account.id)
    throw unsupported(`metrics of other accounts (AccountId ${account})`);
  if (stat !== undefined && sent.Period !== undefined)
    throw invalidCombination(`Period cannot be specified beside MetricStat for ${id}.`);
  return {
    id,
    ...(label === undefined ? {} : { label }),
    ...(account === undefined ? {} : { accountId: account }),
    returnData: sent.ReturnData ?? true,
    ...(stat === undefined ? {} : { metric: metricFrom(stat) }),
    ...(expression === undefined ? {} : { expression }),
    ...(sent.Period === undefined ? {} : { periodSeconds: sent.Period }),
  };
}

function metricFrom(stat: NonNullable<Sent['MetricStat']>): WatchedSeries {
  const { Metric: metric, Period: periodSeconds, Stat: statistic, Unit: unit } = stat;
  if (metric?.Namespace === undefined || metric.MetricName === undefined) throw missing('MetricStat.Metric');
  if (periodSeconds === undefined) throw missing('MetricStat.Period');
  if (statistic === undefined) throw missing('MetricStat.Stat');
  return {
    namespace: metric.Namespace,
    metricName: metric.MetricName,
    dimensions: dimensionsOf(metric.Dimensions),
    statistic: isPlainStatistic(statistic) ? statistic : percentileStatistic(statistic),
    ...(unit === undefined ? {} : { unit }),
    periodSeconds,
  };
}

/** Tries every expression on metrics without a point. */
function checkExpressions(queries: readonly AlarmQuery[]): void {
  const pending = new Set<string>();
  const check = ({ id, expression }: AlarmQuery): void => {
    if (expression === undefined) return;
    if (pending.has(id)) throw validationError(`The expression ${id} refers to itself.`);
    refuseFunctions(expression);
    pending.add(id);
    const series = (name: string) => {
      const named = queries.find((query) => query.id === name);
      if (named === undefined) return undefined;
      check(named);
      return new Map<number, number>();
    };
    try {
      evaluateMath(expression, { series, instants: [] });
    } catch (error) {
      if (!(error instanceof MathError)) throw error;
      throw validationError(`Error in expression '${id}': ${error.message}`);
    }
    pending.delete(id);
  };
  queries.forEach(check);
}

function onePeriod(queries: readonly AlarmQuery[]): number {
  const [period, ...others] = new Set(
    queries.flatMap(({ metric, periodSeconds }) => metric?.periodSeconds ?? periodSeconds ?? []),
  );
  if (period === undefined) throw missing('Period');
  if (others.length > 0) throw unsupported('alarms on metrics of different periods');
  return period;
}

export function queryMember(query: AlarmQuery): Shown {
  const { metric } = query;
  return {
    Id: query.id,
    ...(metric === undefined
      ? { Expression: query.expression }
      : {
          MetricStat: {
            Metric: {
              Namespace: metric.namespace,
              MetricName: metric.metricName,
              Dimensions: dimensionMembers(metric.dimensions),
            },
            Period: metric.periodSeconds,
            Stat: metric.statistic,
            Unit: metric.unit as NonNullable<Shown['MetricStat']>['Unit'],
          },
        }),
    Label: query.label,
    ReturnData: query.returnData,
    Period: query.periodSeconds,
    AccountId: query.accountId,
  };
}
