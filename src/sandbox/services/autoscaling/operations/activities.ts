// DescribeScalingActivities: running ones first, then the newest (ASG-06).

import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../../../context.js';
import { onlyModelled } from '../../shared/modelled.js';
import { allGroups, findGroup, requireGroup } from '../state/groups.js';
import type { ScalingActivity } from '../store.js';
import { ACTIVITIES_KEPT_MS } from '../timings.js';
import type { AutoScalingOperations, Input } from './api.js';
import { paged } from './paging.js';

export const activityOperations = {
  DescribeScalingActivities(input, context) {
    onlyModelled('DescribeScalingActivities', input, [
      'ActivityIds',
      'AutoScalingGroupName',
      'IncludeDeletedGroups',
      'MaxRecords',
      'NextToken',
    ]);
    const { items, nextToken } = paged(inOrder(select(input, context)), input, 100);
    return { Activities: items.map((activity) => activityView(activity, context)), NextToken: nextToken };
  },
} satisfies AutoScalingOperations;

function select(input: Input<'DescribeScalingActivities'>, context: Context): readonly ScalingActivity[] {
  const { AutoScalingGroupName: name, ActivityIds: ids, IncludeDeletedGroups: deletedToo } = input;
  if (name !== undefined && deletedToo !== true) requireGroup(context, name);
  const living = new Set(allGroups(context).map(({ groupArn }) => groupArn));
  return Object.entries(context.world.autoscaling.activities)
    .filter(([groupArn]) => deletedToo === true || living.has(groupArn))
    .flatMap(([, activities]) => activities)
    .filter((activity) => name === undefined || activity.groupName === name)
    .filter((activity) => ids === undefined || ids.length === 0 || ids.includes(activity.activityId))
    .filter((activity) => context.kernel.now - activity.startedAt <= ACTIVITIES_KEPT_MS.value);
}

/** ASG-06. Of two that started at the same instant the later one comes first. */
function inOrder(activities: readonly ScalingActivity[]): readonly ScalingActivity[] {
  const running = (activity: ScalingActivity): number => (activity.endedAt === undefined ? 0 : 1);
  return activities.toReversed().sort((a, b) => running(a) - running(b) || b.startedAt - a.startedAt);
}

export function activityView(activity: ScalingActivity, context: Context): Activity {
  const living = findGroup(context, activity.groupName)?.groupArn === activity.groupArn;
  return {
    ActivityId: activity.activityId,
    AutoScalingGroupName: activity.groupName,
    AutoScalingGroupARN: activity.groupArn,
    AutoScalingGroupState: living ? undefined : 'Deleted',
    Description: activity.description,
    Cause: activity.cause,
    StartTime: new Date(activity.startedAt),
    EndTime: activity.endedAt === undefined ? undefined : new Date(activity.endedAt),
    StatusCode: activity.statusCode,
    StatusMessage: activity.statusMessage,
    Progress: activity.progress,
    Details: activity.details,
  };
}
