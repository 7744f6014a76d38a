// Step scaling, row by row: AWS's reference (StepAdjustment, PutScalingPolicy) and the tables of its user guide.

import { describe, expect, test } from 'vitest';
import { adjusted, percentOf } from '../../../../../src/sandbox/services/autoscaling/rules/adjustment.js';
import { problemOfSteps, stepFor } from '../../../../../src/sandbox/services/autoscaling/rules/step-bounds.js';
import {
  aggregated,
  decideStep,
  type StepSituation,
} from '../../../../../src/sandbox/services/autoscaling/rules/step-scaling.js';
import type { AdjustmentType, StepAdjustment } from '../../../../../src/sandbox/services/autoscaling/store.js';

/** `[0, 10, 1]`: from 0 to 10 above the threshold, by 1; null is an open end. */
type Row = readonly [lower: number | null, upper: number | null, adjustment: number];

function steps(...rows: readonly Row[]): readonly StepAdjustment[] {
  return rows.map(([lower, upper, adjustment]) => ({
    ...(lower === null ? {} : { lowerBound: lower }),
    ...(upper === null ? {} : { upperBound: upper }),
    adjustment,
  }));
}

/** The two tables of the user guide, for a threshold of 50. */
const OUT = steps([0, 10, 0], [10, 20, 10], [20, null, 30]);
const INTO = steps([-10, 0, 0], [-20, -10, -10], [null, -20, -30]);

test.each([
  ['Average', 80],
  ['Minimum', 71],
  ['Maximum', 93],
] as const)('ASG-71 the %s of the points decides the step', (type, metric) => {
  expect(aggregated([93, 76, 71], type)).toBe(metric);
});

describe('ASG-71 the step of a metric', () => {
  test.each([
    [50, 0, 0],
    [59.99, 0, undefined],
    [60, 10, undefined],
    [69.99, 10, undefined],
    [70, 30, undefined],
    [1000, 30, undefined],
    [49.99, undefined, 0],
    [40.01, undefined, 0],
    [40, undefined, -10],
    [30.01, undefined, -10],
    [30, undefined, -30],
    [-5, undefined, -30],
  ])('ASG-71 at %d of 50: out %s, in %s', (metric, out, into) => {
    expect(stepFor(OUT, metric - 50)?.adjustment).toBe(out);
    expect(stepFor(INTO, metric - 50)?.adjustment).toBe(into);
  });

  test('ASG-71 on the threshold itself a step from 0 up goes before one up to 0, and either alone is taken', () => {
    const both = steps([null, 0, -1], [0, null, 1]);
    expect(stepFor(both, 0)?.adjustment).toBe(1);
    expect(stepFor(steps([null, 0, -1]), 0)?.adjustment).toBe(-1);
    expect(stepFor(steps([0, null, 1]), 0)?.adjustment).toBe(1);
  });
});

