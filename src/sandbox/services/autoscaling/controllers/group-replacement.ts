// Replaces unhealthy instances: terminate first, the substitute a second or two later, paced (ASG-30, ASG-32); or, where the
// group's maintenance policy wants it, the substitute first (ASG-31). Key: the group's name.

import { type Context, type Controller, RANK } from '../../../context.js';
import { draw } from '../../shared/timing.js';
import { clauses, sentence } from '../rules/cause.js';
import { hasHealthCheck } from '../rules/health.js';
import { launchesFirst } from '../rules/maintenance.js';
import { isImmediate, toReplace } from '../rules/pacing.js';
import { activityRunning, findGroup, inState, isSuspended, PENDING_STATES, select } from '../state/groups.js';
import { finishPreceded, launchSuccessor } from '../state/launch-first.js';
import { beginTermination } from '../state/terminating.js';
import { gatedTargetStates } from '../state/traffic.js';
import type { AutoScalingGroup, GroupInstance, LifecycleState } from '../store.js';
import { SUBSTITUTE_LAG } from '../timings.js';
import { activeRefresh } from './instance-refresh.js';

export const groupReplacement: Controller = {
  name: 'group-replacement',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    if (group === undefined || group.deleting) return undefined;
    settle(context, group);
    if (isSuspended(group, 'ReplaceUnhealthy') || isSuspended(group, 'Terminate')) return undefined;
    // Those that were well when they got a successor are the refresh's, as long as there is one.
    const refreshing = activeRefresh(context, group) !== undefined;
    const isMine = ({ healthStatus }: GroupInstance): boolean => healthStatus === 'Unhealthy' || !refreshing;
    finishPreceded(context, group, { purpose: 'health', isMine, isUnsettled });
    for (const instanceId of due(group)) {
      const instance = group.instances[instanceId];
      if (instance !== undefined) replace(context, group, instance);
    }
    const { launchRetryAt: retryAt } = group;
    return retryAt !== undefined && retryAt > context.kernel.now ? retryAt : undefined;
  },
};

function due(group: AutoScalingGroup): readonly string[] {
  const unhealthy = select(
    group,
    ({ lifecycleState, healthStatus, successor }) =>
      healthStatus === 'Unhealthy' && lifecycleState === 'InService' && successor === undefined,
  );
  if (unhealthy.length === 0) return [];
  const inService = inState(group, 'InService');
  const unsettled = select(group, isUnsettled);
  return toReplace({
    unhealthy: unhealthy.map(({ instanceId, unhealthyReason }) => ({
      instanceId,
      immediate: isImmediate(unhealthyReason),
    })),
    desired: group.desiredCapacity,
    inService: inService.length,
    activityRunning: activityRunning(group),
    well: inService.filter((instance) => instance.healthStatus === 'Healthy' && !isUnsettled(instance)).length,
    unsettledSubstitutes: group.substitutes.length + unsettled.filter(({ substitute }) => substitute).length,
    unsettledNewcomers: inService.filter((instance) => !instance.substitute && isUnsettled(instance)).length,
  });
}

/** Launching, warming up, or not yet past a first check; one that has failed meanwhile holds up nothing (ASG-32). */
function isUnsettled({ settling, healthStatus, lifecycleState }: GroupInstance): boolean {
  return settling === true && healthStatus === 'Healthy' && UNSETTLED_STATES.includes(lifecycleState);
}

const UNSETTLED_STATES: readonly LifecycleState[] = [...PENDING_STATES, 'InService'];

/** ASG-32: whoever is warm and has passed a first check has settled for good, whatever becomes of it later. */
function settle(context: Context, group: AutoScalingGroup): void {
  const elbChecksOn = hasHealthCheck(group.healthCheckType, 'ELB');
  const warm = select(
    group,
    ({ settling, warmUntil, lifecycleState }) =>
      settling === true && warmUntil === undefined && lifecycleState === 'InService',
  );
  for (const instance of warm) {
    const states = elbChecksOn ? gatedTargetStates(context, group, instance.instanceId) : [];
    if (!states.some((state) => state === 'initial' || state === 'unhealthy')) delete instance.settling;
  }
}

function replace(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  const { instanceMaintenancePolicy: policy } = group;
  if (launchesFirst(policy, instance.unhealthyReason)) {
    launchSuccessor(context, group, instance, policy, clauses.substitute());
    return;
  }
  const { now } = context.kernel;
  const lag = draw(context.kernel.random('autoscaling/substitute'), SUBSTITUTE_LAG);
  group.substitutes.push({ workAt: now + lag, reason: 'unhealthy' });
  beginTermination(context, group, instance, {
    purpose: 'health',
    sentences: [sentence(now, clauses.unhealthy(instance.unhealthyReason ?? 'user'))],
  });
}
