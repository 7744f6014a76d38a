// aws_cloudwatch_metric_alarm over one metric. Not here: metric math, anomaly detection.

import {
  type ComparisonOperator,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type StandardUnit,
  type Statistic,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { orGone } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { type AttributesOf, flag, map, number, set, TAGS, text, textAttribute } from '../schema.js';
import { tagList, tagMap } from '../tags.js';

const schema = {
  alarm_name: text({ required: true, replaces: true }),
  alarm_description: text(),
  comparison_operator: text({ required: true }),
  evaluation_periods: number({ required: true }),
  datapoints_to_alarm: number(),
  metric_name: text({ required: true }),
  namespace: text({ required: true }),
  period: number({ required: true }),
  statistic: text(),
  extended_statistic: text(),
  threshold: number({ required: true }),
  unit: text(),
  dimensions: map(),
  treat_missing_data: text({ default: 'missing' }),
  actions_enabled: flag({ default: true }),
  alarm_actions: set(),
  ok_actions: set(),
  insufficient_data_actions: set(),
  ...TAGS,
  arn: textAttribute(),
};
type Planned = AttributesOf<typeof schema>;

export const awsCloudwatchMetricAlarm = defineResource({
  type: 'aws_cloudwatch_metric_alarm',
  schema,

  async create(operation, planned) {
    await put(operation, planned, tagList(planned.tags_all));
    return planned.alarm_name;
  },

  async read({ clients }, id) {
    const command = new DescribeAlarmsCommand({ AlarmNames: [id], AlarmTypes: ['MetricAlarm'] });
    const alarm = (await clients.cloudwatch.send(command)).MetricAlarms?.find(({ AlarmName }) => AlarmName === id);
    if (alarm === undefined) return undefined;
    const { Tags } = await clients.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
    return { ...readAlarm(alarm), tags_all: tagMap(Tags) };
  },

  /** Putting an alarm that exists does not touch its tags. */
  async update(operation, _id, { after }) {
    await put(operation, after, []);
  },

  async retag({ clients }, _id, { put: added, remove }, known) {
    const ResourceARN = known.arn ?? '';
    if (remove.length > 0)
      await clients.cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: [...remove] }));
    if (Object.keys(added).length > 0)
      await clients.cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: tagList(added) }));
  },

  async remove({ clients }, id) {
    await orGone(clients.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] })), ['ResourceNotFound']);
  },
});

async function put({ clients }: Operation, planned: Planned, tags: { Key: string; Value: string }[]): Promise<void> {
  await clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: planned.alarm_name,
      AlarmDescription: planned.alarm_description || undefined,
      ComparisonOperator: planned.comparison_operator as ComparisonOperator,
      EvaluationPeriods: planned.evaluation_periods,
      DatapointsToAlarm: planned.datapoints_to_alarm || undefined,
      MetricName: planned.metric_name,
      Namespace: planned.namespace,
      Period: planned.period,
      Statistic: (planned.statistic || undefined) as Statistic | undefined,
      ExtendedStatistic: planned.extended_statistic || undefined,
      Threshold: planned.threshold,
      Unit: (planned.unit || undefined) as StandardUnit | undefined,
      Dimensions: Object.entries(planned.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
      TreatMissingData: planned.treat_missing_data,
      ActionsEnabled: planned.actions_enabled,
      AlarmActions: [...(planned.alarm_actions ?? [])],
      OKActions: [...(planned.ok_actions ?? [])],
      InsufficientDataActions: [...(planned.insufficient_data_actions ?? [])],
      Tags: tags.length === 0 ? undefined : tags,
    }),
  );
}

function readAlarm(alarm: MetricAlarm): Partial<Planned> {
  return {
    alarm_name: alarm.AlarmName ?? '',
    alarm_description: alarm.AlarmDescription ?? '',
    comparison_operator: alarm.ComparisonOperator ?? '',
    evaluation_periods: alarm.EvaluationPeriods ?? 0,
    datapoints_to_alarm: alarm.DatapointsToAlarm ?? null,
    metric_name: alarm.MetricName ?? '',
    namespace: alarm.Namespace ?? '',
    period: alarm.Period ?? 0,
    statistic: alarm.Statistic ?? '',
    extended_statistic: alarm.ExtendedStatistic ?? '',
    threshold: alarm.Threshold ?? 0,
    unit: alarm.Unit ?? '',
    dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? ''])),
    treat_missing_data: alarm.TreatMissingData ?? 'missing',
    actions_enabled: alarm.ActionsEnabled ?? true,
    alarm_actions: alarm.AlarmActions ?? [],
    ok_actions: alarm.OKActions ?? [],
    insufficient_data_actions: alarm.InsufficientDataActions ?? [],
    arn: alarm.AlarmArn ?? null,
  };
}
