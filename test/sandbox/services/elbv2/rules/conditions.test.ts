// Conditions of listener rules, row by row.

import { expect, test } from 'vitest';
import { conditionsMatch, wildcardMatches } from '../../../../../src/sandbox/services/elbv2/rules/conditions.js';
import type { Condition } from '../../../../../src/sandbox/services/elbv2/store.js';

test.each([
  ['/img/*', '/img/a/b.png', true],
  ['/img/*', '/img', false],
  ['*', '', true],
  ['*.png', '/a.png.png', true],
  ['*.png', '/a.pn', false],
  ['/a?c', '/abc', true],
  ['/a?c', '/ac', false],
  ['/a*b*c', '/aXbYbZc', true],
  ['/a*b*c', '/aXbYbZ', false],
  ['/exact', '/exact', true],
  ['/exact', '/exactly', false],
])('path pattern %s on %s: %s', (pattern, text, expected) => {
  expect(wildcardMatches(pattern, text)).toBe(expected);
});

const path = (...values: string[]): Condition => ({ field: 'path-pattern', values });
const host = (...values: string[]): Condition => ({ field: 'host-header', values });

test.each<[string, Condition[], string, string, boolean]>([
  ['values are alternatives', [path('/a', '/b')], '/b', 'x', true],
  ['conditions are all required', [path('/a'), host('x')], '/a', 'y', false],
  ['both hold', [path('/a'), host('x')], '/a', 'x', true],
  ['hosts are compared without case', [host('*.Example.com')], '/', 'WWW.example.COM', true],
  ['paths are compared with case', [path('/A')], '/a', 'x', false],
  ['the query is not part of the path', [path('/a')], '/a?b=c', 'x', true],
])('conditions: %s', (_name, conditions, pathOf, hostOf, expected) => {
  expect(conditionsMatch(conditions, pathOf, hostOf)).toBe(expected);
});
