import { expect, test } from 'vitest';
import { randomOver, seedStream } from '../../../../../src/kernel/random.js';
import {
  type Candidate,
  selectForTermination,
} from '../../../../../src/sandbox/services/autoscaling/rules/termination-policy.js';

const MINUTE = 60_000;
const now = 10_000 * MINUTE;

function candidate(instanceId: string, zone: string, agoMinutes: number, template = 'lt-1', version = '1'): Candidate {
  return {
    instanceId,
    availabilityZone: zone,
    launchedAt: now - agoMinutes * MINUTE,
    launchTemplate: { launchTemplateId: template, launchTemplateName: template, version },
  };
}

function choose(candidates: readonly Candidate[], policies: readonly string[], counts: Record<string, number>) {
  return selectForTermination({
    candidates,
    enabledZones: ['a', 'b'],
    counts,
    policies,
    launchTemplateId: 'lt-1',
    now,
    random: randomOver(seedStream('seed', 'termination')),
  })?.instanceId;
}

const old = candidate('i-old', 'a', 130);
const young = candidate('i-young', 'a', 50);
const other = candidate('i-b', 'b', 200);

test('ASG-50 balance outranks every policy: the oldest one is in the weaker zone and stays', () => {
  expect(choose([old, young, other], ['OldestInstance'], { a: 2, b: 1 })).toBe('i-old');
});

test('ASG-50 with balanced zones the policy applies to all zones together', () => {
  expect(choose([old, other], ['OldestInstance'], { a: 1, b: 1 })).toBe('i-b');
});

test.each([
  ['OldestInstance', 'i-old'],
  ['NewestInstance', 'i-young'],
  ['ClosestToNextInstanceHour', 'i-young'],
  ['Default', 'i-young'],
])('ASG-52 %s', (policy, expected) => {
  expect(choose([old, young], [policy], { a: 2, b: 1 })).toBe(expected);
});

const stale = candidate('i-stale', 'a', 20, 'lt-1', '1');
const current = candidate('i-current', 'a', 55, 'lt-1', '2');

test.each([
  ['OldestLaunchTemplate', ['OldestLaunchTemplate'], 'i-stale'],
  [
    'OldestLaunchConfiguration: there are none, the next policy decides',
    ['OldestLaunchConfiguration', 'OldestInstance'],
    'i-current',
  ],
  [
    'AllocationStrategy: one purchase option, the next policy decides',
    ['AllocationStrategy', 'NewestInstance'],
    'i-stale',
  ],
  ['the first policy that tells them apart decides', ['OldestLaunchTemplate', 'OldestInstance'], 'i-stale'],
  ['so the order counts', ['OldestInstance', 'OldestLaunchTemplate'], 'i-current'],
])('ASG-52 %s', (_what, policies, expected) => {
  expect(choose([current, stale], policies, { a: 2, b: 1 })).toBe(expected);
});

test('ASG-51 another template goes before the current one, and then the oldest version', () => {
  const foreign = candidate('i-foreign', 'a', 10, 'lt-2');
  const stale = candidate('i-stale', 'a', 10, 'lt-1', '1');
  const current = candidate('i-current', 'a', 55, 'lt-1', '2');
  expect(choose([current, stale, foreign], ['Default'], { a: 3, b: 0 })).toBe('i-foreign');
  expect(choose([current, stale], ['Default'], { a: 2, b: 0 })).toBe('i-stale');
});

test('ASG-51 the hour is looked at in whole minutes: a batch that was launched within one ties, and the next policy decides', () => {
  const first = candidate('i-first', 'a', 30.5);
  const second = candidate('i-second', 'a', 30.1);
  const later = candidate('i-later', 'a', 29.9);
  const policies = ['ClosestToNextInstanceHour', 'NewestInstance'];
  expect(choose([first, second, later], policies, { a: 3 })).toBe('i-second');
});

test('ASG-51 a draw decides among equals, always the same with one seed', () => {
  const twins = [candidate('i-1', 'a', 30), candidate('i-2', 'a', 30), candidate('i-3', 'a', 30)];
  const first = choose(twins, ['Default'], { a: 3 });
  expect(twins.map(({ instanceId }) => instanceId)).toContain(first);
  expect(choose(twins, ['Default'], { a: 3 })).toBe(first);
});

test('ASG-53 nobody to choose from, nobody chosen', () => {
  expect(choose([], ['Default'], { a: 2 })).toBeUndefined();
});
