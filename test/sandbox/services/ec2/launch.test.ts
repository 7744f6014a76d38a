import { describe, expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import * as iam from '../../../../src/sandbox/services/iam/index.js';
import { type Bench, bench, codeOf, got, IMAGE } from './harness.js';

const ARM_IMAGE = 'ami-0a1b2c3d4e5f60719';

function launch(world: Bench, more: Partial<ec2.LaunchRequest> = {}) {
  const base = { imageId: IMAGE, instanceType: 't3.micro', count: 1, reason: 'test' };
  return ec2.launchInstances(world.context, { ...base, ...more });
}

function smallSubnet(world: Bench): string {
  const { api, context } = world;
  const vpcId = got(api.CreateVpc({ CidrBlock: '10.0.0.0/16' }, context).Vpc?.VpcId);
  return got(api.CreateSubnet({ VpcId: vpcId, CidrBlock: '10.0.0.0/28' }, context).Subnet?.SubnetId);
}

describe('a launch that cannot be', () => {
  const rows: readonly [string, Partial<ec2.LaunchRequest>, string][] = [
    ['unknown image', { imageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound'],
    ['malformed image', { imageId: 'amazon-linux' }, 'InvalidAMIID.Malformed'],
    ['unknown type', { instanceType: 't9.huge' }, 'InvalidParameterValue'],
    ['another architecture', { imageId: ARM_IMAGE }, 'InvalidParameterValue'],
    ['unknown subnet', { subnetId: 'subnet-0123' }, 'InvalidSubnetID.NotFound'],
    ['unknown group', { securityGroupIds: ['sg-0123'] }, 'InvalidGroup.NotFound'],
    ['unknown profile', { instanceProfile: 'nobody' }, 'InvalidParameterValue'],
    ['unknown key', { keyName: 'laptop' }, 'InvalidKeyPair.NotFound'],
    [
      'unknown template',
      { launchTemplate: { launchTemplateName: 'web' } },
      'InvalidLaunchTemplateName.NotFoundException',
    ],
    ['unknown parameter', { imageId: 'resolve:ssm:/none' }, 'InvalidParameterValue'],
  ];
  test.each(rows)('%s', (_name, more, code) => {
    const world = bench();
    expect(codeOf(() => launch(world, more))).toBe(code);
    expect(world.context.world.ec2.instances).toEqual({});
    expect(world.commands).toEqual([]);
  });

  test('ASG-17 no capacity in the zone: in AWS’s words, with the zones that have some', () => {
    const world = bench();
    const subnetId = smallSubnet(world);
    ec2.setZoneFault(world.context, 'us-east-1a', { insufficientCapacity: true });
    ec2.setZoneFault(world.context, 'us-east-1c', { powerLost: true });
    expect(() => launch(world, { subnetId })).toThrow(
      'We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (us-east-1a). Our system will be working on provisioning additional capacity. You can currently get t3.micro capacity by not specifying an Availability Zone in your request or choosing us-east-1b.',
    );
    expect(codeOf(() => launch(world, { subnetId }))).toBe('InsufficientInstanceCapacity');
    ec2.setZoneFault(world.context, 'us-east-1a', { insufficientCapacity: false });
    expect(launch(world, { subnetId })).toHaveLength(1);
    expect(world.events('FaultInjected').map(({ what }) => what)).toEqual([
      'no capacity for launches in us-east-1a',
      'no power in us-east-1c',
    ]);
    expect(world.events('FaultCleared')).toHaveLength(1);
  });

  test('ASG-17 VPC-01 a /28 holds eleven machines: five addresses are AWS’s own', () => {
    const world = bench();
    const subnetId = smallSubnet(world);
    expect(ec2.findSubnet(world.context, subnetId)?.freeAddresses).toBe(11);
    const launched = launch(world, { subnetId, count: 11 });
    const addresses = launched.map(({ privateIpAddress }) => privateIpAddress);
    expect(new Set(addresses).size).toBe(11);
    expect(addresses.filter((address) => /\.([0-3]|15)$/.test(address))).toEqual([]);
    expect(() => launch(world, { subnetId })).toThrow(
      `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
    );
    expect(codeOf(() => launch(world, { subnetId }))).toBe('InsufficientFreeAddressesInSubnet');
  });
});

describe('RunInstances', () => {
  test('launches as many as fit between MinCount and MaxCount', () => {
    const world = bench();
    const subnetId = smallSubnet(world);
    const run = (MinCount: number, MaxCount: number) =>
      world.api.RunInstances(
        { ImageId: IMAGE, InstanceType: 't3.micro', SubnetId: subnetId, MinCount, MaxCount },
        world.context,
      );
    const { Instances: instances = [] } = run(1, 20);
    expect(instances.map(({ AmiLaunchIndex }) => AmiLaunchIndex)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(codeOf(() => run(1, 1))).toBe('InsufficientFreeAddressesInSubnet');
    expect(codeOf(() => run(2, 1))).toBe('InvalidParameterValue');
  });

  test('with the same client token happens once; another call under it is refused', () => {
    const { api, context } = bench();
    const run = (MaxCount: number) =>
      api.RunInstances(
        { ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount, ClientToken: 'once' },
        context,
      );
    const first = run(1);
    expect(run(1)).toEqual(first);
    expect(Object.keys(context.world.ec2.instances)).toHaveLength(1);
    expect(codeOf(() => run(2))).toBe('IdempotentParameterMismatch');
  });

  test('its parameters win over the template’s, tags are united, the template is noted', () => {
    const { api, context } = bench();
    const template = api.CreateLaunchTemplate(
      {
        LaunchTemplateName: 'web',
        LaunchTemplateData: {
          ImageId: IMAGE,
          InstanceType: 't3.micro',
          Monitoring: { Enabled: true },
          TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'app', Value: 'web' }] }],
        },
      },
      context,
    ).LaunchTemplate;
    const { Instances: instances = [] } = api.RunInstances(
      {
        LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
        InstanceType: 't3.small',
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'team', Value: 'a' }] }],
        MinCount: 1,
        MaxCount: 1,
      },
      context,
    );
    expect(instances[0]).toMatchObject({ InstanceType: 't3.small', Monitoring: { State: 'enabled' } });
    expect(instances[0]?.Tags).toEqual([
      { Key: 'app', Value: 'web' },
      { Key: 'team', Value: 'a' },
    ]);
    const instance = ec2.findInstance(context, got(instances[0]?.InstanceId));
    expect(instance?.launchTemplate).toEqual({ id: template?.LaunchTemplateId, version: '1' });
  });

  test('resolve:ssm: takes the image from the parameter', () => {
    const world = bench();
    world.parameters['/image'] = IMAGE;
    expect(launch(world, { imageId: 'resolve:ssm:/image' })[0]?.imageId).toBe(IMAGE);
  });

  const unmodelled: readonly [string, object][] = [
    ['InstanceMarketOptions', { InstanceMarketOptions: { MarketType: 'spot' } }],
    ['Tenancy dedicated', { Placement: { Tenancy: 'dedicated' } }],
    ['HibernationOptions', { HibernationOptions: { Configured: true } }],
    ['Ipv6AddressCount', { Ipv6AddressCount: 1 }],
  ];
  test.each(unmodelled)('refuses %s by name', (name, more) => {
    const { api, context } = bench();
    const input = { ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...more } as const;
    expect(() => api.RunInstances(input, context)).toThrow(name);
    expect(codeOf(() => api.RunInstances(input, context))).toBe('UnsupportedOperation');
  });

  test('a dry run ends before anything happens', () => {
    const { api, context } = bench();
    const run = () =>
      api.RunInstances({ ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, DryRun: true }, context);
    expect(codeOf(run)).toBe('DryRunOperation');
    expect(context.world.ec2.instances).toEqual({});
  });
});

describe('where an instance goes', () => {
  test('Placement names a zone: its default subnet, or one that must lie there', () => {
    const world = bench();
    const { api, context } = world;
    const run = (Placement: object, SubnetId?: string) =>
      api.RunInstances(
        { ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, Placement, SubnetId },
        context,
      ).Instances?.[0]?.Placement?.AvailabilityZone;
    expect(run({ AvailabilityZone: 'us-east-1b', Tenancy: 'default', GroupName: '' })).toBe('us-east-1b');
    const subnetId = smallSubnet(world);
    expect(run({ AvailabilityZone: '' }, subnetId)).toBe('us-east-1a');
    expect(codeOf(() => run({ AvailabilityZone: 'us-east-1b' }, subnetId))).toBe('InvalidParameterValue');
    expect(codeOf(() => run({ AvailabilityZone: 'eu-west-1a' }))).toBe('InvalidParameterValue');
    expect(codeOf(() => run({ HostId: 'h-1' }))).toBe('UnsupportedOperation');
  });

  test('without a zone the launch avoids one that has no capacity', () => {
    const world = bench();
    ec2.setZoneFault(world.context, 'us-east-1a', { insufficientCapacity: true });
    expect(launch(world)[0]?.availabilityZone).toBe('us-east-1b');
  });
});

test('an instance profile is given at launch or later, and taken away', () => {
  const world = bench();
  const { api, context } = world;
  const InstanceProfileName = 'web';
  iam.operations.CreateInstanceProfile({ InstanceProfileName }, context);
  const first = got(launch(world, { instanceProfile: 'web' })[0]);
  expect(first.instanceProfileArn).toBe('arn:aws:iam::123456789012:instance-profile/web');
  const InstanceId = got(launch(world)[0]).instanceId;
  const associate = () =>
    api.AssociateIamInstanceProfile({ InstanceId, IamInstanceProfile: { Name: 'web' } }, context)
      .IamInstanceProfileAssociation;
  const AssociationId = got(associate()?.AssociationId);
  expect(codeOf(associate)).toBe('IncorrectState');
  const shown = () =>
    api.DescribeIamInstanceProfileAssociations({ Filters: [{ Name: 'instance-id', Values: [InstanceId] }] }, context)
      .IamInstanceProfileAssociations;
  expect(shown()).toMatchObject([
    { AssociationId, State: 'associated', IamInstanceProfile: { Arn: first.instanceProfileArn } },
  ]);
  api.DisassociateIamInstanceProfile({ AssociationId }, context);
  expect(shown()).toEqual([]);
});

test('attributes, monitoring and type of an instance', () => {
  const world = bench();
  const { api, context } = world;
  const InstanceId = got(launch(world, { userData: btoa('echo') })[0]).instanceId;
  expect(api.DescribeInstanceAttribute({ InstanceId, Attribute: 'userData' }, context).UserData).toEqual({
    Value: btoa('echo'),
  });
  api.MonitorInstances({ InstanceIds: [InstanceId] }, context);
  expect(ec2.findInstance(context, InstanceId)?.monitoring).toBe('detailed');
  const change = (type: string) => () =>
    api.ModifyInstanceAttribute({ InstanceId, InstanceType: { Value: type } }, context);
  expect(codeOf(change('t3.small'))).toBe('IncorrectInstanceState');
  expect(
    codeOf(() => api.ModifyInstanceAttribute({ InstanceId, UserData: { Value: new Uint8Array([1]) } }, context)),
  ).toBe('UnsupportedOperation');
  const types = api.DescribeInstanceTypes({ InstanceTypes: ['t3.micro'] }).InstanceTypes;
  expect(types).toMatchObject([
    { BurstablePerformanceSupported: true, VCpuInfo: { DefaultVCpus: 2 }, MemoryInfo: { SizeInMiB: 1_024 } },
  ]);
  expect(codeOf(() => api.DescribeInstanceTypes({ InstanceTypes: ['t9.huge' as 't3.micro'] }))).toBe(
    'InvalidInstanceType',
  );
});

describe('ModifyInstanceCreditSpecification (EC2-06)', () => {
  test('changes those it can, tells the fleet, and says of each other one why not', () => {
    const world = bench();
    const { api, context } = world;
    const [burstable, plain] = [launch(world), launch(world, { instanceType: 'm5.large' })].flat();
    const [id, other] = [got(burstable?.instanceId), got(plain?.instanceId)];
    const change = (ids: readonly string[], CpuCredits: string) =>
      api.ModifyInstanceCreditSpecification(
        { InstanceCreditSpecifications: ids.map((InstanceId) => ({ InstanceId, CpuCredits })) },
        context,
      );
    const refused = (ids: readonly string[]) =>
      change(ids, 'standard').UnsuccessfulInstanceCreditSpecifications?.map((one) => one.Error?.Code);
    expect(refused([id])).toEqual(['IncorrectInstanceState']);
    world.advance(60_000);
    expect(refused([id, other, 'i-0123456789abcdef0', 'x'])).toEqual([
      'InstanceCreditSpecification.NotSupported',
      'InvalidInstanceID.NotFound',
      'InvalidInstanceID.Malformed',
    ]);
    expect(world.commands.at(-1)).toEqual({ kind: 'credit-mode', instanceId: id, mode: 'standard' });
    const { InstanceCreditSpecifications: said } = api.DescribeInstanceCreditSpecifications({}, context);
    expect(said).toEqual([{ InstanceId: id, CpuCredits: 'standard' }]);
  });
});
