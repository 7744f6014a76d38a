// The policies of a role: managed ones attached to it, and inline ones kept as they were sent.

import { ServiceError } from '../../../../errors.js';
import { own } from '../../shared/records.js';
import { checkAttachable } from '../customer-policies.js';
import { checkName, findRole } from '../entities.js';
import { limitExceeded, noSuchEntity } from '../errors.js';
import { checkPermissionsPolicy, managedPolicyPath } from '../policies.js';
import { checkModifiable } from '../service-linked-roles.js';
import { encodeDocument, type IamOperations, listed } from './api.js';

const MAX_ATTACHED_POLICIES = 10;

export const rolePolicyOperations = {
  AttachRolePolicy(input, context) {
    const role = findRole(context, input.RoleName);
    checkModifiable(role);
    checkAttachable(context, input.PolicyArn);
    checkRoleOfUser(input.PolicyArn);
    if (role.attachedPolicyArns.includes(input.PolicyArn)) return;
    if (role.attachedPolicyArns.length >= MAX_ATTACHED_POLICIES) {
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED_POLICIES}`);
    }
    role.attachedPolicyArns = [...role.attachedPolicyArns, input.PolicyArn];
  },

  DetachRolePolicy(input, context) {
    const role = findRole(context, input.RoleName);
    checkModifiable(role);
    if (!role.attachedPolicyArns.includes(input.PolicyArn)) {
      throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
    }
    role.attachedPolicyArns = role.attachedPolicyArns.filter((arn) => arn !== input.PolicyArn);
  },

  ListAttachedRolePolicies(input, context) {
    const policies = findRole(context, input.RoleName).attachedPolicyArns.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      PolicyArn: arn,
    }));
    const wanted = policies.filter(({ PolicyArn }) => managedPolicyPath(PolicyArn).startsWith(input.PathPrefix ?? '/'));
    const { shown, paging } = listed(wanted, input);
    return { AttachedPolicies: shown, ...paging };
  },

  PutRolePolicy(input, context) {
    const role = findRole(context, input.RoleName);
    checkModifiable(role);
    checkName('policyName', input.PolicyName, 128);
    checkPermissionsPolicy(input.PolicyDocument);
    role.inlinePolicies[input.PolicyName] = input.PolicyDocument;
  },

  GetRolePolicy(input, context) {
    const role = findRole(context, input.RoleName);
    const document = own(role.inlinePolicies, input.PolicyName);
    if (document === undefined) throw noSuchPolicy(input.PolicyName);
    return {
      RoleName: role.roleName,
      PolicyName: input.PolicyName,
      PolicyDocument: encodeDocument(document),
    };
  },

  DeleteRolePolicy(input, context) {
    const role = findRole(context, input.RoleName);
    checkModifiable(role);
    if (own(role.inlinePolicies, input.PolicyName) === undefined) throw noSuchPolicy(input.PolicyName);
    delete role.inlinePolicies[input.PolicyName];
  },

  ListRolePolicies(input, context) {
    const names = Object.keys(findRole(context, input.RoleName).inlinePolicies).sort();
    const { shown, paging } = listed(names, input);
    return { PolicyNames: shown, ...paging };
  },
} satisfies IamOperations;

/** What AWS's services may do in an account is nobody else's. */
function checkRoleOfUser(arn: string): void {
  if (!arn.startsWith('arn:aws:iam::aws:policy/aws-service-role/')) return;
  throw new ServiceError('PolicyNotAttachable', 'Cannot attach a Service Role Policy to a Customer Role.', 400);
}

function noSuchPolicy(name: string) {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`);
}
