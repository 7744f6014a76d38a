// Changing the desired capacity, with the words and the lag of whoever wanted it (ASG-41, ASG-42). The work is the controller's.

import type { Context } from '../../../context.js';
import { draw, type Range, type Timing } from '../../shared/timing.js';
import { sentence } from '../rules/cause.js';
import type { AutoScalingGroup, InvokingAlarm } from '../store.js';

export interface CapacityChange {
  readonly to: number;
  /** `a user request … changing the desired capacity from 1 to 2`. */
  readonly clause: string;
  /** Until the work begins. */
  readonly lag: Timing<Range>;
  readonly policyArn?: string;
  readonly simple?: boolean;
  readonly alarm?: InvokingAlarm;
  readonly warmupSeconds?: number;
}

/** Without a difference nothing happens: no event, no activity (CW-41). */
export function changeDesiredCapacity(context: Context, group: AutoScalingGroup, change: CapacityChange): void {
  const from = group.desiredCapacity;
  if (from === change.to) return;
  const { now } = context.kernel;
  group.desiredCapacity = change.to;
  group.trigger = {
    sentence: sentence(now, change.clause),
    workAt: now + draw(context.kernel.random('autoscaling/lag'), change.lag),
    simple: change.simple ?? false,
    ...(change.policyArn === undefined ? {} : { policyArn: change.policyArn }),
    ...(change.alarm === undefined ? {} : { alarm: change.alarm }),
    ...(change.warmupSeconds === undefined ? {} : { warmupSeconds: change.warmupSeconds }),
  };
  context.kernel.emit({
    type: 'DesiredCapacityChanged',
    groupName: group.groupName,
    from,
    to: change.to,
    trigger: change.clause,
  });
}
