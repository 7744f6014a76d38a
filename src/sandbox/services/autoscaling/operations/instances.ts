// Single instances of a group: showing them, their health, their protection, their end.

import type { Context } from '../../../context.js';
import { onlyModelled } from '../../shared/modelled.js';
import { clauses, sentence } from '../rules/cause.js';
import { inGrace } from '../rules/health.js';
import { activeInstances, allGroups, instancesOf, membership, requireGroup, requireInstance } from '../state/groups.js';
import { markHealthy, markUnhealthy } from '../state/instances.js';
import { beginTermination } from '../state/terminating.js';
import type { AutoScalingGroup, GroupInstance } from '../store.js';
import { activityView } from './activities.js';
import type { AutoScalingOperations, Input } from './api.js';
import { validation } from './errors.js';
import { instanceView } from './group-views.js';
import { paged } from './paging.js';

export const instanceOperations = {
  DescribeAutoScalingInstances(input, context) {
    onlyModelled('DescribeAutoScalingInstances', input, ['InstanceIds', 'MaxRecords', 'NextToken']);
    const ids = input.InstanceIds ?? [];
    const all = allGroups(context).flatMap((group) => instancesOf(group).map((instance) => ({ group, instance })));
    const found = all.filter(({ instance }) => ids.length === 0 || ids.includes(instance.instanceId));
    const { items, nextToken } = paged(found, input);
    return {
      AutoScalingInstances: items.map(({ group, instance }) => ({
        ...instanceView(instance),
        AutoScalingGroupName: group.groupName,
        HealthStatus: instance.healthStatus.toUpperCase(),
      })),
      NextToken: nextToken,
    };
  },

  SetInstanceHealth: setInstanceHealth,

  SetInstanceProtection(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const instances = input.InstanceIds.map((id) => requireInstance(group, id));
    for (const instance of instances) instance.protectedFromScaleIn = input.ProtectedFromScaleIn;
    context.kernel.emit({ type: 'GroupUpdated', groupName: group.groupName });
    return {};
  },

  TerminateInstanceInAutoScalingGroup(input, context) {
    onlyModelled('TerminateInstanceInAutoScalingGroup', input, ['InstanceId', 'ShouldDecrementDesiredCapacity']);
    const { group, instance } = requireMember(context, input.InstanceId ?? '');
    if (instance.lifecycleState.startsWith('Terminat'))
      throw validation(`Instance ${input.InstanceId} is already being terminated.`);
    const shrink = input.ShouldDecrementDesiredCapacity ? shrinkByOne(context, group) : undefined;
    const activity = beginTermination(context, group, instance, {
      purpose: 'user',
      sentences: [sentence(context.kernel.now, clauses.userTerminated(instance.instanceId, shrink))],
    });
    return { Activity: activityView(activity, context) };
  },
} satisfies AutoScalingOperations;

/** The words are AWS's; the id comes without its group because the caller named none. */
function requireMember(context: Context, instanceId: string): { group: AutoScalingGroup; instance: GroupInstance } {
  const member = membership(context, instanceId);
  if (member === undefined)
    throw validation(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
  return member;
}

/** ASG-27: respects the grace period unless told otherwise; a healthy mark comes too late once termination has begun. */
function setInstanceHealth(input: Input<'SetInstanceHealth'>, context: Context): void {
  const { group, instance } = requireMember(context, input.InstanceId ?? '');
  if (input.HealthStatus !== 'Healthy' && input.HealthStatus !== 'Unhealthy')
    throw validation('HealthStatus must be Healthy or Unhealthy.');
  if (instance.lifecycleState.startsWith('Terminat'))
    throw validation(
      `Instance ${instance.instanceId} is in lifecycle state ${instance.lifecycleState}; its health cannot be set.`,
    );
  if (input.HealthStatus === 'Healthy') {
    markHealthy(context, group, instance);
    return;
  }
  const { now } = context.kernel;
  const respectsGrace = input.ShouldRespectGracePeriod ?? true;
  if (respectsGrace && inGrace(instance.inServiceAt, group.healthCheckGracePeriodSeconds, now)) return;
  markUnhealthy(context, group, instance, 'user');
}

/** ASG-37: refused when it would go below the minimum. Changes the desired capacity without a trigger: the caller does the work himself. */
export function shrinkByOne(context: Context, group: AutoScalingGroup, by = 1): { from: number; to: number } {
  const from = group.desiredCapacity;
  const to = from - by;
  if (to < group.minSize)
    throw validation(
      `Currently, desiredSize equals minSize (${group.minSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
    );
  group.desiredCapacity = to;
  context.kernel.emit({
    type: 'DesiredCapacityChanged',
    groupName: group.groupName,
    from,
    to,
    trigger: 'a user request took instances out of service',
  });
  return { from: activeInstances(group).length, to: activeInstances(group).length - by };
}
