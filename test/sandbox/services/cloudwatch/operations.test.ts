// CloudWatch's operations as an SDK caller meets them: what they check, what they give back, what they refuse by name.

import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/kernel/index.js';
import { operations, publish } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { contextOver, cpu, events, POLICY_ARN, START, TOPIC_ARN } from './harness.js';

const minute = (index: number): number => START + index * MINUTE_MS;
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
    ['metric math', { Metrics: [] }, 'UnsupportedOperation', 'metric math'],
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

test('CW-42 composite alarms are refused by name', () => {
  expect(() => operations.PutCompositeAlarm()).toThrow('composite alarms (PutCompositeAlarm)');
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

test('deleting: an unknown name deletes nothing, a known one is gone', () => {
  const context = contextOver();
  put(context);
  expect(() => operations.DeleteAlarms({ AlarmNames: ['cpu-high', 'nobody'] }, context)).toThrow(
    expect.objectContaining({ code: 'ResourceNotFound' }),
  );
  expect(described(context)).toHaveLength(1);
  operations.DeleteAlarms({ AlarmNames: ['cpu-high'] }, context);
  expect(described(context)).toEqual([]);
  expect(events(context, 'AlarmDeleted')).toHaveLength(1);
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

describe('GetMetricStatistics', () => {
  const query = {
    Namespace: 'AWS/EC2',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'g' }],
    StartTime: new Date(minute(0) + 17_000),
    EndTime: new Date(minute(2)),
    Period: 60,
    Statistics: ['Average' as const],
  };

  test('CW-09 the start is rounded down and included, the end is excluded', () => {
    const context = contextOver();
    for (const index of [0, 1, 2]) publish(context, cpu(minute(index), index * 10));
    context.kernel.runUntil(minute(5));
    const { Label, Datapoints } = operations.GetMetricStatistics(query, context);
    expect(Label).toBe('CPUUtilization');
    expect(Datapoints).toEqual([
      { Timestamp: new Date(minute(0)), Average: 0, Unit: 'Percent' },
      { Timestamp: new Date(minute(1)), Average: 10, Unit: 'Percent' },
    ]);
  });

  test.each([
    ['CW-09 more than 1,440 points', { EndTime: new Date(START + 2 * DAY_MS) }, 'requested up to 2,880 datapoints'],
    ['a start after the end', { EndTime: new Date(START - 1) }, 'StartTime must be less than'],
    ['a period of 90 s', { Period: 90 }, 'multiple of 60'],
    ['no statistic at all', { Statistics: [] }, 'At least one'],
  ])('refuses %s', (_, changes, text) => {
    expect(() => operations.GetMetricStatistics({ ...query, ...changes }, contextOver())).toThrow(text);
  });

  test('CW-09 percentiles of pre-aggregated data are absent, of raw data given', () => {
    const context = contextOver();
    publish(context, cpu(minute(0), 0, { sampleCount: 3, sum: 60, minimum: 10, maximum: 30 }));
    publish(
      context,
      cpu(minute(1), 10, {
        sampleCount: 2,
        sum: 30,
        minimum: 10,
        maximum: 20,
        values: [
          [10, 1],
          [20, 1],
        ],
      }),
    );
    context.kernel.runUntil(minute(5));
    const { Datapoints } = operations.GetMetricStatistics({ ...query, ExtendedStatistics: ['p99'] }, context);
    expect(Datapoints?.map((point) => point.ExtendedStatistics)).toEqual([undefined, { p99: 20 }]);
  });
});

describe('PutMetricData', () => {
  const data = (datum: object, context = contextOver()) => {
    operations.PutMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'Orders', ...datum }] }, context);
    return context;
  };
  const read = (context: ReturnType<typeof contextOver>, Period = 60) =>
    operations.GetMetricStatistics(
      {
        Namespace: 'Shop',
        MetricName: 'Orders',
        StartTime: new Date(START),
        EndTime: new Date(START + HOUR_MS),
        Period,
        Statistics: ['SampleCount', 'Sum', 'Minimum', 'Maximum'],
      },
      context,
    ).Datapoints;

  test.each([
    ['one value', { Value: 5 }, { SampleCount: 1, Sum: 5, Minimum: 5, Maximum: 5 }],
    ['values and counts', { Values: [1, 2], Counts: [3, 1] }, { SampleCount: 4, Sum: 5, Minimum: 1, Maximum: 2 }],
    [
      'a statistic set',
      { StatisticValues: { SampleCount: 2, Sum: 7, Minimum: 3, Maximum: 4 } },
      { SampleCount: 2, Sum: 7, Minimum: 3, Maximum: 4 },
    ],
  ])('takes %s', (_, datum, expected) => {
    expect(read(data(datum))).toEqual([{ Timestamp: new Date(START), Unit: 'None', ...expected }]);
  });

  test('high resolution: seconds are told apart, and minutes add them up', () => {
    const context = contextOver();
    context.kernel.runUntil(minute(1));
    for (const second of [1, 2, 11]) {
      data({ Value: second, StorageResolution: 1, Timestamp: new Date(START + second * 1_000) }, context);
    }
    expect(read(context, 10)?.map((point) => point.Sum)).toEqual([3, 11]);
    expect(read(context, 60)?.map((point) => point.Sum)).toEqual([14]);
  });

  test.each([
    ['two kinds of value', { Value: 1, Values: [1] }, 'mutually exclusive'],
    ['no value', {}, 'is required'],
    ['NaN', { Value: Number.NaN }, 'is invalid'],
    ['counts of another length', { Values: [1, 2], Counts: [1] }, 'same length'],
    ['a point from last month', { Value: 1, Timestamp: new Date(START - 15 * DAY_MS) }, 'two weeks in the past'],
    ['a point from tomorrow', { Value: 1, Timestamp: new Date(START + DAY_MS) }, 'two hours in the future'],
    ['an odd resolution', { Value: 1, StorageResolution: 5 }, 'StorageResolution'],
  ])('refuses %s', (_, datum, text) => {
    expect(() => data(datum)).toThrow(text);
  });

  test("refuses AWS's own namespaces", () => {
    const input = { Namespace: 'AWS/EC2', MetricData: [{ MetricName: 'CPUUtilization', Value: 100 }] };
    expect(() => operations.PutMetricData(input, contextOver())).toThrow(/AWS\//);
  });

  test('nothing is written when one datum of several is wrong', () => {
    const context = contextOver();
    const MetricData = [
      { MetricName: 'Orders', Value: 1 },
      { MetricName: 'Orders', Value: Number.NaN },
    ];
    expect(() => operations.PutMetricData({ Namespace: 'Shop', MetricData }, context)).toThrow();
    expect(context.world.cloudwatch.metrics).toEqual({});
  });
});