describe('ASG-71 which sets of steps are taken', () => {
  test.each<[string, readonly StepAdjustment[], string | undefined]>([
    ['the guide’s table out', OUT, undefined],
    ['the guide’s table in, in any order', [...INTO].reverse(), undefined],
    ['both directions in one', steps([null, -10, -1], [-10, 10, 0], [10, null, 1]), undefined],
    ['one step that begins far above', steps([20, null, 1]), undefined],
    ['one step that ends on the threshold', steps([null, 0, -1]), undefined],
    ['twenty', steps(...ladder(20)), undefined],
    ['twenty-one', steps(...ladder(21)), 'There can be at most 20 step adjustments per scaling policy'],
    ['none', [], 'You should specify at least one StepAdjustment with a StepScaling policy'],
    [
      'both ends open',
      steps([null, null, 1]),
      'Both lower and upper bounds of a StepAdjustment cannot be left unspecified',
    ],
    ['upside down', steps([5, 1, 1], [5, null, 1]), 'LowerBound must be less than the UpperBound for StepAdjustment'],
    ['empty', steps([5, 5, 1], [5, null, 1]), 'LowerBound must be less than the UpperBound for StepAdjustment'],
    [
      'two open below',
      steps([null, 0, 1], [null, 5, 2]),
      'At most one StepAdjustment may have an unspecified lower bound',
    ],
    [
      'two open above',
      steps([0, null, 1], [5, null, 2]),
      'At most one StepAdjustment may have an unspecified upper bound',
    ],
    [
      'no end above',
      steps([1, 2, 1]),
      'There must be a StepAdjustment with an unspecified upper bound (i.e., upper bound is null) when one StepAdjustment has a positive upper bound',
    ],
    [
      'no end below',
      steps([-2, 0, -1]),
      'There must be a StepAdjustment with an unspecified lower bound (i.e., lower bound is null) when one StepAdjustment has a negative lower bound',
    ],
    ['overlap', steps([0, 10, 1], [5, null, 2]), 'StepAdjustment intervals cannot overlap'],
    ['gap', steps([0, 10, 1], [20, null, 2]), 'StepAdjustment intervals cannot have gaps between them'],
  ])('ASG-71 %s', (_name, rows, message) => {
    expect(problemOfSteps(rows, 'ChangeInCapacity')).toBe(message);
  });

  test.each<[AdjustmentType, number, boolean]>([
    ['ExactCapacity', 0, true],
    ['ExactCapacity', -1, false],
    ['ChangeInCapacity', 0, true],
    ['ChangeInCapacity', -1, true],
    ['PercentChangeInCapacity', 0, true],
    ['PercentChangeInCapacity', -100, true],
  ])('ASG-64 %s of %i is taken: %s', (type, adjustment, taken) => {
    expect(problemOfSteps(steps([0, null, adjustment]), type) === undefined).toBe(taken);
  });

  function ladder(count: number): readonly Row[] {
    return Array.from({ length: count }, (_, index): Row => [index, index === count - 1 ? null : index + 1, index]);
  }
});

describe('ASG-64 from an adjustment to a number', () => {
  test.each([
    [10, 127, undefined, 12],
    [3, 10, undefined, 1],
    [3, -10, undefined, -1],
    [10, -66.7, undefined, -6],
    [10, 100, undefined, 10],
    [10, 0, undefined, 0],
    [0, 50, undefined, 0],
    [0, -50, undefined, 0],
    [4, 25, 2, 2],
    [4, -25, 2, -2],
    [40, 25, 2, 10],
    [10, 0, 2, 0],
    [0, 50, 2, 2],
  ])('ASG-64 of %i instances %d %%, at least %s: %i', (basis, percent, least, expected) => {
    expect(percentOf(basis, percent, least)).toBe(expected);
  });

  test.each([
    [{ type: 'ChangeInCapacity', value: 5 }, 8],
    [{ type: 'ChangeInCapacity', value: -2 }, 1],
    [{ type: 'ExactCapacity', value: 5 }, 5],
    [{ type: 'PercentChangeInCapacity', value: 50 }, 4],
    [{ type: 'PercentChangeInCapacity', value: 50, minMagnitude: 3 }, 6],
  ] as const)('ASG-64 %j makes of 3: %i', (adjustment, expected) => {
    expect(adjusted(3, adjustment)).toBe(expected);
  });
});

const situation = (part: Partial<StepSituation>): StepSituation => ({
  desired: 10,
  minSize: 1,
  maxSize: 100,
  warm: 10,
  inService: 10,
  warming: 0,
  leaving: 0,
  ...part,
});

/** `warm` of `inService` have warmed up. */
const settled = (size: number): Partial<StepSituation> => ({ desired: size, warm: size, inService: size });

