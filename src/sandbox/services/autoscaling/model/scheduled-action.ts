// A scheduled action: new sizes for a group, once or again and again (ASG-91). Plain data.

import type { Instant } from '../../../../kernel/index.js';

export interface ScheduledAction {
  readonly actionName: string;
  readonly actionArn: string;
  /** Absent: the group keeps its own. */
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly desiredCapacity?: number;
  /** As sent: five fields of cron. Absent: it runs once. */
  readonly recurrence?: string;
  /** Of the recurrence; absent: UTC. */
  readonly timeZone?: string;
  readonly endAt?: Instant;
  /** What `StartTime` shows: the next time it is due. */
  at: Instant;
  /** When Auto Scaling comes to it, seconds later. */
  runAt: Instant;
}
