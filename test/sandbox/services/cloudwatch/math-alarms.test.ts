// Alarms on metric math: a rate of errors, as a load balancer's alarm is mostly written.

import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../../src/kernel/index.js';
import { operations, publish } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { nextEvaluation } from '../../../../src/sandbox/services/cloudwatch/rules/evaluation-time.js';
import { refusal } from '../../../helpers/refusal.js';
import { contextOver, minute, START, transitions } from './harness.js';

type Context = ReturnType<typeof contextOver>;
type Input = Parameters<typeof operations.PutMetricAlarm>[0];
type Query = NonNullable<Input['Metrics']>[number];

const DIMENSIONS = [{ Name: 'LoadBalancer', Value: 'app/shop/1' }];

const sumOf = (Id: string, MetricName: string): Query => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions: DIMENSIONS },
    Period: 60,
    Stat: 'Sum',
  },
  ReturnData: false,
});
const RATE: Query = { Id: 'rate', Expression: '100 * errors / requests', Label: 'errors in percent', ReturnData: true };
const QUERIES: readonly Query[] = [RATE, sumOf('errors', 'HTTPCode_ELB_5XX_Count'), sumOf('requests', 'RequestCount')];

const ALARM = {
  AlarmName: 'error-rate',
  Metrics: QUERIES,
  EvaluationPeriods: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;

function put(context: Context, changes: object = {}): void {
  operations.PutMetricAlarm({ ...ALARM, ...changes } as unknown as Input, context);
  const alarm = context.world.cloudwatch.alarms['error-rate'];
  if (alarm === undefined) return;
  Object.assign(alarm, { evaluationOffsetMs: 30_000 });
  context.kernel.wake('alarm-evaluator', 'error-rate', nextEvaluation(alarm, context.kernel.now));
}

const described = (context: Context) => operations.DescribeAlarms({}, context).MetricAlarms?.[0];

/** One sum a minute from the first on, visible at once. */
function feed(context: Context, metricName: string, values: readonly (number | null)[]): void {
  values.forEach((sum, index) => {
    if (sum === null) return;
    publish(context, {
      ...{ namespace: 'AWS/ApplicationELB', metricName, unit: 'Count', periodSeconds: 60 },
      dimensions: [{ name: 'LoadBalancer', value: 'app/shop/1' }],
      at: minute(index),
      visibleAt: minute(index + 1),
      ...{ sampleCount: 1, sum, minimum: sum, maximum: sum },
    });
  });
}

describe('CW-46 an alarm on an expression', () => {
  test('is evaluated like any other, and its reason tells the values of the expression', () => {
    const context = contextOver();
    put(context);
    feed(context, 'RequestCount', [200, 100, 100, 50, 100, 100]);
    feed(context, 'HTTPCode_ELB_5XX_Count', [2, 10, 20, 1, 0, 0]);
    context.kernel.runUntil(START + 3 * MINUTE_MS + 31_000);
    expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> OK @90', 'OK -> ALARM @210']);
    const alarm = described(context);
    expect(alarm?.StateReason).toBe(
      'Threshold Crossed: 2 out of the last 2 datapoints [20.0 (05/01/26 12:02:00), 10.0 (05/01/26 12:01:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(JSON.parse(alarm?.StateReasonData ?? '')).toEqual({
      version: '1.0',
      queryDate: '2026-01-05T12:03:30.000+0000',
      startDate: '2026-01-05T12:01:00.000+0000',
      period: 60,
      recentDatapoints: [10, 20],
      threshold: 5,
      evaluatedDatapoints: [
        { timestamp: '2026-01-05T12:02:00.000+0000', value: 20 },
        { timestamp: '2026-01-05T12:01:00.000+0000', value: 10 },
      ],
    });
    context.kernel.runUntil(START + 4 * MINUTE_MS + 31_000);
    expect(transitions(context).at(-1)).toBe('ALARM -> OK @270');
  });

  test('a minute in which one metric is silent has no value; FILL gives it one', () => {
    const silent = [null, null, null];
    for (const [Expression, state] of [
      ['100 * errors / requests', 'INSUFFICIENT_DATA'],
      ['100 * FILL(errors, 0) / requests', 'OK'],
      ['IF(requests > 90, 100, 0)', 'ALARM'],
    ]) {
      const context = contextOver();
      put(context, { Metrics: [{ ...RATE, Expression }, ...QUERIES.slice(1)] });
      feed(context, 'RequestCount', [100, 100, 100]);
      feed(context, 'HTTPCode_ELB_5XX_Count', silent);
      context.kernel.runUntil(START + 3 * MINUTE_MS);
      expect([Expression, described(context)?.StateValue]).toEqual([Expression, state]);
    }
  });

  test('one metric alone may be given as a query, too', () => {
    const context = contextOver();
    put(context, { Metrics: [{ ...sumOf('only', 'RequestCount'), ReturnData: undefined }] });
    feed(context, 'RequestCount', [9, 9, 9]);
    context.kernel.runUntil(START + 3 * MINUTE_MS);
    expect(described(context)?.StateValue).toBe('ALARM');
  });

  test('is given back as it was put', () => {
    const context = contextOver();
    put(context);
    const alarm = described(context);
    expect(alarm?.Metrics).toEqual(QUERIES);
    expect([alarm?.Period, alarm?.Namespace, alarm?.Statistic]).toEqual([undefined, undefined, undefined]);
    const ofMetric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions: DIMENSIONS };
    expect(operations.DescribeAlarmsForMetric(ofMetric, context).MetricAlarms).toEqual([]);
  });
});

