// Sends one node's checks of one target at a fixed interval (ALB-11) and takes the answers. Key: target group, target and node zone.

import { type Context, type Controller, RANK } from '../../../context.js';
import type { ProbeResult } from '../../../fleet/fleet.js';
import type { ObservationOf } from '../../shared/reactions.js';
import { own } from '../../shared/records.js';
import { CONTROLLER, fromKey } from '../keys.js';
import { loadBalancerOf, refreshRoutingOf } from '../routing.js';
import { afterCheck, checkSent, failureOf } from '../rules/health.js';
import type { HealthCheck, LoadBalancer, OpenProbe, Target, TargetGroup } from '../store.js';
import { targetKey } from '../store.js';
import { refreshHealth } from '../target-state.js';

export const healthProbe: Controller = {
  name: CONTROLLER.healthProbe,
  rank: RANK.probes,
  reconcile(context, key) {
    const found = fromKey(context, key);
    if (found === undefined) return undefined;
    const { targetGroup, target, nodeZone } = found;
    const loadBalancer = loadBalancerOf(context, targetGroup);
    if (loadBalancer === undefined || target.views[nodeZone] === undefined) return undefined;
    const node = loadBalancer.nodes.find(({ availabilityZone }) => availabilityZone === nodeZone);
    if (node !== undefined && node.impairedSince === undefined) {
      giveUpOpenProbe(context, target, nodeZone);
      sendProbe(context, loadBalancer, targetGroup, target, nodeZone);
    }
    return context.kernel.now + targetGroup.healthCheck.intervalSeconds * 1_000;
  },
};

/** The timeout is shorter than the interval, so a check without an answer by now has timed out. */
function giveUpOpenProbe(context: Context, target: Target, nodeZone: string): void {
  const probeId = target.openProbes[nodeZone];
  if (probeId !== undefined) takeAnswer(context, probeId, { outcome: 'timed-out' });
}

function sendProbe(
  context: Context,
  loadBalancer: LoadBalancer,
  targetGroup: TargetGroup,
  target: Target,
  nodeZone: string,
): void {
  const store = context.world.elbv2;
  const view = target.views[nodeZone];
  if (view === undefined) return;
  const sent = checkSent(view);
  target.views[nodeZone] = sent;
  store.probesSent += 1;
  const probeId = `probe-${store.probesSent}`;
  const { targetGroupArn, healthCheck } = targetGroup;
  store.probes[probeId] = { targetGroupArn, targetKey: targetKey(targetGroup, target.targetId, target.port), nodeZone };
  target.openProbes[nodeZone] = probeId;
  context.perform({
    kind: 'probe',
    probe: {
      probeId,
      instanceId: target.targetId,
      port: checkedPort(healthCheck, target.port),
      path: healthCheck.path,
      timeoutMs: healthCheck.timeoutSeconds * 1_000,
      loadBalancerArn: loadBalancer.loadBalancerArn,
      nodeZone,
    },
  });
  if (sent !== view) refreshHealth(context, loadBalancer, targetGroup, target);
}

/** ALB-10: `traffic-port` is the port the target gets its requests on. */
export function checkedPort(healthCheck: HealthCheck, trafficPort: number): number {
  return healthCheck.port === 'traffic-port' ? trafficPort : Number(healthCheck.port);
}

/** The machines' answer to a probe; one that came too late finds nobody waiting. */
export function probeAnswered(observation: ObservationOf<'probe-answered'>, context: Context): void {
  takeAnswer(context, observation.probeId, observation.result);
}

function takeAnswer(context: Context, probeId: string, result: ProbeResult): void {
  const open = own(context.world.elbv2.probes, probeId);
  if (open === undefined) return;
  delete context.world.elbv2.probes[probeId];
  const targetGroup = own(context.world.elbv2.targetGroups, open.targetGroupArn);
  const target = targetGroup === undefined ? undefined : own(targetGroup.targets, open.targetKey);
  if (targetGroup === undefined || target === undefined) return;
  delete target.openProbes[open.nodeZone];
  judge(context, targetGroup, target, open, result);
}

function judge(
  context: Context,
  group: TargetGroup,
  target: Target,
  { nodeZone }: OpenProbe,
  result: ProbeResult,
): void {
  const view = target.views[nodeZone];
  const loadBalancer = loadBalancerOf(context, group);
  if (view === undefined || loadBalancer === undefined) return;
  const failure = failureOf(result, group.healthCheck.matcher);
  const slowStart = group.settings.slowStartMs > 0 && othersServeFully(context, group, target, nodeZone);
  const after = afterCheck(view, failure, group.healthCheck, context.kernel.now, slowStart);
  target.views[nodeZone] = after;
  if (after.state !== view.state) {
    target.slowStartCredit = 0;
    if (after.state === 'healthy' || view.state === 'healthy') refreshRoutingOf(context, group, nodeZone);
  }
  refreshHealth(context, loadBalancer, group, target);
}

/** ALB-24: slow start is entered only beside a healthy target that is not itself in slow start. */
function othersServeFully(context: Context, group: TargetGroup, target: Target, nodeZone: string): boolean {
  return Object.values(group.targets).some((other) => {
    const view = other.views[nodeZone];
    if (other === target || view?.state !== 'healthy') return false;
    return view.slowStartedAt === undefined || context.kernel.now >= view.slowStartedAt + group.settings.slowStartMs;
  });
}
