// Tags between the shapes AWS uses and a plain map. Keys beginning `aws:` belong to AWS and are invisible here, as in Terraform.

import type { ResourceType } from '@aws-sdk/client-ec2';

export type TagMap = Readonly<Record<string, string>>;

interface AwsTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function tagMap(tags: readonly AwsTag[] | undefined): TagMap {
  const visible = (tags ?? []).filter(({ Key }) => Key !== undefined && !Key.startsWith('aws:'));
  return Object.fromEntries(visible.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

export function tagList(tags: TagMap | null): { Key: string; Value: string }[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** Undefined without tags: an empty TagSpecification is an error. */
export function tagSpecifications(
  resourceType: ResourceType,
  tags: TagMap | null,
): { ResourceType: ResourceType; Tags: { Key: string; Value: string }[] }[] | undefined {
  const list = tagList(tags);
  return list.length === 0 ? undefined : [{ ResourceType: resourceType, Tags: list }];
}
