// Roles: create, read, change, delete. What a role permits is not evaluated, except for Systems Manager (SSM-01).

import type { Context } from '../../../context.js';
import { iamId } from '../../shared/ids.js';
import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { checkAttachable } from '../customer-policies.js';
import { addTags, checkedTags, checkName, checkPath, findRole, keyOf } from '../entities.js';
import { deleteConflict, entityAlreadyExists, validationError } from '../errors.js';
import { checkTrustPolicy } from '../policies.js';
import { checkModifiable } from '../service-linked-roles.js';
import type { Role } from '../store.js';
import { type IamOperations, listed, roleInList, roleView } from './api.js';

const DEFAULT_SESSION_SECONDS = 3_600;

export const roleOperations = {
  CreateRole(input, context) {
    onlyModelled('CreateRole', input, [
      'AssumeRolePolicyDocument',
      'Description',
      'MaxSessionDuration',
      'Path',
      'PermissionsBoundary',
      'RoleName',
      'Tags',
    ]);
    const { iam, account } = context.world;
    const { RoleName: roleName, Path: path = '/' } = input;
    checkName('roleName', roleName, 64);
    checkPath(path);
    checkTrustPolicy(input.AssumeRolePolicyDocument);
    if (input.PermissionsBoundary !== undefined) checkAttachable(context, input.PermissionsBoundary);
    if (own(iam.roles, keyOf(roleName)) !== undefined) {
      throw entityAlreadyExists(`Role with name ${roleName} already exists.`);
    }
    const role: Role = {
      roleName,
      roleId: iamId(context, 'AROA'),
      arn: `arn:aws:iam::${account.id}:role${path}${roleName}`,
      path,
      createdAt: context.kernel.now,
      trustPolicy: input.AssumeRolePolicyDocument,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      maxSessionSeconds: sessionSeconds(input.MaxSessionDuration),
      ...(input.PermissionsBoundary === undefined ? {} : { permissionsBoundary: input.PermissionsBoundary }),
      attachedPolicyArns: [],
      inlinePolicies: {},
      tags: checkedTags(input.Tags),
    };
    iam.roles[keyOf(roleName)] = role;
    return { Role: roleView(role) };
  },

  GetRole(input, context) {
    return { Role: { ...roleView(findRole(context, input.RoleName)), RoleLastUsed: {} } };
  },

  ListRoles(input, context) {
    const prefix = input.PathPrefix ?? '/';
    const roles = Object.values(context.world.iam.roles)
      .filter(({ path }) => path.startsWith(prefix))
      .sort((a, b) => (a.roleName < b.roleName ? -1 : 1));
    const { shown, paging } = listed(roles, input);
    return { Roles: shown.map(roleInList), ...paging };
  },

  UpdateRole(input, context) {
    const role = findRole(context, input.RoleName);
    // A description is the account's own even there.
    if (input.MaxSessionDuration !== undefined) checkModifiable(role);
    if (input.MaxSessionDuration !== undefined) role.maxSessionSeconds = sessionSeconds(input.MaxSessionDuration);
    if (input.Description !== undefined) role.description = input.Description;
    return {};
  },

  UpdateRoleDescription(input, context) {
    const role = findRole(context, input.RoleName);
    role.description = input.Description;
    return { Role: roleView(role) };
  },

  UpdateAssumeRolePolicy(input, context) {
    const role = modifiable(context, input.RoleName);
    checkTrustPolicy(input.PolicyDocument);
    role.trustPolicy = input.PolicyDocument;
  },

  PutRolePermissionsBoundary(input, context) {
    const role = modifiable(context, input.RoleName);
    checkAttachable(context, input.PermissionsBoundary);
    role.permissionsBoundary = input.PermissionsBoundary;
  },

  DeleteRolePermissionsBoundary(input, context) {
    delete modifiable(context, input.RoleName).permissionsBoundary;
  },

  DeleteRole(input, context) {
    const { iam } = context.world;
    const role = modifiable(context, input.RoleName);
    if (Object.values(iam.instanceProfiles).some(({ roleName }) => roleName === role.roleName)) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    if (role.attachedPolicyArns.length > 0) {
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(role.inlinePolicies).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    delete iam.roles[keyOf(role.roleName)];
  },

  TagRole(input, context) {
    addTags(findRole(context, input.RoleName).tags, input.Tags);
  },

  UntagRole(input, context) {
    const { tags } = findRole(context, input.RoleName);
    for (const key of input.TagKeys) delete tags[key];
  },

  ListRoleTags(input, context) {
    const { shown, paging } = listed(tagMembers(findRole(context, input.RoleName).tags), input);
    return { Tags: shown, ...paging };
  },
} satisfies IamOperations;

function modifiable(context: Context, name: string): Role {
  const role = findRole(context, name);
  checkModifiable(role);
  return role;
}

function sessionSeconds(wanted: number | undefined): number {
  if (wanted === undefined) return DEFAULT_SESSION_SECONDS;
  if (wanted >= 3_600 && wanted <= 43_200) return wanted;
  throw validationError(
    `1 validation error detected: Value '${wanted}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
  );
}
