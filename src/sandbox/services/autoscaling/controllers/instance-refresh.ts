// Replaces a group's instances batch by batch (ASG-98): terminate first, or as its percentages want it launch first (ASG-31).
// Key: the group's name.

import { type Context, type Controller, RANK } from '../../../context.js';
import { draw } from '../../shared/timing.js';
import { clauses, sentence } from '../rules/cause.js';
import { launchesFirst } from '../rules/maintenance.js';
import { refreshBatch } from '../rules/refresh-pace.js';
import { isWarming, refreshWarmupSeconds } from '../rules/warm-up.js';
import { findGroup, inState, instancesOf, isSuspended } from '../state/groups.js';
import { finishPreceded, launchSuccessor, preceded } from '../state/launch-first.js';
import { beginTermination } from '../state/terminating.js';
import { gatedTargetStates } from '../state/traffic.js';
import type { AutoScalingGroup, GroupInstance, InstanceRefresh } from '../store.js';
import { REFRESH_PATIENCE, REFRESH_STEP, SUBSTITUTE_LAG } from '../timings.js';

export const instanceRefresh: Controller = {
  name: 'instance-refresh',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    const refresh = group === undefined ? undefined : activeRefresh(context, group);
    if (group === undefined || refresh === undefined) return undefined;
    if (group.deleting) {
      end(context, refresh, 'Cancelled');
      return undefined;
    }
    advance(context, group, refresh);
    return isActive(refresh) ? context.kernel.now + REFRESH_STEP.value : undefined;
  },
};

export function refreshesOf(context: Context, group: AutoScalingGroup): InstanceRefresh[] {
  const { refreshes } = context.world.autoscaling;
  refreshes[group.groupArn] ??= [];
  return refreshes[group.groupArn] ?? [];
}

export function activeRefresh(context: Context, group: AutoScalingGroup): InstanceRefresh | undefined {
  return context.world.autoscaling.refreshes[group.groupArn]?.findLast(isActive);
}

function isActive({ status }: InstanceRefresh): boolean {
  return status === 'Pending' || status === 'InProgress' || status === 'Cancelling';
}

function advance(context: Context, group: AutoScalingGroup, refresh: InstanceRefresh): void {
  if (isSuspended(group, 'InstanceRefresh')) return;
  finishPreceded(context, group, {
    purpose: 'refresh',
    isMine: ({ healthStatus }) => healthStatus === 'Healthy',
    isUnsettled: (instance) => !isSettled(context, group, refresh, instance),
  });
  refresh.remaining = refresh.remaining.filter((id) => {
    const state = group.instances[id]?.lifecycleState;
    return state !== undefined && !state.startsWith('Terminat') && state !== 'Detaching';
  });
  const settled = inState(group, 'InService').filter((instance) => isSettled(context, group, refresh, instance)).length;
  const pairs = preceded(group).length;
  const whole = settled >= group.desiredCapacity && group.substitutes.length === 0 && pairs === 0;
  const goal = refresh.status === 'Cancelling' ? 'Cancelled' : 'Successful';
  if (goal === 'Successful') refresh.status = 'InProgress';
  const nothingLeft = goal === 'Cancelled' || refresh.remaining.length === 0;
  if (nothingLeft && whole) end(context, refresh, goal);
  else if (nothingLeft || !replaceSome(context, group, refresh, settled)) wait(context, group, refresh);
}

/** Takes out as many as may go now; answers whether there was one. */
function replaceSome(context: Context, group: AutoScalingGroup, refresh: InstanceRefresh, settled: number): boolean {
  const { preferences } = refresh;
  const { minHealthyPercentage } = preferences;
  const open = refresh.remaining.flatMap((id) => replaceable(group, refresh, id));
  const batch = refreshBatch({ desired: group.desiredCapacity, minHealthyPercentage, settled });
  const begun = launchesFirst(preferences, undefined)
    ? open.filter((instance) => precede(context, group, preferences, instance))
    : open.slice(0, batch);
  if (!launchesFirst(preferences, undefined)) for (const instance of begun) replace(context, group, instance);
  if (begun.length > 0) delete refresh.stuckSince;
  return begun.length > 0;
}

