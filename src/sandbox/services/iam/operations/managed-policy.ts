// AWS's own policies, to be read. An account's own are not modelled, so there are none to list.

import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import { noSuchEntity } from '../errors.js';
import { MANAGED_POLICIES, type ManagedPolicy } from '../managed-policies.js';
import { managedPolicyName, managedPolicyPath } from '../policies.js';
import { encodeDocument, type IamOperations, listed } from './api.js';

export const managedPolicyOperations = {
  GetPolicy(input, context) {
    const policy = findPolicy(input.PolicyArn);
    return { Policy: { ...policyView(context, policy), Description: policy.description, Tags: [] } };
  },

  GetPolicyVersion(input) {
    const { version, statements, updatedAt, arn } = findPolicy(input.PolicyArn);
    if (input.VersionId !== `v${version}`) {
      if (/^v\d+$/.test(input.VersionId) && Number(input.VersionId.slice(1)) < version) {
        throw unsupported(`the older version ${input.VersionId} of ${arn}`);
      }
      throw noSuchEntity(`Policy ${arn} version ${input.VersionId} does not exist or is not attachable.`);
    }
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 4);
    return {
      PolicyVersion: {
        Document: encodeDocument(document),
        VersionId: input.VersionId,
        IsDefaultVersion: true,
        CreateDate: new Date(updatedAt),
      },
    };
  },

  /** Only those whose text is known here, and those that are attached: a full list would be more than a thousand. */
  ListPolicies(input, context) {
    if (input.PolicyUsageFilter === 'PermissionsBoundary') throw unsupported('PolicyUsageFilter of ListPolicies');
    const views = input.Scope === 'Local' ? [] : MANAGED_POLICIES.map((policy) => policyView(context, policy));
    const wanted = views.filter(
      ({ Path, AttachmentCount }) =>
        Path.startsWith(input.PathPrefix ?? '/') && (input.OnlyAttached !== true || AttachmentCount > 0),
    );
    const { shown, paging } = listed(wanted, input);
    return { Policies: shown, ...paging };
  },
} satisfies IamOperations;

function findPolicy(arn: string): ManagedPolicy {
  const policy = MANAGED_POLICIES.find((one) => one.arn === arn);
  if (policy !== undefined) return policy;
  managedPolicyName(arn);
  throw unsupported(`the text of ${arn}; it can be attached all the same`);
}

function policyView(context: Context, { arn, policyId, version, createdAt, updatedAt }: ManagedPolicy) {
  const roles = Object.values(context.world.iam.roles);
  return {
    PolicyName: managedPolicyName(arn),
    PolicyId: policyId,
    Arn: arn,
    Path: managedPolicyPath(arn),
    DefaultVersionId: `v${version}`,
    AttachmentCount: roles.filter(({ attachedPolicyArns }) => attachedPolicyArns.includes(arn)).length,
    PermissionsBoundaryUsageCount: roles.filter(({ permissionsBoundary }) => permissionsBoundary === arn).length,
    IsAttachable: true,
    CreateDate: new Date(createdAt),
    UpdateDate: new Date(updatedAt),
  };
}
