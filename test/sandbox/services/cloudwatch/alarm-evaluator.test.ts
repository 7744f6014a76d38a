// Alarms over virtual time: when they look, what they see, and which actions they run.

import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../../../src/kernel/index.js';
import { deleteAlarms, findAlarm, publish, putAlarm } from '../../../../src/sandbox/services/cloudwatch/index.js';
import {
  evaluationWindow,
  isEvaluationTime,
  nextEvaluation,
} from '../../../../src/sandbox/services/cloudwatch/rules/evaluation-time.js';
import { contextOver, cpu, cpuHigh, events, feed, minute, POLICY_ARN, putAt30, START, transitions } from './harness.js';

test('CW-10 CW-20 an alarm is evaluated every minute at its own second', () => {
  const alarm = { definition: cpuHigh(), evaluationOffsetMs: 17_250 };
  expect(nextEvaluation(alarm, START)).toBe(START + 17_250);
  expect(nextEvaluation(alarm, START + 17_250)).toBe(START + 77_250);
  expect(isEvaluationTime(alarm, START + 77_250)).toBe(true);
  expect(isEvaluationTime(alarm, START + 77_251)).toBe(false);
  const offsets = Array.from({ length: 20 }, (_, index) => {
    const context = contextOver();
    for (let other = 0; other < index; other += 1) putAlarm(context, cpuHigh({ alarmName: `other-${other}` }));
    return putAlarm(context, cpuHigh()).evaluationOffsetMs;
  });
  expect(new Set(offsets).size).toBeGreaterThan(10);
});

test('CW-20 periods of 10, 20 and 30 seconds are evaluated every ten seconds', () => {
  for (const periodSeconds of [10, 20, 30]) {
    const alarm = { definition: cpuHigh({ periodSeconds }), evaluationOffsetMs: 17_250 };
    expect(nextEvaluation(alarm, START)).toBe(START + 7_250);
    expect(nextEvaluation(alarm, START + 7_250)).toBe(START + 17_250);
    expect(evaluationWindow(alarm, START + 47_250).to).toBe(START + 40_000);
  }
});

test("CW-20 with period 300 the newest bucket at minute 6 is minutes 2 to 6, not the clock's", () => {
  const alarm = { definition: cpuHigh({ periodSeconds: 300, evaluationPeriods: 1 }), evaluationOffsetMs: 30_000 };
  expect(evaluationWindow(alarm, minute(6) + 30_000)).toEqual({ from: minute(6 - 15), to: minute(6) });
});

test('CW-21 a new alarm starts in INSUFFICIENT_DATA and uses data from before it existed', () => {
  const context = contextOver();
  feed(context, [80, 80, 80]);
  context.kernel.runUntil(minute(4));
  const alarm = putAt30(context);
  expect(alarm).toMatchObject({ stateValue: 'INSUFFICIENT_DATA', stateReason: 'Unchecked: Initial alarm creation' });
  context.kernel.runUntil(minute(5));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> ALARM @270']);
});

test("CW-20 CW-26 two minutes above the threshold: ALARM; below again: OK, in AWS's words", () => {
  const context = contextOver();
  const alarm = putAt30(context);
  feed(context, [40, 40, 80, 90, 85, 60, 50]);
  context.kernel.runUntil(minute(3) + 40_000);
  expect(alarm.stateReason).toBe(
    'Threshold Crossed: 1 out of the last 2 datapoints [40.0 (05/01/26 12:00:00)] was not greater than the threshold (70.0) (minimum 1 datapoint for ALARM -> OK transition).',
  );
  context.kernel.runUntil(minute(4) + 40_000);
  expect(alarm.stateReason).toBe(
    'Threshold Crossed: 2 out of the last 2 datapoints [90.0 (05/01/26 12:03:00), 80.0 (05/01/26 12:02:00)] were greater than the threshold (70.0) (minimum 2 datapoints for OK -> ALARM transition).',
  );
  context.kernel.runUntil(minute(8));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> OK @90', 'OK -> ALARM @270', 'ALARM -> OK @390']);
});

test('CW-10 a point that comes later than the evaluation is seen a minute later', () => {
  const context = contextOver();
  putAt30(context, { evaluationPeriods: 1 });
  publish(context, cpu(minute(0), 80, { visibleAt: minute(1) + 31_000 }));
  context.kernel.runUntil(minute(3));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> ALARM @150']);
});

test('CW-21 exactly the threshold does not breach it', () => {
  const context = contextOver();
  putAt30(context);
  feed(context, [70, 70, 70, 70]);
  context.kernel.runUntil(minute(5));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> OK @90']);
});

test('CW-22 three of five: points need not be neighbours', () => {
  const context = contextOver();
  putAt30(context, { evaluationPeriods: 5, datapointsToAlarm: 3 });
  feed(context, [80, 10, 80, 10, 80, 10]);
  context.kernel.runUntil(minute(7));
  expect(transitions(context)).toContain('OK -> ALARM @330');
});

test('CW-25 CW-26 when the metric stops, the last points are used while they are in range, then data are insufficient', () => {
  const context = contextOver();
  const alarm = putAt30(context);
  feed(context, [80, 80]);
  context.kernel.runUntil(minute(10));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> ALARM @150', 'ALARM -> INSUFFICIENT_DATA @390']);
  expect(alarm.stateReason).toBe('Insufficient Data: 2 datapoints were unknown.');
});

