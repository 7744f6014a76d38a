// Desired against actual: how many to launch, how many to end, and when to look again (ASG-10, ASG-30, ASG-42). Pure.

import type { Instant } from '../../../../kernel/index.js';

export interface CapacitySituation {
  readonly now: Instant;
  /** Desired, plus what a rebalance may hold on top. */
  readonly wanted: number;
  /** Pending and in service. */
  readonly active: number;
  /** Start of work on the last change of the desired capacity. */
  readonly workAt?: Instant | undefined;
  /** Start of work on each instance that replaces another. */
  readonly substitutesAt: readonly Instant[];
  readonly retryAt?: Instant | undefined;
  readonly launchSuspended: boolean;
  readonly terminateSuspended: boolean;
}

export interface CapacityPlan {
  readonly launchSubstitutes: number;
  readonly launch: number;
  readonly terminate: number;
  /** Substitutes that nobody needs any more, because the desired capacity fell meanwhile. */
  readonly forgetSubstitutes: number;
  readonly lookAgainAt?: Instant;
}

const NOTHING: CapacityPlan = { launchSubstitutes: 0, launch: 0, terminate: 0, forgetSubstitutes: 0 };

export function planCapacity(situation: CapacitySituation): CapacityPlan {
  const missing = situation.wanted - situation.active;
  const forgetSubstitutes = Math.max(0, situation.substitutesAt.length - Math.max(0, missing));
  const plan = { ...NOTHING, forgetSubstitutes };
  if (missing > 0) return situation.launchSuspended ? plan : { ...plan, ...planLaunches(situation, missing) };
  if (missing === 0 || situation.terminateSuspended) return plan;
  const at = situation.workAt ?? situation.now;
  return at > situation.now ? { ...plan, lookAgainAt: at } : { ...plan, terminate: -missing };
}

function planLaunches(situation: CapacitySituation, missing: number): Partial<CapacityPlan> {
  const { now, substitutesAt, workAt, retryAt } = situation;
  if (retryAt !== undefined && retryAt > now) return { lookAgainAt: retryAt };
  const reserved = Math.min(substitutesAt.length, missing);
  const due = [...substitutesAt].sort((a, b) => a - b).slice(0, reserved);
  const launchSubstitutes = due.filter((at) => at <= now).length;
  const ordinary = missing - reserved;
  const launch = ordinary > 0 && (workAt === undefined || workAt <= now) ? ordinary : 0;
  const waits = due.filter((at) => at > now);
  if (ordinary > 0 && launch === 0 && workAt !== undefined) waits.push(workAt);
  return { launchSubstitutes, launch, ...(waits.length === 0 ? {} : { lookAgainAt: Math.min(...waits) }) };
}
