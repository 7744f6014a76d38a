// All that EC2 Auto Scaling remembers: groups with their instances, policies, activities. Plain data; no behaviour.

import type { Account } from '../../world.js';
import type { InstanceRefresh, ScalingActivity } from './model/activity.js';
import type { AutoScalingGroup } from './model/group.js';
import type { ScalingPolicy } from './model/policy.js';

export type * from './model/activity.js';
export type * from './model/group.js';
export type * from './model/policy.js';
export type * from './model/scheduled-action.js';

export interface AutoScalingStore {
  readonly groups: Record<string, AutoScalingGroup>;
  /** By policy ARN. */
  readonly policies: Record<string, ScalingPolicy>;
  /** By group ARN, in order of starting. They outlive their group (ASG-06). */
  readonly activities: Record<string, ScalingActivity[]>;
  /** By group ARN, in order of starting. */
  readonly refreshes: Record<string, InstanceRefresh[]>;
}

/** Nothing: an account is born without groups. */
export function newStore(_account: Account): AutoScalingStore {
  return { groups: {}, policies: {}, activities: {}, refreshes: {} };
}
