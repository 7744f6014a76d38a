// Everything that an account holds, by id, asked of each API: two lists are equal when nothing has come and nothing is left.

import { DescribeAutoScalingGroupsCommand, DescribePoliciesCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListInstanceProfilesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from '../../../src/lab/clients.js';

type Ids = readonly (string | undefined)[] | undefined;

/** Sorted ids. Without what AWS goes on showing of things that are gone, and without the roles that its services keep. */
export async function holdings({ ec2, elbv2, autoscaling, cloudwatch, iam }: AwsClients): Promise<readonly string[]> {
  const lists: readonly Ids[] = await Promise.all([
    ec2.send(new DescribeVpcsCommand({})).then(({ Vpcs }) => Vpcs?.map((one) => one.VpcId)),
    ec2.send(new DescribeSubnetsCommand({})).then(({ Subnets }) => Subnets?.map((one) => one.SubnetId)),
    ec2.send(new DescribeRouteTablesCommand({})).then((answer) => answer.RouteTables?.map((one) => one.RouteTableId)),
    ec2.send(new DescribeNetworkAclsCommand({})).then((answer) => answer.NetworkAcls?.map((one) => one.NetworkAclId)),
    ec2.send(new DescribeSecurityGroupsCommand({})).then((answer) => answer.SecurityGroups?.map((one) => one.GroupId)),
    ec2
      .send(new DescribeInternetGatewaysCommand({}))
      .then((answer) => answer.InternetGateways?.map((one) => one.InternetGatewayId)),
    ec2
      .send(new DescribeNetworkInterfacesCommand({}))
      .then((answer) => answer.NetworkInterfaces?.map((one) => one.NetworkInterfaceId)),
    ec2
      .send(new DescribeNatGatewaysCommand({}))
      .then((answer) => answer.NatGateways?.map((one) => (one.State === 'deleted' ? undefined : one.NatGatewayId))),
    ec2.send(new DescribeAddressesCommand({})).then(({ Addresses }) => Addresses?.map((one) => one.AllocationId)),
    ec2.send(new DescribeVolumesCommand({})).then(({ Volumes }) => Volumes?.map((one) => one.VolumeId)),
    ec2
      .send(new DescribeLaunchTemplatesCommand({}))
      .then((answer) => answer.LaunchTemplates?.map((one) => one.LaunchTemplateId)),
    ec2
      .send(new DescribeInstancesCommand({}))
      .then(({ Reservations = [] }) =>
        Reservations.flatMap(({ Instances = [] }) => Instances).map((one) =>
          one.State?.Name === 'terminated' ? undefined : one.InstanceId,
        ),
      ),
    elbv2
      .send(new DescribeLoadBalancersCommand({}))
      .then((answer) => answer.LoadBalancers?.map((one) => one.LoadBalancerArn)),
    elbv2
      .send(new DescribeTargetGroupsCommand({}))
      .then((answer) => answer.TargetGroups?.map((one) => one.TargetGroupArn)),
    autoscaling
      .send(new DescribeAutoScalingGroupsCommand({}))
      .then((answer) => answer.AutoScalingGroups?.map((one) => one.AutoScalingGroupARN)),
    autoscaling
      .send(new DescribePoliciesCommand({}))
      .then((answer) => answer.ScalingPolicies?.map((one) => one.PolicyARN)),
    cloudwatch.send(new DescribeAlarmsCommand({})).then((answer) => answer.MetricAlarms?.map((one) => one.AlarmArn)),
    iam
      .send(new ListRolesCommand({}))
      .then(({ Roles }) => Roles?.map((one) => (one.Path?.startsWith('/aws-service-role/') ? undefined : one.Arn))),
    iam.send(new ListInstanceProfilesCommand({})).then((answer) => answer.InstanceProfiles?.map((one) => one.Arn)),
  ]);
  return lists.flatMap((ids) => (ids ?? []).flatMap((id) => id ?? [])).sort();
}
