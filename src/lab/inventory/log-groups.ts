// Log groups of a project. The stack makes none: they come from what somebody adds, flow logs or a container's log driver, and outlive
// everything, because nothing that writes into them takes them along. AWS lists them by a part of their name and never by tag.

import { ListTagsForResourceCommand, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from '../clients.js';
import { PROJECT_TAG } from '../project-tag.js';
import type { Found } from './kinds.js';
import { everyPage } from './pages.js';

/**
 * Those that carry the tag and have the project's name anywhere in theirs, and those without any owner that have it as a whole step of
 * their path: `/aws/vpc/shop` for shop, but not `/aws/vpc/shop-2`. A tagged one without the name in it is not found.
 */
export async function logGroups({ logs }: AwsClients, project: string): Promise<readonly Found[]> {
  const pages = paginateDescribeLogGroups({ client: logs }, { logGroupNamePattern: project });
  const named = await everyPage(pages, (page) => page.logGroups);
  const ours = await Promise.all(
    named.map(async ({ logGroupName: id = '', logGroupArn: resourceArn, storedBytes: bytes = 0 }) => {
      const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
      const owner = tags?.[PROJECT_TAG];
      const tagged = owner === project;
      const named = owner === undefined && id.split('/').includes(project);
      return tagged || named ? [{ kind: 'log-group' as const, id, tagged, bytes }] : [];
    }),
  );
  return ours.flat();
}
