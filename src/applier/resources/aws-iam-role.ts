// aws_iam_role. Not here: inline policies (aws_iam_role_policy_attachment attaches managed ones).

import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  PutRolePermissionsBoundaryCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { flag, number, policy, TAGS, text, textAttribute } from '../schema.js';
import { tagList, tagMap } from '../tags.js';

/** The SDK names the exception's shape, the query protocol the code. */
export const NO_SUCH_ENTITY = ['NoSuchEntity'];

export const awsIamRole = defineResource({
  type: 'aws_iam_role',
  schema: {
    name: text({ required: true, replaces: true }),
    assume_role_policy: policy({ required: true }),
    description: text(),
    path: text({ default: '/', replaces: true }),
    max_session_duration: number({ default: 3600 }),
    permissions_boundary: text(),
    force_detach_policies: flag({ default: false }),
    ...TAGS,
    arn: textAttribute(),
    create_date: textAttribute(),
    unique_id: textAttribute(),
  },

  async create({ clients }, planned) {
    await clients.iam.send(
      new CreateRoleCommand({
        RoleName: planned.name,
        Path: planned.path,
        AssumeRolePolicyDocument: planned.assume_role_policy,
        Description: planned.description || undefined,
        MaxSessionDuration: planned.max_session_duration,
        PermissionsBoundary: planned.permissions_boundary || undefined,
        Tags: tagList(planned.tags_all),
      }),
    );
    return planned.name;
  },

  async read({ clients }, id) {
    const role = (await orGone(clients.iam.send(new GetRoleCommand({ RoleName: id })), NO_SUCH_ENTITY))?.Role;
    if (role === undefined) return undefined;
    return {
      name: role.RoleName ?? id,
      assume_role_policy: decodeURIComponent(role.AssumeRolePolicyDocument ?? ''),
      description: role.Description ?? '',
      path: role.Path ?? '/',
      max_session_duration: role.MaxSessionDuration ?? 3600,
      permissions_boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? '',
      tags_all: tagMap(role.Tags),
      arn: role.Arn ?? null,
      create_date: role.CreateDate?.toISOString() ?? null,
      unique_id: role.RoleId ?? null,
    };
  },

  async update({ clients }, id, { after, changed }) {
    if (changed.has('assume_role_policy')) {
      await clients.iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument: after.assume_role_policy }),
      );
    }
    if (changed.has('description') || changed.has('max_session_duration')) {
      const input = {
        RoleName: id,
        Description: after.description ?? '',
        MaxSessionDuration: after.max_session_duration,
      };
      await clients.iam.send(new UpdateRoleCommand(input));
    }
    if (!changed.has('permissions_boundary')) return;
    if (after.permissions_boundary) {
      await clients.iam.send(
        new PutRolePermissionsBoundaryCommand({ RoleName: id, PermissionsBoundary: after.permissions_boundary }),
      );
    } else {
      await clients.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: id }));
    }
  },

  async retag({ clients }, id, { put, remove }) {
    if (remove.length > 0) await clients.iam.send(new UntagRoleCommand({ RoleName: id, TagKeys: [...remove] }));
    if (Object.keys(put).length > 0) await clients.iam.send(new TagRoleCommand({ RoleName: id, Tags: tagList(put) }));
  },

  async remove(operation, id, known) {
    const { iam } = operation.clients;
    await leaveInstanceProfiles(operation, id);
    if (known.force_detach_policies) await detachPolicies(operation, id);
    const call = () => orGone(iam.send(new DeleteRoleCommand({ RoleName: id })), NO_SUCH_ENTITY);
    await retried(operation, call, {
      on: ['DeleteConflict', 'DeleteConflictException'],
      timeoutSeconds: 120,
      describe: `role ${id} to be free`,
    });
  },
});

async function leaveInstanceProfiles({ clients }: Operation, role: string): Promise<void> {
  const answer = await orGone(
    clients.iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: role })),
    NO_SUCH_ENTITY,
  );
  for (const { InstanceProfileName } of answer?.InstanceProfiles ?? []) {
    await clients.iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: role }));
  }
}

async function detachPolicies({ clients }: Operation, role: string): Promise<void> {
  const answer = await orGone(
    clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role })),
    NO_SUCH_ENTITY,
  );
  for (const { PolicyArn } of answer?.AttachedPolicies ?? []) {
    await clients.iam.send(new DetachRolePolicyCommand({ RoleName: role, PolicyArn }));
  }
}
