// Who gets the next request: round robin, least outstanding requests, slow start.

import { expect, test } from 'vitest';
import { createKernel, newKernelState } from '../../../../../src/kernel/index.js';
import { choose, shareInSlowStart } from '../../../../../src/sandbox/services/elbv2/rules/rotation.js';
import { settingsOf, type TargetGroupSettings } from '../../../../../src/sandbox/services/elbv2/rules/settings.js';
import type { Rotation, Target } from '../../../../../src/sandbox/services/elbv2/store.js';

const ROUND_ROBIN = settingsOf({ 'load_balancing.algorithm.type': 'round_robin' });

function target(key: string, more: Partial<Target> = {}): Target {
  return {
    ...{ targetId: key, port: 80, availabilityZone: 'a', registeredAt: 0, health: { state: 'healthy' } },
    ...{ views: {}, openProbes: {}, outstanding: 0, slowStartCredit: 0 },
    ...more,
  };
}

function run(
  targets: Record<string, Target>,
  settings: TargetGroupSettings,
  times: number,
  now = 0,
  each: (key: string) => void = () => {},
): string[] {
  const rotation: Rotation = { targetKeys: Object.keys(targets), failOpen: false, enoughForDns: true, cursor: 0 };
  const kernel = createKernel(newKernelState('rotation', 0));
  return Array.from({ length: times }, () => {
    const key = choose(rotation, targets, settings, 'a', now, () => kernel.random('test')) ?? 'nobody';
    each(key);
    return key;
  });
}

test('ALB-21 round robin goes in turn', () => {
  expect(run({ x: target('x'), y: target('y'), z: target('z') }, ROUND_ROBIN, 7).join('')).toBe('xyzxyzx');
});

test('ALB-40 without a candidate nobody is chosen', () => {
  expect(run({}, ROUND_ROBIN, 1)).toEqual(['nobody']);
});

test('ALB-21 least outstanding requests: a slow target gets fewer', () => {
  const settings = settingsOf({ 'load_balancing.algorithm.type': 'least_outstanding_requests' });
  const targets = { slow: target('slow', { outstanding: 3 }), fast: target('fast') };
  const chosen = run(targets, settings, 4, 0, (key) => {
    const one = key === 'slow' ? targets.slow : targets.fast;
    one.outstanding += 1;
  });
  expect(chosen).toEqual(['fast', 'fast', 'fast', 'slow']);
});

test('ALB-21 least outstanding requests spreads an idle group in turn', () => {
  const settings = settingsOf({ 'load_balancing.algorithm.type': 'least_outstanding_requests' });
  expect(run({ x: target('x'), y: target('y') }, settings, 4).join('')).toBe('xyxy');
});

test('ALB-05 weighted random without anomaly mitigation is a fair draw', () => {
  const settings = settingsOf({ 'load_balancing.algorithm.type': 'weighted_random' });
  const chosen = run({ x: target('x'), y: target('y') }, settings, 2_000);
  const share = chosen.filter((key) => key === 'x').length / chosen.length;
  expect(share).toBeGreaterThan(0.45);
  expect(share).toBeLessThan(0.55);
});

test.each([
  ['never begun', undefined, 60_000, 60_000, 1],
  ['switched off', 0, 0, 0, 1],
  ['at its start', 30_000, 60_000, 30_000, 0],
  ['half-way', 30_000, 60_000, 60_000, 0.5],
  ['at its end', 30_000, 60_000, 90_000, 1],
  ['long after', 30_000, 60_000, 900_000, 1],
])('ALB-24 share in slow start, %s', (_name, startedAt, slowStartMs, now, share) => {
  expect(shareInSlowStart(startedAt, slowStartMs, now)).toBe(share);
});

test('ALB-24 half-way through slow start a target takes a third of the requests beside one full target', () => {
  const settings = settingsOf({ 'slow_start.duration_seconds': '60' });
  const views = { a: { state: 'healthy', consecutivePasses: 1, consecutiveFails: 0, slowStartedAt: 0 } } as const;
  const targets = { full: target('full'), fresh: target('fresh', { views }) };
  const chosen = run(targets, settings, 300, 30_000);
  expect(chosen.filter((key) => key === 'fresh')).toHaveLength(100);
});

test('ALB-24 what a turn leaves over of the share is kept for the next: at 40 % two turns in five', () => {
  const settings = settingsOf({ 'slow_start.duration_seconds': '100' });
  const views = { a: { state: 'healthy', consecutivePasses: 1, consecutiveFails: 0, slowStartedAt: 0 } } as const;
  const targets = { full: target('full'), fresh: target('fresh', { views }) };
  const chosen = run(targets, settings, 700, 40_000);
  expect(chosen.filter((key) => key === 'fresh')).toHaveLength(200);
});

test('ALB-24 alone in slow start a target still serves', () => {
  const settings = settingsOf({ 'slow_start.duration_seconds': '60' });
  const views = { a: { state: 'healthy', consecutivePasses: 1, consecutiveFails: 0, slowStartedAt: 0 } } as const;
  expect(run({ fresh: target('fresh', { views }) }, settings, 3, 1_000)).toEqual(['fresh', 'fresh', 'fresh']);
});
