// Instance refreshes: start, cancel, describe (ASG-98). Rolling back and checkpoints are refused by name.

import type { InstanceRefresh as ApiRefresh } from '@aws-sdk/client-auto-scaling';
import { ServiceError } from '../../../../errors.js';
import { resolveLaunchTemplate } from '../../ec2/index.js';
import { uuid } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { activeRefresh, refreshesOf, toRefresh } from '../controllers/instance-refresh.js';
import { requireGroup } from '../state/groups.js';
import type { AutoScalingGroup, InstanceRefresh, RefreshPreferences } from '../store.js';
import type { AutoScalingOperations, Input } from './api.js';
import { validation } from './errors.js';
import { paged } from './paging.js';

type Wishes = NonNullable<Input<'StartInstanceRefresh'>['Preferences']>;

export const refreshOperations = {
  StartInstanceRefresh(input, context) {
    onlyModelled('StartInstanceRefresh', input, ['AutoScalingGroupName', 'Strategy', 'Preferences']);
    if (input.Strategy !== undefined && input.Strategy !== 'Rolling')
      throw unsupported(`the strategy ${input.Strategy}`);
    const group = requireGroup(context, input.AutoScalingGroupName);
    if (activeRefresh(context, group) !== undefined)
      throw new ServiceError(
        'InstanceRefreshInProgress',
        'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
      );
    const preferences = readPreferences(withPolicy(group, input.Preferences ?? {}));
    const { launchTemplateId, version } = group.launchTemplate;
    const current = resolveLaunchTemplate(context, { launchTemplateId, version });
    const remaining = [...toRefresh(group, preferences, String(current.versionNumber))];
    const refresh: InstanceRefresh = {
      refreshId: uuid(context),
      groupName: group.groupName,
      preferences,
      status: 'Pending',
      startedAt: context.kernel.now,
      remaining,
      total: remaining.length,
    };
    refreshesOf(context, group).push(refresh);
    context.kernel.wake('instance-refresh', group.groupName);
    return { InstanceRefreshId: refresh.refreshId };
  },

  CancelInstanceRefresh(input, context) {
    onlyModelled('CancelInstanceRefresh', input, ['AutoScalingGroupName', 'WaitForTransitioningInstances']);
    const group = requireGroup(context, input.AutoScalingGroupName);
    const refresh = activeRefresh(context, group);
    if (refresh === undefined)
      throw new ServiceError(
        'ActiveInstanceRefreshNotFound',
        `No in progress or pending Instance Refresh found for Auto Scaling group ${group.groupName}`,
      );
    refresh.status = 'Cancelling';
    delete refresh.stuckSince;
    context.kernel.wake('instance-refresh', group.groupName);
    return { InstanceRefreshId: refresh.refreshId };
  },

  DescribeInstanceRefreshes(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const ids = input.InstanceRefreshIds ?? [];
    const all = context.world.autoscaling.refreshes[group.groupArn] ?? [];
    const found = all.filter(({ refreshId }) => ids.length === 0 || ids.includes(refreshId)).toReversed();
    const { items, nextToken } = paged(found, input);
    return { InstanceRefreshes: items.map(refreshView), NextToken: nextToken };
  },
} satisfies AutoScalingOperations;

/** ASG-31: percentages that are left out are those of the group's maintenance policy. */
function withPolicy({ instanceMaintenancePolicy: policy }: AutoScalingGroup, wishes: Wishes): Wishes {
  if (policy === undefined) return wishes;
  return {
    ...wishes,
    MinHealthyPercentage: wishes.MinHealthyPercentage ?? policy.minHealthyPercentage,
    MaxHealthyPercentage: wishes.MaxHealthyPercentage ?? policy.maxHealthyPercentage,
  };
}

/** Defaults of the API: 90 %, terminate first, wait for protected and standby instances. */
function readPreferences(wishes: Wishes): RefreshPreferences {
  const { CheckpointDelay: _delay, ...rest } = wishes;
  onlyModelled('Preferences', { ...rest, BakeTime: wishes.BakeTime || undefined }, [
    'MinHealthyPercentage',
    'MaxHealthyPercentage',
    'InstanceWarmup',
    'SkipMatching',
    'ScaleInProtectedInstances',
    'StandbyInstances',
  ]);
  const minHealthyPercentage = wishes.MinHealthyPercentage ?? 90;
  if (minHealthyPercentage < 0 || minHealthyPercentage > 100)
    throw validation('MinHealthyPercentage must be between 0 and 100');
  const maxHealthyPercentage = wishes.MaxHealthyPercentage ?? 100;
  if (maxHealthyPercentage < 100 || maxHealthyPercentage > 200)
    throw validation('MaxHealthyPercentage must be between 100 and 200');
  if (maxHealthyPercentage - minHealthyPercentage > 100)
    throw validation('MaxHealthyPercentage must not exceed MinHealthyPercentage by more than 100 percentage points');
  if (maxHealthyPercentage > 100 && minHealthyPercentage < 100)
    throw unsupported(`an instance refresh between ${minHealthyPercentage} and ${maxHealthyPercentage} percent`);
  return {
    minHealthyPercentage,
    maxHealthyPercentage,
    ...(wishes.InstanceWarmup === undefined || wishes.InstanceWarmup < 0
      ? {}
      : { instanceWarmupSeconds: wishes.InstanceWarmup }),
    skipMatching: wishes.SkipMatching ?? false,
    scaleInProtectedInstances: wishes.ScaleInProtectedInstances ?? 'Wait',
    standbyInstances: wishes.StandbyInstances ?? 'Wait',
  };
}

function refreshView(refresh: InstanceRefresh): ApiRefresh {
  const { preferences, total, remaining } = refresh;
  return {
    InstanceRefreshId: refresh.refreshId,
    AutoScalingGroupName: refresh.groupName,
    Status: refresh.status,
    StatusReason: refresh.statusReason,
    StartTime: new Date(refresh.startedAt),
    EndTime: refresh.endedAt === undefined ? undefined : new Date(refresh.endedAt),
    PercentageComplete: total === 0 ? 100 : Math.floor(((total - remaining.length) / total) * 100),
    InstancesToUpdate: remaining.length,
    Strategy: 'Rolling',
    Preferences: {
      MinHealthyPercentage: preferences.minHealthyPercentage,
      MaxHealthyPercentage: preferences.maxHealthyPercentage,
      InstanceWarmup: preferences.instanceWarmupSeconds,
      SkipMatching: preferences.skipMatching,
      ScaleInProtectedInstances: preferences.scaleInProtectedInstances,
      StandbyInstances: preferences.standbyInstances,
    },
  };
}
