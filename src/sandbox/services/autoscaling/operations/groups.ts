// The group itself: create, update, describe, delete, and the wish for a size.

import type { Context } from '../../../context.js';
import { filtered } from '../../shared/filters.js';
import { clauses } from '../rules/cause.js';
import { inCooldown } from '../rules/simple-scaling.js';
import { changeDesiredCapacity } from '../state/capacity.js';
import { removeGroup } from '../state/deletion.js';
import { activityRunning, allGroups, instancesOf, requireGroup } from '../state/groups.js';
import type { AutoScalingGroup } from '../store.js';
import { USER_REQUEST_LAG } from '../timings.js';
import type { AutoScalingOperations, Input } from './api.js';
import { createAutoScalingGroup } from './create-group.js';
import { activityInProgress, resourceInUse, validation } from './errors.js';
import { groupView } from './group-views.js';
import { paged } from './paging.js';
import { updateAutoScalingGroup } from './update-group.js';

export const groupOperations = {
  CreateAutoScalingGroup: createAutoScalingGroup,
  UpdateAutoScalingGroup: updateAutoScalingGroup,

  /** An unknown name is an empty list, no error. */
  DescribeAutoScalingGroups(input, context) {
    const names = input.AutoScalingGroupNames ?? [];
    const named = allGroups(context).filter(({ groupName }) => names.length === 0 || names.includes(groupName));
    const found = filtered(named, input.Filters, {}, tagsOf);
    const { items, nextToken } = paged(found, input);
    const shown = items.map(groupView);
    const AutoScalingGroups =
      input.IncludeInstances === false ? shown.map((group) => ({ ...group, Instances: [] })) : shown;
    return { AutoScalingGroups, NextToken: nextToken };
  },

  DeleteAutoScalingGroup(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    if (input.ForceDelete === true) {
      deleteByForce(context, group);
      return;
    }
    if (instancesOf(group).length > 0 || group.desiredCapacity > 0) {
      throw group.desiredCapacity === 0 && activityRunning(group)
        ? activityInProgress(
            'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
          )
        : resourceInUse(
            'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
          );
    }
    removeGroup(context, group);
  },

  SetDesiredCapacity: setDesiredCapacity,
} satisfies AutoScalingOperations;

function tagsOf(group: AutoScalingGroup): Record<string, string> {
  return Object.fromEntries(group.tags.map(({ key, value }) => [key, value]));
}

function deleteByForce(context: Context, group: AutoScalingGroup): void {
  group.deleting = true;
  context.kernel.emit({ type: 'GroupUpdated', groupName: group.groupName });
}

/** ASG-16: validated against the limits, not clamped. */
function setDesiredCapacity(input: Input<'SetDesiredCapacity'>, context: Context): void {
  const group = requireGroup(context, input.AutoScalingGroupName);
  const { DesiredCapacity: to } = input;
  if (to > group.maxSize)
    throw validation(
      `New SetDesiredCapacity value ${to} is above max value ${group.maxSize} for the AutoScalingGroup.`,
    );
  if (to < group.minSize)
    throw validation(
      `New SetDesiredCapacity value ${to} is below min value ${group.minSize} for the AutoScalingGroup.`,
    );
  const bound =
    inCooldown(group.cooldown, context.kernel.now) || (group.cooldown !== undefined && activityRunning(group));
  if (input.HonorCooldown === true && bound) throw inCooldownError();
  changeDesiredCapacity(context, group, {
    to,
    clause: clauses.capacitySet(group.desiredCapacity, to),
    lag: USER_REQUEST_LAG,
  });
}

export function inCooldownError() {
  return activityInProgress(
    'Scaling activity is in progress or the cooldown period is not over; HonorCooldown was set.',
  );
}
