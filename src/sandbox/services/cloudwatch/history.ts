// The alarm history: what AWS writes down about an alarm, in its words, two weeks long (CW-27).

import type { Instant } from '../../../kernel/index.js';
import type { Context } from '../../context.js';
import { dataTime } from './rules/numerals.js';
import type { AnyAlarm, HistoryItem } from './store.js';
import { HISTORY_KEPT_MS } from './timings.js';

export function recordHistory(context: Context, item: HistoryItem): void {
  const { history } = context.world.cloudwatch;
  const oldest = context.kernel.now - HISTORY_KEPT_MS.value;
  const expired = history.findIndex((known) => known.at >= oldest);
  history.splice(0, expired === -1 ? history.length : expired);
  history.push(item);
}

const typeOf = ({ definition }: AnyAlarm): HistoryItem['alarmType'] =>
  'alarmRule' in definition ? 'CompositeAlarm' : 'MetricAlarm';

export function configurationHistory(
  alarm: AnyAlarm,
  change: 'created' | 'updated' | 'deleted',
  at: Instant,
): HistoryItem {
  const { alarmName } = alarm.definition;
  const alarmType = typeOf(alarm);
  const type = { created: 'Create', updated: 'Update', deleted: 'Delete' }[change];
  const data = JSON.stringify({
    version: '1.0',
    type,
    [`${change}Alarm`]: { ...alarm.definition, alarmArn: alarm.alarmArn },
  });
  return { alarmName, alarmType, at, type: 'ConfigurationUpdate', summary: `Alarm "${alarmName}" ${change}`, data };
}

type StateFields = Pick<AnyAlarm, 'stateValue' | 'stateReason' | 'stateReasonData'>;

export function stateHistory(before: StateFields, alarm: AnyAlarm, at: Instant): HistoryItem {
  return {
    alarmName: alarm.definition.alarmName,
    alarmType: typeOf(alarm),
    at,
    type: 'StateUpdate',
    summary: `Alarm updated from ${before.stateValue} to ${alarm.stateValue}`,
    data: JSON.stringify({ version: '1.0', oldState: stateOf(before), newState: stateOf(alarm) }),
  };
}

function stateOf({ stateValue, stateReason, stateReasonData }: StateFields): object {
  const state = { stateValue, stateReason };
  return stateReasonData === undefined ? state : { ...state, stateReasonData: parsed(stateReasonData) };
}

/** SetAlarmState takes any text as its data. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Nothing but Auto Scaling is behind an action here: a notification finds no topic, and AWS would say so. */
export function actionHistory(alarm: AnyAlarm, actionArn: string, at: Instant): HistoryItem {
  const error = actionArn.startsWith('arn:aws:sns:') ? 'Resource does not exist' : null;
  const said = error === null ? 'Successfully executed action' : 'Failed to execute action';
  return {
    alarmName: alarm.definition.alarmName,
    alarmType: typeOf(alarm),
    at,
    type: 'Action',
    summary: error === null ? `${said} ${actionArn}` : `${said} ${actionArn}. Received error: "${error}"`,
    data: JSON.stringify({
      actionState: error === null ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: dataTime(at),
      notificationResource: actionArn,
      error,
    }),
  };
}
