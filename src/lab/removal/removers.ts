// How one thing of each kind is removed, with what AWS wants to be taken off it first. Each may be called again, and for what is gone.

import { DeleteAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteInternetGatewayCommand,
  DeleteLaunchTemplateCommand,
  DeleteNatGatewayCommand,
  DeleteNetworkAclCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  ReleaseAddressCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DeleteLoadBalancerCommand, DeleteTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import type { AwsClients } from '../clients.js';
import type { Kind } from '../inventory.js';

type Remover = (clients: AwsClients, id: string) => Promise<unknown>;

/** Undefined: by its command only. Volumes go with their machines. */
export const REMOVERS: Readonly<Record<Kind, Remover | undefined>> = {
  'auto-scaling-group': ({ autoscaling }, AutoScalingGroupName) =>
    autoscaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true })),
  alarm: ({ cloudwatch }, name) => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] })),
  'load-balancer': ({ elbv2 }, LoadBalancerArn) => elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })),
  instance: ({ ec2 }, id) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })),
  'target-group': ({ elbv2 }, TargetGroupArn) => elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn })),
  'launch-template': ({ ec2 }, LaunchTemplateId) => ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })),
  natgateway: ({ ec2 }, NatGatewayId) => ec2.send(new DeleteNatGatewayCommand({ NatGatewayId })),
  'elastic-ip': ({ ec2 }, AllocationId) => ec2.send(new ReleaseAddressCommand({ AllocationId })),
  'network-interface': ({ ec2 }, NetworkInterfaceId) =>
    ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
  volume: undefined,
  'internet-gateway': removeInternetGateway,
  subnet: ({ ec2 }, SubnetId) => ec2.send(new DeleteSubnetCommand({ SubnetId })),
  'route-table': removeRouteTable,
  'network-acl': ({ ec2 }, NetworkAclId) => ec2.send(new DeleteNetworkAclCommand({ NetworkAclId })),
  'security-group': removeSecurityGroup,
  vpc: ({ ec2 }, VpcId) => ec2.send(new DeleteVpcCommand({ VpcId })),
  'instance-profile': removeInstanceProfile,
  'iam-role': removeRole,
  'log-group': ({ logs }, logGroupName) => logs.send(new DeleteLogGroupCommand({ logGroupName })),
};

async function removeInternetGateway({ ec2 }: AwsClients, InternetGatewayId: string): Promise<void> {
  const { InternetGateways = [] } = await ec2.send(
    new DescribeInternetGatewaysCommand({ InternetGatewayIds: [InternetGatewayId] }),
  );
  for (const { VpcId } of InternetGateways[0]?.Attachments ?? []) {
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  }
  await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
}

async function removeRouteTable({ ec2 }: AwsClients, RouteTableId: string): Promise<void> {
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  for (const { RouteTableAssociationId: AssociationId } of RouteTables[0]?.Associations ?? []) {
    await ec2.send(new DisassociateRouteTableCommand({ AssociationId }));
  }
  await ec2.send(new DeleteRouteTableCommand({ RouteTableId }));
}

/** Its rules first: two groups that name each other would keep each other for ever. */
async function removeSecurityGroup({ ec2 }: AwsClients, GroupId: string): Promise<void> {
  const Filters = [{ Name: 'group-id', Values: [GroupId] }];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const idsOf = (egress: boolean): string[] =>
    SecurityGroupRules.filter(({ IsEgress }) => IsEgress === egress).flatMap(
      ({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? [],
    );
  const [inwards, outwards] = [idsOf(false), idsOf(true)];
  if (inwards.length > 0) {
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: inwards }));
  }
  if (outwards.length > 0) {
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds: outwards }));
  }
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
}

async function removeInstanceProfile({ iam }: AwsClients, InstanceProfileName: string): Promise<void> {
  const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  for (const { RoleName } of InstanceProfile?.Roles ?? []) {
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
  }
  await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
}

async function removeRole({ iam }: AwsClients, RoleName: string): Promise<void> {
  const { InstanceProfiles = [] } = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }));
  for (const { InstanceProfileName } of InstanceProfiles) {
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
  }
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
