// The group's own metrics, each minute while they are enabled (ASG-99). Key: the group's name.

import { bucketStart, MINUTE_MS } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { draw } from '../../shared/timing.js';
import { findGroup, inState, instancesOf, PENDING_STATES, TERMINATING_STATES } from '../state/groups.js';
import type { AutoScalingGroup } from '../store.js';
import { METRICS_DELAY } from '../timings.js';

/** Without weights a `…Capacity` metric equals its `…Instances`. Warm pools are not modelled, so they hold nothing. */
const READINGS: Readonly<Record<string, (group: AutoScalingGroup) => number>> = {
  GroupMinSize: (group) => group.minSize,
  GroupMaxSize: (group) => group.maxSize,
  GroupDesiredCapacity: (group) => group.desiredCapacity,
  GroupInServiceInstances: inService,
  GroupPendingInstances: pending,
  GroupStandbyInstances: standby,
  GroupTerminatingInstances: terminating,
  GroupTotalInstances: total,
  GroupInServiceCapacity: inService,
  GroupPendingCapacity: pending,
  GroupStandbyCapacity: standby,
  GroupTerminatingCapacity: terminating,
  GroupTotalCapacity: total,
  WarmPoolDesiredCapacity: () => 0,
  WarmPoolWarmedCapacity: () => 0,
  WarmPoolPendingCapacity: () => 0,
  WarmPoolTerminatingCapacity: () => 0,
  WarmPoolTotalCapacity: () => 0,
  GroupAndWarmPoolDesiredCapacity: (group) => group.desiredCapacity,
  GroupAndWarmPoolTotalCapacity: total,
};

export const GROUP_METRICS: readonly string[] = Object.keys(READINGS);

export function reading(group: AutoScalingGroup, metricName: string): number | undefined {
  return READINGS[metricName]?.(group);
}

export const groupMetrics: Controller = {
  name: 'group-metrics',
  rank: RANK.publishing,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    if (group === undefined || group.enabledMetrics.length === 0) return undefined;
    const { now } = context.kernel;
    if (now === bucketStart(now, MINUTE_MS)) publish(context, group);
    return bucketStart(now, MINUTE_MS) + MINUTE_MS;
  },
};

/** One point for the minute that just ended. */
function publish(context: Context, group: AutoScalingGroup): void {
  const { now } = context.kernel;
  const visibleAt = now + draw(context.kernel.random('autoscaling/metrics'), METRICS_DELAY);
  for (const metricName of group.enabledMetrics) {
    const value = reading(group, metricName);
    if (value === undefined) continue;
    context.metrics.publish({
      namespace: 'AWS/AutoScaling',
      metricName,
      dimensions: [{ name: 'AutoScalingGroupName', value: group.groupName }],
      at: now - MINUTE_MS,
      periodSeconds: 60,
      unit: 'None',
      sampleCount: 1,
      sum: value,
      minimum: value,
      maximum: value,
      visibleAt,
    });
  }
}

function inService(group: AutoScalingGroup): number {
  return inState(group, 'InService').length;
}

function pending(group: AutoScalingGroup): number {
  return inState(group, ...PENDING_STATES).length;
}

function standby(group: AutoScalingGroup): number {
  return inState(group, 'Standby', 'EnteringStandby').length;
}

function terminating(group: AutoScalingGroup): number {
  return inState(group, ...TERMINATING_STATES).length;
}

function total(group: AutoScalingGroup): number {
  return instancesOf(group).length - standby(group);
}
