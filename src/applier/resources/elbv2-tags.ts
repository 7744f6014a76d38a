// Reads and changes the tags of load balancers, target groups and listeners. Not a resource type of its own.

import { AddTagsCommand, DescribeTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation, TagChange } from '../resource-type.js';
import { type TagMap, tagList, tagMap } from '../tags.js';

export async function elbv2Tags({ clients }: Operation, arn: string): Promise<TagMap> {
  const { TagDescriptions } = await clients.elbv2.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  return tagMap(TagDescriptions?.[0]?.Tags);
}

export async function retagElbv2({ clients }: Operation, arn: string, { put, remove }: TagChange): Promise<void> {
  if (remove.length > 0) await clients.elbv2.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: [...remove] }));
  if (Object.keys(put).length > 0)
    await clients.elbv2.send(new AddTagsCommand({ ResourceArns: [arn], Tags: tagList(put) }));
}

/** Undefined without tags. */
export function elbv2TagInput(tags: TagMap | null): { Key: string; Value: string }[] | undefined {
  const list = tagList(tags);
  return list.length === 0 ? undefined : list;
}
