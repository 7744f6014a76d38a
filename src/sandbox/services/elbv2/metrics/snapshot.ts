// One minute of a load balancer, taken out of the store for figures.ts: what was counted, and how many targets each node finds healthy.

import type { Context } from '../../../context.js';
import { loadBalancerDimension, targetGroupDimension } from '../arns.js';
import type { MinuteCounters } from '../counters.js';
import { registeredTargets, targetGroupsOf } from '../routing.js';
import { inReach, meetsMinimum } from '../rules/failover.js';
import type { HealthMinimum } from '../rules/settings.js';
import type { LoadBalancer, TargetGroup } from '../store.js';

/** What one working node reports about the targets of one zone. */
export interface HostReport {
  readonly nodeZone: string;
  readonly targetZone: string;
  readonly healthy: number;
  readonly unhealthy: number;
}

export interface GroupMinute {
  readonly targetGroupArn: string;
  readonly dimension: string;
  readonly hosts: readonly HostReport[];
  /** By how many targets the requests were shared. */
  readonly sharedBy: number;
  readonly zonesFitForDns: number;
  readonly zonesFitForRouting: number;
}

export interface LoadBalancerMinute {
  readonly dimension: string;
  readonly zones: readonly string[];
  readonly counters: Readonly<MinuteCounters>;
  readonly targetGroups: readonly GroupMinute[];
}

export function snapshotOf(context: Context, loadBalancer: LoadBalancer): LoadBalancerMinute {
  return {
    dimension: loadBalancerDimension(loadBalancer.loadBalancerArn),
    zones: loadBalancer.nodes.map((node) => node.availabilityZone),
    counters: loadBalancer.counters,
    targetGroups: targetGroupsOf(context, loadBalancer).map((group) => groupMinute(loadBalancer, group)),
  };
}

function groupMinute(loadBalancer: LoadBalancer, group: TargetGroup): GroupMinute {
  const zones = loadBalancer.nodes.map((node) => node.availabilityZone);
  const live = loadBalancer.nodes.filter((node) => node.impairedSince === undefined);
  const { settings } = group;
  return {
    targetGroupArn: group.targetGroupArn,
    dimension: targetGroupDimension(group.targetGroupArn),
    hosts: live.flatMap((node) => hostReports(group, node.availabilityZone, zones)),
    sharedBy: sharedBy(group),
    zonesFitForDns: zones.filter((zone) => isFit(group, zone, settings.dnsFailover)).length,
    zonesFitForRouting: zones.filter((zone) => isFit(group, zone, settings.routingFailover)).length,
  };
}

/** Draining and unused targets are in neither count (ALB-32), nor are those without a verdict. */
function hostReports(group: TargetGroup, nodeZone: string, zones: readonly string[]): readonly HostReport[] {
  const targets = Object.values(group.targets);
  return zones.map((targetZone) => {
    let healthy = 0;
    let unhealthy = 0;
    for (const { availabilityZone, views } of targets) {
      if (availabilityZone !== targetZone) continue;
      const state = views[nodeZone]?.state;
      if (state === 'healthy') healthy += 1;
      else if (state === 'unhealthy') unhealthy += 1;
    }
    return { nodeZone, targetZone, healthy, unhealthy };
  });
}

/** The healthy targets; all registered ones in fail-open. */
function sharedBy(group: TargetGroup): number {
  const states = Object.values(group.targets).map((target) => target.health.state);
  const healthy = states.filter((state) => state === 'healthy').length;
  return healthy > 0 ? healthy : states.filter((state) => state === 'unhealthy' || state === 'initial').length;
}

function isFit(group: TargetGroup, zone: string, minimum: HealthMinimum): boolean {
  const reach = inReach(registeredTargets(group, zone), zone, group.settings.crossZone);
  return meetsMinimum(reach.filter((target) => target.healthy).length, reach.length, minimum);
}
