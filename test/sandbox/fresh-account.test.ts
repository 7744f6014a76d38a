// An account on its first day, walked through with SDK clients: what AWS gives to everybody, what it makes at the first use, and nothing else.

import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AllocateAddressCommand,
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DescribeDhcpOptionsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  type DescribeRegionsCommandInput,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  AttachRolePolicyCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  ListInstanceProfilesCommand,
  ListRolesCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AwsClients, sandboxClients } from '../../src/lab/clients.js';
import { openInMemory } from '../../src/lab/in-memory.js';
import { Sandbox } from '../../src/sandbox/index.js';

const REGION = 'eu-central-1';
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const ACCOUNT = '210987654321';
const LATEST = '/aws/service/ami-amazon-linux-latest';
const MINUTE = 60_000;

function account(): { readonly sandbox: Sandbox; readonly clients: AwsClients } {
  const sandbox = Sandbox.born({ region: REGION, accountId: ACCOUNT });
  return { sandbox, clients: sandboxClients(REGION, openInMemory(sandbox, 'wire').reach) };
}

const refused = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error & { $metadata: { httpStatusCode: number } }) => `${error.$metadata.httpStatusCode} ${error.name}`,
  );

let fresh: AwsClients;
let vpcId: string;
beforeAll(async () => {
  fresh = account().clients;
  vpcId = (await fresh.ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId ?? '';
});

describe('what everybody is given', () => {
  test('the account and its user', async () => {
    expect(await fresh.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:iam::${ACCOUNT}:user/ha-lab`,
    });
  });

  test('one VPC, the default one, in which names are resolved and given', async () => {
    const { Vpcs } = await fresh.ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs).toEqual([
      expect.objectContaining({
        CidrBlock: '172.31.0.0/16',
        IsDefault: true,
        State: 'available',
        InstanceTenancy: 'default',
        OwnerId: ACCOUNT,
      }),
    ]);
    const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
      fresh.ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }));
    expect((await attribute('enableDnsSupport')).EnableDnsSupport).toEqual({ Value: true });
    expect((await attribute('enableDnsHostnames')).EnableDnsHostnames).toEqual({ Value: true });
  });

  test('a public subnet in every zone', async () => {
    const { Subnets = [] } = await fresh.ec2.send(new DescribeSubnetsCommand({}));
    expect(Subnets.map(({ AvailabilityZone, CidrBlock }) => [AvailabilityZone, CidrBlock])).toEqual([
      ['eu-central-1a', '172.31.0.0/20'],
      ['eu-central-1b', '172.31.16.0/20'],
      ['eu-central-1c', '172.31.32.0/20'],
    ]);
    for (const subnet of Subnets) {
      expect(subnet).toMatchObject({
        VpcId: vpcId,
        DefaultForAz: true,
        MapPublicIpOnLaunch: true,
        AvailableIpAddressCount: 4_091,
        State: 'available',
      });
    }
  });

  test('a main route table, and in it the way out over the internet gateway', async () => {
    const { InternetGateways = [] } = await fresh.ec2.send(new DescribeInternetGatewaysCommand({}));
    expect(InternetGateways.map(({ Attachments }) => Attachments)).toEqual([[{ State: 'available', VpcId: vpcId }]]);
    const { RouteTables = [] } = await fresh.ec2.send(new DescribeRouteTablesCommand({}));
    expect(RouteTables).toHaveLength(1);
    expect(RouteTables[0]?.Associations).toEqual([expect.objectContaining({ Main: true })]);
    expect(RouteTables[0]?.Routes).toEqual([
      { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
      {
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: InternetGateways[0]?.InternetGatewayId,
        Origin: 'CreateRoute',
        State: 'active',
      },
    ]);
  });

  test('a security group whose members may reach each other, and everybody else', async () => {
    const { SecurityGroups = [] } = await fresh.ec2.send(new DescribeSecurityGroupsCommand({}));
    const [group, ...more] = SecurityGroups;
    expect(more).toEqual([]);
    expect(group).toMatchObject({ GroupName: 'default', Description: 'default VPC security group', VpcId: vpcId });
    expect(group?.IpPermissions).toEqual([
      expect.objectContaining({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group?.GroupId, UserId: ACCOUNT }] }),
    ]);
    expect(group?.IpPermissionsEgress).toEqual([
      expect.objectContaining({ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ]);
  });

  test('a network ACL that lets everything through, around every subnet', async () => {
    const { NetworkAcls = [] } = await fresh.ec2.send(new DescribeNetworkAclsCommand({}));
    const [acl, ...more] = NetworkAcls;
    expect([acl?.IsDefault, more]).toEqual([true, []]);
    expect(acl?.Associations).toHaveLength(ZONES.length);
    const entries = acl?.Entries?.map(({ Egress, RuleNumber, RuleAction }) => `${Egress} ${RuleNumber} ${RuleAction}`);
    expect(entries?.sort()).toEqual(['false 100 allow', 'false 32767 deny', 'true 100 allow', 'true 32767 deny']);
  });

  test('DHCP options with AWS’s resolver, and the VPC uses them', async () => {
    const { DhcpOptions = [] } = await fresh.ec2.send(new DescribeDhcpOptionsCommand({}));
    expect(DhcpOptions.map(({ DhcpConfigurations }) => DhcpConfigurations)).toEqual([
      [
        { Key: 'domain-name', Values: [{ Value: `${REGION}.compute.internal` }] },
        { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
      ],
    ]);
    const { Vpcs } = await fresh.ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs?.[0]?.DhcpOptionsId).toBe(DhcpOptions[0]?.DhcpOptionsId);
  });

  test('the attributes of the account, and the quotas among them hold', async () => {
    const { clients } = account();
    const { AccountAttributes = [] } = await clients.ec2.send(new DescribeAccountAttributesCommand({}));
    const attributes = AccountAttributes.map(({ AttributeName, AttributeValues }) => [
      AttributeName,
      AttributeValues?.map(({ AttributeValue }) => AttributeValue).join(),
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      'supported-platforms': 'VPC',
      'default-vpc': vpcId,
      'max-instances': '20',
      'vpc-max-security-groups-per-interface': '5',
      'max-elastic-ips': '5',
      'vpc-max-elastic-ips': '5',
    });
    for (let n = 0; n < 5; n += 1) await clients.ec2.send(new AllocateAddressCommand({}));
    expect(await refused(clients.ec2.send(new AllocateAddressCommand({})))).toBe('400 AddressLimitExceeded');
  });

  test('one region is enabled; the others are known', async () => {
    const regions = async (input: DescribeRegionsCommandInput) => {
      const { Regions = [] } = await fresh.ec2.send(new DescribeRegionsCommand(input));
      return Regions.map(({ RegionName, OptInStatus }) => `${RegionName} ${OptInStatus}`);
    };
    expect(await regions({})).toEqual([`${REGION} opt-in-not-required`]);
    expect(await regions({ RegionNames: ['us-east-1', REGION] })).toEqual([
      `${REGION} opt-in-not-required`,
      'us-east-1 not-opted-in',
    ]);
    const all = await regions({ AllRegions: true });
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter((text) => !text.endsWith('not-opted-in'))).toEqual([`${REGION} opt-in-not-required`]);
    expect(await refused(fresh.ec2.send(new DescribeRegionsCommand({ RegionNames: ['eu-nowhere-1'] })))).toBe(
      '400 InvalidParameterValue',
    );
  });
});

describe('public images and the parameters that lead to them', () => {
  const names = [
    ...['al2023-ami-kernel-6.1', 'al2023-ami-kernel-6.12', 'al2023-ami-kernel-default'],
    ...['al2023-ami-minimal-kernel-6.1', 'al2023-ami-minimal-kernel-6.12', 'al2023-ami-minimal-kernel-default'],
  ].flatMap((name) => [`${name}-arm64`, `${name}-x86_64`]);
  const older = ['amzn2-ami-hvm', 'amzn2-ami-kernel-5.10-hvm'].flatMap((name) => [
    `${name}-arm64-gp2`,
    `${name}-x86_64-gp2`,
  ]);

  test('by path: Amazon Linux 2023 and 2, each to an image of its architecture and kernel', async () => {
    const parameters: (readonly [string, string])[] = [];
    let NextToken: string | undefined;
    do {
      const page = await fresh.ssm.send(new GetParametersByPathCommand({ Path: LATEST, NextToken }));
      parameters.push(...(page.Parameters ?? []).map(({ Name = '', Value = '' }) => [Name, Value] as const));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(parameters.map(([name]) => name)).toEqual([...names, ...older].sort().map((name) => `${LATEST}/${name}`));
    const ImageIds = [...new Set(parameters.map(([, id]) => id))];
    const { Images = [] } = await fresh.ec2.send(new DescribeImagesCommand({ ImageIds }));
    for (const [name, id] of parameters) {
      const image = Images.find(({ ImageId }) => ImageId === id);
      expect(image).toMatchObject({ State: 'available', Public: true, ImageOwnerAlias: 'amazon' });
      expect(image?.Architecture).toBe(name.includes('arm64') ? 'arm64' : 'x86_64');
      for (const part of ['minimal', 'kernel-6.12', 'kernel-5.10', 'amzn2-ami']) {
        expect(image?.Name?.includes(part), `${name}: ${part}`).toBe(name.includes(part));
      }
    }
  });

  test('an instance of nothing but an image lands in a default subnet, with a public address', async () => {
    const { clients } = account();
    const ImageId = `resolve:ssm:${LATEST}/al2023-ami-kernel-6.12-x86_64`;
    const command = new RunInstancesCommand({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 });
    const { Instances = [] } = await clients.ec2.send(command);
    expect(Instances[0]?.SecurityGroups).toEqual([expect.objectContaining({ GroupName: 'default' })]);
    const { Subnets = [] } = await clients.ec2.send(new DescribeSubnetsCommand({}));
    expect(Subnets.map(({ SubnetId }) => SubnetId)).toContain(Instances[0]?.SubnetId);
    const { Reservations } = await clients.ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations?.[0]?.Instances?.[0]?.PublicIpAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });

  test('a minimal image has no agent for Systems Manager, until user data installs and starts it', () => {
    const { sandbox } = account();
    const call = (service: string, operation: string, input: object) => sandbox.call(service, operation, input);
    const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    call('iam', 'CreateRole', { RoleName: 'machines', AssumeRolePolicyDocument });
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
    call('iam', 'AttachRolePolicy', { RoleName: 'machines', PolicyArn });
    call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'machines' });
    call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'machines', RoleName: 'machines' });
    const run = (edition: string, script = '') => {
      const answer = call('ec2', 'RunInstances', {
        ImageId: `resolve:ssm:${LATEST}/al2023-ami-${edition}-x86_64`,
        InstanceType: 't3.micro',
        IamInstanceProfile: { Name: 'machines' },
        UserData: Buffer.from(`#!/bin/bash\n${script}\n`).toString('base64'),
        MinCount: 1,
        MaxCount: 1,
      }) as { Instances: { InstanceId: string }[] };
      return answer.Instances[0]?.InstanceId ?? '';
    };
    const whole = run('kernel-default');
    const bare = run('minimal-kernel-default');
    const helped = run(
      'minimal-kernel-6.12',
      'dnf install -y amazon-ssm-agent\nsystemctl enable --now amazon-ssm-agent',
    );
    sandbox.run(sandbox.now + 10 * MINUTE);
    const known = () => {
      const answer = call('ssm', 'DescribeInstanceInformation', {}) as {
        InstanceInformationList: { InstanceId: string }[];
      };
      return answer.InstanceInformationList.map(({ InstanceId }) => InstanceId).sort();
    };
    expect(known()).toEqual([whole, helped].sort());
    expect(known()).not.toContain(bare);
  });
});

