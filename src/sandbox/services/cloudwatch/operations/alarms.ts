// The operations on alarms: put, delete, describe, set the state, switch actions. They check and translate; `../alarms.ts` acts.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { checkTags, tagsFrom } from '../../shared/tags.js';
import { deleteAlarms, enableActions, findAlarm, putAlarm, setState } from '../alarms.js';
import { metricKey } from '../metrics.js';
import type { Alarm } from '../store.js';
import { alarmDefinition } from './alarm-input.js';
import { metricAlarm } from './alarm-output.js';
import { dimensionsOf } from './metric-input.js';
import { invalidCombination, invalidValue } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');

const DEFAULT_RECORDS = 50;
const MAX_RECORDS = 100;

function existing(context: Context, alarmName: string): Alarm {
  const alarm = findAlarm(context, alarmName);
  if (alarm === undefined) throw new ServiceError('ResourceNotFound', `Alarm ${alarmName} does not exist`, 404);
  return alarm;
}

function recordsFrom(maxRecords: number | undefined): number {
  const records = maxRecords ?? DEFAULT_RECORDS;
  if (records >= 1 && records <= MAX_RECORDS) return records;
  throw invalidValue(`The parameter MaxRecords must be between 1 and ${MAX_RECORDS}.`);
}

function byName(context: Context): readonly Alarm[] {
  const { alarms } = context.world.cloudwatch;
  return Object.keys(alarms)
    .sort()
    .flatMap((name) => alarms[name] ?? []);
}

export const alarmOperations = {
  PutMetricAlarm(input, context) {
    checkTags(input.Tags);
    putAlarm(context, alarmDefinition(input), tagsFrom(input.Tags));
  },

  PutCompositeAlarm() {
    throw unsupported('composite alarms (PutCompositeAlarm)');
  },

  DeleteAlarms(input, context) {
    for (const alarmName of input.AlarmNames) existing(context, alarmName);
    deleteAlarms(context, input.AlarmNames);
  },

  DescribeAlarms(input, context) {
    if (input.ChildrenOfAlarmName !== undefined) throw unsupported('composite alarms (ChildrenOfAlarmName)');
    if (input.ParentsOfAlarmName !== undefined) throw unsupported('composite alarms (ParentsOfAlarmName)');
    if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
      throw invalidCombination('Both AlarmNames and AlarmNamePrefix cannot be specified.');
    }
    const types = input.AlarmTypes ?? ['MetricAlarm'];
    const alarms = byName(context).filter(
      (alarm) =>
        types.includes('MetricAlarm') &&
        (input.AlarmNames === undefined || input.AlarmNames.includes(alarm.definition.alarmName)) &&
        alarm.definition.alarmName.startsWith(input.AlarmNamePrefix ?? '') &&
        (input.StateValue === undefined || alarm.stateValue === input.StateValue) &&
        (input.ActionPrefix === undefined || hasAction(alarm, input.ActionPrefix)),
    );
    const { items, nextToken } = page(alarms, {
      maxResults: recordsFrom(input.MaxRecords),
      nextToken: input.NextToken,
    });
    return { MetricAlarms: items.map(metricAlarm), CompositeAlarms: [], NextToken: nextToken };
  },

  DescribeAlarmsForMetric(input, context) {
    const wanted = metricKey({
      namespace: input.Namespace,
      metricName: input.MetricName,
      dimensions: dimensionsOf(input.Dimensions),
    });
    const statistic = input.Statistic ?? input.ExtendedStatistic;
    const alarms = byName(context).filter(
      ({ definition }) =>
        metricKey(definition) === wanted &&
        (statistic === undefined || definition.statistic === statistic) &&
        (input.Period === undefined || definition.periodSeconds === input.Period) &&
        (input.Unit === undefined || definition.unit === input.Unit),
    );
    return { MetricAlarms: alarms.map(metricAlarm) };
  },

  SetAlarmState(input, context) {
    const alarm = existing(context, input.AlarmName);
    checkReasonData(input.StateReasonData);
    setState(context, alarm, input.StateValue, input.StateReason, input.StateReasonData);
  },

  EnableAlarmActions(input, context) {
    for (const name of input.AlarmNames) enableActions(context, existing(context, name), true);
  },

  DisableAlarmActions(input, context) {
    for (const name of input.AlarmNames) enableActions(context, existing(context, name), false);
  },
} satisfies Operations<CloudWatch, Context>;

function hasAction(alarm: Alarm, prefix: string): boolean {
  const { okActions, alarmActions, insufficientDataActions } = alarm.definition;
  return [...okActions, ...alarmActions, ...insufficientDataActions].some((action) => action.startsWith(prefix));
}

function checkReasonData(text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch {
    throw new ServiceError('InvalidFormat', 'The parameter StateReasonData must be valid JSON.');
  }
}
