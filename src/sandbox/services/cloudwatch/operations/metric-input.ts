// What the operations on metrics share: dimensions, periods and the span of a query, checked as CloudWatch checks them.

import type { MetricDimension } from '../store.js';
import { invalidValue, missing } from './refusals.js';

export interface DimensionMember {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

const MAX_DIMENSIONS = 30;

export function dimensionsOf(members: readonly DimensionMember[] = []): readonly MetricDimension[] {
  if (members.length > MAX_DIMENSIONS) {
    throw invalidValue(`The collection Dimensions must not have a size greater than ${MAX_DIMENSIONS}.`);
  }
  return members.map(({ Name, Value }) => {
    if (Name === undefined || Name === '') throw missing('Dimensions.member.Name');
    if (Value === undefined || Value === '') throw missing('Dimensions.member.Value');
    return { name: Name, value: Value };
  });
}

export function dimensionMembers(dimensions: readonly MetricDimension[]): { Name: string; Value: string }[] {
  return dimensions.map(({ name, value }) => ({ Name: name, Value: value }));
}

/** CW-09: 1, 5, 10, 20, 30 or a multiple of 60. */
export function checkPeriod(period: number): void {
  if ([1, 5, 10, 20, 30].includes(period) || (period >= 60 && period % 60 === 0)) return;
  throw invalidValue('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
}

export function checkSpan(start: Date, end: Date): void {
  if (start.getTime() >= end.getTime()) {
    throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  }
}
