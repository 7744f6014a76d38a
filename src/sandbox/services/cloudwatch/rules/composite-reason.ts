// The words in which CloudWatch says why a composite alarm is in its state, and the same as JSON (CW-45). Pure text.

import type { Instant } from '../../../../kernel/index.js';
import type { AlarmState } from '../../../events.js';
import { dataTime } from './numerals.js';

/** An alarm that the rule names, and since when it has been as it is. */
export interface Child {
  readonly alarmArn: string;
  readonly stateValue: AlarmState;
  readonly stateTransitionedAt: Instant;
}

/** Those whose changes brought the composite's: all that changed last. */
export function triggering<Some extends Child>(children: readonly Some[]): readonly Some[] {
  const last = Math.max(...children.map(({ stateTransitionedAt }) => stateTransitionedAt));
  return children.filter(({ stateTransitionedAt }) => stateTransitionedAt === last);
}

export function changeReason({ alarmArn, stateValue, stateTransitionedAt: at }: Child): string {
  return `${alarmArn} transitioned to ${stateValue} at ${longTime(at)}`;
}

export function ruleReason(alarmArn: string, change: 'created' | 'updated', to: AlarmState): string {
  return `${alarmArn} was ${change} and its alarm rule evaluates to ${to}`;
}

export function triggeringData(children: readonly Child[]): string {
  const triggeringAlarms = children.map(({ alarmArn: arn, stateValue: value, stateTransitionedAt }) => ({
    arn,
    state: { value, timestamp: dataTime(stateTransitionedAt) },
  }));
  return JSON.stringify({ triggeringAlarms });
}

/** `Friday 22 July, 2022 15:14:28 UTC`. */
function longTime(at: Instant): string {
  const date = new Date(at);
  const [weekday, month] = [{ weekday: 'long' }, { month: 'long' }].map((part) =>
    date.toLocaleString('en-US', { ...part, timeZone: 'UTC' } as Intl.DateTimeFormatOptions),
  );
  const time = date.toISOString().slice(11, 19);
  return `${weekday} ${date.getUTCDate().toString().padStart(2, '0')} ${month}, ${date.getUTCFullYear()} ${time} UTC`;
}
