// Tags of load balancers, target groups, listeners and rules, kept by ARN under ELBv2's own error codes.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { type TagMember, type Tags, tagMembers, tagsFrom } from '../shared/tags.js';
import { listenerNotFound, loadBalancerNotFound, ruleNotFound, targetGroupsNotFound, validation } from './errors.js';
import type { Elbv2Store } from './store.js';

const MAX_TAGS = 50;

/** Throws DuplicateTagKeys, TooManyTags, ValidationError. */
export function addTags(context: Context, arn: string, members: readonly TagMember[] | undefined): void {
  const merged = mergedTags(tagsOf(context, arn), members);
  context.world.elbv2.tags[arn] = merged;
}

/** What the tags of a resource would be; throws what `addTags` throws and changes nothing. */
export function mergedTags(existing: Readonly<Tags>, members: readonly TagMember[] | undefined): Tags {
  const keys = (members ?? []).map(({ Key = '' }) => Key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw new ServiceError('DuplicateTagKeys', `Tag key was specified more than once: ${twice}`);
  }
  if (keys.some((key) => key === '' || key.length > 128)) {
    throw validation('Tag keys must have between 1 and 128 characters');
  }
  if (keys.some((key) => /^aws:/i.test(key))) throw validation("Tag keys cannot start with 'aws:'");
  const merged = { ...existing, ...tagsFrom(members) };
  if (Object.keys(merged).length > MAX_TAGS) {
    throw new ServiceError('TooManyTags', `The number of tags exceeds the limit of ${MAX_TAGS}`);
  }
  return merged;
}

export function removeTags(context: Context, arn: string, keys: readonly string[]): void {
  const kept = Object.entries(tagsOf(context, arn)).filter(([key]) => !keys.includes(key));
  context.world.elbv2.tags[arn] = Object.fromEntries(kept);
}

export function tagsOf(context: Context, arn: string): Readonly<Tags> {
  return own(context.world.elbv2.tags, arn) ?? {};
}

export function tagMembersOf(context: Context, arn: string) {
  return tagMembers(tagsOf(context, arn));
}

/** Throws the NotFound error of the kind that the ARN names. */
export function requireTaggable(store: Elbv2Store, arn: string): void {
  if (arn.includes(':loadbalancer/') && own(store.loadBalancers, arn) === undefined) throw loadBalancerNotFound([arn]);
  if (arn.includes(':targetgroup/') && own(store.targetGroups, arn) === undefined) throw targetGroupsNotFound([arn]);
  if (arn.includes(':listener/') && own(store.listeners, arn) === undefined) throw listenerNotFound([arn]);
  if (arn.includes(':listener-rule/') && !isRule(store, arn)) throw ruleNotFound();
  if (!/:(loadbalancer|targetgroup|listener|listener-rule)\//.test(arn)) {
    throw validation(`'${arn}' is not a valid load balancer, target group, listener or rule ARN`);
  }
}

function isRule(store: Elbv2Store, arn: string): boolean {
  return (
    own(store.rules, arn) !== undefined ||
    Object.values(store.listeners).some((listener) => listener.defaultRuleArn === arn)
  );
}
