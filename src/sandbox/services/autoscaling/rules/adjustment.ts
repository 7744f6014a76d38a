// Arithmetic of adjustments: from a basis to a capacity (ASG-14, ASG-64). Pure.

import type { AdjustmentType } from '../store.js';

export interface Adjustment {
  readonly type: AdjustmentType;
  readonly value: number;
  /** Least number of instances for a percentage. */
  readonly minMagnitude?: number | undefined;
}

export interface Limits {
  readonly minSize: number;
  readonly maxSize: number;
}

/** How many instances a percentage of the basis is: rounded down above 1, towards zero below −1, else a whole one (ASG-64). */
export function percentOf(basis: number, percent: number, minMagnitude = 0): number {
  const exact = (basis * percent) / 100;
  if (exact === 0) return 0;
  const rounded = Math.abs(exact) < 1 ? Math.sign(exact) : Math.trunc(exact);
  return Math.sign(exact) * Math.max(Math.abs(rounded), minMagnitude);
}

/** The capacity that the adjustment asks for, before limits. */
export function adjusted(basis: number, adjustment: Adjustment): number {
  switch (adjustment.type) {
    case 'ExactCapacity':
      return adjustment.value;
    case 'ChangeInCapacity':
      return basis + adjustment.value;
    case 'PercentChangeInCapacity':
      return basis + percentOf(basis, adjustment.value, adjustment.minMagnitude);
  }
}

/** ASG-14: policies never leave [min, max]. */
export function clamp(capacity: number, limits: Limits): number {
  return Math.min(Math.max(capacity, limits.minSize), limits.maxSize);
}
