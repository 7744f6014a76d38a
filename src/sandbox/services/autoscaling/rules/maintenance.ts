// Whether a substitute is launched before the unhealthy instance goes (ASG-31). Pure.

import type { MaintenancePolicy, UnhealthyReason } from '../store.js';

/** Only a policy that lets nothing fall below the desired capacity and leaves room above it turns the order round. */
export function launchesFirst(policy: MaintenancePolicy | undefined, reason: UnhealthyReason | undefined): boolean {
  if (policy === undefined || policy.minHealthyPercentage < 100 || policy.maxHealthyPercentage <= 100) return false;
  // One that does not run serves nobody any more: nothing is gained by keeping it.
  return reason !== 'not-running';
}

/** How many instances over the desired capacity the policy allows; one at least, or a small group could never replace any. */
export function roomAbove(policy: MaintenancePolicy | undefined, desired: number): number {
  return Math.max(1, Math.floor((desired * ((policy?.maxHealthyPercentage ?? 100) - 100)) / 100));
}
