// The column of runs behaves as a plain map from instant to point would; the map is the reference.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  forEachPoint,
  pointAt,
  type Run,
  setPoint,
  takeBefore,
} from '../../../../src/sandbox/services/cloudwatch/rules/column.js';
import type { Point } from '../../../../src/sandbox/services/cloudwatch/rules/point.js';

/** 0 to 2: one sample of that value; from 3 on: several samples, whose four figures differ. */
const value = (number: number): Point =>
  number < 3
    ? { sampleCount: 1, sum: number, minimum: number, maximum: number }
    : { sampleCount: number, sum: number * 2, minimum: 1, maximum: number };
const numberOf = ({ sampleCount, sum }: Point): number => (sampleCount === 1 ? sum : sampleCount);
const MINUTE = 60_000;

function all(runs: readonly Run[], from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) {
  const found: [number, number][] = [];
  forEachPoint(runs, from, to, (at, point) => found.push([at, numberOf(point)]));
  return found;
}

const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 4 })), { maxLength: 80 });

test('a column of runs is a map in time order, whatever the order of writing', () => {
  fc.assert(
    fc.property(writes, fc.integer({ min: -1, max: 41 }), fc.integer({ min: -1, max: 41 }), (list, from, to) => {
      const runs: Run[] = [];
      const reference = new Map<number, number>();
      for (const [minute, number] of list) {
        setPoint(runs, minute * MINUTE, value(number));
        reference.set(minute * MINUTE, number);
      }
      const expected = [...reference].sort((a, b) => a[0] - b[0]);
      expect(all(runs)).toEqual(expected);
      const within = expected.filter(([at]) => at >= from * MINUTE && at < to * MINUTE);
      expect(all(runs, from * MINUTE, to * MINUTE)).toEqual(within);
      for (let minute = 0; minute <= 40; minute += 1) {
        const known = reference.get(minute * MINUTE);
        expect(pointAt(runs, minute * MINUTE)).toEqual(known === undefined ? undefined : value(known));
      }
    }),
  );
});

test('taking what is old leaves the rest as it was', () => {
  fc.assert(
    fc.property(writes, fc.integer({ min: -1, max: 41 }), (list, before) => {
      const runs: Run[] = [];
      for (const [minute, number] of list) setPoint(runs, minute * MINUTE, value(number));
      const whole = all(runs);
      const taken = takeBefore(runs, before * MINUTE).map(({ at, point }): [number, number] => [at, numberOf(point)]);
      expect([...taken, ...all(runs)]).toEqual(whole);
      expect(taken.every(([at]) => at < before * MINUTE)).toBe(true);
      expect(all(runs).every(([at]) => at >= before * MINUTE)).toBe(true);
    }),
  );
});

test('a week of the same zero every minute is one run', () => {
  const runs: Run[] = [];
  for (let minute = 0; minute < 7 * 1_440; minute += 1) setPoint(runs, minute * MINUTE, value(0));
  expect(runs).toEqual([[0, MINUTE, 7 * 1_440, 0]]);
});