describe('ASG-72 ASG-73 ASG-74 ASG-75 what a step does', () => {
  const percent = (value: number) => ({ type: 'PercentChangeInCapacity', value }) as const;
  const change = (value: number) => ({ type: 'ChangeInCapacity', value }) as const;
  const exact = (value: number) => ({ type: 'ExactCapacity', value }) as const;
  test.each([
    // The guide's example, step by step: 10 at a threshold of 50.
    ['ASG-73 60: of 10, 10 % more', percent(10), {}, 11],
    [
      'ASG-73 62 while the new one warms: 11 are ordered already',
      percent(10),
      { desired: 11, warming: 1, inService: 11 },
      'already ordered',
    ],
    [
      'ASG-73 70 while it warms: 30 % of 10, so only 2 more',
      percent(30),
      { desired: 11, warming: 1, inService: 11 },
      13,
    ],
    ['ASG-73 70 while it is still pending: the same', percent(30), { desired: 11, warming: 1 }, 13],
    ['ASG-73 70 after the warm-up: 30 % of 11 is 3', percent(30), settled(11), 14],
    ['ASG-73 40: 10 % of 14 is 1', percent(-10), settled(14), 13],
    ['ASG-73 30: 30 % of 13 is 3', percent(-30), settled(13), 10],
    // Warm-up.
    [
      'ASG-72 a breach of the same step in the warm-up orders nothing',
      change(2),
      { desired: 12, warming: 2, inService: 12 },
      'already ordered',
    ],
    [
      'ASG-72 a higher step in the warm-up orders the difference',
      change(5),
      { desired: 12, warming: 2, inService: 12 },
      15,
    ],
    ['ASG-72 a warming instance blocks scale-in', change(-1), { warming: 1 }, 'warming up'],
    ['ASG-72 and scale-in to an exact number, too', exact(4), { warming: 1 }, 'warming up'],
    // Terminating instances count while scaling in.
    ['ASG-74 one goes', change(-1), settled(3), 2],
    ['ASG-74 while it drains, no second one', change(-1), { ...settled(2), leaving: 1 }, 'still count'],
    ['ASG-74 a larger step takes only the difference', change(-3), { ...settled(9), leaving: 1 }, 7],
    ['ASG-74 once it is gone, the next', change(-1), settled(2), 1],
    // An exact number; limits.
    ['ASG-75 up to an exact number', exact(12), {}, 12],
    ['ASG-75 down to an exact number', exact(4), {}, 4],
    ['ASG-75 an exact number that is there', exact(10), { warming: 1 }, 'already'],
    ['ASG-14 an exact number above the maximum', exact(300), {}, 100],
    ['ASG-14 an exact number below the minimum', exact(0), {}, 1],
    ['ASG-75 at the maximum', change(1), { ...settled(4), maxSize: 4 }, 'already at the maximum of 4'],
    ['CW-41 at the minimum', change(-1), settled(1), 'already at the minimum of 1'],
    // Steps of 0 change nothing, whatever the group is doing.
    ['ASG-71 a step of 0', change(0), {}, 'the step is 0'],
    ['ASG-71 a step of 0 %', percent(0), { warming: 1 }, 'the step is 0'],
    ['ASG-71 a step of 0 while a dead instance is missing', change(0), { inService: 9, warm: 9 }, 'the step is 0'],
  ] as const)('%s', (_name, adjustment, part, expected) => {
    const decision = decideStep(adjustment, situation(part));
    expect(decision).toEqual(
      typeof expected === 'number'
        ? { kind: 'change', to: expected }
        : expect.objectContaining({ kind: 'nothing', why: expect.stringContaining(expected) }),
    );
  });

  test.each([
    ['at the maximum', change(1), { ...settled(4), maxSize: 4 }, 4],
    ['ordered already', change(1), { desired: 11, warming: 1, inService: 11 }, 11],
    ['a step of 0', change(0), {}, 10],
    ['an exact number that is there', exact(10), {}, 10],
  ] as const)('ASG-14 what a policy has is held against one that wants less: %s', (_name, adjustment, part, holds) => {
    expect(decideStep(adjustment, situation(part))).toMatchObject({ kind: 'nothing', holds });
  });
});
