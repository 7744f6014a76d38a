// PutMetricData, GetMetricStatistics and ListMetrics as an SDK caller meets them.

import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/kernel/index.js';
import { operations, publish } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { contextOver, cpu, START } from './harness.js';

const minute = (index: number): number => START + index * MINUTE_MS;

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
