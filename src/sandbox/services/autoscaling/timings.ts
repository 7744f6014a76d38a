// How long Auto Scaling takes over things, each figure with its rule and whether anybody knows.

import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../kernel/index.js';
import type { Range, Timing } from '../shared/timing.js';

const seconds = (low: number, high: number): Range => ({ low: low * SECOND_MS, high: high * SECOND_MS });

/** From a user's change of the capacity to the start of work. */
export const USER_REQUEST_LAG: Timing<Range> = { value: seconds(1, 12), kind: 'observed', rule: 'ASG-42' };
/** From the time of a scheduled action to its run: "within seconds", says AWS, and up to two minutes. */
export const SCHEDULE_LAG: Timing<Range> = { value: seconds(1, 10), kind: 'chosen', rule: 'ASG-91' };
/** From a policy's change of the capacity to the start of work. */
export const ALARM_LAG: Timing<Range> = { value: seconds(5, 21), kind: 'observed', rule: 'ASG-42' };
/** From the start of an unhealthy instance's termination to the launch of its substitute. */
export const SUBSTITUTE_LAG: Timing<Range> = { value: seconds(1, 2), kind: 'observed', rule: 'ASG-30' };
/** Alarm messages of this span count as fired at once: the largest resulting capacity wins. */
export const ALARM_GATHERING: Timing = { value: SECOND_MS, kind: 'chosen', rule: 'ASG-14' };
/** From `running` to `InService`: registering with the target groups. The rest of a launch is EC2's. */
export const REGISTRATION: Timing<Range> = { value: seconds(0, 2), kind: 'chosen', rule: 'ASG-12' };
/** Until a failed launch is tried again. */
export const LAUNCH_RETRY: Timing<Range> = { value: seconds(50, 66), kind: 'observed', rule: 'ASG-17' };
/** Between two looks at the health of a group's instances. */
export const HEALTH_TICK: Timing = { value: MINUTE_MS, kind: 'chosen', rule: 'ASG-26' };
/** From a change of an instance's state in EC2 to the group's next look being able to see it. */
export const EC2_STATUS_LAG: Timing<Range> = { value: seconds(0, 40), kind: 'chosen', rule: 'ASG-26' };
/** "A few minutes": how long a failed status check is tolerated. */
export const STATUS_CHECK_TOLERANCE: Timing = { value: 3 * MINUTE_MS, kind: 'chosen', rule: 'ASG-21' };
/** From the call that ends an EC2 instance to its record leaving the group. */
export const TERMINATION_ENDING: Timing<Range> = { value: seconds(4, 43), kind: 'observed', rule: 'ASG-35' };
/** How long a target group's attachment reads `Adding`. */
export const ATTACHING: Timing<Range> = { value: seconds(2, 8), kind: 'chosen', rule: 'ASG-03' };
/** Between two looks at whether the zones are in balance, and after a failed try. */
export const REBALANCE_INTERVAL: Timing = { value: 5 * MINUTE_MS, kind: 'chosen', rule: 'ASG-55' };
/** From the end of a minute to its group metrics being visible. */
export const METRICS_DELAY: Timing<Range> = { value: seconds(15, 60), kind: 'observed', rule: 'CW-10' };
/** How long an instance refresh that cannot go on keeps trying. */
export const REFRESH_PATIENCE: Timing = { value: 60 * MINUTE_MS, kind: 'documented', rule: 'ASG-98' };
/** How often an instance refresh looks whether it may go on. */
export const REFRESH_STEP: Timing = { value: 10 * SECOND_MS, kind: 'chosen', rule: 'ASG-98' };
/** Absolute cap of a hook: the smaller of 48 hours and 100 times its heartbeat. */
export const HOOK_CAP: Timing = { value: 48 * 60 * MINUTE_MS, kind: 'documented', rule: 'ASG-11' };
/** How long activities are told of. */
export const ACTIVITIES_KEPT_MS: Timing = { value: 42 * DAY_MS, kind: 'documented', rule: 'ASG-06' };
