// GetMetricData: series, order, metric math, pages.

import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../../src/kernel/index.js';
import { operations, publish } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { contextOver, cpu, START } from './harness.js';

const minute = (index: number): number => START + index * MINUTE_MS;

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
    ['a > 20', [0, 0, 1, 1]],
    ['a >= 20 AND a != 40', [0, 1, 1, 0]],
    ['(a < 15 || a == 40) * 5', [5, 0, 0, 5]],
    ['IF(a > 20, a, 0)', [0, 0, 30, 40]],
    ['IF(a > 20, a)', [30, 40]],
    ['IF(1 < 2, a, b)', [10, 20, 30, 40]],
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
