// Composite alarms: states that follow from other alarms' states, at once, and what holds them together.

import { describe, expect, test } from 'vitest';
import { SECOND_MS } from '../../../../src/kernel/index.js';
import { operations, putAlarm } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { refusal } from '../../../helpers/refusal.js';
import { calls, contextOver, cpuHigh, events, POLICY_ARN, START, TOPIC_ARN } from './harness.js';

type Context = ReturnType<typeof contextOver>;
type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:';

/** Two alarms without data. */
function twoAlarms(): Context {
  const context = contextOver();
  for (const alarmName of ['cpu', 'errors']) putAlarm(context, cpuHigh({ alarmName }));
  return context;
}

function put(context: Context, AlarmRule: string, more: object = {}): void {
  operations.PutCompositeAlarm({ AlarmName: 'both', AlarmRule, ...more }, context);
  context.kernel.settle();
}

function set(context: Context, AlarmName: string, StateValue: State): void {
  operations.SetAlarmState({ AlarmName, StateValue, StateReason: 'a test' }, context);
  context.kernel.settle();
}

function composite(context: Context, name = 'both') {
  const wanted = { AlarmNames: [name], AlarmTypes: ['CompositeAlarm' as const] };
  return operations.DescribeAlarms(wanted, context).CompositeAlarms?.[0];
}

describe('CW-45 the state', () => {
  test('is INSUFFICIENT_DATA at birth, and evaluated at once', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu) AND ALARM(errors)');
    expect(composite(context)).toMatchObject({
      AlarmArn: `${ARN}both`,
      AlarmRule: 'ALARM(cpu) AND ALARM(errors)',
      ActionsEnabled: true,
      StateValue: 'OK',
      StateReason: `${ARN}both was created and its alarm rule evaluates to OK`,
    });
    expect(events(context, 'AlarmStateChanged').map(({ event }) => [event.from, event.to])).toEqual([
      ['INSUFFICIENT_DATA', 'OK'],
    ]);
  });

  test('follows the alarms that it names, says which changed, and calls its actions once', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu) AND ALARM(errors)', { AlarmActions: [TOPIC_ARN] });
    set(context, 'cpu', 'ALARM');
    expect(composite(context)?.StateValue).toBe('OK');
    context.kernel.runUntil(START + 5 * SECOND_MS);
    set(context, 'errors', 'ALARM');
    const alarm = composite(context);
    expect(alarm).toMatchObject({
      StateValue: 'ALARM',
      StateReason: `${ARN}errors transitioned to ALARM at Monday 05 January, 2026 12:00:05 UTC`,
    });
    expect(JSON.parse(alarm?.StateReasonData ?? '')).toEqual({
      triggeringAlarms: [{ arn: `${ARN}errors`, state: { value: 'ALARM', timestamp: '2026-01-05T12:00:05.000+0000' } }],
    });
    expect(calls(context).map(({ event }) => [event.alarmName, event.actionArn])).toEqual([['both', TOPIC_ARN]]);
    const history = operations.DescribeAlarmHistory({ AlarmName: 'both', AlarmTypes: ['CompositeAlarm'] }, context);
    expect(history.AlarmHistoryItems?.map(({ HistorySummary: text }) => text)).toEqual([
      expect.stringContaining('Failed to execute action'),
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm "both" created',
    ]);
    expect(operations.DescribeAlarmHistory({ AlarmName: 'both' }, context).AlarmHistoryItems).toEqual([]);
  });

  test('of a composite of composites follows through both', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu)');
    operations.PutCompositeAlarm({ AlarmName: 'top', AlarmRule: 'ALARM(both)' }, context);
    set(context, 'cpu', 'ALARM');
    expect(composite(context, 'top')).toMatchObject({ StateValue: 'ALARM' });
    expect(composite(context, 'top')?.StateReason).toContain(`${ARN}both transitioned to ALARM`);
  });

  test('is evaluated anew when its rule changes; a circle is not evaluated', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu)');
    put(context, 'NOT ALARM(cpu)');
    expect(composite(context)?.StateReason).toBe(`${ARN}both was updated and its alarm rule evaluates to ALARM`);
    operations.PutCompositeAlarm({ AlarmName: 'top', AlarmRule: 'ALARM(both)' }, context);
    put(context, 'ALARM(top) AND ALARM(cpu)');
    expect(composite(context)?.StateValue).toBe('ALARM');
    put(context, 'FALSE');
    expect(composite(context)?.StateValue).toBe('OK');
  });

  test('set by hand stays until an alarm that it names changes', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu) OR ALARM(errors)');
    set(context, 'both', 'ALARM');
    context.kernel.runUntil(START + 600 * SECOND_MS);
    expect(composite(context)).toMatchObject({ StateValue: 'ALARM', StateReason: 'a test' });
    set(context, 'cpu', 'OK');
    expect(composite(context)?.StateValue).toBe('OK');
  });

  test('CW-42 with its actions switched off it is evaluated and calls nobody', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu)', { AlarmActions: [TOPIC_ARN] });
    operations.DisableAlarmActions({ AlarmNames: ['both'] }, context);
    set(context, 'cpu', 'ALARM');
    expect(composite(context)).toMatchObject({ StateValue: 'ALARM', ActionsEnabled: false });
    expect(calls(context)).toEqual([]);
  });
});