test('CW-22 CW-26 notBreaching turns silence into OK', () => {
  const context = contextOver();
  const alarm = putAt30(context, { treatMissingData: 'notBreaching' });
  context.kernel.runUntil(minute(2));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> OK @30']);
  expect(alarm.stateReason).toBe(
    'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].',
  );
});

test('CW-22 ignore keeps the state through silence', () => {
  const context = contextOver();
  putAt30(context, { treatMissingData: 'ignore' });
  feed(context, [80, 80]);
  context.kernel.runUntil(minute(20));
  expect(transitions(context)).toEqual(['INSUFFICIENT_DATA -> ALARM @150']);
});

test('CW-02 CW-30 a fast alarm on basic data runs on one sample and flaps every five minutes', () => {
  const context = contextOver();
  putAt30(context);
  for (let index = 0; index < 20; index += 1) {
    publish(context, cpu(minute(index), 90, { periodSeconds: 300, visibleAt: minute(index + 1) + 10_000 }));
  }
  context.kernel.runUntil(minute(20));
  expect(transitions(context)).toEqual([
    'INSUFFICIENT_DATA -> ALARM @150',
    'ALARM -> INSUFFICIENT_DATA @330',
    'INSUFFICIENT_DATA -> ALARM @450',
    'ALARM -> INSUFFICIENT_DATA @630',
    'INSUFFICIENT_DATA -> ALARM @750',
    'ALARM -> INSUFFICIENT_DATA @930',
    'INSUFFICIENT_DATA -> ALARM @1050',
  ]);
});

test('CW-30 a point that is written five minutes late is out of range for ever', () => {
  const context = contextOver();
  putAt30(context);
  for (let index = 0; index < 20; index += 5)
    publish(context, cpu(minute(index), 90, { visibleAt: minute(index + 5) }));
  context.kernel.runUntil(minute(25));
  expect(transitions(context)).toEqual([]);
});

test('CW-31 period 300 on basic data: exactly one point in every window, no flapping', () => {
  const context = contextOver();
  putAt30(context, { periodSeconds: 300, evaluationPeriods: 1 });
  for (let index = 0; index < 30; index += 1) {
    publish(context, cpu(minute(index), 90, { periodSeconds: 300, visibleAt: minute(index + 1) + 10_000 }));
  }
  context.kernel.runUntil(minute(30));
  expect(transitions(context)).toHaveLength(1);
});

test('CW-28 a percentile alarm with few samples: evaluate by default, ignore on request', () => {
  for (const [rule, expected] of [
    [undefined, 'ALARM'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ] as const) {
    const context = contextOver();
    const alarm = putAt30(context, {
      statistic: 'p90',
      evaluationPeriods: 1,
      ...(rule === undefined ? {} : { evaluateLowSampleCountPercentile: rule }),
    });
    feed(context, [80]);
    context.kernel.runUntil(minute(2));
    expect(alarm.stateValue).toBe(expected);
  }
});

test('an alarm of a wrong unit or other dimensions sees nothing', () => {
  for (const changes of [{ unit: 'Bytes' }, { dimensions: [] }, { metricName: 'cpuutilization' }]) {
    const context = contextOver();
    putAt30(context, changes);
    feed(context, [80, 80, 80]);
    context.kernel.runUntil(minute(5));
    expect(transitions(context)).toEqual([]);
  }
});

test('a deleted alarm is silent; one of the same name begins anew, at its own second', () => {
  const context = contextOver();
  putAt30(context);
  feed(context, [80, 80, 80, 80, 80, 80]);
  context.kernel.runUntil(minute(3));
  deleteAlarms(context, ['cpu-high']);
  expect(findAlarm(context, 'cpu-high')).toBeUndefined();
  const again = putAlarm(context, cpuHigh());
  expect(again.stateValue).toBe('INSUFFICIENT_DATA');
  context.kernel.runUntil(minute(5));
  const [, second] = events(context, 'AlarmStateChanged');
  expect((second?.at ?? 0) % MINUTE_MS).toBe(again.evaluationOffsetMs);
  expect(events(context, 'AlarmStateChanged')).toHaveLength(2);
});

test('a new definition leaves the state as it is until the next evaluation', () => {
  const context = contextOver();
  const alarm = putAt30(context);
  feed(context, [60, 60, 60, 60, 60]);
  context.kernel.runUntil(minute(3));
  putAlarm(context, cpuHigh({ threshold: 50 }));
  expect(alarm.stateValue).toBe('OK');
  context.kernel.runUntil(minute(4));
  expect(transitions(context).at(-1)).toBe('OK -> ALARM @210');
});

test('saved in the middle, an alarm goes on byte for byte', () => {
  const run = (cut: number | undefined): string => {
    let context = contextOver();
    putAt30(context, { alarmActions: [POLICY_ARN] });
    feed(context, [10, 10, 80, 80, 80, 10, 10]);
    if (cut !== undefined) {
      context.kernel.runUntil(START + cut);
      context = contextOver(JSON.parse(JSON.stringify(context.world)));
    }
    context.kernel.runUntil(minute(12));
    return JSON.stringify(context.world);
  };
  const whole = run(undefined);
  for (const cut of [1, 29_999, 150_000, 281_000, 400_000]) expect(run(cut)).toBe(whole);
});