describe('and nothing else', () => {
  test('no machine, disk, address, gateway, load balancer, group, alarm, figure, role or parameter', async () => {
    const { ec2, elbv2, autoscaling, cloudwatch, iam, ssm } = fresh;
    const answers = await Promise.all([
      ec2.send(new DescribeInstancesCommand({})).then(({ Reservations }) => Reservations),
      ec2.send(new DescribeVolumesCommand({})).then(({ Volumes }) => Volumes),
      ec2.send(new DescribeAddressesCommand({})).then(({ Addresses }) => Addresses),
      ec2.send(new DescribeNatGatewaysCommand({})).then(({ NatGateways }) => NatGateways),
      ec2.send(new DescribeNetworkInterfacesCommand({})).then(({ NetworkInterfaces }) => NetworkInterfaces),
      ec2.send(new DescribeLaunchTemplatesCommand({})).then(({ LaunchTemplates }) => LaunchTemplates),
      elbv2.send(new DescribeLoadBalancersCommand({})).then(({ LoadBalancers }) => LoadBalancers),
      elbv2.send(new DescribeTargetGroupsCommand({})).then(({ TargetGroups }) => TargetGroups),
      autoscaling.send(new DescribeAutoScalingGroupsCommand({})).then((answer) => answer.AutoScalingGroups),
      cloudwatch.send(new DescribeAlarmsCommand({})).then(({ MetricAlarms }) => MetricAlarms),
      cloudwatch.send(new ListMetricsCommand({})).then(({ Metrics }) => Metrics),
      iam.send(new ListRolesCommand({})).then(({ Roles }) => Roles),
      iam.send(new ListInstanceProfilesCommand({})).then(({ InstanceProfiles }) => InstanceProfiles),
      ssm.send(new GetParametersByPathCommand({ Path: '/', Recursive: true })).then(({ Parameters }) => Parameters),
    ]);
    expect(answers.map((list) => list?.length)).toEqual(answers.map(() => 0));
  });
});

