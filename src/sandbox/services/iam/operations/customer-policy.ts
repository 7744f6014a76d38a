// An account's own managed policies: create, their versions, who has them, delete. Reading one is in `managed-policy.ts`.

import type { Context } from '../../../context.js';
import { iamId } from '../../shared/ids.js';
import { unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { attachedTo, boundaryOf, requireCustomerPolicy } from '../customer-policies.js';
import { addTags, checkedTags, checkName, checkPath, keyOf } from '../entities.js';
import { deleteConflict, entityAlreadyExists, limitExceeded } from '../errors.js';
import { checkPermissionsPolicy, managedPolicyName } from '../policies.js';
import type { CustomerPolicy, PolicyVersion } from '../store.js';
import { type IamOperations, listed } from './api.js';
import { customerPolicyView, findVersion, versionView } from './policy-views.js';

const MOST_VERSIONS = 5;
/** White space is not counted. */
const LONGEST_DOCUMENT = 6_144;

export const customerPolicyOperations = {
  CreatePolicy(input, context) {
    const { PolicyName: policyName, Path: path = '/', Description: description } = input;
    const { iam, account } = context.world;
    checkName('policyName', policyName, 128);
    checkPath(path);
    checkDocument(input.PolicyDocument);
    if (own(iam.policies, keyOf(policyName)) !== undefined)
      throw entityAlreadyExists(`A policy called ${policyName} already exists. Duplicate names are not allowed.`);
    const policy: CustomerPolicy = {
      policyName,
      policyId: iamId(context, 'ANPA'),
      arn: `arn:aws:iam::${account.id}:policy${path}${policyName}`,
      path,
      ...(description === undefined ? {} : { description }),
      createdAt: context.kernel.now,
      updatedAt: context.kernel.now,
      versions: [],
      versionsMade: 0,
      defaultVersionId: 'v1',
      tags: checkedTags(input.Tags),
    };
    addVersion(context, policy, input.PolicyDocument);
    iam.policies[keyOf(policyName)] = policy;
    const tags = tagMembers(policy.tags);
    return { Policy: { ...customerPolicyView(context, policy), ...(tags.length === 0 ? {} : { Tags: tags }) } };
  },

  DeletePolicy(input, context) {
    const policy = requireCustomerPolicy(context, input.PolicyArn);
    if ([...attachedTo(context, policy.arn), ...boundaryOf(context, policy.arn)].length > 0)
      throw deleteConflict('Cannot delete a policy attached to entities.');
    if (policy.versions.length > 1)
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    delete context.world.iam.policies[keyOf(policy.policyName)];
  },

  CreatePolicyVersion(input, context) {
    const policy = requireCustomerPolicy(context, input.PolicyArn);
    checkDocument(input.PolicyDocument);
    if (policy.versions.length >= MOST_VERSIONS)
      throw limitExceeded(
        `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
      );
    const version = addVersion(context, policy, input.PolicyDocument);
    if (input.SetAsDefault === true) policy.defaultVersionId = version.versionId;
    return { PolicyVersion: versionView(policy, version) };
  },

  DeletePolicyVersion(input, context) {
    const policy = requireCustomerPolicy(context, input.PolicyArn);
    const { versionId } = findVersion(policy, input.VersionId);
    if (versionId === policy.defaultVersionId) throw deleteConflict('Cannot delete the default version of a policy.');
    policy.versions = policy.versions.filter((version) => version.versionId !== versionId);
    policy.updatedAt = context.kernel.now;
  },

  SetDefaultPolicyVersion(input, context) {
    const policy = requireCustomerPolicy(context, input.PolicyArn);
    policy.defaultVersionId = findVersion(policy, input.VersionId).versionId;
    policy.updatedAt = context.kernel.now;
  },

  /** Newest first. */
  ListPolicyVersions(input, context) {
    const policy = requireCustomerPolicy(context, input.PolicyArn);
    const views = policy.versions.map((version) => versionView(policy, version)).toReversed();
    const { shown, paging } = listed(views, input);
    return { Versions: shown, ...paging };
  },

  ListEntitiesForPolicy(input, context) {
    const { PolicyArn: arn, PathPrefix: prefix = '/', EntityFilter: entity, PolicyUsageFilter: usage } = input;
    if (arn.includes('::aws:')) managedPolicyName(arn);
    else requireCustomerPolicy(context, arn);
    if (entity === 'LocalManagedPolicy' || entity === 'AWSManagedPolicy')
      throw unsupported(`EntityFilter ${entity} of ListEntitiesForPolicy`);
    const attached = usage === 'PermissionsBoundary' ? [] : attachedTo(context, arn);
    const bounded = usage === 'PermissionsPolicy' ? [] : boundaryOf(context, arn);
    const roles = [...new Set([...attached, ...bounded])]
      .filter(({ path }) => path.startsWith(prefix) && (entity === undefined || entity === 'Role'))
      .map(({ roleName, roleId }) => ({ RoleName: roleName, RoleId: roleId }));
    const { shown, paging } = listed(roles, input);
    return { PolicyRoles: shown, PolicyUsers: [], PolicyGroups: [], ...paging };
  },

  TagPolicy(input, context) {
    addTags(requireCustomerPolicy(context, input.PolicyArn).tags, input.Tags);
  },

  UntagPolicy(input, context) {
    const { tags } = requireCustomerPolicy(context, input.PolicyArn);
    for (const key of input.TagKeys) delete tags[key];
  },

  ListPolicyTags(input, context) {
    const { shown, paging } = listed(tagMembers(requireCustomerPolicy(context, input.PolicyArn).tags), input);
    return { Tags: shown, ...paging };
  },
} satisfies IamOperations;

function checkDocument(document: string): void {
  checkPermissionsPolicy(document);
  if (document.replace(/\s/g, '').length > LONGEST_DOCUMENT)
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${LONGEST_DOCUMENT}`);
}

/** Numbers are not used again. */
function addVersion(context: Context, policy: CustomerPolicy, document: string): PolicyVersion {
  policy.versionsMade += 1;
  const version = { versionId: `v${policy.versionsMade}`, document, createdAt: context.kernel.now };
  policy.versions = [...policy.versions, version];
  policy.updatedAt = context.kernel.now;
  return version;
}
