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

/**
 * How many instances a percentage of the basis is: rounded down above 1, towards zero below −1, else a whole one (ASG-64). The least
 * number holds for an empty group, too: without it a percentage could never bring the first instance.
 */
export function percentOf(basis: number, percent: number, minMagnitude = 0): number {
  if (percent === 0) return 0;
  const exact = (basis * Math.abs(percent)) / 100;
  const rounded = 0 < exact && exact < 1 ? 1 : Math.floor(exact);
  const change = Math.max(rounded, minMagnitude);
  return percent > 0 || change === 0 ? change : -change;
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
