// Scaling activities and instance refreshes: what is on record of a group's work. Plain data.

import type { Instant } from '../../../../kernel/index.js';

export type ActivityStatus =
  | 'PreInService'
  | 'InProgress'
  | 'WaitingForELBConnectionDraining'
  | 'MidLifecycleAction'
  | 'Successful'
  | 'Failed'
  | 'Cancelled';

export interface ScalingActivity {
  readonly activityId: string;
  readonly groupName: string;
  readonly groupArn: string;
  description: string;
  readonly cause: string;
  readonly startedAt: Instant;
  endedAt?: Instant;
  statusCode: ActivityStatus;
  statusMessage?: string;
  progress: number;
  /** JSON text, as AWS sends it (ASG-04). */
  details: string;
  /** Follows from a simple policy, whose cooldown starts with it (ASG-61). */
  readonly simple: boolean;
}

export interface RefreshPreferences {
  readonly minHealthyPercentage: number;
  readonly maxHealthyPercentage: number;
  readonly instanceWarmupSeconds?: number;
  readonly skipMatching: boolean;
  readonly scaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait';
  readonly standbyInstances: 'Terminate' | 'Ignore' | 'Wait';
}

export interface InstanceRefresh {
  readonly refreshId: string;
  readonly groupName: string;
  readonly preferences: RefreshPreferences;
  status: 'Pending' | 'InProgress' | 'Successful' | 'Failed' | 'Cancelling' | 'Cancelled';
  statusReason?: string;
  startedAt: Instant;
  endedAt?: Instant;
  /** Still to replace, in order. */
  remaining: string[];
  readonly total: number;
  /** Progress is stuck since then; an hour of it fails the refresh (ASG-98). */
  stuckSince?: Instant;
}
