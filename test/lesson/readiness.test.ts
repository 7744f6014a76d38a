import { expect, test } from 'vitest';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import type { Act } from '../../src/lesson/lesson.js';
import { capacityToAskFor, readinessOf } from '../../src/lesson/readiness.js';
import { actOf } from './stories.js';

const own = defaultConfig('shop');

/** An act with this overlay that begins when this is so. */
function act(overlay: Act['overlays'][number], ...start: readonly string[]): Act {
  const plain = actOf(`- { id: a, never: "users.errorRate > 0.9", why: "so" }`);
  return { ...plain, overlays: [overlay], start: start.map((that) => ({ that })) };
}

test('what differs is named as ha-lab.json names it, with both values', () => {
  const { differences, impossible } = readinessOf(own, act({ group: { minSize: 2 } }));
  expect(differences).toEqual([{ setting: 'group.minSize', own: 1, needed: 2 }]);
  expect(impossible).toEqual([]);
});

test('a setting that makes the act impossible is named, with the fix', () => {
  const small = overlayConfig(own, { group: { minSize: 1, desiredCapacity: 1, maxSize: 1 } });
  const [reason] = readinessOf(small, act({ group: { minSize: 2 } })).impossible;
  expect(reason).toMatch(/min.*max/i);
  expect(reason).toContain('group.minSize: 2');
});

test('a gate that no capacity can open is impossible; one that some can open is not', () => {
  const three = overlayConfig(own, { group: { minSize: 3, desiredCapacity: 3, maxSize: 4 } });
  const needsTwo = act({}, 'targets.healthy == 2 && targets.zones == 2');
  expect(readinessOf(three, needsTwo).impossible.join()).toContain('targets.healthy == 2');
  expect(readinessOf(own, needsTwo)).toMatchObject({ impossible: [], capacities: [2] });
});

test('what settings do not decide rules nothing out', () => {
  expect(readinessOf(own, act({}, "alarms.cpuLow.state == 'ALARM'", 'users.active == 10')).impossible).toEqual([]);
});

test('the group is asked for another capacity only where the one it has cannot do', () => {
  const readiness = readinessOf(own, act({}, 'group.desiredCapacity == 2'));
  expect(capacityToAskFor(readiness, { desiredCapacity: 2 })).toBeUndefined();
  expect(capacityToAskFor(readiness, { desiredCapacity: 3 })).toBe(2);
});
