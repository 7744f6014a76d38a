// A column behaves as a plain map from instant to point would; the map is the reference. Its older part is text, which shows nowhere.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Column,
  forEachPoint,
  newColumn,
  pointAt,
  setPoint,
  takeBefore,
} from '../../../../src/sandbox/services/cloudwatch/rules/column.js';
import { packHistogram, unpackHistogram } from '../../../../src/sandbox/services/cloudwatch/rules/packed-histogram.js';
import { packRuns, unpackRuns } from '../../../../src/sandbox/services/cloudwatch/rules/packed-runs.js';
import { histogram, type Point } from '../../../../src/sandbox/services/cloudwatch/rules/point.js';
import type { Run } from '../../../../src/sandbox/services/cloudwatch/rules/runs.js';

/** 0 to 2: one sample of that value; from 3 on: several samples, whose four figures differ. */
const value = (number: number): Point =>
  number < 3
    ? { sampleCount: 1, sum: number, minimum: number, maximum: number }
    : { sampleCount: number, sum: number * 2, minimum: 1, maximum: number };
const numberOf = ({ sampleCount, sum }: Point): number => (sampleCount === 1 ? sum : sampleCount);
const MINUTE = 60_000;
/** The first minutes of a lived column: no two neighbours are equal, so that each is a run and most of them are packed. */
const LIVED = 320;

function all(column: Column, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) {
  const found: [number, number][] = [];
  forEachPoint(column, from, to, (at, point) => found.push([at, numberOf(point)]));
  return found;
}

function begun(lived: number): { readonly column: Column; readonly reference: Map<number, number> } {
  const column = newColumn();
  const reference = new Map<number, number>();
  for (let minute = 0; minute < lived; minute += 1) {
    setPoint(column, minute * MINUTE, value(minute % 5));
    reference.set(minute * MINUTE, minute % 5);
  }
  return { column, reference };
}

describe.each([
  ['new', 0, 40],
  ['lived', LIVED, LIVED + 40],
])('a %s column', (_, lived, end) => {
  const minutes = fc.integer({ min: -1, max: end + 1 });
  const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: end }), fc.integer({ min: 0, max: 4 })), {
    maxLength: 80,
  });

  test('is a map in time order, whatever the order of writing', () => {
    fc.assert(
      fc.property(writes, minutes, minutes, (list, from, to) => {
        const { column, reference } = begun(lived);
        for (const [minute, number] of list) {
          setPoint(column, minute * MINUTE, value(number));
          reference.set(minute * MINUTE, number);
        }
        const expected = [...reference].sort((a, b) => a[0] - b[0]);
        expect(all(column)).toEqual(expected);
        const within = expected.filter(([at]) => at >= from * MINUTE && at < to * MINUTE);
        expect(all(column, from * MINUTE, to * MINUTE)).toEqual(within);
        for (let minute = 0; minute <= 40; minute += 1) {
          const known = reference.get(minute * MINUTE);
          expect(pointAt(column, minute * MINUTE)).toEqual(known === undefined ? undefined : value(known));
        }
      }),
    );
  });

  test('is left as it was by taking what is old', () => {
    fc.assert(
      fc.property(writes, minutes, (list, before) => {
        const { column } = begun(lived);
        for (const [minute, number] of list) setPoint(column, minute * MINUTE, value(number));
        const whole = all(column);
        const taken = takeBefore(column, before * MINUTE).map(({ at, point }) => [at, numberOf(point)]);
        expect([...taken, ...all(column)]).toEqual(whole);
        expect(taken.every(([at = 0]) => at < before * MINUTE)).toBe(true);
        expect(all(column).every(([at]) => at >= before * MINUTE)).toBe(true);
      }),
    );
  });
});

test('a lived column is mostly text', () => {
  const { column } = begun(LIVED);
  expect([column.packed.length, column.runs.length]).toEqual([4, 64]);
});

test('a week of the same zero every minute is one run', () => {
  const column = newColumn();
  for (let minute = 0; minute < 7 * 1_440; minute += 1) setPoint(column, minute * MINUTE, value(0));
  expect(column).toEqual({ packed: [], runs: [[0, MINUTE, 7 * 1_440, 0]] });
});

const figures = fc.double({ noNaN: true, noDefaultInfinity: true }).map((figure) => figure + 0);
const runs = fc
  .array(
    fc.record({
      gap: fc.constantFrom(1_000, MINUTE, MINUTE, 300_000),
      spacing: fc.constantFrom(1_000, MINUTE),
      length: fc.constantFrom(1, 1, 2, 500),
      figures: fc.oneof(fc.tuple(figures), fc.tuple(figures, figures, figures, figures), fc.constant([1, 1, 1, 1])),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((described) => {
    let at = 0;
    return described.map(({ gap, spacing, length, figures: said }) => {
      at += gap;
      const run = [at, length === 1 ? 0 : spacing, length, ...said] as Run;
      at += spacing * (length - 1) * (length === 1 ? 0 : 1);
      return run;
    }) as [Run, ...Run[]];
  });

test('runs and histograms come back from text to the last bit', () => {
  fc.assert(
    fc.property(runs, (some) => {
      expect(unpackRuns(packRuns(some))).toEqual(some);
    }),
  );
  const values = fc.array(fc.tuple(figures, fc.integer({ min: 1, max: 9 })), { minLength: 1 }).map(histogram);
  fc.assert(
    fc.property(values, (some) => {
      expect(unpackHistogram(packHistogram(some))).toEqual(some);
    }),
  );
});

test('what goes on as before is not said again', () => {
  const counts: [Run, ...Run[]] = [
    [0, 0, 1, 305, 305, 1, 1],
    [MINUTE, 0, 1, 291, 291, 1, 1],
    [4 * MINUTE, MINUTE, 3, 7],
  ];
  expect(packRuns(counts)).toEqual({ from: 0, to: 6 * MINUTE, text: '305,305,1,1 291,291,, +180000:3*60000x7' });
});
