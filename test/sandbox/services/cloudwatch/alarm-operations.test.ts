// CloudWatch's operations on alarms as an SDK caller meets them: what they check, what they give back, what they refuse by name.

import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../../src/kernel/index.js';
import { operations } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { contextOver, events, POLICY_ARN, START, TOPIC_ARN } from './harness.js';

const ALARM = {
  AlarmName: 'cpu-high',
  Namespace: 'AWS/EC2',
  MetricName: 'CPUUtilization',
  Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'g' }],
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 70,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;
const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu-high';

type AlarmInput = Parameters<typeof operations.PutMetricAlarm>[0];

function put(context: ReturnType<typeof contextOver>, changes: Partial<AlarmInput> = {}): void {
  operations.PutMetricAlarm({ ...ALARM, ...changes } as AlarmInput, context);
}

function described(context: ReturnType<typeof contextOver>) {
  return (
    operations.DescribeAlarms({ AlarmNames: ['cpu-high'], AlarmTypes: ['MetricAlarm'] }, context).MetricAlarms ?? []
  );
}

describe('PutMetricAlarm', () => {
  test('gives back what was put and invents nothing', () => {
    const context = contextOver();
    put(context, { AlarmActions: [POLICY_ARN] });
    const [alarm] = described(context);
    expect(alarm).toMatchObject({
      ...ALARM,
      AlarmArn: ARN,
      ActionsEnabled: true,
      AlarmActions: [POLICY_ARN],
      OKActions: [],
      InsufficientDataActions: [],
      StateValue: 'INSUFFICIENT_DATA',
      StateUpdatedTimestamp: new Date(START),
    });
    for (const member of [
      'Unit',
      'ExtendedStatistic',
      'DatapointsToAlarm',
      'TreatMissingData',
      'AlarmDescription',
    ] as const) {
      expect(alarm?.[member]).toBeUndefined();
    }
  });

  test('a second put replaces the whole definition, keeps the state, and leaves tags alone', () => {
    const context = contextOver();
    put(context, { Unit: 'Percent', Tags: [{ Key: 'a', Value: '1' }] });
    operations.SetAlarmState({ AlarmName: 'cpu-high', StateValue: 'OK', StateReason: 'why not' }, context);
    put(context, { Threshold: 50, Tags: [{ Key: 'b', Value: '2' }] });
    const [alarm] = described(context);
    expect(alarm).toMatchObject({ Threshold: 50, StateValue: 'OK' });
    expect(alarm?.Unit).toBeUndefined();
    expect(operations.ListTagsForResource({ ResourceARN: ARN }, context).Tags).toEqual([{ Key: 'a', Value: '1' }]);
  });

  test.each([
    ['CW-20 a period of 45 s', { Period: 45 }, 'ValidationError', 'Period must be 10, 20, 30 or a multiple of 60'],
    ['CW-20 a fast period on an AWS metric', { Period: 10 }, 'ValidationError', '"AWS/" namespaces'],
    [
      'CW-21 more than a day',
      { EvaluationPeriods: 1_441 },
      'ValidationError',
      'more than a day (EvaluationPeriods * Period must be <= 86400)',
    ],
    ['CW-21 more than seven days of hours', { Period: 3_600, EvaluationPeriods: 169 }, 'ValidationError', '604800'],
    ['M above N', { DatapointsToAlarm: 3 }, 'ValidationError', 'DatapointsToAlarm'],
    ['two statistics', { ExtendedStatistic: 'p90' }, 'InvalidParameterCombination', 'Exactly one'],
    ['no statistic', { Statistic: undefined }, 'InvalidParameterCombination', 'Exactly one'],
    ['no threshold', { Threshold: undefined }, 'MissingParameter', 'Threshold'],
    ['an unknown treatment', { TreatMissingData: 'maybe' }, 'ValidationError', 'maybe'],
    [
      'CW-42 an action that is no ARN',
      { AlarmActions: ['scale-out'] },
      'ValidationError',
      'Invalid arn syntax: scale-out',
    ],
    [
      'an action nobody runs here',
      { AlarmActions: ['arn:aws:automate:us-east-1:ec2:reboot'] },
      'UnsupportedOperation',
      'does not model',
    ],
    ['CW-42 anomaly detection', { ComparisonOperator: 'LessThanLowerThreshold' }, 'UnsupportedOperation', 'anomaly'],
    ['CW-21 alarm warm-up', { WarmUpConfiguration: {} }, 'UnsupportedOperation', 'WarmUpConfiguration'],
    ['a trimmed mean', { Statistic: undefined, ExtendedStatistic: 'tm90' }, 'UnsupportedOperation', 'tm90'],
  ])('refuses %s', (_, changes, code, text) => {
    const context = contextOver();
    expect(() => put(context, changes as Partial<AlarmInput>)).toThrow(expect.objectContaining({ code }));
    expect(() => put(context, changes as Partial<AlarmInput>)).toThrow(text);
    expect(context.world.cloudwatch.alarms).toEqual({});
  });

  test('CW-21 a week of hours is allowed', () => {
    const context = contextOver();
    put(context, { Period: 3_600, EvaluationPeriods: 168 });
    expect(described(context)).toHaveLength(1);
  });
});

