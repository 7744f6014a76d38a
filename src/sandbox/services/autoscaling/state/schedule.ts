// When a group's scheduled actions are due (ASG-91).

import type { Instant } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import { draw } from '../../shared/timing.js';
import { nextOccurrence, readCron } from '../rules/cron.js';
import type { AutoScalingGroup, ScheduledAction } from '../store.js';
import { SCHEDULE_LAG } from '../timings.js';

export function inTimeOrder(group: AutoScalingGroup): readonly ScheduledAction[] {
  return [...group.scheduledActions].sort((a, b) => a.at - b.at);
}

/** Undefined: not again. */
export function dueAfter(
  { recurrence, timeZone = 'UTC' }: Pick<ScheduledAction, 'recurrence' | 'timeZone'>,
  after: Instant,
): Instant | undefined {
  const cron = recurrence === undefined ? undefined : readCron(recurrence);
  return cron === undefined ? undefined : nextOccurrence(cron, after, timeZone);
}

export const isOver = ({ endAt }: Pick<ScheduledAction, 'endAt'>, at: Instant): boolean =>
  endAt !== undefined && at > endAt;

/** A time, and when Auto Scaling comes to it. */
export function timed(context: Context, at: Instant): Pick<ScheduledAction, 'at' | 'runAt'> {
  return { at, runAt: at + draw(context.kernel.random('autoscaling/schedule'), SCHEDULE_LAG) };
}
