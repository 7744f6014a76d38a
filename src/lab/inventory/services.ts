// What is left of a project outside of EC2: each service is asked for everything it has, and tells what carries the project's tag. What has
// the project's name and no tag is named, too; what carries another project's tag is somebody else's, whatever it is called.

import { paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import { ListTagsForResourceCommand, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import {
  DescribeTagsCommand,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ListInstanceProfileTagsCommand,
  ListRoleTagsCommand,
  paginateListInstanceProfiles,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import type { AwsClients } from '../clients.js';
import { projectOf } from '../project-tag.js';
import type { Found, Kind } from './kinds.js';
import { everyPage } from './pages.js';

/** The names that the generated project gives: whole ones, because `shop-` is also how everything of a project shop-2 begins. */
const namesOf = (project: string): readonly string[] =>
  ['asg', 'alb', 'tg', 'instance', 'cpu-high', 'cpu-low'].map((part) => `${project}-${part}`);

/** AWS tells the tags of twenty at a time. */
const TAGS_AT_ONCE = 20;

export async function groups({ autoscaling }: AwsClients, project: string): Promise<readonly Found[]> {
  const pages = paginateDescribeAutoScalingGroups({ client: autoscaling }, {});
  const all = await everyPage(pages, ({ AutoScalingGroups }) => AutoScalingGroups);
  return all.flatMap(({ AutoScalingGroupName: id = '', Tags, Status }) => {
    const tagged = belongs(project, id, projectOf(Tags));
    if (tagged === undefined) return [];
    return [{ kind: 'auto-scaling-group', id, tagged, ...(Status === undefined ? {} : { going: true }) }];
  });
}

export async function balancing({ elbv2 }: AwsClients, project: string): Promise<readonly Found[]> {
  const [balancers, targetGroups] = await Promise.all([
    everyPage(paginateDescribeLoadBalancers({ client: elbv2 }, {}), ({ LoadBalancers }) => LoadBalancers),
    everyPage(paginateDescribeTargetGroups({ client: elbv2 }, {}), ({ TargetGroups }) => TargetGroups),
  ]);
  const things = [
    ...balancers.map(({ LoadBalancerArn: id = '', LoadBalancerName: name = '', Scheme, AvailabilityZones = [] }) => ({
      kind: 'load-balancer' as const,
      id,
      name,
      more: { addresses: Scheme === 'internet-facing' ? AvailabilityZones.length : 0 },
    })),
    ...targetGroups.map(({ TargetGroupArn: id = '', TargetGroupName: name = '' }) => ({
      kind: 'target-group' as const,
      id,
      name,
      more: {},
    })),
  ];
  const projects = new Map<string, string | undefined>();
  for (let first = 0; first < things.length; first += TAGS_AT_ONCE) {
    const ResourceArns = things.slice(first, first + TAGS_AT_ONCE).map(({ id }) => id);
    const { TagDescriptions = [] } = await elbv2.send(new DescribeTagsCommand({ ResourceArns }));
    for (const { ResourceArn = '', Tags } of TagDescriptions) projects.set(ResourceArn, projectOf(Tags));
  }
  return things.flatMap(({ kind, id, name, more }) =>
    found(kind, id, belongs(project, name, projects.get(id))).map((one) => ({ ...one, ...more })),
  );
}

export async function alarms({ cloudwatch }: AwsClients, project: string): Promise<readonly Found[]> {
  // Those of a target-tracking policy are made by AWS, carry no tag, and are named after the group.
  const prefixes = [`${project}-`, `TargetTracking-${project}-asg-`];
  const lists = prefixes.map((AlarmNamePrefix) =>
    everyPage(paginateDescribeAlarms({ client: cloudwatch }, { AlarmNamePrefix }), ({ MetricAlarms }) => MetricAlarms),
  );
  const [named = [], tracking = []] = await Promise.all(lists);
  const ours = await Promise.all(
    named.map(async ({ AlarmName: id = '', AlarmArn }: MetricAlarm) => {
      const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }));
      return found('alarm', id, belongs(project, id, projectOf(Tags)));
    }),
  );
  return [...ours.flat(), ...tracking.flatMap(({ AlarmName: id = '' }) => found('alarm', id, true))];
}

export async function identities({ iam }: AwsClients, project: string): Promise<readonly Found[]> {
  const [roles, profiles] = await Promise.all([
    everyPage(paginateListRoles({ client: iam }, {}), ({ Roles }) => Roles),
    everyPage(paginateListInstanceProfiles({ client: iam }, {}), ({ InstanceProfiles }) => InstanceProfiles),
  ]);
  const begins = (name: string): boolean => name.startsWith(`${project}-`);
  const ofRoles = roles.flatMap(({ RoleName = '' }) => (begins(RoleName) ? [RoleName] : []));
  const ofProfiles = profiles.flatMap(({ InstanceProfileName: name = '' }) => (begins(name) ? [name] : []));
  const ours = await Promise.all([
    ...ofRoles.map(async (RoleName) => {
      const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
      return found('iam-role', RoleName, belongs(project, RoleName, projectOf(Tags)));
    }),
    ...ofProfiles.map(async (InstanceProfileName) => {
      const { Tags } = await iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }));
      return found('instance-profile', InstanceProfileName, belongs(project, InstanceProfileName, projectOf(Tags)));
    }),
  ]);
  return ours.flat();
}

/** Whether it carries the tag; undefined: it is not this project's. @param owner what its own tag says */
function belongs(project: string, name: string, owner: string | undefined): boolean | undefined {
  if (owner === project) return true;
  return owner === undefined && namesOf(project).includes(name) ? false : undefined;
}

const found = (kind: Kind, id: string, tagged: boolean | undefined): readonly Found[] =>
  tagged === undefined ? [] : [{ kind, id, tagged }];
