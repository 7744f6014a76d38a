// The words of StateReason, and the numbers and dates in them.

import { expect, test } from 'vitest';
import { stateReason, stateReasonData } from '../../../../src/sandbox/services/cloudwatch/rules/alarm-reason.js';
import { dataTime, doubleText, reasonTime } from '../../../../src/sandbox/services/cloudwatch/rules/numerals.js';
import { cpuHigh } from './harness.js';

const at = (minute: number): number => Date.UTC(2026, 9, 5, 10, minute, 0);
const point = (minute: number, value: number, breaching: boolean) => ({
  age: 4 - minute,
  at: at(minute),
  value,
  breaching,
  sampleCount: 2,
});

test('CW-26 crossed upwards: the breaching points, newest first', () => {
  const points = [point(3, 75.1, true), point(2, 74, true)];
  expect(stateReason({ state: 'ALARM', decidedBy: 'points', points }, cpuHigh())).toBe(
    'Threshold Crossed: 2 out of the last 2 datapoints [75.1 (05/10/26 10:03:00), 74.0 (05/10/26 10:02:00)] were greater than the threshold (70.0) (minimum 2 datapoints for OK -> ALARM transition).',
  );
});

test('CW-26 back to OK: the fine points only, and how few are enough', () => {
  const points = [point(3, 41, false), point(2, 74, true)];
  expect(stateReason({ state: 'OK', decidedBy: 'points', points }, cpuHigh())).toBe(
    'Threshold Crossed: 1 out of the last 2 datapoints [41.0 (05/10/26 10:03:00)] was not greater than the threshold (70.0) (minimum 1 datapoint for ALARM -> OK transition).',
  );
});

test('CW-26 CW-30 one single point that alarms says so: 1 out of the last 3, minimum 3', () => {
  const definition = cpuHigh({ evaluationPeriods: 3, comparisonOperator: 'LessThanOrEqualToThreshold', threshold: 25 });
  expect(stateReason({ state: 'ALARM', decidedBy: 'points', points: [point(1, 3.5, true)] }, definition)).toBe(
    'Threshold Crossed: 1 out of the last 3 datapoints [3.5 (05/10/26 10:01:00)] was less than or equal to the threshold (25.0) (minimum 3 datapoints for OK -> ALARM transition).',
  );
});

test.each([
  [1, 'breaching', 0, 'no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].'],
  [
    2,
    'breaching',
    0,
    'no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
  ],
  [
    1,
    'notBreaching',
    0,
    'no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  ],
  [3, 'breaching', 1, '1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].'],
] as const)(
  'CW-26 missing data: %i periods, %s, %i received',
  (evaluationPeriods, treatMissingData, received, text) => {
    const points = received === 0 ? [] : [point(3, 80, true)];
    const missing = evaluationPeriods - received;
    const verdict = { state: 'ALARM', decidedBy: 'treatment', points, missing } as const;
    expect(stateReason(verdict, cpuHigh({ evaluationPeriods, treatMissingData }))).toBe(`Threshold Crossed: ${text}`);
  },
);

test.each([
  [1, 'Insufficient Data: 1 datapoint was unknown.'],
  [2, 'Insufficient Data: 2 datapoints were unknown.'],
])('CW-26 insufficient data: %i', (missing, text) => {
  expect(stateReason({ state: 'INSUFFICIENT_DATA', decidedBy: 'absence', missing }, cpuHigh())).toBe(text);
});

test('CW-26 nothing decided, nothing said', () => {
  expect(stateReason({ state: 'OK', decidedBy: 'nothing' }, cpuHigh())).toBeUndefined();
});

test('CW-26 the same as JSON', () => {
  const points = [point(3, 75.1, true), point(2, 74, true)];
  expect(JSON.parse(stateReasonData(points, cpuHigh(), at(4) + 8_591))).toEqual({
    version: '1.0',
    queryDate: '2026-10-05T10:04:08.591+0000',
    startDate: '2026-10-05T10:02:00.000+0000',
    statistic: 'Average',
    period: 60,
    recentDatapoints: [74, 75.1],
    threshold: 70,
    evaluatedDatapoints: [
      { timestamp: '2026-10-05T10:03:00.000+0000', sampleCount: 2, value: 75.1 },
      { timestamp: '2026-10-05T10:02:00.000+0000', sampleCount: 2, value: 74 },
    ],
  });
});

test.each([
  [70, '70.0'],
  [0, '0.0'],
  [-1.5, '-1.5'],
  [41.333333333333336, '41.333333333333336'],
  [9_999_999, '9999999.0'],
  [10_000_000, '1.0E7'],
  [123_456_789, '1.23456789E8'],
  [0.001, '0.001'],
  [0.00012, '1.2E-4'],
])('CW-26 a double is written as %f → %s', (value, text) => {
  expect(doubleText(value)).toBe(text);
});

test('CW-26 dates are day, month, year', () => {
  expect(reasonTime(Date.UTC(2021, 11, 18, 2, 8, 0))).toBe('18/12/21 02:08:00');
  expect(dataTime(Date.UTC(2021, 11, 18, 8, 8, 12, 500))).toBe('2021-12-18T08:08:12.500+0000');
});
