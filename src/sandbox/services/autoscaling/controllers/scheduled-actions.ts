// Gives a group its new sizes when their time has come (ASG-91). Key: the group's name.

import { type Context, type Controller, RANK } from '../../../context.js';
import { clauses } from '../rules/cause.js';
import { inOrder, type Sizes, sizesAfter } from '../rules/sizes.js';
import { changeDesiredCapacity } from '../state/capacity.js';
import { findGroup, isSuspended, sizesOf } from '../state/groups.js';
import { dueAfter, inTimeOrder, isOver, timed } from '../state/schedule.js';
import type { AutoScalingGroup, ScheduledAction } from '../store.js';
import { USER_REQUEST_LAG } from '../timings.js';

export const scheduledActions: Controller = {
  name: 'scheduled-actions',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    if (group === undefined || group.deleting) return undefined;
    const { now } = context.kernel;
    // In the order of their times, whoever's lag is shorter: so AWS promises it within a group.
    for (let [next] = inTimeOrder(group); next !== undefined; [next] = inTimeOrder(group)) {
      if (next.runAt > now) return next.runAt;
      execute(context, group, next);
      if (!goOn(context, next)) group.scheduledActions = group.scheduledActions.filter((action) => action !== next);
    }
    return undefined;
  },
};

/** False: it has run for the last time, and is no longer listed. */
function goOn(context: Context, action: ScheduledAction): boolean {
  const at = dueAfter(action, action.at);
  if (at === undefined || isOver(action, at)) return false;
  Object.assign(action, timed(context, at));
  return true;
}

/** ASG-90: what falls due while the process is suspended is passed over, not put off. */
function execute(context: Context, group: AutoScalingGroup, action: ScheduledAction): void {
  const { minSize: min, maxSize: max, desiredCapacity: desired, actionName } = action;
  const sizes = sizesAfter(sizesOf(group), { min, max, desired });
  const words = `min: ${sizes.min}, max: ${sizes.max}, desired: ${sizes.desired}`;
  const suspended = isSuspended(group, 'ScheduledActions');
  const refused = inOrder(sizes) ? words : `refused, ${words} are not in order`;
  const outcome = suspended ? 'passed over, ScheduledActions is suspended' : refused;
  context.kernel.emit({ type: 'ScheduledActionExecuted', groupName: group.groupName, actionName, outcome });
  if (!suspended && inOrder(sizes)) resize(context, group, sizes);
}

function resize(context: Context, group: AutoScalingGroup, sizes: Sizes): void {
  group.minSize = sizes.min;
  group.maxSize = sizes.max;
  const clause = clauses.scheduled(sizes, group.desiredCapacity);
  changeDesiredCapacity(context, group, { to: sizes.desired, clause, lag: USER_REQUEST_LAG });
  context.kernel.emit({ type: 'GroupUpdated', groupName: group.groupName });
}
