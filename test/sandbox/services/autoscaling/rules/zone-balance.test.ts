import { expect, test } from 'vitest';
import {
  countByZone,
  launchOrder,
  rebalancingLimit,
  zonesToWeaken,
  zoneToStrengthen,
} from '../../../../../src/sandbox/services/autoscaling/rules/zone-balance.js';

const zones = ['a', 'b'];

test('ASG-13 counts name every enabled zone, and others only where instances are left', () => {
  expect(countByZone(zones, ['a', 'a', 'c'])).toEqual({ a: 2, b: 0, c: 1 });
});

test.each([
  [{ a: 0, b: 0 }, ['a', 'b']],
  [{ a: 1, b: 0 }, ['b', 'a']],
  [{ a: 1, b: 2 }, ['a', 'b']],
])('ASG-13 launches go to the emptiest zone first: %j', (counts, order) => {
  expect(launchOrder(zones, counts)).toEqual(order);
});

test.each([
  ['balanced', { a: 1, b: 1 }, undefined],
  ['one apart is as good as it gets', { a: 2, b: 1 }, undefined],
  ['two apart', { a: 2, b: 0 }, 'b'],
  ['two apart the other way', { a: 1, b: 3 }, 'a'],
  ['a zone that is no longer enabled', { a: 1, b: 0, c: 1 }, 'b'],
])('ASG-55 %s', (_name, counts, zone) => {
  expect(zoneToStrengthen(zones, counts)).toBe(zone);
});

test.each([
  [{ a: 2, b: 1 }, ['a', 'b'], ['a']],
  [{ a: 1, b: 1 }, ['a', 'b'], ['a', 'b']],
  [{ a: 3, b: 1 }, ['b'], ['b']],
  [{ a: 3, b: 1, c: 1 }, ['a', 'b', 'c'], ['c']],
])('ASG-50 scale-in takes from the fullest zone that has somebody to give: %j', (counts, candidates, expected) => {
  expect(zonesToWeaken(zones, counts, candidates)).toEqual(expected);
});

test.each([
  [4, 5],
  [10, 11],
  [15, 16],
  [40, 44],
])('ASG-56 with a maximum of %i, rebalancing may hold %i', (max, limit) => {
  expect(rebalancingLimit(max)).toBe(limit);
});
