// Simple scaling: one adjustment at a time, then the cooldown (ASG-60, ASG-61). Pure.

import type { Instant } from '../../../../kernel/index.js';
import type { Cooldown } from '../store.js';
import { type Adjustment, adjusted, clamp, type Limits } from './adjustment.js';
import type { StepDecision } from './step-scaling.js';

/** The cooldown only: whether an activity still runs is another question. */
export function inCooldown(cooldown: Cooldown | undefined, now: Instant): boolean {
  return cooldown !== undefined && now < cooldown.startedAt + cooldown.seconds * 1_000;
}

export interface SimpleSituation extends Limits {
  readonly desired: number;
  /** Any launch, termination or replacement has not ended. */
  readonly activityRunning: boolean;
  readonly cooldown?: Cooldown | undefined;
  readonly now: Instant;
  /** ExecutePolicy may pass over the cooldown (ASG-16a). */
  readonly honorCooldown: boolean;
}

/** ASG-61: ignored while an activity runs and until the cooldown is over. */
export function decideSimple(adjustment: Adjustment, situation: SimpleSituation): StepDecision {
  if (situation.honorCooldown) {
    if (situation.activityRunning) return { kind: 'nothing', why: 'a scaling activity is still running' };
    if (inCooldown(situation.cooldown, situation.now)) return { kind: 'nothing', why: 'the cooldown is not over' };
  }
  const to = clamp(adjusted(situation.desired, adjustment), situation);
  if (to !== situation.desired) return { kind: 'change', to };
  return {
    kind: 'nothing',
    why: `the desired capacity stays ${to} within ${situation.minSize} to ${situation.maxSize}`,
    holds: to,
  };
}
