// How long a new instance counts as warming up (ASG-63, ASG-70, ASG-85). Pure.

import type { Instant } from '../../../../kernel/index.js';

interface GroupSettings {
  readonly defaultInstanceWarmupSeconds?: number | undefined;
  readonly defaultCooldownSeconds: number;
}

/** ASG-70: the policy's own, else the group's default warm-up, else the group's cooldown. */
export function policyWarmupSeconds(
  policy: { readonly estimatedInstanceWarmupSeconds?: number | undefined },
  group: GroupSettings,
): number {
  return policy.estimatedInstanceWarmupSeconds ?? group.defaultInstanceWarmupSeconds ?? group.defaultCooldownSeconds;
}

/** ASG-86: how long the group's metrics leave a new instance out; without any setting it counts at once. */
export function metricsWarmupSeconds(
  instance: { readonly warmupSeconds?: number | undefined },
  group: GroupSettings,
): number {
  return instance.warmupSeconds ?? group.defaultInstanceWarmupSeconds ?? 0;
}

/** ASG-98: of an instance refresh. */
export function refreshWarmupSeconds(
  preference: number | undefined,
  group: { readonly defaultInstanceWarmupSeconds?: number | undefined; readonly healthCheckGracePeriodSeconds: number },
): number {
  return preference ?? group.defaultInstanceWarmupSeconds ?? group.healthCheckGracePeriodSeconds;
}

/** Warm-up runs from `InService` (ASG-85). */
export function isWarming(inServiceAt: Instant | undefined, warmupSeconds: number, now: Instant): boolean {
  return inServiceAt === undefined || now < inServiceAt + warmupSeconds * 1_000;
}
