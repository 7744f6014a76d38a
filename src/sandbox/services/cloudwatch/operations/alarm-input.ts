// PutMetricAlarm's input, checked as CloudWatch checks it, as the definition that the store keeps. Nothing is written here.

import { DAY_MS } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { OperationInput } from '../../shared/operations.js';
import type { AlarmDefinition, MetricAlarmDefinition, MissingDataTreatment, WatchedSeries } from '../store.js';
import { type AlarmQueries, alarmQueries } from './alarm-queries.js';
import { percentileStatistic } from './alarm-statistic.js';
import { dimensionsOf } from './metric-input.js';
import { invalidCombination, missing, refuseMembers, validationError } from './refusals.js';

type Input = OperationInput<typeof import('@aws-sdk/client-cloudwatch'), 'PutMetricAlarm'>;

const REFUSED: Readonly<Record<string, string>> = {
  ThresholdMetricId: 'anomaly detection alarms',
  WarmUpConfiguration: 'the warm-up of alarms',
  EvaluationCriteria: 'alarms on PromQL queries',
  EvaluationInterval: 'evaluation intervals of alarms',
  ActionConfiguration: 'the configuration of alarm actions',
};

const TREATMENTS: readonly string[] = [
  'missing',
  'ignore',
  'breaching',
  'notBreaching',
] satisfies MissingDataTreatment[];

export function alarmDefinition(context: Context, input: Input): AlarmDefinition {
  refuseMembers(input, REFUSED);
  if (input.EvaluationWindow !== undefined && !('SlidingWindow' in input.EvaluationWindow)) {
    throw unsupported('alarms on wall-clock windows (EvaluationWindow)');
  }
  const { Metrics: queries = [] } = input;
  const watched = queries.length > 0 ? mathFrom(context, input, queries) : metricFrom(input);
  const namespaces =
    'queries' in watched ? watched.queries.flatMap(({ metric }) => metric?.namespace ?? []) : [watched.namespace];
  const { EvaluationPeriods, Threshold, ComparisonOperator } = input;
  if (EvaluationPeriods === undefined) throw missing('EvaluationPeriods');
  if (Threshold === undefined || Number.isNaN(Threshold)) throw missing('Threshold');
  for (const namespace of namespaces)
    checkPeriods(namespace, watched.periodSeconds, EvaluationPeriods, input.DatapointsToAlarm);
  return {
    alarmName: input.AlarmName,
    ...optional('description', input.AlarmDescription),
    ...actionsOf(input),
    ...watched,
    evaluationPeriods: EvaluationPeriods,
    ...optional('datapointsToAlarm', input.DatapointsToAlarm),
    threshold: Threshold,
    comparisonOperator: comparisonFrom(ComparisonOperator),
    ...optional('treatMissingData', treatmentFrom(input.TreatMissingData)),
    ...optional('evaluateLowSampleCountPercentile', lowSampleRule(input.EvaluateLowSampleCountPercentile)),
  };
}

function metricFrom(input: Input): WatchedSeries {
  const { Namespace, MetricName, Period } = input;
  if (MetricName === undefined || Namespace === undefined) throw missing('MetricName and Namespace');
  if (Period === undefined) throw missing('Period');
  return {
    namespace: Namespace,
    metricName: MetricName,
    dimensions: dimensionsOf(input.Dimensions),
    statistic: statisticFrom(input.Statistic, input.ExtendedStatistic),
    periodSeconds: Period,
    ...optional('unit', input.Unit),
  };
}

/** CW-46: the queries say everything about the metrics, so nothing else may. */
function mathFrom(context: Context, input: Input, queries: NonNullable<Input['Metrics']>): AlarmQueries {
  const { MetricName, Namespace, Period, Statistic, ExtendedStatistic, Unit, Dimensions = [] } = input;
  const beside = { MetricName, Namespace, Period, Statistic, ExtendedStatistic, Unit, Dimensions: Dimensions[0] };
  const [both] = Object.entries(beside).find(([, value]) => value !== undefined) ?? [];
  if (both !== undefined) throw invalidCombination(`The parameters Metrics and ${both} cannot be specified together.`);
  if (input.EvaluateLowSampleCountPercentile !== undefined)
    throw unsupported('EvaluateLowSampleCountPercentile of alarms on metric math');
  return alarmQueries(context, queries);
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}

