import { describe, expect, test } from 'vitest';
import { adjusted, clamp, percentOf } from '../../../../../src/sandbox/services/autoscaling/rules/adjustment.js';
import { decideSimple } from '../../../../../src/sandbox/services/autoscaling/rules/simple-scaling.js';
import {
  aggregated,
  checkSteps,
  decideStep,
  type StepSituation,
  stepFor,
} from '../../../../../src/sandbox/services/autoscaling/rules/step-scaling.js';
import {
  alarmNames,
  decideHigh,
  decideLow,
  predefined,
  proportional,
} from '../../../../../src/sandbox/services/autoscaling/rules/target-tracking.js';
import {
  isWarming,
  metricsWarmupSeconds,
  policyWarmupSeconds,
  refreshWarmupSeconds,
} from '../../../../../src/sandbox/services/autoscaling/rules/warm-up.js';
import { winner } from '../../../../../src/sandbox/services/autoscaling/rules/winner.js';

test('ASG-14 maximum 3, current 2, policy +3: desired 3', () => {
  expect(clamp(adjusted(2, { type: 'ChangeInCapacity', value: 3 }), { minSize: 1, maxSize: 3 })).toBe(3);
});

test('ASG-14 the largest resulting capacity wins, so out beats in', () => {
  const nothing = { name: 'none', decision: { kind: 'nothing', why: '' } } as const;
  const out = { name: 'out', decision: { kind: 'change', to: 3 } } as const;
  const further = { name: 'further', decision: { kind: 'change', to: 4 } } as const;
  const into = { name: 'in', decision: { kind: 'change', to: 1 } } as const;
  const far = { name: 'far', decision: { kind: 'change', to: 0 } } as const;
  expect(winner([into, out, further, nothing])?.name).toBe('further');
  expect(winner([far, into])?.name).toBe('in');
  expect(winner([nothing])).toBeUndefined();
});

test('ASG-14 a policy whose capacity is ordered already holds it against one that wants less', () => {
  const holds = (capacity: number) =>
    ({ name: 'out', decision: { kind: 'nothing', why: 'already ordered', holds: capacity } }) as const;
  const into = { name: 'in', decision: { kind: 'change', to: 3 } } as const;
  expect(winner([holds(4), into])).toBeUndefined();
  expect(winner([holds(3), into])?.name).toBe('in');
  const atMaximum = situation({ desired: 4, warm: 4, inService: 4, maxSize: 4 });
  expect(decideStep({ type: 'ChangeInCapacity', value: 1 }, atMaximum)).toMatchObject({ kind: 'nothing', holds: 4 });
});

test.each([
  ['Average', 80],
  ['Minimum', 71],
  ['Maximum', 93],
] as const)('ASG-71 the %s of the points decides the step', (type, metric) => {
  expect(aggregated([93, 76, 71], type)).toBe(metric);
});

test.each([
  [10, 25, 2],
  [10, 128, 12],
  [3, 10, 1],
  [3, -10, -1],
  [10, -66.7, -6],
  [10, 0, 0],
])('ASG-64 of %i instances %d %% is %i', (basis, percent, expected) => {
  expect(percentOf(basis, percent)).toBe(expected);
});

test('ASG-64 MinAdjustmentMagnitude raises a small percentage, in both directions', () => {
  expect(adjusted(4, { type: 'PercentChangeInCapacity', value: 25, minMagnitude: 2 })).toBe(6);
  expect(adjusted(4, { type: 'PercentChangeInCapacity', value: -25, minMagnitude: 2 })).toBe(2);
  expect(adjusted(4, { type: 'ExactCapacity', value: 7 })).toBe(7);
});

