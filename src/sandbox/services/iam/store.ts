// The state of IAM: plain data in the world. Names are unique without regard to case, so the keys are lower case.

import type { Instant } from '../../../kernel/index.js';
import type { Account } from '../../world.js';
import type { Tags } from '../shared/tags.js';

export interface Role {
  readonly roleName: string;
  readonly roleId: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: Instant;
  /** The trust policy as it was sent. */
  trustPolicy: string;
  description?: string;
  maxSessionSeconds: number;
  permissionsBoundary?: string;
  attachedPolicyArns: readonly string[];
  /** By policy name, as they were sent. */
  readonly inlinePolicies: Record<string, string>;
  /** Principal of the AWS service whose role it is; only that service may change it. */
  readonly linkedService?: string;
  readonly tags: Tags;
}

export interface InstanceProfile {
  readonly instanceProfileName: string;
  readonly instanceProfileId: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: Instant;
  /** At most one. */
  roleName?: string;
  readonly tags: Tags;
}

/** A request to delete a service-linked role. */
export interface DeletionTask {
  /** ARNs of what needed the role, so that it stayed; none: it is gone. */
  readonly usedBy: readonly string[];
}

export interface IamStore {
  readonly roles: Record<string, Role>;
  readonly instanceProfiles: Record<string, InstanceProfile>;
  /** By task id. */
  readonly deletionTasks: Record<string, DeletionTask>;
}

export function newStore(_account: Account): IamStore {
  return { roles: {}, instanceProfiles: {}, deletionTasks: {} };
}
