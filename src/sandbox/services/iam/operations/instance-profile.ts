// Instance profiles: the coat in which a role is handed to an instance. At most one role in each.

import { iamId } from '../../shared/ids.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { addTags, checkedTags, checkName, checkPath, findProfile, findRole, keyOf } from '../entities.js';
import { deleteConflict, entityAlreadyExists, limitExceeded, noSuchEntity } from '../errors.js';
import type { InstanceProfile } from '../store.js';
import { type IamOperations, listed, profileView } from './api.js';

export const instanceProfileOperations = {
  CreateInstanceProfile(input, context) {
    const { iam, account } = context.world;
    const { InstanceProfileName: name, Path: path = '/' } = input;
    checkName('instanceProfileName', name, 128);
    checkPath(path);
    if (own(iam.instanceProfiles, keyOf(name)) !== undefined) {
      throw entityAlreadyExists(`Instance Profile ${name} already exists.`);
    }
    const profile: InstanceProfile = {
      instanceProfileName: name,
      instanceProfileId: iamId(context, 'AIPA'),
      arn: `arn:aws:iam::${account.id}:instance-profile${path}${name}`,
      path,
      createdAt: context.kernel.now,
      tags: checkedTags(input.Tags),
    };
    iam.instanceProfiles[keyOf(name)] = profile;
    return { InstanceProfile: profileView(context, profile) };
  },

  GetInstanceProfile(input, context) {
    return { InstanceProfile: profileView(context, findProfile(context, input.InstanceProfileName)) };
  },

  ListInstanceProfiles(input, context) {
    const prefix = input.PathPrefix ?? '/';
    const profiles = Object.values(context.world.iam.instanceProfiles).filter(({ path }) => path.startsWith(prefix));
    const { shown, paging } = listed(profiles, input);
    return { InstanceProfiles: shown.map((profile) => profileView(context, profile)), ...paging };
  },

  ListInstanceProfilesForRole(input, context) {
    const role = findRole(context, input.RoleName);
    const profiles = Object.values(context.world.iam.instanceProfiles).filter(
      ({ roleName }) => roleName === role.roleName,
    );
    const { shown, paging } = listed(profiles, input);
    return { InstanceProfiles: shown.map((profile) => profileView(context, profile)), ...paging };
  },

  AddRoleToInstanceProfile(input, context) {
    const profile = findProfile(context, input.InstanceProfileName);
    const role = findRole(context, input.RoleName);
    if (profile.roleName !== undefined) {
      throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
    }
    profile.roleName = role.roleName;
  },

  RemoveRoleFromInstanceProfile(input, context) {
    const profile = findProfile(context, input.InstanceProfileName);
    if (profile.roleName === undefined || keyOf(profile.roleName) !== keyOf(input.RoleName)) {
      throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`);
    }
    delete profile.roleName;
  },

  DeleteInstanceProfile(input, context) {
    const profile = findProfile(context, input.InstanceProfileName);
    if (profile.roleName !== undefined) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    delete context.world.iam.instanceProfiles[keyOf(profile.instanceProfileName)];
  },

  TagInstanceProfile(input, context) {
    addTags(findProfile(context, input.InstanceProfileName).tags, input.Tags);
  },

  UntagInstanceProfile(input, context) {
    const { tags } = findProfile(context, input.InstanceProfileName);
    for (const key of input.TagKeys) delete tags[key];
  },

  ListInstanceProfileTags(input, context) {
    const { shown, paging } = listed(tagMembers(findProfile(context, input.InstanceProfileName).tags), input);
    return { Tags: shown, ...paging };
  },
} satisfies IamOperations;
