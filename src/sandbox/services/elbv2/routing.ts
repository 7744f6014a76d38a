// Keeps what is derived from the targets' health up to date: whom each node may choose, and which nodes are in DNS.
// To be called after any change of targets, health, nodes or attributes; choosing itself is in rules/rotation.ts.

import type { Context } from '../../context.js';
import { entriesOf } from '../shared/listing.js';
import { own } from '../shared/records.js';
import { candidates, inReach, meetsMinimum, type RegisteredTarget, zonesInDns } from './rules/failover.js';
import type { Health, LoadBalancer, LoadBalancerNode, Rotation, TargetGroup } from './store.js';
import { TIMINGS } from './timings.js';

/** Recomputes the rotations of one target group, then the DNS of the load balancer that uses it. */
export function refreshRouting(context: Context, targetGroup: TargetGroup): void {
  const rotations: Record<string, Rotation> = {};
  const loadBalancer = loadBalancerOf(context, targetGroup);
  for (const { availabilityZone: zone } of loadBalancer?.nodes ?? []) rotations[zone] = rotationOf(targetGroup, zone);
  targetGroup.rotations = rotations;
  if (loadBalancer !== undefined) refreshDns(context, loadBalancer);
}

/** The same, when only the node of this zone has changed its mind about a target. */
export function refreshRoutingOf(context: Context, targetGroup: TargetGroup, zone: string): void {
  if (!Object.hasOwn(targetGroup.rotations, zone)) return;
  targetGroup.rotations[zone] = rotationOf(targetGroup, zone);
  const loadBalancer = loadBalancerOf(context, targetGroup);
  if (loadBalancer !== undefined) refreshDns(context, loadBalancer);
}

function rotationOf(targetGroup: TargetGroup, zone: string): Rotation {
  const { crossZone, routingFailover } = targetGroup.settings;
  const registered = registeredTargets(targetGroup, zone);
  const { targetKeys, failOpen } = candidates(registered, zone, crossZone, routingFailover);
  const enoughForDns = hasEnoughForDns(targetGroup, registered, zone);
  return { targetKeys, failOpen, enoughForDns, cursor: targetGroup.rotations[zone]?.cursor ?? 0 };
}

/** ALB-23, ALB-25: which nodes' addresses the DNS name resolves to. */
export function refreshDns(context: Context, loadBalancer: LoadBalancer): void {
  const targetGroups = targetGroupsOf(context, loadBalancer);
  loadBalancer.zonesInDns = zonesInDns(
    loadBalancer.nodes.map((node) => ({
      availabilityZone: node.availabilityZone,
      powered: !isMissed(node, context.kernel.now),
      enoughTargets: targetGroups.every(({ rotations }) => rotations[node.availabilityZone]?.enoughForDns ?? true),
    })),
  );
}

/** AWS allows a target group at one load balancer only. */
export function loadBalancerOf(context: Context, targetGroup: TargetGroup): LoadBalancer | undefined {
  return own(context.world.elbv2.loadBalancers, targetGroup.loadBalancerArns[0]);
}

export function targetGroupsOf(context: Context, loadBalancer: LoadBalancer): readonly TargetGroup[] {
  return Object.values(context.world.elbv2.targetGroups).filter((targetGroup) =>
    targetGroup.loadBalancerArns.includes(loadBalancer.loadBalancerArn),
  );
}

/** Has the node been without power long enough to be taken out of DNS? */
function isMissed(node: LoadBalancerNode, now: number): boolean {
  return node.impairedSince !== undefined && now >= node.impairedSince + TIMINGS.deadNodeLeavesDns.value;
}

/** A group without targets says nothing about a zone. */
function hasEnoughForDns(targetGroup: TargetGroup, registered: readonly RegisteredTarget[], zone: string): boolean {
  if (registered.length === 0) return true;
  const reach = inReach(registered, zone, targetGroup.settings.crossZone);
  let healthy = 0;
  for (const target of reach) if (target.healthy) healthy += 1;
  return meetsMinimum(healthy, reach.length, targetGroup.settings.dnsFailover);
}

/** Whether a target counts for routing at all; from there on only the nodes' views say whether it is chosen. */
export function isRegistered({ state }: Health): boolean {
  return state !== 'draining' && state !== 'unused';
}

/** The targets that count as registered (not draining, not unused), as the node of the zone sees them. */
export function registeredTargets(targetGroup: TargetGroup, nodeZone: string): readonly RegisteredTarget[] {
  const found: RegisteredTarget[] = [];
  for (const [key, target] of entriesOf(targetGroup.targets)) {
    if (!isRegistered(target.health)) continue;
    const healthy = target.views[nodeZone]?.state === 'healthy';
    found.push({ key, availabilityZone: target.availabilityZone, healthy });
  }
  return found;
}