describe('DescribeAlarms', () => {
  test('filters by name, prefix, state, action and type, and pages', () => {
    const context = contextOver();
    put(context, { AlarmActions: [POLICY_ARN] });
    put(context, { AlarmName: 'cpu-low' });
    put(context, { AlarmName: 'other' });
    operations.SetAlarmState({ AlarmName: 'other', StateValue: 'ALARM', StateReason: 'x' }, context);
    const names = (input: Parameters<typeof operations.DescribeAlarms>[0]) =>
      operations.DescribeAlarms(input, context).MetricAlarms?.map((alarm) => alarm.AlarmName);
    expect(names({})).toEqual(['cpu-high', 'cpu-low', 'other']);
    expect(names({ AlarmNames: ['cpu-low', 'nobody'] })).toEqual(['cpu-low']);
    expect(names({ AlarmNamePrefix: 'cpu-' })).toEqual(['cpu-high', 'cpu-low']);
    expect(names({ StateValue: 'ALARM' })).toEqual(['other']);
    expect(names({ ActionPrefix: 'arn:aws:autoscaling' })).toEqual(['cpu-high']);
    expect(names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    const first = operations.DescribeAlarms({ MaxRecords: 2 }, context);
    expect(first.MetricAlarms).toHaveLength(2);
    expect(names({ MaxRecords: 2, NextToken: first.NextToken })).toEqual(['other']);
  });

  test('for one metric', () => {
    const context = contextOver();
    put(context);
    put(context, { AlarmName: 'five', Period: 300 });
    const { Namespace, MetricName, Dimensions } = ALARM;
    const names = (input: object) =>
      operations
        .DescribeAlarmsForMetric({ Namespace, MetricName, Dimensions: [...Dimensions], ...input }, context)
        .MetricAlarms?.map((alarm) => alarm.AlarmName);
    expect(names({})).toEqual(['cpu-high', 'five']);
    expect(names({ Period: 300 })).toEqual(['five']);
    expect(names({ Statistic: 'Sum' })).toEqual([]);
    expect(names({ Dimensions: [] })).toEqual([]);
  });
});

test('CW-47 deleting: a wrong name spares no right one, and the error says which was wrong', () => {
  const context = contextOver();
  put(context);
  expect(() => operations.DeleteAlarms({ AlarmNames: ['nobody', 'cpu-high', 'no-one'] }, context)).toThrow(
    expect.objectContaining({ code: 'ResourceNotFound', status: 404, message: 'Alarms nobody, no-one do not exist' }),
  );
  expect(described(context)).toEqual([]);
  expect(events(context, 'AlarmDeleted')).toHaveLength(1);
  expect(() => operations.DeleteAlarms({ AlarmNames: ['cpu-high'] }, context)).toThrow('Alarm cpu-high does not exist');
});

test('tags: added, listed, taken away; an unknown ARN is refused', () => {
  const context = contextOver();
  put(context, { Tags: [{ Key: 'a', Value: '1' }] });
  operations.TagResource({ ResourceARN: ARN, Tags: [{ Key: 'b', Value: '2' }] }, context);
  operations.UntagResource({ ResourceARN: ARN, TagKeys: ['a'] }, context);
  expect(operations.ListTagsForResource({ ResourceARN: ARN }, context)).toEqual({ Tags: [{ Key: 'b', Value: '2' }] });
  expect(() => operations.ListTagsForResource({ ResourceARN: `${ARN}-not` }, context)).toThrow(
    expect.objectContaining({ code: 'ResourceNotFoundException' }),
  );
});

test('CW-27 the history: configuration, state and actions, newest first, two weeks long', () => {
  const context = contextOver();
  put(context, { AlarmActions: [POLICY_ARN, TOPIC_ARN] });
  operations.SetAlarmState({ AlarmName: 'cpu-high', StateValue: 'ALARM', StateReason: 'a drill' }, context);
  const items = operations.DescribeAlarmHistory({ AlarmName: 'cpu-high' }, context).AlarmHistoryItems ?? [];
  expect(items.map((item) => [item.HistoryItemType, item.HistorySummary])).toEqual([
    ['Action', `Failed to execute action ${TOPIC_ARN}. Received error: "Resource does not exist"`],
    ['Action', `Successfully executed action ${POLICY_ARN}`],
    ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
    ['ConfigurationUpdate', 'Alarm "cpu-high" created'],
  ]);
  const update = JSON.parse(items[2]?.HistoryData ?? '{}');
  expect(update.newState).toEqual({ stateValue: 'ALARM', stateReason: 'a drill' });
  expect(
    operations.DescribeAlarmHistory({ HistoryItemType: 'StateUpdate', EndDate: new Date(START - 1) }, context)
      .AlarmHistoryItems,
  ).toEqual([]);
  context.kernel.runUntil(START + 15 * DAY_MS);
  operations.DeleteAlarms({ AlarmNames: ['cpu-high'] }, context);
  const rest = operations.DescribeAlarmHistory({}, context).AlarmHistoryItems ?? [];
  expect(rest.every((item) => (item.Timestamp?.getTime() ?? 0) >= START + DAY_MS)).toBe(true);
  expect(rest[0]?.HistorySummary).toBe('Alarm "cpu-high" deleted');
});

test('CW-42 actions are switched off and on by name', () => {
  const context = contextOver();
  put(context);
  operations.DisableAlarmActions({ AlarmNames: ['cpu-high'] }, context);
  expect(described(context)[0]?.ActionsEnabled).toBe(false);
  operations.EnableAlarmActions({ AlarmNames: ['cpu-high'] }, context);
  expect(described(context)[0]?.ActionsEnabled).toBe(true);
});
