// How managed policies and their versions look in answers: AWS's own and the account's.

import type { Context } from '../../../context.js';
import { attachedTo, boundaryOf } from '../customer-policies.js';
import { noSuchEntity } from '../errors.js';
import type { ManagedPolicy } from '../managed-policies.js';
import { managedPolicyName, managedPolicyPath } from '../policies.js';
import type { CustomerPolicy, PolicyVersion } from '../store.js';

export function managedPolicyView(context: Context, policy: ManagedPolicy) {
  const { arn, policyId, version, createdAt, updatedAt } = policy;
  return {
    PolicyName: managedPolicyName(arn),
    PolicyId: policyId,
    Path: managedPolicyPath(arn),
    DefaultVersionId: `v${version}`,
    ...useOf(context, arn),
    CreateDate: new Date(createdAt),
    UpdateDate: new Date(updatedAt),
  };
}

export function customerPolicyView(context: Context, policy: CustomerPolicy) {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    ...useOf(context, policy.arn),
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  };
}

function useOf(context: Context, arn: string) {
  return {
    Arn: arn,
    AttachmentCount: attachedTo(context, arn).length,
    PermissionsBoundaryUsageCount: boundaryOf(context, arn).length,
    IsAttachable: true,
  };
}

export function findVersion(policy: CustomerPolicy, versionId: string): PolicyVersion {
  const version = policy.versions.find((one) => one.versionId === versionId);
  if (version !== undefined) return version;
  throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`);
}

export function versionView({ defaultVersionId }: CustomerPolicy, { versionId, createdAt }: PolicyVersion) {
  return { VersionId: versionId, IsDefaultVersion: versionId === defaultVersionId, CreateDate: new Date(createdAt) };
}
