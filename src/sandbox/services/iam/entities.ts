// Finding roles and instance profiles. Names do not regard case when they are looked up.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { type TagMember, type Tags, tagsFrom } from '../shared/tags.js';
import { noSuchEntity, validationError } from './errors.js';
import { isForSystemsManager, permitRegistering } from './policies.js';
import type { InstanceProfile, Role } from './store.js';

export function keyOf(name: string): string {
  return name.toLowerCase();
}

export function findRole(context: Context, name: string): Role {
  const role = own(context.world.iam.roles, keyOf(name));
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function findProfile(context: Context, name: string): InstanceProfile {
  const profile = own(context.world.iam.instanceProfiles, keyOf(name));
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** By name or ARN, as EC2 asks; `permitsSystemsManager` says what the profile's role may do (SSM-01). */
export function instanceProfile(context: Context, nameOrArn: string) {
  const profiles = Object.values(context.world.iam.instanceProfiles);
  const profile = profiles.find(
    ({ arn, instanceProfileName }) => nameOrArn === arn || nameOrArn === instanceProfileName,
  );
  if (profile === undefined) return undefined;
  const role = profile.roleName === undefined ? undefined : own(context.world.iam.roles, keyOf(profile.roleName));
  return {
    arn: profile.arn,
    id: profile.instanceProfileId,
    name: profile.instanceProfileName,
    permitsSystemsManager: role !== undefined && permitsSystemsManager(context, role),
  };
}

/** SSM-01: by one of AWS's policies, or by what the account's own and the role's inline policies say. */
function permitsSystemsManager(context: Context, { attachedPolicyArns, inlinePolicies }: Role): boolean {
  const own = Object.values(context.world.iam.policies).filter(({ arn }) => attachedPolicyArns.includes(arn));
  const documents = own.flatMap(({ versions, defaultVersionId }) =>
    versions.filter(({ versionId }) => versionId === defaultVersionId).map(({ document }) => document),
  );
  return (
    attachedPolicyArns.some(isForSystemsManager) || permitRegistering([...documents, ...Object.values(inlinePolicies)])
  );
}

export function checkName(member: string, name: string, maximum: number): void {
  if (/^[\w+=,.@-]+$/.test(name) && name.length <= maximum) return;
  throw validationError(
    `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and be at most ${maximum} characters long.`,
  );
}

export function checkPath(path: string): void {
  if (/^\/$|^\/[!-~]+\/$/.test(path) && path.length <= 512) return;
  throw validationError(
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  );
}

export function addTags(tags: Tags, members: readonly TagMember[]): void {
  Object.assign(tags, checkedTags(members, tags));
}

/** IAM's own limits and words: fifty tags, none beginning with `aws:`. */
export function checkedTags(members: readonly TagMember[] | undefined, before: Readonly<Tags> = {}): Tags {
  const tags = tagsFrom(members);
  for (const key of Object.keys(tags)) {
    if (/^aws:/i.test(key)) throw new ServiceError('InvalidInput', 'Tag keys beginning with aws: are reserved.', 400);
  }
  if (Object.keys({ ...before, ...tags }).length > 50) {
    throw new ServiceError('LimitExceeded', 'The maximum number of tags has been reached.', 409);
  }
  return tags;
}
