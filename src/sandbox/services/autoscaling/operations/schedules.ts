// Scheduled actions: put, describe, delete, one by one or many at once (ASG-91). Those that will not run again are not listed.

import type { FailedScheduledUpdateGroupActionRequest, ScheduledUpdateGroupAction } from '@aws-sdk/client-auto-scaling';
import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { uuid } from '../../shared/ids.js';
import { allGroups, requireGroup } from '../state/groups.js';
import { inTimeOrder, timed } from '../state/schedule.js';
import type { AutoScalingGroup, ScheduledAction } from '../store.js';
import type { AutoScalingOperations } from './api.js';
import { validation } from './errors.js';
import { paged } from './paging.js';
import { readSchedule, type ScheduleWish } from './schedule-input.js';

const MOST_AT_ONCE = 50;

export const scheduleOperations = {
  PutScheduledUpdateGroupAction(input, context) {
    const { Time: time, StartTime: start } = input;
    if (time !== undefined && start !== undefined && time.getTime() !== start.getTime())
      throw validation('StartTime and Time must be identical if both are specified');
    put(context, requireGroup(context, input.AutoScalingGroupName), { ...input, StartTime: start ?? time });
  },

  BatchPutScheduledUpdateGroupAction(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const wishes = input.ScheduledUpdateGroupActions;
    checkCount(wishes.length);
    const FailedScheduledUpdateGroupActions = wishes.flatMap((wish) =>
      failureOf(wish.ScheduledActionName, () => put(context, group, wish)),
    );
    return { FailedScheduledUpdateGroupActions };
  },

  DeleteScheduledAction(input, context) {
    remove(requireGroup(context, input.AutoScalingGroupName), input.ScheduledActionName);
  },

  BatchDeleteScheduledAction(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    checkCount(input.ScheduledActionNames.length);
    const FailedScheduledActions = input.ScheduledActionNames.flatMap((name) =>
      failureOf(name, () => remove(group, name)),
    );
    return { FailedScheduledActions };
  },

  /** Names go before the two bounds, and an unknown one is no error. */
  DescribeScheduledActions(input, context) {
    const { AutoScalingGroupName: groupName, ScheduledActionNames: names = [] } = input;
    const groups = groupName === undefined ? allGroups(context) : [requireGroup(context, groupName)];
    const { StartTime: from, EndTime: to } = input;
    const wanted = ({ actionName, at }: ScheduledAction): boolean =>
      names.length > 0
        ? names.includes(actionName)
        : (from === undefined || at >= from.getTime()) && (to === undefined || at <= to.getTime());
    const found = groups.flatMap((group) =>
      inTimeOrder(group)
        .filter(wanted)
        .map((action) => scheduleView(group, action)),
    );
    const { items, nextToken } = paged(found, input);
    return { ScheduledUpdateGroupActions: items, NextToken: nextToken };
  },
} satisfies AutoScalingOperations;

/** A known name is given the new settings as a whole, and keeps its ARN. */
function put(context: Context, group: AutoScalingGroup, wish: ScheduleWish): void {
  const read = readSchedule(group, wish, context.kernel.now);
  const { groupName } = group;
  const known = group.scheduledActions.find(({ actionName }) => actionName === read.actionName);
  const { region, id } = context.world.account;
  const actionArn =
    known?.actionArn ??
    `arn:aws:autoscaling:${region}:${id}:scheduledUpdateGroupAction:${uuid(context)}:autoScalingGroupName/${groupName}:scheduledActionName/${read.actionName}`;
  const action = { ...read, ...timed(context, read.at), actionArn };
  group.scheduledActions = [...group.scheduledActions.filter((other) => other !== known), action];
  context.kernel.wake('scheduled-actions', groupName);
}

function remove(group: AutoScalingGroup, name: string): void {
  const left = group.scheduledActions.filter(({ actionName }) => actionName !== name);
  if (left.length === group.scheduledActions.length) throw validation(`Scheduled action name not found: ${name}`);
  group.scheduledActions = left;
}

function checkCount(count: number): void {
  if (count > MOST_AT_ONCE) throw validation(`At most ${MOST_AT_ONCE} scheduled actions can be named at once`);
}

/** In a batch each stands or falls alone. */
function failureOf(name: string | undefined, work: () => void): readonly FailedScheduledUpdateGroupActionRequest[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return [{ ScheduledActionName: name, ErrorCode: error.code, ErrorMessage: error.message }];
  }
}

function scheduleView({ groupName }: AutoScalingGroup, action: ScheduledAction): ScheduledUpdateGroupAction {
  const at = new Date(action.at);
  return {
    AutoScalingGroupName: groupName,
    ScheduledActionName: action.actionName,
    ScheduledActionARN: action.actionArn,
    Time: at,
    StartTime: at,
    EndTime: action.endAt === undefined ? undefined : new Date(action.endAt),
    Recurrence: action.recurrence,
    MinSize: action.minSize,
    MaxSize: action.maxSize,
    DesiredCapacity: action.desiredCapacity,
    TimeZone: action.timeZone,
  };
}
