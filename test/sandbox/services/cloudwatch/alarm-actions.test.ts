// Which actions an alarm runs, when, and what a hand-set state or a switch does to them.

import { expect, test } from 'vitest';
import { enableActions, setState } from '../../../../src/sandbox/services/cloudwatch/alarms.js';
import { alarmPoints, putAlarm } from '../../../../src/sandbox/services/cloudwatch/index.js';
import {
  calls,
  contextOver,
  cpuHigh,
  events,
  feed,
  minute,
  POLICY_ARN,
  putAt30,
  START,
  TOPIC_ARN,
  transitions,
} from './harness.js';

test('CW-40 an Auto Scaling action runs on the change and again every minute; a notification once', () => {
  const context = contextOver();
  putAt30(context, { alarmActions: [POLICY_ARN, TOPIC_ARN] });
  feed(context, [80, 80, 80, 80, 80]);
  context.kernel.runUntil(minute(6));
  const invoked = calls(context);
  const seconds = (arn: string) =>
    invoked.flatMap(({ at, event }) => (event.actionArn === arn ? [(at - START) / 1_000] : []));
  expect(seconds(POLICY_ARN)).toEqual([150, 210, 270, 330]);
  expect(seconds(TOPIC_ARN)).toEqual([150]);
  const change = context.kernel.journal.find(({ event }) => event.type === 'AlarmStateChanged');
  expect(invoked.every(({ cause }) => cause === change?.seq)).toBe(true);
  // The journal keeps the first of each, however long the state lasts.
  expect(events(context, 'AlarmActionInvoked').map(({ at }) => (at - START) / 1_000)).toEqual([150, 150]);
});

test('CW-40 an action that is put while the alarm is on runs at the next evaluation', () => {
  const context = contextOver();
  putAt30(context);
  feed(context, [80, 80, 80, 80, 80, 80]);
  context.kernel.runUntil(minute(4));
  expect(calls(context)).toEqual([]);
  putAlarm(context, cpuHigh({ alarmActions: [POLICY_ARN] }));
  context.kernel.runUntil(minute(5));
  expect(calls(context).map(({ at }) => (at - START) / 1_000)).toEqual([270]);
});

test("CW-40 OK actions repeat, too, when they are Auto Scaling's", () => {
  const context = contextOver();
  putAt30(context, { okActions: [POLICY_ARN] });
  feed(context, [10, 10, 10, 10]);
  context.kernel.runUntil(minute(5));
  expect(calls(context).map(({ event }) => event.state)).toEqual(['OK', 'OK', 'OK', 'OK']);
});

test('CW-42 disabled actions: the state still changes, nothing is invoked; enabled again they run', () => {
  const context = contextOver();
  const alarm = putAt30(context, { alarmActions: [POLICY_ARN] });
  enableActions(context, alarm, false);
  feed(context, [80, 80, 80, 80, 80, 80]);
  context.kernel.runUntil(minute(4));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> ALARM @150']);
  expect(calls(context)).toEqual([]);
  enableActions(context, alarm, true);
  context.kernel.runUntil(minute(5));
  expect(calls(context)).toHaveLength(1);
});

test('CW-27 a state set by hand runs the actions and lasts until the next evaluation', () => {
  const context = contextOver();
  const alarm = putAt30(context, { alarmActions: [POLICY_ARN] });
  feed(context, [10, 10, 10, 10]);
  context.kernel.runUntil(minute(3));
  setState(context, alarm, 'ALARM', 'a drill', undefined);
  expect(calls(context)).toHaveLength(1);
  expect(alarm.stateReason).toBe('a drill');
  context.kernel.runUntil(minute(3) + 30_000);
  expect(transitions(context).slice(-2)).toEqual(['OK -> ALARM @180', 'ALARM -> OK @210']);
});

test('ASG-71 the numbers for step arithmetic are the points of the evaluation periods, newest first', () => {
  const context = contextOver();
  putAt30(context);
  expect(alarmPoints(context, 'cpu-high')).toEqual([]);
  feed(context, [75, 80, 93]);
  context.kernel.runUntil(minute(4));
  expect(alarmPoints(context, 'cpu-high')).toEqual([93, 80]);
  expect(alarmPoints(context, 'nobody')).toEqual([]);
});
