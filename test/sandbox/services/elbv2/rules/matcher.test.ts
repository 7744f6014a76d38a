// Success codes of health checks, row by row.

import { expect, test } from 'vitest';
import { matches, parseMatcher } from '../../../../../src/sandbox/services/elbv2/rules/matcher.js';

test.each<[string, string, number, boolean]>([
  ['a single code', '200', 200, true],
  ['another code', '200', 201, false],
  ['inside a range', '200-299', 250, true],
  ['the end of a range', '200-299', 299, true],
  ['outside a range', '200-299', 302, false],
  ['in a list', '200,302', 302, true],
  ['not in a list', '200,302', 301, false],
  ['a range in a list, with blanks', '200, 300-399', 307, true],
])('ALB-10 matcher: %s', (_name, matcher, code, expected) => {
  expect(matches(matcher, code)).toBe(expected);
});

test.each(['', '99', '199', '500', '200-', '-200', '299-200', '200;201', 'OK', '200-600'])(
  'ALB-10 matcher %j is refused: 200–499 only',
  (matcher) => {
    expect(parseMatcher(matcher)).toBeUndefined();
  },
);
