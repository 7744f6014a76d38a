// When there are too few healthy targets: whom a node may choose (fail-open), and whether its address stays in DNS. Pure.

import type { HealthMinimum } from './settings.js';

export interface RegisteredTarget {
  readonly key: string;
  readonly availabilityZone: string;
  /** As the asking node sees it. */
  readonly healthy: boolean;
}

/** Are there enough healthy targets? Below either figure failover begins (ALB-20, ALB-23). */
export function meetsMinimum(healthy: number, registered: number, minimum: HealthMinimum): boolean {
  if (healthy < minimum.count) return false;
  return minimum.percentage === 0 || healthy * 100 >= registered * minimum.percentage;
}

/** ALB-22: with cross-zone a node reaches the targets of all zones, otherwise only those of its own. */
export function inReach(
  targets: readonly RegisteredTarget[],
  nodeZone: string,
  crossZone: boolean,
): readonly RegisteredTarget[] {
  return crossZone ? targets : targets.filter((target) => target.availabilityZone === nodeZone);
}

/**
 * Whom a node may choose. The healthy ones; all of them when too few are healthy (fail-open, ALB-20); nobody when none is registered (503, ALB-40).
 * `targets` leaves out the draining and the unused.
 */
export function candidates(
  targets: readonly RegisteredTarget[],
  nodeZone: string,
  crossZone: boolean,
  minimum: HealthMinimum,
): { readonly targetKeys: readonly string[]; readonly failOpen: boolean } {
  const reach: string[] = [];
  const healthy: string[] = [];
  for (const target of inReach(targets, nodeZone, crossZone)) {
    reach.push(target.key);
    if (target.healthy) healthy.push(target.key);
  }
  const failOpen = reach.length > 0 && !meetsMinimum(healthy.length, reach.length, minimum);
  return { targetKeys: failOpen ? reach : healthy, failOpen };
}

export interface NodeHealth {
  readonly availabilityZone: string;
  /** False once a node without power has been noticed (ALB-25). */
  readonly powered: boolean;
  /** Enough healthy targets in every target group that has any. */
  readonly enoughTargets: boolean;
}

/** ALB-23: the zones whose node is in DNS. If no zone is fit for it, all are returned. */
export function zonesInDns(nodes: readonly NodeHealth[]): readonly string[] {
  const fit = nodes.filter((node) => node.powered && node.enoughTargets);
  return (fit.length === 0 ? nodes : fit).map((node) => node.availabilityZone);
}
