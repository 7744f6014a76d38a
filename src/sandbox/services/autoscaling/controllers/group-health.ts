// The group's periodic look at its instances: EC2's word and the load balancers' (ASG-20..ASG-26). Key: the group's name.
// It marks; whom to replace and when is the group-replacement controller's.

import { type Context, type Controller, RANK } from '../../../context.js';
import { hasHealthCheck, verdict } from '../rules/health.js';
import { findGroup, inState, isSuspended } from '../state/groups.js';
import { markUnhealthy } from '../state/instances.js';
import { gatedTargetStates } from '../state/traffic.js';
import type { AutoScalingGroup } from '../store.js';
import { HEALTH_TICK } from '../timings.js';

export const groupHealth: Controller = {
  name: 'group-health',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    if (group === undefined || group.deleting) return undefined;
    if (context.kernel.now < group.healthTickAt) return group.healthTickAt;
    group.healthTickAt += HEALTH_TICK.value;
    if (!isSuspended(group, 'HealthCheck')) look(context, group);
    return group.healthTickAt;
  },
};

/** ASG-28: standby instances are left alone. */
function look(context: Context, group: AutoScalingGroup): void {
  const elbChecksOn = hasHealthCheck(group.healthCheckType, 'ELB');
  for (const instance of inState(group, 'InService')) {
    const reason = verdict({
      now: context.kernel.now,
      notRunningVisibleAt: instance.notRunningVisibleAt,
      impairedSince: instance.impairedSince,
      inServiceAt: instance.inServiceAt,
      gracePeriodSeconds: group.healthCheckGracePeriodSeconds,
      elbChecksOn,
      targetStates: elbChecksOn ? gatedTargetStates(context, group, instance.instanceId) : [],
    });
    if (reason !== undefined) markUnhealthy(context, group, instance, reason);
  }
}