describe('ASG-71 bounds', () => {
  const out = [
    { lowerBound: 0, upperBound: 10, adjustment: 1 },
    { lowerBound: 10, adjustment: 2 },
  ];
  const into = [
    { lowerBound: -10, upperBound: 0, adjustment: -1 },
    { upperBound: -10, adjustment: -2 },
  ];
  test.each([
    [out, 0, 1],
    [out, 9.99, 1],
    [out, 10, 2],
    [out, 500, 2],
    [out, -0.01, undefined],
    [into, -0.01, -1],
    [into, -9.99, -1],
    [into, -10, -2],
    [into, -500, -2],
  ])('ASG-71 %j at %d: %s', (steps, difference, expected) => {
    expect(stepFor(steps, difference)?.adjustment).toBe(expected);
  });

  test.each([
    ['none', [], 'At least one StepAdjustment must be specified'],
    [
      'both open',
      [{ adjustment: 1 }],
      'At least one of MetricIntervalLowerBound and MetricIntervalUpperBound must be specified',
    ],
    [
      'overlap',
      [
        { lowerBound: 0, upperBound: 10, adjustment: 1 },
        { lowerBound: 5, adjustment: 2 },
      ],
      "StepAdjustment intervals can't overlap",
    ],
    [
      'gap',
      [
        { lowerBound: 0, upperBound: 10, adjustment: 1 },
        { lowerBound: 20, adjustment: 2 },
      ],
      'There is a gap between the specified StepAdjustment intervals',
    ],
    [
      'two open above',
      [
        { lowerBound: 0, adjustment: 1 },
        { lowerBound: 5, adjustment: 2 },
      ],
      'At most one StepAdjustment may have an unspecified upper bound',
    ],
    [
      'two open below',
      [
        { upperBound: 0, adjustment: 1 },
        { upperBound: 5, adjustment: 2 },
      ],
      'At most one StepAdjustment may have an unspecified lower bound',
    ],
    [
      'upside down',
      [{ lowerBound: 5, upperBound: 1, adjustment: 1 }],
      'MetricIntervalLowerBound must be less than MetricIntervalUpperBound',
    ],
  ])('ASG-71 refused: %s', (_name, steps, message) => {
    expect(checkSteps(steps, 'ChangeInCapacity')?.message).toBe(message);
  });

  test('ASG-71 a proper ladder is accepted', () => {
    expect(checkSteps(out, 'ChangeInCapacity')).toBeUndefined();
    expect(checkSteps(into, 'PercentChangeInCapacity')).toBeUndefined();
  });
});

const situation = (part: Partial<StepSituation>): StepSituation => ({
  desired: 10,
  minSize: 1,
  maxSize: 100,
  warm: 10,
  inService: 10,
  warming: 0,
  leaving: 0,
  ...part,
});
const tenPercent = { type: 'PercentChangeInCapacity', value: 10 } as const;
const thirtyPercent = { type: 'PercentChangeInCapacity', value: 30 } as const;

describe('ASG-73 the worked numbers of the guide', () => {
  test('ASG-73 metric 60: 10 becomes 11', () => {
    expect(decideStep(tenPercent, situation({}))).toEqual({ kind: 'change', to: 11 });
  });
  test('ASG-73 metric 62 while the new one warms: 11 is already ordered', () => {
    expect(decideStep(tenPercent, situation({ desired: 11, warming: 1 })).kind).toBe('nothing');
  });
  test('ASG-73 metric 70 while it warms: 13, so only 2 more', () => {
    expect(decideStep(thirtyPercent, situation({ desired: 11, warming: 1 }))).toEqual({ kind: 'change', to: 13 });
  });
  test('ASG-73 after the warm-up: 30 % of 11 is 3, so 14', () => {
    expect(decideStep(thirtyPercent, situation({ desired: 11, warm: 11, inService: 11 }))).toEqual({
      kind: 'change',
      to: 14,
    });
  });
});

describe('ASG-72 and ASG-74', () => {
  const minusOne = { type: 'ChangeInCapacity', value: -1 } as const;
  test('ASG-72 a warming instance blocks scale-in', () => {
    expect(decideStep(minusOne, situation({ warming: 1 }))).toMatchObject({
      why: expect.stringContaining('warming up'),
    });
  });
  test('ASG-74 a terminating instance still counts, so a repeated breach removes no second one', () => {
    expect(decideStep(minusOne, situation({ desired: 3, inService: 3 }))).toEqual({ kind: 'change', to: 2 });
    expect(decideStep(minusOne, situation({ desired: 2, inService: 2, leaving: 1 })).kind).toBe('nothing');
    expect(decideStep(minusOne, situation({ desired: 2, inService: 2 }))).toEqual({ kind: 'change', to: 1 });
  });
  test('CW-41 at the minimum the minute’s call does nothing', () => {
    expect(decideStep(minusOne, situation({ desired: 1, inService: 1 }))).toMatchObject({
      why: 'already at the minimum of 1',
    });
  });
  test('ASG-75 at the maximum a breach does nothing', () => {
    const plusOne = { type: 'ChangeInCapacity', value: 1 } as const;
    expect(decideStep(plusOne, situation({ desired: 4, maxSize: 4, warm: 4 }))).toMatchObject({
      why: 'already at the maximum of 4',
    });
  });
});

