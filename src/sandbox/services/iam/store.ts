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

/** A managed policy of the account's own. */
export interface CustomerPolicy {
  readonly policyName: string;
  readonly policyId: string;
  readonly arn: string;
  readonly path: string;
  readonly description?: string;
  readonly createdAt: Instant;
  updatedAt: Instant;
  /** Oldest first, five at most. */
  versions: readonly PolicyVersion[];
  /** How many there have been. */
  versionsMade: number;
  defaultVersionId: string;
  readonly tags: Tags;
}

export interface PolicyVersion {
  readonly versionId: string;
  /** As it was sent. */
  readonly document: string;
  readonly createdAt: Instant;
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
  readonly policies: Record<string, CustomerPolicy>;
  readonly instanceProfiles: Record<string, InstanceProfile>;
  /** By task id. */
  readonly deletionTasks: Record<string, DeletionTask>;
}

export function newStore(_account: Account): IamStore {
  return { roles: {}, policies: {}, instanceProfiles: {}, deletionTasks: {} };
}
