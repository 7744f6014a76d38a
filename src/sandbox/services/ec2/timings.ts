// How long EC2 and its network take. Milliseconds; a range is drawn uniformly.

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../kernel/index.js';
import type { Range, Timing } from '../shared/timing.js';

/** `pending` → `running`: 4.9 s to 18 s seen. */
export const PENDING: Timing<Range> = {
  value: { low: 4 * SECOND_MS, high: 12 * SECOND_MS },
  kind: 'observed',
  rule: 'EC2-02',
};

/** `stopping` → `stopped`. */
export const STOPPING: Timing<Range> = {
  value: { low: 15 * SECOND_MS, high: 40 * SECOND_MS },
  kind: 'chosen',
  rule: 'EC2-02',
};

/** `shutting-down` → `terminated`. */
export const SHUTTING_DOWN: Timing<Range> = {
  value: { low: 30 * SECOND_MS, high: 60 * SECOND_MS },
  kind: 'chosen',
  rule: 'EC2-02',
};

/** How long DescribeInstances still shows a terminated instance. */
export const TERMINATED_VISIBLE: Timing = { value: HOUR_MS, kind: 'documented', rule: 'EC2-02' };

/** Status checks run each minute. */
export const STATUS_CHECK_PERIOD: Timing = { value: MINUTE_MS, kind: 'documented', rule: 'EC2-04' };

/** `initializing` before the first verdict: about 2–3 minutes. */
export const STATUS_INITIALIZING: Timing<Range> = {
  value: { low: 2 * MINUTE_MS, high: 3 * MINUTE_MS },
  kind: 'chosen',
  rule: 'EC2-04',
};

/** CW-10: from the end of a minute to the moment its data can be read. */
export const PUBLICATION_DELAY: Timing<Range> = {
  value: { low: 15 * SECOND_MS, high: 60 * SECOND_MS },
  kind: 'observed',
  rule: 'CW-10',
};

export const NAT_PENDING: Timing<Range> = {
  value: { low: 90 * SECOND_MS, high: 120 * SECOND_MS },
  kind: 'observed',
  rule: 'VPC-24',
};

/** A NAT gateway that cannot work is found out quickly. */
export const NAT_FAILING: Timing<Range> = {
  value: { low: 5 * SECOND_MS, high: 15 * SECOND_MS },
  kind: 'chosen',
  rule: 'VPC-21',
};

export const NAT_DELETING: Timing<Range> = {
  value: { low: 45 * SECOND_MS, high: 75 * SECOND_MS },
  kind: 'chosen',
  rule: 'VPC-24',
};

/** `deleted` and `failed` stay visible for about an hour. */
export const NAT_VISIBLE: Timing = { value: HOUR_MS, kind: 'documented', rule: 'VPC-21' };