describe('CW-45 relatives', () => {
  test('children with their states, parents by name, and neither with other wishes', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu) AND ALARM(errors)');
    const children = operations.DescribeAlarms({ ChildrenOfAlarmName: 'both' }, context);
    expect(children.MetricAlarms?.map(({ AlarmName: name, StateValue: state }) => [name, state])).toEqual([
      ['cpu', 'INSUFFICIENT_DATA'],
      ['errors', 'INSUFFICIENT_DATA'],
    ]);
    const parents = operations.DescribeAlarms({ ParentsOfAlarmName: 'cpu' }, context);
    expect(parents.CompositeAlarms).toEqual([{ AlarmName: 'both', AlarmArn: `${ARN}both` }]);
    expect(refusal(() => operations.DescribeAlarms({ ParentsOfAlarmName: 'cpu', StateValue: 'OK' }, context))).toMatch(
      /^ValidationError/,
    );
  });

  test('an alarm that a composite names cannot be deleted before it', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu) AND ALARM(errors)');
    expect(refusal(() => operations.DeleteAlarms({ AlarmNames: ['cpu'] }, context))).toBe(
      'ValidationError: Cannot delete cpu as there are composite alarm(s) depending on it.',
    );
    operations.DeleteAlarms({ AlarmNames: ['cpu', 'both'] }, context);
    expect(composite(context)).toBeUndefined();
    expect(operations.DescribeAlarms({}, context).MetricAlarms).toHaveLength(1);
  });

  test('only metric alarms are listed unless the others are asked for; both are tagged by ARN', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu)', { Tags: [{ Key: 'team', Value: 'shop' }] });
    expect(operations.DescribeAlarms({}, context).CompositeAlarms).toEqual([]);
    const all = operations.DescribeAlarms({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }, context);
    expect([all.CompositeAlarms?.length, all.MetricAlarms?.length]).toEqual([1, 2]);
    expect(operations.ListTagsForResource({ ResourceARN: `${ARN}both` }, context).Tags).toEqual([
      { Key: 'team', Value: 'shop' },
    ]);
  });
});

describe('CW-45 refused', () => {
  test.each([
    ['Could not save the composite alarm as alarms [a, b] in the alarm rule do not exist', 'ALARM(a) OR OK(b)', {}],
    ['AlarmRule must not contain leading or trailing whitespace or be null', ' ALARM(cpu)', {}],
    ['Invalid AlarmRule: unexpected the end at position 13', 'ALARM(cpu)AND', {}],
    [`Invalid arn syntax: ${POLICY_ARN}`, 'ALARM(cpu)', { AlarmActions: [POLICY_ARN] }],
    ['A metric alarm is named cpu already', 'ALARM(errors)', { AlarmName: 'cpu' }],
  ])('%s', (message, rule, more) => {
    const context = twoAlarms();
    expect(refusal(() => put(context, rule, more))).toBe(`ValidationError: ${message}`);
    expect(context.world.cloudwatch.composites).toEqual({});
  });

  test('by name: the suppression of actions, AT_LEAST', () => {
    const context = twoAlarms();
    expect(refusal(() => put(context, 'ALARM(cpu)', { ActionsSuppressor: 'errors' }))).toMatch(/^UnsupportedOperation/);
    expect(refusal(() => put(context, 'AT_LEAST(1, ALARM, (cpu, errors))'))).toMatch(/^UnsupportedOperation/);
  });

  test('a metric alarm of the same name, and two composites deleted at a time', () => {
    const context = twoAlarms();
    put(context, 'ALARM(cpu)');
    put(context, 'ALARM(cpu)', { AlarmName: 'other' });
    expect(refusal(() => operations.DeleteAlarms({ AlarmNames: ['both', 'other'] }, context))).toMatch(/one composite/);
    const metric = {
      Namespace: 'n',
      MetricName: 'm',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
    };
    const alarm = { ...metric, AlarmName: 'both', ComparisonOperator: 'GreaterThanThreshold' } as const;
    expect(refusal(() => operations.PutMetricAlarm(alarm as never, context))).toMatch(/is named both already/);
  });
});
