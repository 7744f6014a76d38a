// aws_iam_instance_profile: what gives an instance its role.

import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { orGone } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { TAGS, text, textAttribute } from '../schema.js';
import { tagList, tagMap } from '../tags.js';
import { NO_SUCH_ENTITY } from './aws-iam-role.js';

export const awsIamInstanceProfile = defineResource({
  type: 'aws_iam_instance_profile',
  schema: {
    name: text({ required: true, replaces: true }),
    path: text({ default: '/', replaces: true }),
    role: text(),
    ...TAGS,
    arn: textAttribute(),
    create_date: textAttribute(),
    unique_id: textAttribute(),
  },

  async create({ clients }, planned) {
    await clients.iam.send(
      new CreateInstanceProfileCommand({
        InstanceProfileName: planned.name,
        Path: planned.path,
        Tags: tagList(planned.tags_all),
      }),
    );
    return planned.name;
  },

  async settle(operation, id, planned) {
    await addRole(operation, id, planned.role);
  },

  async read({ clients }, id) {
    const command = new GetInstanceProfileCommand({ InstanceProfileName: id });
    const profile = (await orGone(clients.iam.send(command), NO_SUCH_ENTITY))?.InstanceProfile;
    if (profile === undefined) return undefined;
    return {
      name: profile.InstanceProfileName ?? id,
      path: profile.Path ?? '/',
      role: profile.Roles?.[0]?.RoleName ?? '',
      tags_all: tagMap(profile.Tags),
      arn: profile.Arn ?? null,
      create_date: profile.CreateDate?.toISOString() ?? null,
      unique_id: profile.InstanceProfileId ?? null,
    };
  },

  async update(operation, id, { before, after, changed }) {
    if (!changed.has('role')) return;
    await removeRole(operation, id, before.role);
    await addRole(operation, id, after.role);
  },

  async retag({ clients }, id, { put, remove }) {
    const InstanceProfileName = id;
    if (remove.length > 0)
      await clients.iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: [...remove] }));
    if (Object.keys(put).length > 0)
      await clients.iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: tagList(put) }));
  },

  async remove(operation, id, known) {
    await removeRole(operation, id, known.role);
    await orGone(
      operation.clients.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: id })),
      NO_SUCH_ENTITY,
    );
  },
});

async function addRole({ clients }: Operation, id: string, role: string | null): Promise<void> {
  if (!role) return;
  await clients.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: id, RoleName: role }));
}

async function removeRole({ clients }: Operation, id: string, role: string | null): Promise<void> {
  if (!role) return;
  const command = new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: id, RoleName: role });
  await orGone(clients.iam.send(command), NO_SUCH_ENTITY);
}
