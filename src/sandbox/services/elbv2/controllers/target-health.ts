// Whether a target is checked at all: registered, in use, its instance there (ALB-13, ALB-14). Key: target group and target.
// The checks themselves are sent by health-probe.ts; what their answers mean is decided in rules/health.ts.

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import type { InstanceStateName } from '../../../events.js';
import { findInstance } from '../../ec2/index.js';
import { draw } from '../../shared/timing.js';
import { CONTROLLER, fromKey, keyOf } from '../keys.js';
import { loadBalancerOf } from '../routing.js';
import { freshView, HEALTH } from '../rules/health.js';
import type { Target, TargetGroup } from '../store.js';
import { forgetViews, leaveChecks, refreshHealth, removeTarget, setHealth } from '../target-state.js';
import { unusedBecause } from '../targets.js';
import { TIMINGS } from '../timings.js';

export const targetHealthController: Controller = {
  name: CONTROLLER.targetHealth,
  rank: RANK.controller,
  reconcile(context, key) {
    const found = fromKey(context, key);
    if (found === undefined || found.target.health.state === 'draining') return undefined;
    const { targetGroup, target } = found;
    if (isEnding(findInstance(context, target.targetId)?.state)) return leave(context, targetGroup, target);
    const unused = unusedBecause(context, targetGroup, target);
    if (unused === undefined) beChecked(context, targetGroup, target);
    else leaveChecks(context, targetGroup, target, unused);
    return undefined;
  },
};

/** An instance that is going for good, or gone. */
export function isEnding(state: InstanceStateName | undefined): boolean {
  return state === undefined || state === 'shutting-down' || state === 'terminated';
}

/** A terminated target gets no more requests after some seconds (ALB-15), and drops out by itself some seconds later (ALB-13). */
function leave(context: Context, targetGroup: TargetGroup, target: Target): Instant | undefined {
  const { now } = context.kernel;
  target.leaving ??= {
    from: now + draw(context.kernel.random('elbv2/terminated-target'), TIMINGS.terminatedTargetNoticed),
    until: now + draw(context.kernel.random('elbv2/terminated-target'), TIMINGS.terminatedTargetLeaves),
  };
  const { from, until } = target.leaving;
  if (now < from) return from;
  leaveChecks(context, targetGroup, target, HEALTH.terminated);
  if (now < until) return until;
  removeTarget(context, targetGroup, target);
  return undefined;
}

/** Every node gets a view of the target and an instant for its first check; nothing is checked before the load balancer is active. */
function beChecked(context: Context, targetGroup: TargetGroup, target: Target): void {
  const loadBalancer = loadBalancerOf(context, targetGroup);
  if (loadBalancer === undefined) return;
  if (loadBalancer.state !== 'active') {
    setHealth(context, targetGroup, target, HEALTH.registering);
    return;
  }
  const zones = loadBalancer.nodes.map((node) => node.availabilityZone);
  forgetViews(
    context,
    target,
    Object.keys(target.views).filter((zone) => !zones.includes(zone)),
  );
  for (const zone of zones) addView(context, targetGroup, target, zone);
  refreshHealth(context, loadBalancer, targetGroup, target);
}

function addView(context: Context, targetGroup: TargetGroup, target: Target, zone: string): void {
  if (target.views[zone] !== undefined) return;
  target.views[zone] = freshView();
  const firstCheckAt = context.kernel.now + draw(context.kernel.random('elbv2/registration'), TIMINGS.registration);
  context.kernel.wake(CONTROLLER.healthProbe, keyOf(targetGroup, target, zone), firstCheckAt);
}