/** CW-20, CW-21. */
function checkPeriods(namespace: string, period: number, evaluationPeriods: number, datapointsToAlarm?: number): void {
  const isFast = period === 10 || period === 20 || period === 30;
  if (!isFast && (period < 60 || period % 60 !== 0)) {
    throw validationError('Period must be 10, 20, 30 or a multiple of 60');
  }
  if (isFast && namespace.startsWith('AWS/')) {
    throw validationError('Only a period of at least 60s is supported for metrics in the "AWS/" namespaces');
  }
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) {
    throw validationError('EvaluationPeriods must be a whole number of at least 1');
  }
  const limitSeconds = (period >= 3_600 ? 7 * DAY_MS : DAY_MS) / 1_000;
  if (evaluationPeriods * period > limitSeconds) {
    const span = period >= 3_600 ? 'seven days' : 'a day';
    throw validationError(
      `Metrics cannot be checked across more than ${span} (EvaluationPeriods * Period must be <= ${limitSeconds}).`,
    );
  }
  if (datapointsToAlarm !== undefined && (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods)) {
    throw validationError('DatapointsToAlarm must be at least 1 and less than or equal to EvaluationPeriods');
  }
}

function statisticFrom(
  statistic: Input['Statistic'],
  extended: string | undefined,
): MetricAlarmDefinition['statistic'] {
  if ((statistic === undefined) === (extended === undefined)) {
    throw invalidCombination('Exactly one of Statistic and ExtendedStatistic must be specified');
  }
  if (statistic !== undefined) return statistic;
  return percentileStatistic(extended ?? '');
}

function comparisonFrom(operator: Input['ComparisonOperator']): AlarmDefinition['comparisonOperator'] {
  switch (operator) {
    case undefined:
      throw missing('ComparisonOperator');
    case 'GreaterThanThreshold':
    case 'GreaterThanOrEqualToThreshold':
    case 'LessThanThreshold':
    case 'LessThanOrEqualToThreshold':
      return operator;
    case 'GreaterThanUpperThreshold':
    case 'LessThanLowerThreshold':
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      throw unsupported(`anomaly detection alarms (${operator})`);
  }
}

function treatmentFrom(treatment: string | undefined): MissingDataTreatment | undefined {
  if (treatment === undefined) return undefined;
  if (TREATMENTS.includes(treatment)) return treatment as MissingDataTreatment;
  throw validationError(`Option ${treatment} is not supported for TreatMissingData`);
}

function lowSampleRule(rule: string | undefined): 'evaluate' | 'ignore' | undefined {
  if (rule === undefined || rule === 'evaluate' || rule === 'ignore') return rule;
  throw validationError(`Option ${rule} is not supported for EvaluateLowSampleCountPercentile`);
}

function actionsOf(
  input: Input,
): Pick<AlarmDefinition, 'actionsEnabled' | 'okActions' | 'alarmActions' | 'insufficientDataActions'> {
  return {
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: checkedActions(input.OKActions),
    alarmActions: checkedActions(input.AlarmActions),
    insufficientDataActions: checkedActions(input.InsufficientDataActions),
  };
}

/** CW-42: that the target exists is not checked, that the text is an ARN is. */
function checkedActions(actions: readonly string[] = []): readonly string[] {
  if (actions.length > 5) throw validationError('No more than 5 actions may be specified for one state');
  for (const action of actions) {
    if (!/^arn:aws[\w-]*:[\w-]+:/.test(action)) throw validationError(`Invalid arn syntax: ${action}`);
    const service = action.split(':')[2];
    if (service !== 'autoscaling' && service !== 'sns') throw unsupported(`the alarm action ${action}`);
  }
  return actions;
}
