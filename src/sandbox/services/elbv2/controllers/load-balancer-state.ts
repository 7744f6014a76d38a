// A load balancer becomes active after some minutes (ALB-50) and notices zones without power (ALB-25). Key: its ARN.

import type { Instant } from '../../../../kernel/index.js';
import { bucketStart, MINUTE_MS } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { isZoneImpaired } from '../../ec2/index.js';
import { own } from '../../shared/records.js';
import { CONTROLLER, wakeTargets } from '../keys.js';
import { refreshDns, targetGroupsOf } from '../routing.js';
import type { LoadBalancer, LoadBalancerNode } from '../store.js';
import { refreshHealth } from '../target-state.js';
import { TIMINGS } from '../timings.js';

export const loadBalancerState: Controller = {
  name: CONTROLLER.loadBalancerState,
  rank: RANK.controller,
  reconcile(context, loadBalancerArn) {
    const loadBalancer = own(context.world.elbv2.loadBalancers, loadBalancerArn);
    if (loadBalancer === undefined) return undefined;
    if (loadBalancer.state === 'provisioning') {
      if (context.kernel.now < loadBalancer.activeAt) return loadBalancer.activeAt;
      activate(context, loadBalancer);
    }
    noticePower(context, loadBalancer);
    return nextDnsChange(loadBalancer.nodes, context.kernel.now);
  },
};

function activate(context: Context, loadBalancer: LoadBalancer): void {
  const { loadBalancerArn } = loadBalancer;
  loadBalancer.state = 'active';
  context.kernel.emit({ type: 'LoadBalancerStateChanged', loadBalancerArn, to: 'active' });
  for (const targetGroup of targetGroupsOf(context, loadBalancer)) wakeTargets(context, targetGroup);
  context.kernel.wake(CONTROLLER.metrics, loadBalancerArn, bucketStart(context.kernel.now, MINUTE_MS) + MINUTE_MS);
}

function noticePower(context: Context, loadBalancer: LoadBalancer): void {
  let changed = false;
  for (const node of loadBalancer.nodes) {
    const impaired = isZoneImpaired(context, node.availabilityZone);
    if (impaired === (node.impairedSince !== undefined)) continue;
    changed = true;
    if (impaired) node.impairedSince = context.kernel.now;
    else delete node.impairedSince;
  }
  refreshDns(context, loadBalancer);
  if (!changed) return;
  for (const targetGroup of targetGroupsOf(context, loadBalancer)) {
    for (const target of Object.values(targetGroup.targets)) {
      if (Object.keys(target.views).length > 0) refreshHealth(context, loadBalancer, targetGroup, target);
    }
  }
}

/** The next instant at which a dead node falls out of DNS; undefined when none is about to. */
export function nextDnsChange(nodes: readonly LoadBalancerNode[], now: Instant): Instant | undefined {
  const due = nodes.flatMap(({ impairedSince }) => {
    const at = impairedSince === undefined ? undefined : impairedSince + TIMINGS.deadNodeLeavesDns.value;
    return at !== undefined && at > now ? [at] : [];
  });
  return due.length === 0 ? undefined : Math.min(...due);
}
