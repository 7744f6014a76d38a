// What is left of a project, asked of every API anew and never of our own state: by tag where a service has tags, else by name.

import { basename } from 'node:path';
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, DescribeNatGatewaysCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2';
import {
  DescribeTagsCommand as DescribeBalancerTagsCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.js';

export interface Leftover {
  /** AWS's word for it: `vpc`, `elastic-ip`, `instance` … */
  readonly kind: string;
  readonly id: string;
  /** The AWS CLI command that removes it. */
  readonly command: string;
}

/** The tag that the generated project puts on everything. */
export const PROJECT_TAG = 'ha-lab:project';

export async function inventory(clients: AwsClients, project: string): Promise<readonly Leftover[]> {
  const name = basename(project);
  const found = await Promise.all([
    networkAndMachines(clients, name),
    balancing(clients, name),
    groups(clients, name),
    alarms(clients, name),
    roles(clients, name),
  ]);
  return found.flat();
}

const EC2_REMOVAL: Readonly<Record<string, string>> = {
  instance: 'terminate-instances --instance-ids',
  natgateway: 'delete-nat-gateway --nat-gateway-id',
  'elastic-ip': 'release-address --allocation-id',
  'internet-gateway': 'delete-internet-gateway --internet-gateway-id',
  'launch-template': 'delete-launch-template --launch-template-id',
  'network-acl': 'delete-network-acl --network-acl-id',
  'network-interface': 'delete-network-interface --network-interface-id',
  'route-table': 'delete-route-table --route-table-id',
  'security-group': 'delete-security-group --group-id',
  subnet: 'delete-subnet --subnet-id',
  vpc: 'delete-vpc --vpc-id',
};

async function networkAndMachines({ ec2 }: AwsClients, project: string): Promise<readonly Leftover[]> {
  const answer = await ec2.send(
    new DescribeTagsCommand({
      Filters: [
        { Name: 'key', Values: [PROJECT_TAG] },
        { Name: 'value', Values: [project] },
      ],
    }),
  );
  const tagged = (answer.Tags ?? []).map((tag) => ({ kind: tag.ResourceType ?? '', id: tag.ResourceId ?? '' }));
  const gone = await alreadyGone(
    { ec2 },
    tagged.map(({ id }) => id),
  );
  return tagged
    .filter(({ id, kind }) => !gone.has(id) && kind in EC2_REMOVAL)
    .map(({ kind, id }) => ({ kind, id, command: `aws ec2 ${EC2_REMOVAL[kind]} ${id}` }));
}

/** Terminated machines and deleted NAT gateways stay visible for about an hour; they cost nothing and are not left over. */
async function alreadyGone({ ec2 }: Pick<AwsClients, 'ec2'>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const instances = ids.filter((id) => id.startsWith('i-'));
  const gateways = ids.filter((id) => id.startsWith('nat-'));
  const gone = new Set<string>();
  if (instances.length > 0) {
    const answer = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: instances }] }),
    );
    for (const instance of (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? [])) {
      if (instance.State?.Name === 'terminated') gone.add(instance.InstanceId ?? '');
    }
  }
  if (gateways.length > 0) {
    const answer = await ec2.send(
      new DescribeNatGatewaysCommand({ Filter: [{ Name: 'nat-gateway-id', Values: gateways }] }),
    );
    for (const gateway of answer.NatGateways ?? []) {
      if (gateway.State === 'deleted') gone.add(gateway.NatGatewayId ?? '');
    }
  }
  return gone;
}

async function balancing({ elbv2 }: AwsClients, project: string): Promise<readonly Leftover[]> {
  const [balancers, targetGroups] = await Promise.all([
    elbv2.send(new DescribeLoadBalancersCommand({})),
    elbv2.send(new DescribeTargetGroupsCommand({})),
  ]);
  const arns = [
    ...(balancers.LoadBalancers ?? []).map((balancer) => balancer.LoadBalancerArn ?? ''),
    ...(targetGroups.TargetGroups ?? []).map((group) => group.TargetGroupArn ?? ''),
  ];
  if (arns.length === 0) return [];
  const answer = await elbv2.send(new DescribeBalancerTagsCommand({ ResourceArns: arns.slice(0, 20) }));
  const ours = (answer.TagDescriptions ?? []).filter((description) =>
    description.Tags?.some((tag) => tag.Key === PROJECT_TAG && tag.Value === project),
  );
  return ours.map(({ ResourceArn: arn = '' }) =>
    arn.includes(':loadbalancer/')
      ? { kind: 'load-balancer', id: arn, command: `aws elbv2 delete-load-balancer --load-balancer-arn ${arn}` }
      : { kind: 'target-group', id: arn, command: `aws elbv2 delete-target-group --target-group-arn ${arn}` },
  );
}

async function groups({ autoscaling }: AwsClients, project: string): Promise<readonly Leftover[]> {
  const answer = await autoscaling.send(
    new DescribeAutoScalingGroupsCommand({ Filters: [{ Name: `tag:${PROJECT_TAG}`, Values: [project] }] }),
  );
  return (answer.AutoScalingGroups ?? []).map(({ AutoScalingGroupName: id = '' }) => ({
    kind: 'auto-scaling-group',
    id,
    command: `aws autoscaling delete-auto-scaling-group --auto-scaling-group-name ${id} --force-delete`,
  }));
}

async function alarms({ cloudwatch }: AwsClients, project: string): Promise<readonly Leftover[]> {
  const answer = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${project}-` }));
  return (answer.MetricAlarms ?? []).map(({ AlarmName: id = '' }) => ({
    kind: 'alarm',
    id,
    command: `aws cloudwatch delete-alarms --alarm-names ${id}`,
  }));
}

async function roles({ iam }: AwsClients, project: string): Promise<readonly Leftover[]> {
  const answer = await iam.send(new ListRolesCommand({}));
  return (answer.Roles ?? [])
    .map(({ RoleName: id = '' }) => id)
    .filter((id) => id.startsWith(`${project}-`))
    .map((id) => ({ kind: 'iam-role', id, command: `aws iam delete-role --role-name ${id}` }));
}
