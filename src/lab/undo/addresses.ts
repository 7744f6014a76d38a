// Undoing an Elastic IP address that a drill allocated: found by its tags, because when the undo was written it had no id yet.

import { DescribeAddressesCommand, ReleaseAddressCommand } from '@aws-sdk/client-ec2';
import type { Lab } from '../lab.js';
import { PROJECT_TAG } from '../project-tag.js';
import type { StepOf, Undone } from '../undo.js';
import { DRILL_TAG } from './network-acl.js';

export async function releaseAddresses({ clients }: Lab, step: StepOf<'release-addresses'>): Promise<Undone> {
  const { project, mark } = step;
  const answer = await clients.ec2.send(
    new DescribeAddressesCommand({
      Filters: [
        { Name: `tag:${PROJECT_TAG}`, Values: [project] },
        { Name: `tag:${DRILL_TAG}`, Values: [mark] },
      ],
    }),
  );
  const ids = (answer.Addresses ?? []).flatMap(({ AllocationId }) => AllocationId ?? []);
  if (ids.length === 0) return { step, result: 'moot', said: `no address of "${mark}" is left` };
  for (const AllocationId of ids) await clients.ec2.send(new ReleaseAddressCommand({ AllocationId }));
  return { step, result: 'done', said: `released ${ids.join(', ')}` };
}
