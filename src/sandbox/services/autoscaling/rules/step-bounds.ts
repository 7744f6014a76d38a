// The bounds of step adjustments: which step a metric falls into, and which sets of steps AWS accepts (ASG-71). Pure.

import type { AdjustmentType, StepAdjustment } from '../store.js';

/** AWS's quota of step adjustments for one policy. */
const MOST_STEPS = 20;

/**
 * The step for a difference between the metric and the alarm's threshold. Above the threshold a step is lower ≤ x < upper, below it
 * lower < x ≤ upper. On the threshold itself AWS's reference gives both readings, each with an example (from 0 up, and up to 0):
 * the first is taken, and where no step begins there, the second.
 */
export function stepFor(steps: readonly StepAdjustment[], difference: number): StepAdjustment | undefined {
  const above = steps.find((step) => lowerOf(step) <= difference && difference < upperOf(step));
  const below = steps.find((step) => lowerOf(step) < difference && difference <= upperOf(step));
  if (difference > 0) return above;
  return difference < 0 ? below : (above ?? below);
}

function lowerOf({ lowerBound }: StepAdjustment): number {
  return lowerBound ?? Number.NEGATIVE_INFINITY;
}

function upperOf({ upperBound }: StepAdjustment): number {
  return upperBound ?? Number.POSITIVE_INFINITY;
}

/** AWS's words for the first thing that is wrong with a policy's steps; undefined when it would take them. */
export function problemOfSteps(steps: readonly StepAdjustment[], type: AdjustmentType): string | undefined {
  if (steps.length === 0) return 'You should specify at least one StepAdjustment with a StepScaling policy';
  if (steps.length > MOST_STEPS) return `There can be at most ${MOST_STEPS} step adjustments per scaling policy`;
  if (type === 'ExactCapacity' && steps.some((step) => step.adjustment < 0))
    return 'ScalingAdjustment must not be negative for the adjustment type ExactCapacity';
  return (
    steps.map(problemOfOne).find((problem) => problem !== undefined) ?? problemOfEnds(steps) ?? problemBetween(steps)
  );
}

function problemOfOne({ lowerBound, upperBound }: StepAdjustment): string | undefined {
  if (lowerBound === undefined && upperBound === undefined)
    return 'Both lower and upper bounds of a StepAdjustment cannot be left unspecified';
  if (lowerBound !== undefined && upperBound !== undefined && lowerBound >= upperBound)
    return 'LowerBound must be less than the UpperBound for StepAdjustment';
  return undefined;
}

/** An open end at most once on each side, and at least once where a step reaches beyond the threshold on that side. */
function problemOfEnds(steps: readonly StepAdjustment[]): string | undefined {
  const openBelow = steps.filter((step) => step.lowerBound === undefined).length;
  const openAbove = steps.filter((step) => step.upperBound === undefined).length;
  if (openBelow > 1) return 'At most one StepAdjustment may have an unspecified lower bound';
  if (openAbove > 1) return 'At most one StepAdjustment may have an unspecified upper bound';
  if (openBelow === 0 && steps.some((step) => lowerOf(step) < 0)) return missingEnd('lower', 'negative');
  if (openAbove === 0 && steps.some((step) => upperOf(step) > 0)) return missingEnd('upper', 'positive');
  return undefined;
}

function missingEnd(side: 'lower' | 'upper', sign: 'negative' | 'positive'): string {
  return `There must be a StepAdjustment with an unspecified ${side} bound (i.e., ${side} bound is null) when one StepAdjustment has a ${sign} ${side} bound`;
}

function problemBetween(steps: readonly StepAdjustment[]): string | undefined {
  const sorted = [...steps].sort((a, b) => (lowerOf(a) < lowerOf(b) ? -1 : 1));
  const borders = sorted
    .slice(1)
    .map((step, index) => ({ ends: upperOf(sorted[index] as StepAdjustment), begins: lowerOf(step) }));
  if (borders.some(({ ends, begins }) => ends > begins)) return 'StepAdjustment intervals cannot overlap';
  if (borders.some(({ ends, begins }) => ends < begins))
    return 'StepAdjustment intervals cannot have gaps between them';
  return undefined;
}
