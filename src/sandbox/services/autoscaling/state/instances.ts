// Moving a group's instance from state to state, and telling EC2 whether its samples count for the group (ASG-72, ASG-86).

import type { Context } from '../../../context.js';
import { findInstance, setGroupMetrics } from '../../ec2/index.js';
import { strike } from '../../shared/listing.js';
import { isImmediate } from '../rules/pacing.js';
import { metricsWarmupSeconds } from '../rules/warm-up.js';
import type { AutoScalingGroup, GroupInstance, LifecycleState, UnhealthyReason } from '../store.js';

export function moveTo(context: Context, group: AutoScalingGroup, instance: GroupInstance, to: LifecycleState): void {
  const from = instance.lifecycleState;
  instance.lifecycleState = to;
  countForMetrics(context, group, instance);
  context.kernel.emit({
    type: 'GroupInstanceStateChanged',
    groupName: group.groupName,
    instanceId: instance.instanceId,
    from,
    to,
  });
}

/** ASG-24, ASG-85: grace and warm-up begin here. */
export function enterService(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  const { now } = context.kernel;
  instance.inServiceAt = now;
  instance.step = { kind: 'none' };
  const warmupMs = metricsWarmupSeconds(instance, group) * 1_000;
  if (warmupMs > 0) instance.warmUntil = now + warmupMs;
  moveTo(context, group, instance, 'InService');
}

export function countForMetrics(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  const counted = instance.lifecycleState === 'InService' && instance.warmUntil === undefined;
  // EC2 forgets a terminated instance after a while; the group may still be draining it.
  if (findInstance(context, instance.instanceId) === undefined) return;
  setGroupMetrics(context, instance.instanceId, { groupName: group.groupName, counted });
}

/** The record leaves the group. */
export function leave(context: Context, group: AutoScalingGroup, instance: GroupInstance, last: LifecycleState): void {
  strike(group.instances, instance.instanceId);
  moveTo(context, group, instance, last);
}

export function markUnhealthy(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  reason: UnhealthyReason,
): void {
  if (instance.healthStatus === 'Unhealthy') {
    worsen(context, group, instance, reason);
    return;
  }
  instance.healthStatus = 'Unhealthy';
  instance.unhealthyReason = reason;
  const event = {
    type: 'GroupInstanceHealthChanged',
    groupName: group.groupName,
    instanceId: instance.instanceId,
    to: 'Unhealthy',
    source: SOURCES[reason],
  } as const;
  // The periodic look was woken by the clock; what it found is the better cause.
  if (reason === 'user' || instance.suspicion === undefined) context.kernel.emit(event);
  else context.kernel.emit(event, instance.suspicion);
}

/** ASG-32: one that waits its turn and is then found dead, or marked by a user, waits no longer. */
function worsen(context: Context, group: AutoScalingGroup, instance: GroupInstance, reason: UnhealthyReason): void {
  if (!isImmediate(reason) || isImmediate(instance.unhealthyReason)) return;
  instance.unhealthyReason = reason;
  context.kernel.wake('group-replacement', group.groupName);
}

const SOURCES = { elb: 'ELB', user: 'user', 'not-running': 'EC2', 'status-check': 'EC2' } as const;

export function markHealthy(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  if (instance.healthStatus === 'Healthy') return;
  instance.healthStatus = 'Healthy';
  delete instance.unhealthyReason;
  context.kernel.emit({
    type: 'GroupInstanceHealthChanged',
    groupName: group.groupName,
    instanceId: instance.instanceId,
    to: 'Healthy',
    source: 'user',
  });
}
