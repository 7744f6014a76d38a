// CloudWatch's own lengths of time, with where they come from. How late other services' points are belongs to those services.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../kernel/index.js';
import type { Range, Timing } from '../shared/timing.js';

/** How often an alarm with a period of a minute or more is evaluated. */
export const EVALUATION_INTERVAL_MS: Timing = { value: MINUTE_MS, kind: 'documented', rule: 'CW-20' };

/** How often an alarm with a period of 10, 20 or 30 seconds is evaluated. */
export const FAST_EVALUATION_INTERVAL_MS: Timing = { value: 10 * SECOND_MS, kind: 'documented', rule: 'CW-20' };

/** Where in the minute an alarm's evaluation falls; drawn once when the alarm is created. */
export const EVALUATION_OFFSET_MS: Timing<Range> = {
  value: { low: 0, high: MINUTE_MS - 1 },
  kind: 'observed',
  rule: 'CW-10',
};

/** Auto Scaling actions run again this long after the last time, while the state lasts. */
export const ACTION_REPEAT_MS: Timing = { value: MINUTE_MS, kind: 'documented', rule: 'CW-40' };

export const HISTORY_KEPT_MS: Timing = { value: 14 * DAY_MS, kind: 'documented', rule: 'CW-27' };

/** A metric without data for so long is no longer listed. */
export const LISTED_FOR_MS: Timing = { value: 14 * DAY_MS, kind: 'documented', rule: 'CW-08' };

/** How often points move to coarser columns, and raw values go; readers apply the exact limits themselves. */
export const ROLL_UP_INTERVAL_MS: Timing = { value: HOUR_MS, kind: 'chosen', rule: 'CW-08' };

/**
 * Raw values stay so long behind their points, the points themselves as long as AWS keeps them: percentiles of older minutes are gone.
 * They are nine tenths of what a stack under traffic would fill its memory with.
 */
export const RAW_VALUES_KEPT_MS: Timing = { value: DAY_MS, kind: 'chosen', rule: 'CW-08' };

/** PutMetricData takes timestamps this far back and ahead. */
export const OLDEST_TIMESTAMP_MS: Timing = { value: 14 * DAY_MS, kind: 'documented', rule: 'CW-08' };
export const NEWEST_TIMESTAMP_MS: Timing = { value: 120 * MINUTE_MS, kind: 'documented', rule: 'CW-08' };
