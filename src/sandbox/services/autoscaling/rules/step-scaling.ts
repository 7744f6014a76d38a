// Step scaling: which step a metric falls into, and what follows for the desired capacity (ASG-71..ASG-75). Pure.

import type { AdjustmentType, StepAdjustment, StepPolicy } from '../store.js';
import { type Adjustment, adjusted, clamp, type Limits } from './adjustment.js';

/** ASG-71: bounds are relative to the threshold; above it lower ≤ x < upper, below it lower < x ≤ upper. */
export function stepFor(steps: readonly StepAdjustment[], difference: number): StepAdjustment | undefined {
  return steps.find((step) => {
    const lower = step.lowerBound ?? Number.NEGATIVE_INFINITY;
    const upper = step.upperBound ?? Number.POSITIVE_INFINITY;
    return difference >= 0 ? lower <= difference && difference < upper : lower < difference && difference <= upper;
  });
}

/** ASG-71: one number from the points of the alarm's evaluation periods. There must be one at least. */
export function aggregated(points: readonly number[], type: StepPolicy['metricAggregationType']): number {
  switch (type) {
    case 'Average':
      return points.reduce((sum, value) => sum + value, 0) / points.length;
    case 'Minimum':
      return Math.min(...points);
    case 'Maximum':
      return Math.max(...points);
  }
}

/** The numbers that a decision needs, already counted. */
export interface StepSituation extends Limits {
  readonly desired: number;
  /** In service and not warming up. */
  readonly warm: number;
  readonly inService: number;
  /** Pending, or in service and still warming up. */
  readonly warming: number;
  /** Terminating because of a scale-in (ASG-74). */
  readonly leaving: number;
}

export type StepDecision =
  | { readonly kind: 'change'; readonly to: number }
  /** `holds`: a capacity that this policy asks for and that is ordered already; no other policy may go below it (ASG-14). */
  | { readonly kind: 'nothing'; readonly why: string; readonly holds?: number };

/** ASG-75, the reference algorithm for one alarm message. */
export function decideStep(adjustment: Adjustment, situation: StepSituation): StepDecision {
  return isScaleOut(adjustment, situation.desired) ? scaleOut(adjustment, situation) : scaleIn(adjustment, situation);
}

function isScaleOut(adjustment: Adjustment, desired: number): boolean {
  return adjustment.type === 'ExactCapacity' ? adjustment.value > desired : adjustment.value > 0;
}

function scaleOut(adjustment: Adjustment, situation: StepSituation): StepDecision {
  const to = clamp(adjusted(situation.warm, adjustment), situation);
  if (to > situation.desired) return { kind: 'change', to };
  const why =
    situation.desired >= situation.maxSize
      ? `already at the maximum of ${situation.maxSize}`
      : `${situation.desired} already ordered; ${situation.warm} warm instances ask for ${to}`;
  return { kind: 'nothing', why, holds: to };
}

function scaleIn(adjustment: Adjustment, situation: StepSituation): StepDecision {
  if (situation.warming > 0) return nothing('an instance is still warming up, which blocks scale-in');
  const to = clamp(adjusted(situation.inService + situation.leaving, adjustment), situation);
  if (to < situation.desired) return { kind: 'change', to };
  if (situation.desired <= situation.minSize) return nothing(`already at the minimum of ${situation.minSize}`);
  return nothing('the instances that are terminating still count as capacity');
}

function nothing(why: string): StepDecision {
  return { kind: 'nothing', why };
}

export interface BoundProblem {
  readonly message: string;
}

/** ASG-71: no gaps, no overlaps, at most one open end on each side, never both on one step. AWS's words for the first problem. */
export function checkSteps(steps: readonly StepAdjustment[], type: AdjustmentType): BoundProblem | undefined {
  if (steps.length === 0) return { message: 'At least one StepAdjustment must be specified' };
  if (type !== 'ExactCapacity' && steps.some((step) => step.adjustment === 0))
    return { message: 'ScalingAdjustment in StepAdjustments must not be 0 for this AdjustmentType' };
  if (steps.some((step) => step.lowerBound === undefined && step.upperBound === undefined))
    return { message: 'At least one of MetricIntervalLowerBound and MetricIntervalUpperBound must be specified' };
  const sorted = [...steps].sort((a, b) => (a.lowerBound ?? -Infinity) - (b.lowerBound ?? -Infinity));
  for (const [index, step] of sorted.entries()) {
    if ((step.lowerBound ?? -Infinity) >= (step.upperBound ?? Infinity))
      return { message: 'MetricIntervalLowerBound must be less than MetricIntervalUpperBound' };
    const next = sorted[index + 1];
    if (next === undefined) continue;
    if (next.lowerBound === undefined)
      return { message: 'At most one StepAdjustment may have an unspecified lower bound' };
    if (step.upperBound === undefined)
      return { message: 'At most one StepAdjustment may have an unspecified upper bound' };
    if (step.upperBound > next.lowerBound) return { message: "StepAdjustment intervals can't overlap" };
    if (step.upperBound < next.lowerBound)
      return { message: 'There is a gap between the specified StepAdjustment intervals' };
  }
  return undefined;
}
