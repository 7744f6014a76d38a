// Scaling activities: begun, moved on, ended (ASG-04, ASG-05). The words come from the rules.

import type { Context } from '../../../context.js';
import { uuid } from '../../shared/ids.js';
import { causeOf, descriptions } from '../rules/cause.js';
import type { ActivityStatus, AutoScalingGroup, GroupInstance, InvokingAlarm, ScalingActivity } from '../store.js';
import { ACTIVITIES_KEPT_MS } from '../timings.js';

export interface ActivityRequest {
  readonly description: string;
  readonly sentences: readonly string[];
  readonly statusCode: ActivityStatus;
  readonly progress: number;
  readonly place?: { readonly subnetId: string; readonly availabilityZone: string } | undefined;
  readonly alarm?: InvokingAlarm | undefined;
  readonly simple?: boolean;
}

export function activitiesOf(context: Context, groupArn: string): ScalingActivity[] {
  const { activities } = context.world.autoscaling;
  activities[groupArn] ??= [];
  return activities[groupArn];
}

export function startActivity(context: Context, group: AutoScalingGroup, request: ActivityRequest): ScalingActivity {
  const activity: ScalingActivity = {
    activityId: uuid(context),
    groupName: group.groupName,
    groupArn: group.groupArn,
    description: request.description,
    cause: causeOf(request.sentences),
    startedAt: context.kernel.now,
    statusCode: request.statusCode,
    progress: request.progress,
    details: detailsOf(request),
    simple: request.simple ?? false,
  };
  const activities = activitiesOf(context, group.groupArn);
  const oldest = context.kernel.now - ACTIVITIES_KEPT_MS.value;
  const kept = activities.findIndex(({ startedAt, endedAt }) => startedAt >= oldest || endedAt === undefined);
  activities.splice(0, kept === -1 ? activities.length : kept);
  activities.push(activity);
  context.kernel.emit({
    type: 'ScalingActivityStarted',
    groupName: group.groupName,
    activityId: activity.activityId,
    description: activity.description,
    reason: activity.cause,
  });
  return activity;
}

function detailsOf({ place, alarm }: ActivityRequest): string {
  const details: Record<string, unknown> = {};
  if (place !== undefined) {
    details['Subnet ID'] = place.subnetId;
    details['Availability Zone'] = place.availabilityZone;
  }
  if (alarm !== undefined) {
    details.InvokingAlarms = [
      {
        AlarmArn: `arn:aws:cloudwatch:${alarm.region}:${alarm.accountId}:alarm:${alarm.name}`,
        AlarmName: alarm.name,
        AWSAccountId: alarm.accountId,
        Region: alarm.region,
      },
    ];
  }
  return JSON.stringify(details);
}

/** The running activity of an instance. */
export function activityOf(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
): ScalingActivity | undefined {
  if (instance.activityId === undefined) return undefined;
  return activitiesOf(context, group.groupArn).findLast((activity) => activity.activityId === instance.activityId);
}

export type Ending = {
  readonly statusCode: 'Successful' | 'Failed' | 'Cancelled';
  readonly statusMessage?: string;
};

/** Ends the instance's activity, if one runs. A launch that ends starts the cooldown of a simple policy; a termination did so when it had drained. */
export function endActivityOf(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  ending: Ending,
): void {
  const activity = activityOf(context, group, instance);
  delete instance.activityId;
  if (activity === undefined) return;
  if (!instance.lifecycleState.startsWith('Terminating')) startCooldown(context, group, activity);
  endActivity(context, group, activity, ending);
}

/** ASG-61: from the last launch in service or the last instance drained; a termination hook does not put it off. */
export function startCooldown(context: Context, group: AutoScalingGroup, activity: ScalingActivity): void {
  if (activity.simple && group.cooldown !== undefined) group.cooldown.startedAt = context.kernel.now;
}

export function endActivity(
  context: Context,
  group: AutoScalingGroup,
  activity: ScalingActivity,
  ending: Ending,
): void {
  activity.endedAt = context.kernel.now;
  activity.statusCode = ending.statusCode;
  activity.progress = 100;
  activity.description = descriptions.drained(activity.description);
  if (ending.statusMessage !== undefined) activity.statusMessage = ending.statusMessage;
  context.kernel.emit({
    type: 'ScalingActivityEnded',
    groupName: group.groupName,
    activityId: activity.activityId,
    ...ending,
  });
}
