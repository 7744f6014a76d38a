// Types of IAM's operations, and how roles and profiles look in answers.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { below, page } from '../../shared/pages.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { keyOf } from '../entities.js';
import type { InstanceProfile, Role } from '../store.js';

export type IamOperations = Operations<typeof import('@aws-sdk/client-iam'), Context>;

/** The trust policy travels URL-encoded (RFC 3986). */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function roleView(role: Role) {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
            PermissionsBoundaryArn: role.permissionsBoundary,
          },
        }),
    ...(Object.keys(role.tags).length === 0 ? {} : { Tags: tagMembers(role.tags) }),
  };
}

/** Roles inside a profile and in lists come without their tags, as in AWS. */
export function roleInList(role: Role) {
  const { Tags: _tags, PermissionsBoundary: _boundary, ...view } = roleView(role);
  return view;
}

export function profileView(context: Context, profile: InstanceProfile) {
  const role = profile.roleName === undefined ? undefined : own(context.world.iam.roles, keyOf(profile.roleName));
  return {
    Path: profile.path,
    InstanceProfileName: profile.instanceProfileName,
    InstanceProfileId: profile.instanceProfileId,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [roleInList(role)],
    Tags: tagMembers(profile.tags),
  };
}

interface ListInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** IAM's way of paging: at most 100, `IsTruncated` always said. */
export function listed<Item>(items: readonly Item[], input: ListInput) {
  const { MaxItems } = input;
  if (MaxItems !== undefined && MaxItems < 1) throw new ServiceError('ValidationError', below(1, 'maxItems', MaxItems));
  const { items: shown, nextToken } = page(items, {
    maxResults: MaxItems,
    nextToken: input.Marker,
    defaultSize: 100,
    errorCode: 'ValidationError',
  });
  return { shown, paging: { IsTruncated: nextToken !== undefined, ...(nextToken && { Marker: nextToken }) } };
}
