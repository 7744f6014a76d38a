// Reading a scheduled action from a request: AWS's checks in its words (ASG-91). Changes nothing.

import { ServiceError } from '../../../../errors.js';
import type { Instant } from '../../../../kernel/index.js';
import { readCron } from '../rules/cron.js';
import { isTimeZone } from '../rules/time-zone.js';
import { dueAfter, isOver } from '../state/schedule.js';
import type { AutoScalingGroup, ScheduledAction } from '../store.js';
import { validation } from './errors.js';

export interface ScheduleWish {
  readonly ScheduledActionName: string | undefined;
  readonly StartTime?: Date | undefined;
  readonly EndTime?: Date | undefined;
  readonly Recurrence?: string | undefined;
  readonly TimeZone?: string | undefined;
  readonly MinSize?: number | undefined;
  readonly MaxSize?: number | undefined;
  readonly DesiredCapacity?: number | undefined;
}

export type ScheduleRead = Omit<ScheduledAction, 'actionArn' | 'runAt'>;

const MOST_OF_A_GROUP = 125;

export function readSchedule(group: AutoScalingGroup, wish: ScheduleWish, now: Instant): ScheduleRead {
  const actionName = wish.ScheduledActionName ?? '';
  checkSizes(wish);
  const { Recurrence: recurrence, TimeZone: timeZone } = wish;
  if (recurrence !== undefined && readCron(recurrence) === undefined)
    throw validation(`Given recurrence string: ${recurrence} is invalid`);
  if (timeZone !== undefined) checkTimeZone(timeZone, recurrence);
  const endAt = wish.EndTime?.getTime();
  const at = firstTime(wish, now);
  const others = group.scheduledActions.filter((action) => action.actionName !== actionName);
  if (others.some((action) => action.at === at))
    throw new ServiceError('AlreadyExists', 'Scheduled action with this scheduled start time already exists');
  if (others.length >= MOST_OF_A_GROUP)
    throw new ServiceError(
      'LimitExceeded',
      `Scheduled actions limit of ${MOST_OF_A_GROUP} per Auto Scaling group has been reached`,
    );
  return {
    actionName,
    at,
    ...(wish.MinSize === undefined ? {} : { minSize: wish.MinSize }),
    ...(wish.MaxSize === undefined ? {} : { maxSize: wish.MaxSize }),
    ...(wish.DesiredCapacity === undefined ? {} : { desiredCapacity: wish.DesiredCapacity }),
    ...(recurrence === undefined ? {} : { recurrence }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(endAt === undefined ? {} : { endAt }),
  };
}

function checkSizes({ MinSize: min, MaxSize: max, DesiredCapacity: desired }: ScheduleWish): void {
  if (min === undefined && max === undefined && desired === undefined)
    throw validation('At least one of MinSize, MaxSize and DesiredCapacity must be specified');
  if (min !== undefined && min < 0) throw validation('Min size must be non-negative');
  if (max !== undefined && max < 0) throw validation('Max size must be non-negative');
  if (desired !== undefined && desired < 0) throw validation('Desired capacity must be non-negative');
  if (desired !== undefined && min !== undefined && desired < min)
    throw validation('Desired capacity must be greater than or equal to min size');
  if (desired !== undefined && max !== undefined && desired > max)
    throw validation('Desired capacity must be less than or equal to max size');
  if (min !== undefined && max !== undefined && min > max)
    throw validation('Min size must be less than or equal to max size');
}

function checkTimeZone(timeZone: string, recurrence: string | undefined): void {
  if (!isTimeZone(timeZone))
    throw validation(
      'Time zone specified does not conform to standardized time zones found in IANA Time Zone Database',
    );
  if (recurrence === undefined) throw validation('Time zone can be specified for a recurring schedule only');
}

/** A start time is its first run, whatever the recurrence says; without one the recurrence decides. */
function firstTime(wish: ScheduleWish, now: Instant): Instant {
  const startAt = wish.StartTime?.getTime();
  const endAt = wish.EndTime?.getTime();
  if (startAt === undefined && wish.Recurrence === undefined)
    throw validation('Scheduled start time must be specified for non-recurrent future group action');
  if (startAt !== undefined && startAt <= now) throw validation('Given start time is in the past');
  if (endAt !== undefined && endAt <= now) throw validation('Given end time is in the past');
  if (startAt !== undefined && endAt !== undefined && endAt < startAt)
    throw validation('Given end time must be after start time');
  const at = startAt ?? dueAfter({ ...given(wish) }, now);
  if (at === undefined || isOver({ ...(endAt === undefined ? {} : { endAt }) }, at))
    throw validation('The schedule ends before it would run for the first time');
  return at;
}

function given({
  Recurrence: recurrence,
  TimeZone: timeZone,
}: ScheduleWish): Pick<ScheduledAction, 'recurrence' | 'timeZone'> {
  return { ...(recurrence === undefined ? {} : { recurrence }), ...(timeZone === undefined ? {} : { timeZone }) };
}
