// Which unhealthy instances are replaced now, and which wait (ASG-32, ASG-33). Pure.

import type { UnhealthyReason } from '../store.js';

export interface UnhealthyInstance {
  readonly instanceId: string;
  /** Not running, or marked by a user: never paced. */
  readonly immediate: boolean;
}

export interface PacingSituation {
  /** Unhealthy and still in service, longest first. */
  readonly unhealthy: readonly UnhealthyInstance[];
  readonly desired: number;
  readonly inService: number;
  /** In service, healthy, and settled. */
  readonly well: number;
  readonly activityRunning: boolean;
  /** Substitutes that are launching, warming up or have not passed a first check. An unhealthy one is none: it holds up nobody. */
  readonly unsettledSubstitutes: number;
  /** The same of those that a scale-out launched, as far as they are in service. */
  readonly unsettledNewcomers: number;
}

/** ASG-32: replaced at once, however many there are. */
export function isImmediate(reason: UnhealthyReason | undefined): boolean {
  return reason === 'not-running' || reason === 'user';
}

/** At most a tenth of the desired capacity at a time, never less than one. */
export function batchSize(desired: number): number {
  return Math.max(1, Math.floor(desired / 10));
}

export function toReplace(situation: PacingSituation): readonly string[] {
  const immediate = situation.unhealthy.filter((instance) => instance.immediate);
  const paced = situation.unhealthy.filter((instance) => !instance.immediate);
  return [...immediate, ...paced.slice(0, allowance(situation))].map((instance) => instance.instanceId);
}

/**
 * ASG-32: a group that is being brought up to its desired capacity is left to it; only when those in service and settled are more than
 * nine tenths of it does the replacing begin, or go on. ASG-33: where nobody is well the check itself may be wrong, and one at a time is enough. */
function allowance(situation: PacingSituation): number {
  const low = situation.desired * 0.9;
  if (situation.activityRunning && situation.inService <= low) return 0;
  if (situation.unsettledNewcomers > 0 && situation.inService - situation.unsettledNewcomers <= low) return 0;
  const batch = situation.well === 0 ? 1 : batchSize(situation.desired);
  return Math.max(0, batch - situation.unsettledSubstitutes);
}
