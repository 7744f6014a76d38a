// DescribeAlarms: of both kinds, or who asks about whom (CW-45). Without a type only metric alarms are given.

import type { Context } from '../../../context.js';
import type { OperationInput, OperationOutput } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { existing } from '../alarms.js';
import { childAlarms } from '../composites.js';
import { parentsOf } from '../parents.js';
import type { AnyAlarm, CompositeAlarm } from '../store.js';
import { compositeAlarm, metricAlarm } from './alarm-output.js';
import { invalidCombination, invalidValue, validationError } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');
type Input = OperationInput<CloudWatch, 'DescribeAlarms'>;
type Output = OperationOutput<CloudWatch, 'DescribeAlarms'>;

const DEFAULT_RECORDS = 50;
const MAX_RECORDS = 100;

export function describeAlarms(input: Input, context: Context): Output {
  const { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child } = input;
  const relatives = parent ?? child;
  if (relatives !== undefined) checkAlone(input);
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined)
    throw invalidCombination('Both AlarmNames and AlarmNamePrefix cannot be specified.');
  const found =
    parent !== undefined
      ? childAlarms(context, requireComposite(context, parent))
      : child !== undefined
        ? parentsOf(context, existing(context, child).definition.alarmName)
        : chosen(input, context);
  const { items, nextToken } = page(found, { maxResults: recordsFrom(input.MaxRecords), nextToken: input.NextToken });
  const shown = relatives === undefined ? whole(items) : brief(items, parent !== undefined);
  return { ...shown, NextToken: nextToken };
}

function whole(alarms: readonly AnyAlarm[]): Output {
  return {
    CompositeAlarms: alarms.filter(isComposite).map(compositeAlarm),
    MetricAlarms: alarms.flatMap((alarm) => (isComposite(alarm) ? [] : [metricAlarm(alarm)])),
  };
}

/** Of children their states are told, too, of parents only who they are. */
function brief(alarms: readonly AnyAlarm[], withState: boolean): Output {
  const view = ({ definition, alarmArn, stateValue, stateUpdatedAt }: AnyAlarm) => ({
    AlarmName: definition.alarmName,
    AlarmArn: alarmArn,
    ...(withState ? { StateValue: stateValue, StateUpdatedTimestamp: new Date(stateUpdatedAt) } : {}),
  });
  return {
    CompositeAlarms: alarms.filter(isComposite).map(view),
    MetricAlarms: alarms.filter((alarm) => !isComposite(alarm)).map(view),
  };
}

export const isComposite = (alarm: AnyAlarm): alarm is CompositeAlarm => 'alarmRule' in alarm.definition;

function chosen(input: Input, context: Context): readonly AnyAlarm[] {
  const types = input.AlarmTypes ?? ['MetricAlarm'];
  return [...byName(context.world.cloudwatch.composites), ...byName(context.world.cloudwatch.alarms)].filter(
    (alarm) =>
      types.includes(isComposite(alarm) ? 'CompositeAlarm' : 'MetricAlarm') &&
      (input.AlarmNames === undefined || input.AlarmNames.includes(alarm.definition.alarmName)) &&
      alarm.definition.alarmName.startsWith(input.AlarmNamePrefix ?? '') &&
      (input.StateValue === undefined || alarm.stateValue === input.StateValue) &&
      (input.ActionPrefix === undefined || hasAction(alarm, input.ActionPrefix)),
  );
}

export function byName<Some extends AnyAlarm>(alarms: Readonly<Record<string, Some>>): readonly Some[] {
  return Object.keys(alarms)
    .sort()
    .flatMap((name) => alarms[name] ?? []);
}

function hasAction({ definition }: AnyAlarm, prefix: string): boolean {
  const { okActions, alarmActions, insufficientDataActions } = definition;
  return [...okActions, ...alarmActions, ...insufficientDataActions].some((action) => action.startsWith(prefix));
}

function checkAlone(input: Input): void {
  const { MaxRecords: _records, NextToken: _token, ...wishes } = input;
  const set = Object.values(wishes).filter((value) => value !== undefined);
  if (set.length > 1)
    throw validationError(
      'ChildrenOfAlarmName and ParentsOfAlarmName can be combined with MaxRecords and NextToken only.',
    );
}

function requireComposite(context: Context, alarmName: string): CompositeAlarm {
  const alarm = existing(context, alarmName);
  if (isComposite(alarm)) return alarm;
  throw validationError(`${alarmName} is not a composite alarm`);
}

function recordsFrom(maxRecords: number | undefined): number {
  const records = maxRecords ?? DEFAULT_RECORDS;
  if (records >= 1 && records <= MAX_RECORDS) return records;
  throw invalidValue(`The parameter MaxRecords must be between 1 and ${MAX_RECORDS}.`);
}
