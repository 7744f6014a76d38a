// What one look at an instance says of its health (ASG-20..ASG-25). Pure.

import type { Instant } from '../../../../kernel/index.js';
import type { UnhealthyReason } from '../store.js';
import { STATUS_CHECK_TOLERANCE } from '../timings.js';

export interface HealthFacts {
  readonly now: Instant;
  /** When a stop or termination becomes visible to the group; absent: it runs. */
  readonly notRunningVisibleAt?: Instant | undefined;
  /** Since when a status check of EC2 fails. */
  readonly impairedSince?: Instant | undefined;
  /** Start of `InService` and the group's grace period. */
  readonly inServiceAt?: Instant | undefined;
  readonly gracePeriodSeconds: number;
  readonly elbChecksOn: boolean;
  /** States of the instance in the attached target groups whose attachment once was in service (ASG-23). */
  readonly targetStates: readonly string[];
}

/** ASG-24: grace runs from `InService`; 0 means none. */
export function inGrace(inServiceAt: Instant | undefined, gracePeriodSeconds: number, now: Instant): boolean {
  return inServiceAt !== undefined && now < inServiceAt + gracePeriodSeconds * 1_000;
}

/** The reason for calling the instance unhealthy, or undefined. */
export function verdict(facts: HealthFacts): UnhealthyReason | undefined {
  if (facts.notRunningVisibleAt !== undefined && facts.now >= facts.notRunningVisibleAt) return 'not-running';
  if (facts.impairedSince !== undefined && facts.now - facts.impairedSince >= STATUS_CHECK_TOLERANCE.value)
    return 'status-check';
  if (!facts.elbChecksOn || inGrace(facts.inServiceAt, facts.gracePeriodSeconds, facts.now)) return undefined;
  return facts.targetStates.includes('unhealthy') ? 'elb' : undefined;
}

/** ASG-20: `EC2` always holds; the list is comma separated. */
export function hasHealthCheck(healthCheckType: string, type: 'ELB'): boolean {
  return healthCheckType.split(',').some((name) => name.trim() === type);
}
