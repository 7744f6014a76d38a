// Changes the tags of any EC2 object. Not a resource type of its own.

import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import type { Operation, TagChange } from '../resource-type.js';
import { tagList } from '../tags.js';

export async function retagEc2({ clients }: Operation, id: string, { put, remove }: TagChange): Promise<void> {
  if (remove.length > 0) {
    await clients.ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: remove.map((Key) => ({ Key })) }));
  }
  if (Object.keys(put).length > 0)
    await clients.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(put) }));
}