describe('what a service makes at its first use: the role by which it acts', () => {
  const UNMODIFIABLE = '400 UnmodifiableEntityException';
  const AUTO_SCALING = 'AWSServiceRoleForAutoScaling';
  const used = account();
  const { sandbox } = used;
  const { iam, autoscaling } = used.clients;
  const call = (service: string, operation: string, input: object) => sandbox.call(service, operation, input);
  const roles = async () => (await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName);

  test('a load balancer and a group, made in the default subnets, bring one each', async () => {
    const { Subnets } = call('ec2', 'DescribeSubnets', {}) as { Subnets: { SubnetId: string }[] };
    const ids = Subnets.map(({ SubnetId }) => SubnetId);
    expect(await roles()).toEqual([]);
    call('elbv2', 'CreateLoadBalancer', { Name: 'first', Subnets: ids });
    expect(await roles()).toEqual(['AWSServiceRoleForElasticLoadBalancing']);
    const ImageId = `resolve:ssm:${LATEST}/al2023-ami-kernel-default-x86_64`;
    const LaunchTemplateData = { ImageId, InstanceType: 't3.micro' };
    call('ec2', 'CreateLaunchTemplate', { LaunchTemplateName: 'first', LaunchTemplateData });
    const group = {
      MinSize: 0,
      MaxSize: 1,
      VPCZoneIdentifier: ids.join(),
      LaunchTemplate: { LaunchTemplateName: 'first' },
    };
    call('autoscaling', 'CreateAutoScalingGroup', { ...group, AutoScalingGroupName: 'first' });
    call('autoscaling', 'CreateAutoScalingGroup', { ...group, AutoScalingGroupName: 'second' });
    const ServiceLinkedRoleARN = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/${AUTO_SCALING}_mine`;
    const third = { ...group, AutoScalingGroupName: 'third', ServiceLinkedRoleARN };
    expect(() => call('autoscaling', 'CreateAutoScalingGroup', third)).toThrow('Service-Linked Role does not exist');
    expect(await roles()).toEqual([AUTO_SCALING, 'AWSServiceRoleForElasticLoadBalancing']);
  });

  test('a group names its role by an ARN that IAM knows', async () => {
    const { AutoScalingGroups } = await autoscaling.send(new DescribeAutoScalingGroupsCommand({}));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: AUTO_SCALING }));
    expect(AutoScalingGroups?.[0]?.ServiceLinkedRoleARN).toBe(Role?.Arn);
    expect(Role).toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/${AUTO_SCALING}`,
      Path: '/aws-service-role/autoscaling.amazonaws.com/',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    });
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toMatchObject({
      Statement: [{ Principal: { Service: 'autoscaling.amazonaws.com' } }],
    });
  });

  test('only AWS may change it; its description is the account’s own', async () => {
    expect(await refused(iam.send(new DeleteRoleCommand({ RoleName: AUTO_SCALING })))).toBe(UNMODIFIABLE);
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    expect(await refused(iam.send(new AttachRolePolicyCommand({ RoleName: AUTO_SCALING, PolicyArn })))).toBe(
      UNMODIFIABLE,
    );
    const Description = 'ours';
    expect(await refused(iam.send(new UpdateRoleDescriptionCommand({ RoleName: AUTO_SCALING, Description })))).toBe(
      'done',
    );
  });
});