describe('CW-46 refused', () => {
  const [rate, ...metrics] = QUERIES;
  const many = Array.from({ length: 11 }, (_, index) => sumOf(`m${index}`, 'RequestCount'));
  test.each([
    [/^ValidationError: Exactly one element of the metrics list should return data\.$/, { Metrics: metrics }],
    [/^ValidationError: Exactly one element/, { Metrics: [rate, { ...metrics[0], ReturnData: true }, metrics[1]] }],
    [/^ValidationError: Too many metrics in alarm, maximum is 10$/, { Metrics: many }],
    [
      /^ValidationError: Error in expression 'rate': There is no metric with the id 'requests'/,
      { Metrics: [rate, metrics[0]] },
    ],
    [
      /^ValidationError: The expression rate refers to itself/,
      { Metrics: [{ ...rate, Expression: 'rate + errors' }, metrics[0]] },
    ],
    [/^ValidationError: .* must start with a lowercase letter/, { Metrics: [{ ...rate, Id: 'Rate' }, ...metrics] }],
    [/^ValidationError: .* not unique/, { Metrics: [...QUERIES, metrics[0]] }],
    [/^InvalidParameterCombination: The parameters Metrics and Period/, { Period: 60 }],
    [
      /^InvalidParameterCombination: Exactly one of MetricStat and Expression/,
      { Metrics: [{ ...metrics[0], Expression: '1' }] },
    ],
    [/^UnsupportedOperation: .*the function RATE/, { Metrics: [{ ...rate, Expression: 'RATE(errors)' }, ...metrics] }],
    [/^UnsupportedOperation: .*different periods/, { Metrics: [{ ...rate, Period: 300 }, ...metrics] }],
    [/^UnsupportedOperation: .*other accounts/, { Metrics: [{ ...rate, AccountId: '1' }, ...metrics] }],
    [/^UnsupportedOperation: .*EvaluateLowSampleCountPercentile/, { EvaluateLowSampleCountPercentile: 'ignore' }],
  ])('%s', (message, changes) => {
    const context = contextOver();
    expect(refusal(() => put(context, changes))).toMatch(message);
    expect(context.world.cloudwatch.alarms).toEqual({});
  });
});
