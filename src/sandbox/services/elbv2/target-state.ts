// The only places where a target's health is written: from the nodes' views, or because it is not checked at all.
// Each change is told (TargetHealthChanged) and reaches the routing at once.

import type { Context } from '../../context.js';
import { strike } from '../shared/listing.js';
import { isRegistered, refreshRouting } from './routing.js';
import { overall } from './rules/health.js';
import { type Health, type LoadBalancer, type NodeView, type Target, type TargetGroup, targetKey } from './store.js';

/** Emits when the state or the reason is another than before; a change of mere wording (another code) is only kept. */
export function setHealth(context: Context, targetGroup: TargetGroup, target: Target, health: Health): void {
  const before = target.health;
  target.health = health;
  if (before.state === health.state && before.reason === health.reason) return;
  if (isRegistered(before) !== isRegistered(health)) refreshRouting(context, targetGroup);
  const { targetGroupArn } = targetGroup;
  const { targetId, port } = target;
  context.kernel.emit({
    type: 'TargetHealthChanged',
    ...{ targetGroupArn, targetId, port, from: before.state, to: health.state },
    ...(health.reason === undefined ? {} : { reason: health.reason }),
    ...(health.description === undefined ? {} : { description: health.description }),
  });
}

/** Draining or unused: nobody checks it any more, and answers still under way are not waited for. */
export function leaveChecks(context: Context, targetGroup: TargetGroup, target: Target, health: Health): void {
  forgetViews(context, target, Object.keys(target.views));
  setHealth(context, targetGroup, target, health);
}

export function forgetViews(context: Context, target: Target, zones: readonly string[]): void {
  for (const zone of zones) {
    delete target.views[zone];
    const probeId = target.openProbes[zone];
    if (probeId !== undefined) delete context.world.elbv2.probes[probeId];
    delete target.openProbes[zone];
  }
}

/** A node has changed its mind, or nodes came or went. Views of nodes without power do not count while another works. */
export function refreshHealth(context: Context, loadBalancer: LoadBalancer, group: TargetGroup, target: Target): void {
  setHealth(context, group, target, overall(viewsThatCount(loadBalancer, target)));
}

function viewsThatCount(loadBalancer: LoadBalancer, target: Target): readonly NodeView[] {
  const live = loadBalancer.nodes.flatMap((node) =>
    node.impairedSince === undefined ? (target.views[node.availabilityZone] ?? []) : [],
  );
  return live.length === 0 ? Object.values(target.views) : live;
}

/** Gone from the group: DescribeTargetHealth no longer lists it. */
export function removeTarget(context: Context, targetGroup: TargetGroup, target: Target): void {
  forgetViews(context, target, Object.keys(target.views));
  strike(targetGroup.targets, targetKey(targetGroup, target.targetId, target.port));
  refreshRouting(context, targetGroup);
  context.kernel.emit({
    type: 'TargetRemoved',
    ...{ targetGroupArn: targetGroup.targetGroupArn, targetId: target.targetId, port: target.port },
  });
}
