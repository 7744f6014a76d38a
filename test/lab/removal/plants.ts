// One leftover of every kind, as it is really left: made by hand, by a drill that was killed, or by a deploy that stopped half-way.

import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AllocateAddressCommand,
  CreateLaunchTemplateCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  DescribeSubnetsCommand,
  type ResourceType,
  RunInstancesCommand,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateInstanceProfileCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import { PROJECT_TAG } from '../../../src/lab/inventory.js';

const Tags = [{ Key: PROJECT_TAG, Value: 'ha-django' }];
const tagged = (ResourceType: ResourceType): TagSpecification[] => [{ ResourceType, Tags }];
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** By kind; each answers the id of what it made. */
export const PLANTS: Readonly<Record<string, (world: InMemoryLab) => Promise<string | undefined>>> = {
  'elastic-ip': async ({ lab: { clients } }) => {
    const specification = { Domain: 'vpc', TagSpecifications: tagged('elastic-ip') } as const;
    return (await clients.ec2.send(new AllocateAddressCommand(specification))).AllocationId;
  },
  natgateway: async (world) => {
    const { clients } = world.lab;
    const AllocationId = await PLANTS['elastic-ip']?.(world);
    const request = { SubnetId: await publicSubnet(world), AllocationId, TagSpecifications: tagged('natgateway') };
    return (await clients.ec2.send(new CreateNatGatewayCommand(request))).NatGateway?.NatGatewayId;
  },
  'network-interface': async ({ sandbox, lab }) => {
    // None can be made alone here: this one was a machine's, and its machine forgot it.
    const { networkInterfaces } = sandbox.world.ec2;
    const [of] = Object.values(networkInterfaces).filter(
      ({ vpcId, attachment }) => vpcId === lab.outputs.vpcId && attachment?.instanceId !== undefined,
    );
    if (of === undefined) throw new Error('no machine has an interface');
    const { attachment: _, ...left } = structuredClone(of);
    const networkInterfaceId = 'eni-0left0left0left00';
    networkInterfaces[networkInterfaceId] = {
      ...left,
      networkInterfaceId,
      privateIpAddress: '10.0.128.250',
      tags: { [PROJECT_TAG]: 'ha-django' },
    };
    return networkInterfaceId;
  },
  'network-acl': async ({ lab }) => {
    const request = { VpcId: lab.outputs.vpcId, TagSpecifications: tagged('network-acl') };
    return (await lab.clients.ec2.send(new CreateNetworkAclCommand(request))).NetworkAcl?.NetworkAclId;
  },
  'security-group': async ({ lab }) => {
    const words = { GroupName: 'left', Description: 'left', VpcId: lab.outputs.vpcId };
    const request = { ...words, TagSpecifications: tagged('security-group') };
    return (await lab.clients.ec2.send(new CreateSecurityGroupCommand(request))).GroupId;
  },
  'route-table': async ({ lab }) => {
    const request = { VpcId: lab.outputs.vpcId, TagSpecifications: tagged('route-table') };
    return (await lab.clients.ec2.send(new CreateRouteTableCommand(request))).RouteTable?.RouteTableId;
  },
  subnet: async ({ lab }) => {
    const request = { VpcId: lab.outputs.vpcId, CidrBlock: '10.0.99.0/24', TagSpecifications: tagged('subnet') };
    return (await lab.clients.ec2.send(new CreateSubnetCommand(request))).Subnet?.SubnetId;
  },
  instance: async (world) => {
    const request = {
      ImageId: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      InstanceType: 't3.micro' as const,
      MinCount: 1,
      MaxCount: 1,
      SubnetId: await publicSubnet(world),
      TagSpecifications: tagged('instance'),
    };
    return (await world.lab.clients.ec2.send(new RunInstancesCommand(request))).Instances?.[0]?.InstanceId;
  },
  'launch-template': async ({ lab }) => {
    const request = {
      LaunchTemplateName: 'left',
      LaunchTemplateData: { InstanceType: 't3.micro' as const },
      TagSpecifications: tagged('launch-template'),
    };
    return (await lab.clients.ec2.send(new CreateLaunchTemplateCommand(request))).LaunchTemplate?.LaunchTemplateId;
  },
  'target-group': async ({ lab }) => {
    const request = { Name: 'left', Protocol: 'HTTP', Port: 80, VpcId: lab.outputs.vpcId, Tags } as const;
    return (await lab.clients.elbv2.send(new CreateTargetGroupCommand({ ...request, Tags: [...Tags] })))
      .TargetGroups?.[0]?.TargetGroupArn;
  },
  alarm: async ({ lab }) => {
    const AlarmName = 'ha-django-left';
    await lab.clients.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Tags,
      }),
    );
    return AlarmName;
  },
  'iam-role': async ({ lab }) => {
    const RoleName = 'ha-django-left';
    await lab.clients.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, Tags }));
    return RoleName;
  },
  'instance-profile': async ({ lab }) => {
    const InstanceProfileName = 'ha-django-left';
    await lab.clients.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Tags }));
    return InstanceProfileName;
  },
  'log-group': async ({ lab }) => {
    const logGroupName = '/aws/vpc/ha-django';
    const tags = { [PROJECT_TAG]: 'ha-django' };
    await lab.clients.logs.send(new CreateLogGroupCommand({ logGroupName, tags }));
    return logGroupName;
  },
};

async function publicSubnet({ lab }: InMemoryLab): Promise<string | undefined> {
  const Filters = [{ Name: 'vpc-id', Values: [lab.outputs.vpcId] }];
  const { Subnets = [] } = await lab.clients.ec2.send(new DescribeSubnetsCommand({ Filters }));
  return Subnets.map(({ SubnetId }) => SubnetId).sort()[0];
}
