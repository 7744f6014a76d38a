// Fail-open, cross-zone and DNS failover, row by row.

import { describe, expect, test } from 'vitest';
import {
  candidates,
  meetsMinimum,
  type NodeHealth,
  zonesInDns,
} from '../../../../../src/sandbox/services/elbv2/rules/failover.js';

const DEFAULT = { count: 1, percentage: 0 };

/** 'a1+' is a healthy target of zone a, 'b2-' an unhealthy one of zone b. */
function targets(text: string) {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ key: word, availabilityZone: word.slice(0, 1), healthy: word.endsWith('+') }));
}

describe('whom a node in zone a may choose', () => {
  test.each<[string, string, boolean, { count: number; percentage: number }, string, boolean]>([
    ['ALB-20 only the healthy', 'a1+ a2- b1+', true, DEFAULT, 'a1+ b1+', false],
    ['ALB-20 all of them when none is healthy (fail-open)', 'a1- b1-', true, DEFAULT, 'a1- b1-', true],
    ['ALB-40 nobody when none is registered (503)', '', true, DEFAULT, '', false],
    ['ALB-20 below the minimum count', 'a1+ a2- b1-', true, { count: 2, percentage: 0 }, 'a1+ a2- b1-', true],
    ['ALB-20 below the minimum percentage', 'a1+ a2- b1-', true, { count: 1, percentage: 50 }, 'a1+ a2- b1-', true],
    ['ALB-20 exactly the minimum percentage', 'a1+ b1-', true, { count: 1, percentage: 50 }, 'a1+', false],
    ['ALB-22 cross-zone: targets of the other zone count', 'a1- b1+', true, DEFAULT, 'b1+', false],
    ['ALB-22 not cross-zone: only its own', 'a1+ b1+', false, DEFAULT, 'a1+', false],
    ['ALB-22 not cross-zone: thresholds by zone', 'a1- b1+', false, DEFAULT, 'a1-', true],
    ['ALB-22 not cross-zone, none in the zone', 'b1+', false, DEFAULT, '', false],
  ])('%s', (_name, text, crossZone, minimum, expected, failOpen) => {
    expect(candidates(targets(text), 'a', crossZone, minimum)).toEqual({
      targetKeys: targets(expected).map(({ key }) => key),
      failOpen,
    });
  });
});

test.each<[number, number, { count: number; percentage: number }, boolean]>([
  [0, 3, DEFAULT, false],
  [1, 3, DEFAULT, true],
  [0, 3, { count: 0, percentage: 0 }, true],
  [1, 3, { count: 1, percentage: 34 }, false],
  [2, 3, { count: 1, percentage: 66 }, true],
])('ALB-05 %i healthy of %i meet %j: %s', (healthy, registered, minimum, expected) => {
  expect(meetsMinimum(healthy, registered, minimum)).toBe(expected);
});

describe('which zones are in DNS', () => {
  const node = (zone: string, powered: boolean, enoughTargets: boolean): NodeHealth => ({
    availabilityZone: zone,
    powered,
    enoughTargets,
  });
  test.each<[string, NodeHealth[], string]>([
    ['ALB-23 all fit', [node('a', true, true), node('b', true, true)], 'a b'],
    ['ALB-23 one zone below its threshold', [node('a', true, false), node('b', true, true)], 'b'],
    ['ALB-23 all zones below: all are returned', [node('a', true, false), node('b', true, false)], 'a b'],
    ['ALB-25 a node without power', [node('a', false, true), node('b', true, true)], 'b'],
    [
      'ALB-25 no power here, no targets there: all are returned',
      [node('a', false, true), node('b', true, false)],
      'a b',
    ],
  ])('%s', (_name, nodes, expected) => {
    expect(zonesInDns(nodes).join(' ')).toBe(expected);
  });
});
