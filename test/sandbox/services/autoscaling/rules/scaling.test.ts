import { describe, expect, test } from 'vitest';
import { adjusted, clamp } from '../../../../../src/sandbox/services/autoscaling/rules/adjustment.js';
import { decideSimple } from '../../../../../src/sandbox/services/autoscaling/rules/simple-scaling.js';
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
