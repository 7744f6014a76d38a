// What is counted of requests: the pure parts.

import { expect, test } from 'vitest';
import { corrected, isFailure } from '../../src/load/tally.js';

test('a closed loop adds what its user would have asked meanwhile, down to one interval', () => {
  expect(corrected(100)).toEqual([100]);
  expect(corrected(100, 200)).toEqual([100]);
  expect(corrected(1_000, 300)).toEqual([1_000, 700, 400]);
  expect(corrected(900, 300)).toEqual([900, 600, 300]);
});

test.each([
  [100, true],
  [200, false],
  [304, false],
  [404, false],
  [499, false],
  [500, true],
  [504, true],
  ['no-answer', true],
  ['refused', true],
] as const)('%s is a failure: %s, as on the sandbox', (fate, failed) => {
  expect(isFailure(fate)).toBe(failed);
});
