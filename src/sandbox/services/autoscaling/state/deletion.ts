// The end of a group: by force with its instances, or at once when it is empty.

import type { Instant } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import { deleteAlarms } from '../../cloudwatch/index.js';
import { clauses, sentence } from '../rules/cause.js';
import type { AutoScalingGroup, ScalingPolicy } from '../store.js';
import { instancesOf, TERMINATING_STATES } from './groups.js';
import { beginTermination } from './terminating.js';

/** Ends every instance without waiting for drains and hooks; when none is left, the group goes. */
export function finishDeletion(context: Context, group: AutoScalingGroup): Instant | undefined {
  const left = instancesOf(group);
  if (left.length === 0) {
    removeGroup(context, group);
    return undefined;
  }
  for (const instance of left) {
    if ((TERMINATING_STATES as readonly string[]).includes(instance.lifecycleState)) continue;
    beginTermination(context, group, instance, {
      purpose: 'deletion',
      sentences: [sentence(context.kernel.now, clauses.groupDeleted())],
      drain: false,
    });
  }
  return undefined;
}

/** The group with its policies, hooks, refreshes and target tracking alarms; its activities stay (ASG-06). */
export function removeGroup(context: Context, group: AutoScalingGroup): void {
  const store = context.world.autoscaling;
  for (const policy of Object.values(store.policies)) {
    if (policy.groupName === group.groupName) removePolicy(context, policy);
  }
  delete store.refreshes[group.groupArn];
  delete store.groups[group.groupName];
  context.kernel.emit({ type: 'GroupDeleted', groupName: group.groupName });
}

/** ASG-80: a target tracking policy takes its two alarms with it. */
export function removePolicy(context: Context, policy: ScalingPolicy): void {
  delete context.world.autoscaling.policies[policy.policyArn];
  if (policy.policyType === 'TargetTrackingScaling') {
    deleteAlarms(context, [policy.highAlarmName, policy.lowAlarmName]);
  }
}
