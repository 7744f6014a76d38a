// Step scaling: what follows for the desired capacity from the step that a metric has fallen into (ASG-71..ASG-75). Pure.

import type { StepPolicy } from '../store.js';
import { type Adjustment, adjusted, clamp, type Limits } from './adjustment.js';

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

/** ASG-75, the reference algorithm for one alarm message. AWS's own example has steps of 0: between them nothing changes. */
export function decideStep(adjustment: Adjustment, situation: StepSituation): StepDecision {
  if (adjustment.type !== 'ExactCapacity' && adjustment.value === 0) return unchanged('the step is 0', situation);
  if (adjustment.type === 'ExactCapacity' && adjustment.value === situation.desired)
    return unchanged(`the desired capacity is ${situation.desired} already`, situation);
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

/** The policy asks for what is there, so no other may go below it (ASG-14). */
function unchanged(why: string, { desired }: StepSituation): StepDecision {
  return { kind: 'nothing', why, holds: desired };
}

function nothing(why: string): StepDecision {
  return { kind: 'nothing', why };
}
