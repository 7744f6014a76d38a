// The operations on alarms: put, delete, describe, set the state, switch actions. They check and translate; `../alarms.ts` acts.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { checkTags, tagsFrom } from '../../shared/tags.js';
import {
  deleteAlarms,
  enableActions,
  existing,
  findAny,
  findComposite,
  noAlarm,
  putAlarm,
  setState,
} from '../alarms.js';
import { putComposite } from '../composites.js';
import { metricKey } from '../metrics.js';
import { parentsOf } from '../parents.js';
import type { AnyAlarm } from '../store.js';
import { alarmDefinition } from './alarm-input.js';
import { metricAlarm } from './alarm-output.js';
import { compositeDefinition } from './composite-input.js';
import { byName, describeAlarms, isComposite } from './describe-alarms.js';
import { dimensionsOf } from './metric-input.js';
import { validationError } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');

export const alarmOperations = {
  PutMetricAlarm(input, context) {
    checkTags(input.Tags);
    if (findComposite(context, input.AlarmName) !== undefined)
      throw validationError(`A composite alarm is named ${input.AlarmName} already`);
    putAlarm(context, alarmDefinition(context, input), tagsFrom(input.Tags));
  },

  PutCompositeAlarm(input, context) {
    checkTags(input.Tags);
    putComposite(context, compositeDefinition(context, input), tagsFrom(input.Tags));
  },

  /** CW-47: a wrong name spares no right one: what exists goes, and then the error names what does not. */
  DeleteAlarms(input, context) {
    const alarms = input.AlarmNames.flatMap((name) => findAny(context, name) ?? []);
    checkDeletable(context, alarms);
    const unknown = input.AlarmNames.filter((name) => findAny(context, name) === undefined);
    deleteAlarms(context, input.AlarmNames);
    if (unknown.length > 0) throw noAlarm(...unknown);
  },

  DescribeAlarms: describeAlarms,

  DescribeAlarmsForMetric(input, context) {
    const wanted = metricKey({
      namespace: input.Namespace,
      metricName: input.MetricName,
      dimensions: dimensionsOf(input.Dimensions),
    });
    const statistic = input.Statistic ?? input.ExtendedStatistic;
    const alarms = byName(context.world.cloudwatch.alarms).filter(
      ({ definition }) =>
        !('queries' in definition) &&
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

/** CW-45: an alarm that a composite asks about stays, unless that one goes with it; and no more than one composite goes at a time. */
function checkDeletable(context: Context, alarms: readonly AnyAlarm[]): void {
  const names = alarms.map(({ definition }) => definition.alarmName);
  const needed = names.filter((name) =>
    parentsOf(context, name).some(
      ({ definition }) => !names.includes(definition.alarmName) || definition.alarmName === name,
    ),
  );
  if (needed.length > 0)
    throw validationError(
      `Cannot delete ${needed.join(',')} as there are composite alarm(s) depending on ${needed.length === 1 ? 'it' : 'them'}.`,
    );
  if (alarms.filter(isComposite).length > 1)
    throw validationError('At most one composite alarm can be deleted at a time');
}

function checkReasonData(text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch {
    throw new ServiceError('InvalidFormat', 'The parameter StateReasonData must be valid JSON.');
  }
}
