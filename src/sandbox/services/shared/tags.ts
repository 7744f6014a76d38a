// Tags as every service keeps them: a plain record, in the order they were set. Not the tagging operations of any service.

import { ServiceError } from '../../../errors.js';

export type Tags = Record<string, string>;

/** The shape in which the SDKs send and expect a tag. */
export interface TagMember {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** EC2, ELBv2, Auto Scaling and CloudWatch allow this many on one resource. */
const MAX_TAGS = 50;

/** Tags as sent, as a record; a tag without a value has the empty one. */
export function tagsFrom(members: readonly TagMember[] | undefined): Tags {
  const tags: Tags = {};
  for (const { Key, Value } of members ?? []) if (Key !== undefined) tags[Key] = Value ?? '';
  return tags;
}

/** The record as the SDKs expect it. */
export function tagMembers(tags: Readonly<Tags>): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The rules for keys that a caller sets: `aws:` belongs to AWS, lengths, no key twice, fifty at most in the end. */
export function checkTags(members: readonly TagMember[] | undefined, existing: Readonly<Tags> = {}): void {
  const seen = new Set<string>();
  for (const { Key = '', Value = '' } of members ?? []) {
    if (Key === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter Key');
    if (/^aws:/i.test(Key)) throw invalid("Tag keys starting with 'aws:' are reserved for internal use");
    if (Key.length > 128) throw invalid(`Tag key exceeds the maximum length of 128 characters: '${Key}'`);
    if (Value.length > 256) throw invalid(`Tag value exceeds the maximum length of 256 characters: '${Value}'`);
    if (seen.has(Key)) throw invalid(`Duplicate tag key '${Key}' specified.`);
    seen.add(Key);
  }
  const users = [...Object.keys(existing).filter((key) => !key.startsWith('aws:')), ...seen];
  if (new Set(users).size > MAX_TAGS) {
    throw new ServiceError('TagLimitExceeded', `The maximum number of Tags for a resource is ${MAX_TAGS}.`);
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
