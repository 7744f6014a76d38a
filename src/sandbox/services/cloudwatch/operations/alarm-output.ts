// An alarm as the API gives it. What was not put is not given back: an invented member is drift to Terraform.

import type { OperationOutput } from '../../shared/operations.js';
import { percentileNamed } from '../rules/point.js';
import type { Alarm, AnyAlarm, CompositeAlarm, MetricAlarmDefinition } from '../store.js';
import { queryMember } from './alarm-queries.js';
import { dimensionMembers } from './metric-input.js';

type Output = OperationOutput<typeof import('@aws-sdk/client-cloudwatch'), 'DescribeAlarms'>;
type MetricAlarm = NonNullable<Output['MetricAlarms']>[number];

type CompositeView = NonNullable<Output['CompositeAlarms']>[number];
type Common = Pick<MetricAlarm, keyof MetricAlarm & keyof CompositeView>;

export function metricAlarm(alarm: Alarm): MetricAlarm {
  const { definition } = alarm;
  return {
    ...commonMembers(alarm),
    ...('queries' in definition ? { Metrics: definition.queries.map(queryMember) } : metricMembers(definition)),
    EvaluationPeriods: definition.evaluationPeriods,
    DatapointsToAlarm: definition.datapointsToAlarm,
    Threshold: definition.threshold,
    ComparisonOperator: definition.comparisonOperator,
    TreatMissingData: definition.treatMissingData,
    EvaluateLowSampleCountPercentile: definition.evaluateLowSampleCountPercentile,
  };
}

export function compositeAlarm(alarm: CompositeAlarm): CompositeView {
  return { ...commonMembers(alarm), AlarmRule: alarm.definition.alarmRule };
}

function commonMembers(alarm: AnyAlarm): Common {
  const { definition } = alarm;
  return {
    AlarmName: definition.alarmName,
    AlarmArn: alarm.alarmArn,
    AlarmDescription: definition.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configurationUpdatedAt),
    ActionsEnabled: definition.actionsEnabled,
    OKActions: definition.okActions,
    AlarmActions: definition.alarmActions,
    InsufficientDataActions: definition.insufficientDataActions,
    StateValue: alarm.stateValue,
    StateReason: alarm.stateReason,
    StateReasonData: alarm.stateReasonData,
    StateUpdatedTimestamp: new Date(alarm.stateUpdatedAt),
    StateTransitionedTimestamp: new Date(alarm.stateTransitionedAt),
  };
}

function metricMembers(definition: MetricAlarmDefinition): MetricAlarm {
  const { statistic } = definition;
  return {
    MetricName: definition.metricName,
    Namespace: definition.namespace,
    ...(percentileNamed(statistic) === undefined
      ? { Statistic: statistic as NonNullable<MetricAlarm['Statistic']> }
      : { ExtendedStatistic: statistic }),
    Dimensions: dimensionMembers(definition.dimensions),
    Period: definition.periodSeconds,
    Unit: definition.unit as MetricAlarm['Unit'],
  };
}
