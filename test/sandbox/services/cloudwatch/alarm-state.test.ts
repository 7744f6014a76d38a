// The alarm's rule alone: AWS's published tables, row by row, and the edges around them.

import { describe, expect, test } from 'vitest';
import {
  breaches,
  evaluate,
  evaluationRange,
  isLowSample,
  type SeenPoint,
} from '../../../../src/sandbox/services/cloudwatch/rules/alarm-state.js';
import type { MissingDataTreatment } from '../../../../src/sandbox/services/cloudwatch/store.js';

type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** `0 - X`: oldest first; 0 fine, X breaching, - missing. */
function points(row: string): readonly SeenPoint[] {
  const marks = row.split(' ');
  return marks
    .flatMap((mark, index) => (mark === '-' ? [] : [{ age: marks.length - index, breaching: mark === 'X' }]))
    .reverse();
}

function verdict(
  row: string,
  datapointsToAlarm: number,
  treatMissingData: MissingDataTreatment,
  current: State,
): State {
  return evaluate({ points: points(row), evaluationPeriods: 3, datapointsToAlarm, treatMissingData, current }).state;
}

const STATES: readonly State[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** Row, M, then the outcome for missing, ignore, breaching, notBreaching; `keep` is whatever it was. */
const TABLE = [
  ['0 - X - X', 3, 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 3, 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 3, 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
  ['0 X X - X', 3, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 3, 'ALARM', 'keep', 'ALARM', 'OK'],
  ['0 - X - X', 2, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 2, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 2, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 2, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 2, 'ALARM', 'keep', 'ALARM', 'OK'],
] as const;

describe.each(TABLE)('CW-23 CW-24 points %s, M = %i', (row, needed, ...outcomes) => {
  const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
  test.each(treatments.map((treatment, index) => [treatment, outcomes[index]] as const))(
    '%s: %s',
    (treatment, outcome) => {
      for (const current of STATES) {
        expect(verdict(row, needed, treatment, current)).toBe(outcome === 'keep' ? current : outcome);
      }
    },
  );
});

test.each([
  ['- - - - X', false],
  ['- - - X -', false],
  ['- - X - -', true],
] as const)('CW-22 CW-23 premature rule with M = 3: %s alarms: %s', (row, alarms) => {
  expect(verdict(row, 3, 'missing', 'OK')).toBe(alarms ? 'ALARM' : 'OK');
});

test('CW-22 the evaluation range is five periods for three', () => {
  expect(evaluationRange(3)).toBe(5);
  expect([1, 2, 5].map(evaluationRange)).toEqual([3, 4, 7]);
});

test('CW-22 enough real points make the treatment of missing data irrelevant', () => {
  for (const treatment of ['missing', 'ignore', 'breaching', 'notBreaching'] as const) {
    expect(verdict('X - X - X', 3, treatment, 'OK')).toBe('ALARM');
    expect(verdict('X X 0 X X', 3, treatment, 'ALARM')).toBe('OK');
  }
});

test.each([
  ['GreaterThanThreshold', 70, false],
  ['GreaterThanThreshold', 70.1, true],
  ['GreaterThanOrEqualToThreshold', 70, true],
  ['LessThanThreshold', 70, false],
  ['LessThanThreshold', 69.9, true],
  ['LessThanOrEqualToThreshold', 70, true],
] as const)('CW-21 %s, value %f against 70: %s', (comparison, value, expected) => {
  expect(breaches(value, comparison, 70)).toBe(expected);
});

test.each([
  [50, 19, true],
  [50, 20, false],
  [90, 99, true],
  [90, 101, false],
  [10, 99, true],
  [10, 100, false],
] as const)('CW-28 p%i of %i samples is a low sample: %s', (percentile, samples, low) => {
  expect(isLowSample(samples, percentile)).toBe(low);
});
