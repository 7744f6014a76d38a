// What a drill may touch: only what carries this project's tag. Asked of AWS before anything is done, never taken from our own state.

import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTagsCommand, type Filter } from '@aws-sdk/client-ec2';
import { DescribeTagsCommand as DescribeBalancerTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LabError } from '../../errors.js';
import type { Lab } from '../lab.js';
import { PROJECT_TAG } from '../project-tag.js';

/** Filters of an EC2 Describe call: the project's own things in the project's own VPC. */
export function oursInVpc({ outputs }: Lab, ...more: readonly Filter[]): Filter[] {
  return [
    { Name: 'vpc-id', Values: [outputs.vpcId] },
    { Name: `tag:${PROJECT_TAG}`, Values: [outputs.project] },
    ...more,
  ];
}

/** Throws REFUSED unless every EC2 resource of these ids carries the tag. */
export async function requireOurs(lab: Lab, ids: readonly string[]): Promise<void> {
  const answer = await lab.clients.ec2.send(
    new DescribeTagsCommand({
      Filters: [
        { Name: 'resource-id', Values: [...ids] },
        { Name: 'key', Values: [PROJECT_TAG] },
        { Name: 'value', Values: [lab.outputs.project] },
      ],
    }),
  );
  const ours = new Set((answer.Tags ?? []).map((tag) => tag.ResourceId));
  const foreign = ids.filter((id) => !ours.has(id));
  if (foreign.length > 0) throw notOurs(lab, foreign.join(', '));
}

export async function requireOurGroup(lab: Lab, name: string): Promise<void> {
  const answer = await lab.clients.autoscaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  const tags = answer.AutoScalingGroups?.[0]?.Tags ?? [];
  if (!tags.some(({ Key, Value }) => Key === PROJECT_TAG && Value === lab.outputs.project)) throw notOurs(lab, name);
}

export async function requireOurAlarm(lab: Lab, name: string, arn: string): Promise<void> {
  const { Tags = [] } = await lab.clients.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  if (!Tags.some(({ Key, Value }) => Key === PROJECT_TAG && Value === lab.outputs.project)) throw notOurs(lab, name);
}

export async function requireOurTargetGroup(lab: Lab, arn: string): Promise<void> {
  const answer = await lab.clients.elbv2.send(new DescribeBalancerTagsCommand({ ResourceArns: [arn] }));
  const tags = answer.TagDescriptions?.[0]?.Tags ?? [];
  if (!tags.some(({ Key, Value }) => Key === PROJECT_TAG && Value === lab.outputs.project)) throw notOurs(lab, arn);
}

/** @param why `is no machine of shop-asg`; absent: the tag is missing */
export function notOurs({ outputs }: Lab, what: string, why?: string): LabError {
  const reason = why ?? `does not carry the tag ${PROJECT_TAG}=${outputs.project}`;
  return new LabError('REFUSED', `${what} ${reason}: it is left alone.`, {
    suggestions: ['Bring the stack back to what the project says, tags included: ha-lab deploy', 'ha-lab status'],
    exitCode: 2,
  });
}