test('ListMetrics: by namespace, name and dimension; what is silent for two weeks is no longer listed', () => {
  const context = contextOver();
  publish(context, cpu(START, 1));
  publish(context, cpu(START, 1, { dimensions: [{ name: 'InstanceId', value: 'i-1' }] }));
  publish(context, cpu(START, 1, { namespace: 'AWS/ApplicationELB', metricName: 'RequestCount' }));
  const count = (input: Parameters<typeof operations.ListMetrics>[0]) =>
    operations.ListMetrics(input, context).Metrics?.length;
  expect(count({})).toBe(3);
  expect(count({ Namespace: 'AWS/EC2' })).toBe(2);
  expect(count({ MetricName: 'RequestCount' })).toBe(1);
  expect(count({ Dimensions: [{ Name: 'InstanceId' }] })).toBe(1);
  expect(count({ Dimensions: [{ Name: 'InstanceId', Value: 'i-2' }] })).toBe(0);
  context.kernel.runUntil(START + 4 * HOUR_MS);
  expect(count({ RecentlyActive: 'PT3H' })).toBe(0);
  context.kernel.runUntil(START + 15 * DAY_MS);
  expect(count({})).toBe(0);
});

describe('GetMetricData', () => {
  const stat = (Id: string, Stat: string, Period = 60, ReturnData = true) => ({
    Id,
    ReturnData,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'g' }],
      },
      Period,
      Stat,
    },
  });
  const span = { StartTime: new Date(START), EndTime: new Date(minute(10)) };

  function fed() {
    const context = contextOver();
    for (const [index, value] of [10, 20, 30, 40].entries()) publish(context, cpu(minute(index), value));
    context.kernel.runUntil(minute(10));
    return context;
  }

  test('newest first unless asked otherwise; a metric without data has empty lists', () => {
    const context = fed();
    const queries = [stat('a', 'Average'), { ...stat('b', 'Sum', 120), Label: 'two minutes' }, stat('c', 'p50')];
    const { MetricDataResults: results } = operations.GetMetricData({ MetricDataQueries: queries, ...span }, context);
    expect(results?.map((result) => [result.Id, result.Label, result.Values, result.StatusCode])).toEqual([
      ['a', 'CPUUtilization', [40, 30, 20, 10], 'Complete'],
      ['b', 'two minutes', [70, 30], 'Complete'],
      ['c', 'CPUUtilization', [40, 30, 20, 10], 'Complete'],
    ]);
    const none = operations.GetMetricData(
      { MetricDataQueries: [stat('a', 'Average')], StartTime: new Date(minute(8)), EndTime: new Date(minute(9)) },
      context,
    );
    expect(none.MetricDataResults).toMatchObject([{ Timestamps: [], Values: [] }]);
  });

  test.each([
    ['a / 10 + 1', [2, 3, 4, 5]],
    ['(a + b) * 2', [40, 80, 120, 160]],
    ['-a + 3 * 2', [-4, -14, -24, -34]],
    ['SUM([a, b, a])', [30, 60, 90, 120]],
    ['AVG([a, MAX(a)])', undefined],
    ['a - MIN(a)', [0, 10, 20, 30]],
    ['FILL(a, 0)', [10, 20, 30, 40, 0, 0, 0, 0, 0, 0]],
    ['FILL(a, REPEAT)', [10, 20, 30, 40, 40, 40, 40, 40, 40, 40]],
    ['a / (b - b)', []],
  ])('metric math: %s', (Expression, expected) => {
    const run = () =>
      operations.GetMetricData(
        {
          MetricDataQueries: [
            stat('a', 'Average', 60, false),
            stat('b', 'Maximum', 60, false),
            { Id: 'e', Expression },
          ],
          ScanBy: 'TimestampAscending',
          ...span,
        },
        fed(),
      ).MetricDataResults;
    if (expected === undefined) expect(run).toThrow('takes a list of metrics');
    else expect(run()).toMatchObject([{ Id: 'e', Values: expected }]);
  });

  test.each([
    ['a search', "SEARCH('{AWS/EC2} CPU', 'Average')", 'SEARCH'],
    ['Metrics Insights', 'SELECT AVG(CPUUtilization) FROM "AWS/EC2"', 'SELECT'],
    ['an unknown id', 'a + z', "id 'z'"],
    ['half an expression', 'a +', 'ends too early'],
    ['a trailing word', 'a b', "Unexpected 'b'"],
    ['itself', 'e + 1', 'refers to itself'],
  ])('refuses %s', (_, Expression, text) => {
    const MetricDataQueries = [stat('a', 'Average'), { Id: 'e', Expression }];
    expect(() => operations.GetMetricData({ MetricDataQueries, ...span }, fed())).toThrow(text);
  });

  test('refuses two queries of one id, and a query of nothing', () => {
    const twice = [stat('a', 'Average'), stat('a', 'Sum')];
    expect(() => operations.GetMetricData({ MetricDataQueries: twice, ...span }, fed())).toThrow('not unique');
    expect(() => operations.GetMetricData({ MetricDataQueries: [{ Id: 'a' }], ...span }, fed())).toThrow('Exactly one');
  });

  test('pages by data points', () => {
    const context = fed();
    const input = { MetricDataQueries: [stat('a', 'Average'), stat('b', 'Sum')], MaxDatapoints: 3, ...span };
    const pages: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const answer = operations.GetMetricData({ ...input, NextToken }, context);
      pages.push(answer.MetricDataResults?.map((result) => [result.Id, result.Values, result.StatusCode]));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([
      [['a', [40, 30, 20], 'PartialData']],
      [
        ['a', [10], 'Complete'],
        ['b', [40, 30], 'PartialData'],
      ],
      [['b', [20, 10], 'Complete']],
    ]);
  });
});
