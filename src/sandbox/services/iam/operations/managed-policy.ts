// Managed policies to be read: AWS's own and the account's.

import { unsupported } from '../../shared/modelled.js';
import { tagMembers } from '../../shared/tags.js';
import { requireCustomerPolicy } from '../customer-policies.js';
import { noSuchEntity } from '../errors.js';
import { MANAGED_POLICIES, type ManagedPolicy } from '../managed-policies.js';
import { managedPolicyName } from '../policies.js';
import { encodeDocument, type IamOperations, listed } from './api.js';
import { customerPolicyView, findVersion, managedPolicyView, versionView } from './policy-views.js';

export const managedPolicyOperations = {
  GetPolicy(input, context) {
    const own = isOwn(input.PolicyArn) ? requireCustomerPolicy(context, input.PolicyArn) : undefined;
    if (own !== undefined) {
      const view = customerPolicyView(context, own);
      return { Policy: { ...view, Description: own.description, Tags: tagMembers(own.tags) } };
    }
    const policy = findPolicy(input.PolicyArn);
    return { Policy: { ...managedPolicyView(context, policy), Description: policy.description, Tags: [] } };
  },

  GetPolicyVersion(input, context) {
    if (isOwn(input.PolicyArn)) {
      const own = requireCustomerPolicy(context, input.PolicyArn);
      const found = findVersion(own, input.VersionId);
      return { PolicyVersion: { ...versionView(own, found), Document: encodeDocument(found.document) } };
    }
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

  /** Of AWS's own only those whose text is known here: a full list would be more than a thousand. */
  ListPolicies(input, context) {
    if (input.PolicyUsageFilter === 'PermissionsBoundary') throw unsupported('PolicyUsageFilter of ListPolicies');
    const ours = Object.values(context.world.iam.policies).map((policy) => customerPolicyView(context, policy));
    const theirs = MANAGED_POLICIES.map((policy) => managedPolicyView(context, policy));
    const views = [...(input.Scope === 'AWS' ? [] : ours), ...(input.Scope === 'Local' ? [] : theirs)];
    const wanted = views.filter(
      ({ Path, AttachmentCount }) =>
        Path.startsWith(input.PathPrefix ?? '/') && (input.OnlyAttached !== true || AttachmentCount > 0),
    );
    const { shown, paging } = listed(wanted, input);
    return { Policies: shown, ...paging };
  },
} satisfies IamOperations;

const isOwn = (arn: string): boolean => !arn.startsWith('arn:aws:iam::aws:');

function findPolicy(arn: string): ManagedPolicy {
  const policy = MANAGED_POLICIES.find((one) => one.arn === arn);
  if (policy !== undefined) return policy;
  managedPolicyName(arn);
  throw unsupported(`the text of ${arn}; it can be attached all the same`);
}