describe('ASG-61 simple scaling', () => {
  const plusOne = { type: 'ChangeInCapacity', value: 1 } as const;
  const base = { desired: 2, minSize: 1, maxSize: 4, activityRunning: false, now: 1_000_000, honorCooldown: true };
  test.each([
    ['free', {}, { kind: 'change', to: 3 }],
    ['an activity runs', { activityRunning: true }, { kind: 'nothing', why: 'a scaling activity is still running' }],
    [
      'in the cooldown',
      { cooldown: { seconds: 300, startedAt: 700_001 } },
      { kind: 'nothing', why: 'the cooldown is not over' },
    ],
    ['after it', { cooldown: { seconds: 300, startedAt: 700_000 } }, { kind: 'change', to: 3 }],
    [
      'ASG-16a passed over by hand',
      { cooldown: { seconds: 300, startedAt: 1_000_000 }, honorCooldown: false },
      { kind: 'change', to: 3 },
    ],
  ])('ASG-61 %s', (_name, part, expected) => {
    expect(decideSimple(plusOne, { ...base, ...part })).toEqual(expected);
  });
});

describe('warm-up', () => {
  const group = { defaultInstanceWarmupSeconds: 120, defaultCooldownSeconds: 300, healthCheckGracePeriodSeconds: 420 };
  const bare = { defaultCooldownSeconds: 300, healthCheckGracePeriodSeconds: 420 };
  test.each([
    ['the policy’s own', { estimatedInstanceWarmupSeconds: 60 }, group, 60],
    ['a warm-up of 0 is a setting', { estimatedInstanceWarmupSeconds: 0 }, group, 0],
    ['the group’s', {}, group, 120],
    ['the cooldown, of all things', {}, bare, 300],
  ])('ASG-70 %s', (_name, policy, settings, seconds) => {
    expect(policyWarmupSeconds(policy, settings)).toBe(seconds);
  });
  test('ASG-63 without a default warm-up a policy takes any fresh instance for warming as long as the cooldown', () => {
    expect(isWarming(0, policyWarmupSeconds({}, bare), 299_999)).toBe(true);
    expect(isWarming(0, policyWarmupSeconds({}, bare), 300_000)).toBe(false);
    expect(isWarming(undefined, 0, 0)).toBe(true);
  });
  test('ASG-86 metrics count a new instance from InService when nothing is set', () => {
    expect(metricsWarmupSeconds({}, bare)).toBe(0);
    expect(metricsWarmupSeconds({}, group)).toBe(120);
    expect(metricsWarmupSeconds({ warmupSeconds: 30 }, group)).toBe(30);
  });
  test('ASG-85 of a refresh: preference, default warm-up, grace period', () => {
    expect(refreshWarmupSeconds(10, group)).toBe(10);
    expect(refreshWarmupSeconds(undefined, group)).toBe(120);
    expect(refreshWarmupSeconds(undefined, bare)).toBe(420);
  });
});

describe('target tracking', () => {
  const tracking = { desired: 2, minSize: 1, maxSize: 4, warm: 2, warming: 0 };
  test('ASG-80 names of the pair', () => {
    expect(alarmNames('web', 'u1', 'u2')).toEqual({
      high: 'TargetTracking-web-AlarmHigh-u1',
      low: 'TargetTracking-web-AlarmLow-u2',
    });
  });
  test.each([
    [2, 100, 50, 4],
    [2, 51, 50, 3],
    [4, 20, 50, 2],
    [3, 34, 50, 3],
  ])('ASG-81 %i instances at %d of %d want %i', (current, metric, target, expected) => {
    expect(proportional(current, metric, target)).toBe(expected);
  });
  test('ASG-81 out is clamped, and what is ordered is not ordered again', () => {
    expect(decideHigh(150, 50, tracking)).toEqual({ kind: 'change', to: 4 });
    expect(decideHigh(60, 50, { ...tracking, desired: 3 }).kind).toBe('nothing');
  });
  test('ASG-81 in keeps more, and waits for the warm-up', () => {
    expect(decideLow(10, 50, tracking)).toEqual({ kind: 'change', to: 1 });
    expect(decideLow(30, 50, tracking).kind).toBe('nothing');
    expect(decideLow(10, 50, { ...tracking, warming: 1 }).kind).toBe('nothing');
  });
  test('ASG-82 predefined metrics', () => {
    expect(predefined('ASGAverageCPUUtilization', 'web', undefined)).toMatchObject({
      namespace: 'AWS/EC2',
      metricName: 'CPUUtilization',
      dimensions: [{ name: 'AutoScalingGroupName', value: 'web' }],
    });
    expect(predefined('ALBRequestCountPerTarget', 'web', 'app/lb/123/targetgroup/tg/456')).toMatchObject({
      metricName: 'RequestCountPerTarget',
      statistic: 'Sum',
      dimensions: [{ name: 'TargetGroup', value: 'targetgroup/tg/456' }],
    });
    expect(predefined('ALBRequestCountPerTarget', 'web', 'nonsense')).toBeUndefined();
  });
});