/** Launches a successor while there is room; one in standby serves nobody and just goes. Answers whether anything was begun. */
function precede(
  context: Context,
  group: AutoScalingGroup,
  preferences: InstanceRefresh['preferences'],
  instance: GroupInstance,
): boolean {
  if (instance.lifecycleState === 'InService')
    return launchSuccessor(context, group, instance, preferences, clauses.refreshedIn());
  replace(context, group, instance);
  return true;
}

/** In service, healthy by every check that the group makes, and warm. */
function isSettled(
  context: Context,
  group: AutoScalingGroup,
  { preferences }: InstanceRefresh,
  instance: GroupInstance,
): boolean {
  const warmup = refreshWarmupSeconds(preferences.instanceWarmupSeconds, group);
  if (instance.healthStatus === 'Unhealthy') return false;
  if (instance.substitute && isWarming(instance.inServiceAt, warmup, context.kernel.now)) return false;
  return gatedTargetStates(context, group, instance.instanceId).every(
    (state) => state === 'healthy' || state === 'unused',
  );
}

/** Protected and standby instances are waited for unless the preferences say otherwise. */
function replaceable(group: AutoScalingGroup, { preferences }: InstanceRefresh, id: string): GroupInstance[] {
  const instance = group.instances[id];
  if (instance?.successor !== undefined) return [];
  if (instance?.lifecycleState === 'InService')
    return !instance.protectedFromScaleIn || preferences.scaleInProtectedInstances === 'Refresh' ? [instance] : [];
  return instance?.lifecycleState === 'Standby' && preferences.standbyInstances === 'Terminate' ? [instance] : [];
}

function replace(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  const { now } = context.kernel;
  const wasInService = instance.lifecycleState === 'InService';
  const lag = draw(context.kernel.random('autoscaling/substitute'), SUBSTITUTE_LAG);
  if (wasInService) group.substitutes.push({ workAt: now + lag, reason: 'refresh' });
  beginTermination(context, group, instance, {
    purpose: 'refresh',
    sentences: [sentence(now, clauses.refreshedOut())],
  });
}

function wait(context: Context, group: AutoScalingGroup, refresh: InstanceRefresh): void {
  const { now } = context.kernel;
  refresh.stuckSince ??= now;
  if (now - refresh.stuckSince < REFRESH_PATIENCE.value) return;
  for (const instance of preceded(group)) if (instance.healthStatus === 'Healthy') delete instance.successor;
  refresh.statusReason = 'The instances could not be replaced for one hour.';
  end(context, refresh, 'Failed');
}

function end(context: Context, refresh: InstanceRefresh, status: 'Successful' | 'Failed' | 'Cancelled'): void {
  refresh.status = status;
  refresh.endedAt = context.kernel.now;
}

/** Which instances a refresh starts with: `Ignore` leaves protected and standby ones out, SkipMatching those on the current version. */
export function toRefresh(
  group: AutoScalingGroup,
  preferences: InstanceRefresh['preferences'],
  currentVersion: string,
): readonly string[] {
  return instancesOf(group)
    .filter(({ lifecycleState }) => !lifecycleState.startsWith('Terminat') && lifecycleState !== 'Detaching')
    .filter((instance) => !(instance.protectedFromScaleIn && preferences.scaleInProtectedInstances === 'Ignore'))
    .filter(({ lifecycleState }) => !(lifecycleState === 'Standby' && preferences.standbyInstances === 'Ignore'))
    .filter(({ launchTemplate }) => !(preferences.skipMatching && matches(group, launchTemplate, currentVersion)))
    .map(({ instanceId }) => instanceId);
}

function matches(group: AutoScalingGroup, template: GroupInstance['launchTemplate'], currentVersion: string): boolean {
  return template?.launchTemplateId === group.launchTemplate.launchTemplateId && template.version === currentVersion;
}
