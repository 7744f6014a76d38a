// AddTags, RemoveTags, DescribeTags.

import { addTags, mergedTags, removeTags, requireTaggable, tagMembersOf, tagsOf } from '../tagging.js';
import type { Elbv2Operations } from './module.js';

export const tagOperations = {
  AddTags({ ResourceArns, Tags }, context) {
    for (const arn of ResourceArns) {
      requireTaggable(context.world.elbv2, arn);
      mergedTags(tagsOf(context, arn), Tags);
    }
    for (const arn of ResourceArns) addTags(context, arn, Tags);
  },

  RemoveTags({ ResourceArns, TagKeys }, context) {
    for (const arn of ResourceArns) requireTaggable(context.world.elbv2, arn);
    for (const arn of ResourceArns) removeTags(context, arn, TagKeys);
  },

  /** One description for each ARN, also for one without tags: Terraform reads the first without looking. */
  DescribeTags({ ResourceArns }, context) {
    return {
      TagDescriptions: ResourceArns.map((ResourceArn) => {
        requireTaggable(context.world.elbv2, ResourceArn);
        return { ResourceArn, Tags: tagMembersOf(context, ResourceArn) };
      }),
    };
  },
} satisfies Elbv2Operations;
