import { describe, expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import { bench, codeOf, got, IMAGE } from './harness.js';
import { BALANCER, buildStack } from './stack.js';

const MINUTE = 60_000;
const SOME_SUBNET = 'subnet-0123456789abcdef0';

describe('a fresh account', () => {
  test('has a default VPC with a public subnet in every zone, as AWS gives it', () => {
    const { api, context } = bench();
    const vpc = got(api.DescribeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] }, context).Vpcs?.[0]);
    expect(vpc).toMatchObject({ CidrBlock: '172.31.0.0/16', State: 'available', InstanceTenancy: 'default' });
    expect(vpc.CidrBlockAssociationSet).toHaveLength(1);
    const { Subnets: subnets = [] } = api.DescribeSubnets({}, context);
    expect(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    expect(subnets[0]).toMatchObject({ DefaultForAz: true, MapPublicIpOnLaunch: true, AvailableIpAddressCount: 4091 });
    expect(api.DescribeDhcpOptions({ DhcpOptionsIds: [got(vpc.DhcpOptionsId)] }, context).DhcpOptions).toHaveLength(1);
    expect(api.DescribeAccountAttributes({ AttributeNames: ['default-vpc'] }, context).AccountAttributes).toEqual([
      { AttributeName: 'default-vpc', AttributeValues: [{ AttributeValue: vpc.VpcId }] },
    ]);
    const [instance] = ec2.launchInstances(context, {
      imageId: IMAGE,
      instanceType: 't3.micro',
      count: 1,
      reason: 'test',
    });
    const to = { kind: 'internet', host: '203.0.113.7' } as const;
    expect(ec2.connect(context, { kind: 'instance', instanceId: got(instance).instanceId }, to, 443).passes).toBe(true);
  });

  test('the public images are found as Terraform looks for them', () => {
    const { api, context } = bench();
    const find = (pattern: string, architecture = 'x86_64') =>
      api.DescribeImages(
        {
          Owners: ['amazon'],
          IncludeDeprecated: false,
          Filters: [
            { Name: 'name', Values: [pattern] },
            { Name: 'architecture', Values: [architecture] },
            { Name: 'virtualization-type', Values: ['hvm'] },
          ],
        },
        context,
      ).Images ?? [];
    const newest = [...find('al2023-ami-2023.*-x86_64')].sort((a, b) =>
      got(a.CreationDate) < got(b.CreationDate) ? 1 : -1,
    );
    expect(newest.map(({ Name }) => Name?.split('-').slice(2).join('-'))).toEqual([
      '2023.9.20251208.0-kernel-6.1-x86_64',
      '2023.9.20251208.0-kernel-6.12-x86_64',
      '2023.9.20251117.1-kernel-6.1-x86_64',
    ]);
    expect(newest[0]).toMatchObject({ ImageId: IMAGE, OwnerId: '137112412989', RootDeviceName: '/dev/xvda' });
    expect(newest[0]?.BlockDeviceMappings?.[0]?.Ebs?.VolumeSize).toBe(8);
    expect(find('al2023-ami-2023.*-kernel-6.1-*', 'arm64')).toHaveLength(1);
    expect(find('amzn2-ami-hvm-*-x86_64-gp?')).toHaveLength(1);
    expect(find('ubuntu*')).toEqual([]);
    expect(api.DescribeImages({ Owners: ['self'] }, context).Images).toEqual([]);
    expect(codeOf(() => api.DescribeImages({ ImageIds: ['ami-1234'] }, context))).toBe('InvalidAMIID.NotFound');
  });

  test('zones answer the filters that examples use', () => {
    const { api, context } = bench();
    const zones = (Name: string, value: string) =>
      api.DescribeAvailabilityZones({ Filters: [{ Name, Values: [value] }] }, context).AvailabilityZones?.length;
    expect(zones('state', 'available')).toBe(3);
    expect(zones('opt-in-status', 'opt-in-not-required')).toBe(3);
    expect(zones('zone-type', 'local-zone')).toBe(0);
    expect(codeOf(() => zones('zone', 'x'))).toBe('InvalidParameterValue');
  });
});

describe('a VPC', () => {
  test('is born with a main route table, a default ACL and a default group, found as Terraform looks for them', () => {
    const { api, context } = bench();
    const VpcId = got(api.CreateVpc({ CidrBlock: '10.0.0.0/16' }, context).Vpc?.VpcId);
    const inVpc = { Name: 'vpc-id', Values: [VpcId] };
    const main = { Name: 'association.main', Values: ['true'] };
    const [table] = api.DescribeRouteTables({ Filters: [main, inVpc] }, context).RouteTables ?? [];
    expect(table?.Routes).toEqual([
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    ]);
    const acls = api.DescribeNetworkAcls({ Filters: [{ Name: 'default', Values: ['true'] }, inVpc] }, context);
    expect(acls.NetworkAcls?.[0]?.Entries).toHaveLength(4);
    const groups = api.DescribeSecurityGroups(
      { Filters: [{ Name: 'group-name', Values: ['default'] }, inVpc] },
      context,
    );
    expect(groups.SecurityGroups?.[0]?.IpPermissionsEgress).toHaveLength(1);
    expect(api.DescribeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' }, context)).toEqual({
      VpcId,
      EnableDnsSupport: { Value: true },
    });
    expect(api.DescribeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' }, context).EnableDnsHostnames).toEqual({
      Value: false,
    });
    api.DeleteVpc({ VpcId }, context);
    expect(codeOf(() => api.DescribeVpcs({ VpcIds: [VpcId] }, context))).toBe('InvalidVpcID.NotFound');
    expect(api.DescribeRouteTables({ Filters: [inVpc] }, context).RouteTables).toEqual([]);
  });

  const blocks: readonly [string, string][] = [
    ['10.0.0.0/8', 'InvalidVpc.Range'],
    ['10.0.0.0/29', 'InvalidVpc.Range'],
    ['10.0.0.0', 'InvalidParameterValue'],
    ['300.0.0.0/16', 'InvalidParameterValue'],
  ];
  test.each(blocks)('refuses the block %s', (CidrBlock, code) => {
    const { api, context } = bench();
    expect(codeOf(() => api.CreateVpc({ CidrBlock }, context))).toBe(code);
  });

  test('VPC-01 subnets lie inside it and do not overlap', () => {
    const { api, context } = bench();
    const VpcId = got(api.CreateVpc({ CidrBlock: '10.0.0.0/16' }, context).Vpc?.VpcId);
    const create = (CidrBlock: string, AvailabilityZone = 'us-east-1b') =>
      api.CreateSubnet({ VpcId, CidrBlock, AvailabilityZone }, context).Subnet;
    expect(create('10.0.1.0/24')).toMatchObject({ AvailabilityZoneId: 'use1-az2', AvailableIpAddressCount: 251 });
    expect(codeOf(() => create('10.0.1.128/25'))).toBe('InvalidSubnet.Conflict');
    expect(codeOf(() => create('10.1.0.0/24'))).toBe('InvalidSubnet.Range');
    expect(codeOf(() => create('10.0.2.0/24', 'us-east-1z'))).toBe('InvalidParameterValue');
  });

  test('IPv6 is refused by name', () => {
    const { api, context } = bench();
    const create = () => api.CreateVpc({ CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }, context);
    expect(create).toThrow('The sandbox does not model the parameter AmazonProvidedIpv6CidrBlock of CreateVpc.');
  });
});

describe('what still needs something', () => {
  test('is in the way of deletion until it is gone, everywhere AWS has it so', () => {
    const world = bench();
    const { api, context } = world;
    const stack = buildStack(world);
    const { vpcId: VpcId, a, b } = stack;
    const attempts: Record<string, () => unknown> = {
      vpc: () => api.DeleteVpc({ VpcId }, context),
      gateway: () => api.DetachInternetGateway({ InternetGatewayId: stack.gateway, VpcId }, context),
      attached: () => api.DeleteInternetGateway({ InternetGatewayId: stack.gateway }, context),
      publicSubnet: () => api.DeleteSubnet({ SubnetId: a.publicSubnet }, context),
      privateSubnet: () => api.DeleteSubnet({ SubnetId: a.privateSubnet }, context),
      instanceGroup: () => api.DeleteSecurityGroup({ GroupId: stack.instanceGroup }, context),
      balancerGroup: () => api.DeleteSecurityGroup({ GroupId: stack.balancerGroup }, context),
      table: () => api.DeleteRouteTable({ RouteTableId: a.privateTable }, context),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      expect([name, codeOf(attempt)]).toEqual([name, 'DependencyViolation']);
    }
    ec2.terminateInstances(context, [a.instanceId, b.instanceId]);
    for (const { nat, node } of [a, b]) {
      api.DeleteNatGateway({ NatGatewayId: nat }, context);
      ec2.deleteRequesterManagedInterface(context, node);
    }
    expect(codeOf(got(attempts.privateSubnet))).toBe('DependencyViolation');
    world.advance(2 * MINUTE);
    expect(codeOf(got(attempts.balancerGroup))).toBe('DependencyViolation');
    const order = ['instanceGroup', 'balancerGroup', 'gateway', 'attached', 'publicSubnet', 'privateSubnet', 'table'];
    for (const name of order) expect([name, codeOf(got(attempts[name]))]).toEqual([name, 'nothing thrown']);
  });

  test('requester-managed interfaces are found as Terraform looks for them, and are not the account’s to take away', () => {
    const world = bench();
    const { api, context } = world;
    const { a, balancerGroup } = buildStack(world);
    const { NetworkInterfaces: nodes = [] } = api.DescribeNetworkInterfaces(
      {
        Filters: [
          { Name: 'attachment.instance-owner-id', Values: ['amazon-elb'] },
          { Name: 'description', Values: ['ELB app/web/0123456789abcdef'] },
        ],
      },
      context,
    );
    expect(nodes).toHaveLength(2);
    expect(nodes[0]).toMatchObject({ RequesterManaged: true, Status: 'in-use', Groups: [{ GroupId: balancerGroup }] });
    const AttachmentId = got(nodes[0]?.Attachment?.AttachmentId);
    expect(codeOf(() => api.DetachNetworkInterface({ AttachmentId }, context))).toBe('AuthFailure');
    const bySubnet = api.DescribeNetworkInterfaces(
      { Filters: [{ Name: 'subnet-id', Values: [a.publicSubnet] }] },
      context,
    );
    expect(bySubnet.NetworkInterfaces?.map(({ InterfaceType }) => InterfaceType).sort()).toEqual([
      'interface',
      'nat_gateway',
    ]);
    const owner = context.world.ec2.networkInterfaces[a.node]?.requester?.owner;
    expect(owner).toBe(BALANCER);
  });
});

describe('NAT gateways', () => {
  test('VPC-24 pending for 90 to 120 seconds, and zonal with its address, as Terraform 6 demands', () => {
    const world = bench();
    const { api, context } = world;
    const { a } = buildStack(world);
    const started = world.kernel.now;
    const AllocationId = got(api.AllocateAddress({ Domain: 'vpc' }, context).AllocationId);
    const create = { SubnetId: a.publicSubnet, AllocationId, ClientToken: 'nat' };
    const nat = got(api.CreateNatGateway(create, context).NatGateway);
    expect(api.CreateNatGateway(create, context).NatGateway?.NatGatewayId).toBe(nat.NatGatewayId);
    expect(nat).toMatchObject({ State: 'pending', AvailabilityMode: 'zonal', ConnectivityType: 'public' });
    const id = got(nat.NatGatewayId);
    const state = () => api.DescribeNatGateways({ NatGatewayIds: [id] }, context).NatGateways?.[0]?.State;
    world.advance(89_999);
    expect(state()).toBe('pending');
    world.advance(started + 120_000 - world.kernel.now);
    expect(state()).toBe('available');
    const [address] = api.DescribeAddresses({ AllocationIds: [AllocationId] }, context).Addresses ?? [];
    const [held] =
      api.DescribeNatGateways({ NatGatewayIds: [id] }, context).NatGateways?.[0]?.NatGatewayAddresses ?? [];
    expect(held).toMatchObject({
      IsPrimary: true,
      AllocationId,
      AssociationId: address?.AssociationId,
      NetworkInterfaceId: address?.NetworkInterfaceId,
      PublicIp: address?.PublicIp,
    });
    expect(codeOf(() => api.ReleaseAddress({ AllocationId }, context))).toBe('InvalidIPAddress.InUse');
  });

  test('VPC-23 five in a zone, not more; one that was deleted makes room', () => {
    const world = bench();
    const { api, context } = world;
    const { a, b } = buildStack(world);
    // Private ones: an account has fewer addresses than a zone has room.
    const create = (SubnetId: string): string =>
      got(api.CreateNatGateway({ SubnetId, ConnectivityType: 'private' }, context).NatGateway?.NatGatewayId);
    for (let count = 1; count < 5; count += 1) create(a.publicSubnet);
    expect(codeOf(() => create(a.publicSubnet))).toBe('NatGatewayLimitExceeded');
    expect(create(b.publicSubnet)).toMatch(/^nat-/);
    api.DeleteNatGateway({ NatGatewayId: a.nat }, context);
    expect(codeOf(() => create(a.publicSubnet))).toBe('NatGatewayLimitExceeded');
    world.advance(2 * MINUTE);
    expect(create(a.publicSubnet)).toMatch(/^nat-/);
  });

  test('VPC-22 VPC-21 after deletion the address stays, the route is a blackhole, the record is shown for an hour', () => {
    const world = bench();
    const { api, context } = world;
    const { a } = buildStack(world);
    const { NatGateways: before } = api.DescribeNatGateways({ NatGatewayIds: [a.nat] }, context);
    const AllocationId = got(before?.[0]?.NatGatewayAddresses?.[0]?.AllocationId);
    api.DeleteNatGateway({ NatGatewayId: a.nat }, context);
    world.advance(75_000);
    const [route] = (
      api.DescribeRouteTables({ RouteTableIds: [a.privateTable] }, context).RouteTables?.[0]?.Routes ?? []
    ).filter(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0');
    expect(route).toEqual({
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: a.nat,
      Origin: 'CreateRoute',
      State: 'blackhole',
    });
    const [address] = api.DescribeAddresses({ AllocationIds: [AllocationId] }, context).Addresses ?? [];
    expect(address?.PublicIp).toBe(before?.[0]?.NatGatewayAddresses?.[0]?.PublicIp);
    expect(address?.AssociationId).toBeUndefined();
    const state = () => api.DescribeNatGateways({ NatGatewayIds: [a.nat] }, context).NatGateways?.[0]?.State;
    world.advance(59 * MINUTE);
    expect(state()).toBe('deleted');
    world.advance(2 * MINUTE);
    expect(codeOf(state)).toBe('NatGatewayNotFound');
  });

  test('VPC-22 a route to a NAT gateway that is still pending is active', () => {
    const world = bench();
    const { api, context } = world;
    const { a, vpcId } = buildStack(world);
    const AllocationId = got(api.AllocateAddress({ Domain: 'vpc' }, context).AllocationId);
    const nat = got(api.CreateNatGateway({ SubnetId: a.publicSubnet, AllocationId }, context).NatGateway);
    const table = got(api.CreateRouteTable({ VpcId: vpcId }, context).RouteTable?.RouteTableId);
    const NatGatewayId = got(nat.NatGatewayId);
    api.CreateRoute({ RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId }, context);
    expect(nat.State).toBe('pending');
    const [described] = api.DescribeRouteTables({ RouteTableIds: [table] }, context).RouteTables ?? [];
    expect(described?.Routes).toContainEqual(expect.objectContaining({ NatGatewayId, State: 'active' }));
  });

  test('CW-07 is asked each minute what passed through it: not without power, and no more once it is deleted and forgotten', () => {
    const world = bench();
    const { a } = buildStack(world);
    const askedAbout = (minutes: number): number => {
      const before = world.commands.length;
      world.advance(minutes * MINUTE);
      const asked = world.commands.slice(before).filter(({ kind }) => kind === 'sample-gateway');
      return asked.filter((command) => 'natGatewayId' in command && command.natGatewayId === a.nat).length;
    };
    world.advance(3 * MINUTE);
    expect(askedAbout(3)).toBe(3);
    ec2.setZoneFault(world.context, 'us-east-1a', { powerLost: true });
    expect(askedAbout(3)).toBe(0);
    ec2.setZoneFault(world.context, 'us-east-1a', { powerLost: false });
    expect(askedAbout(3)).toBe(3);
    world.api.DeleteNatGateway({ NatGatewayId: a.nat }, world.context);
    world.commands.splice(0);
    world.advance(2 * MINUTE);
    expect(world.commands).toContainEqual({ kind: 'forget-gateway', natGatewayId: a.nat });
    expect(askedAbout(3)).toBe(0);
  });

  test('VPC-21 the call succeeds and the gateway fails, with the reason', () => {
    const world = bench();
    const { api, context } = world;
    const { a } = buildStack(world);
    const [taken] = api.DescribeNatGateways({ NatGatewayIds: [a.nat] }, context).NatGateways ?? [];
    const takenId = got(taken?.NatGatewayAddresses?.[0]?.AllocationId);
    const VpcId = got(api.CreateVpc({ CidrBlock: '10.9.0.0/16' }, context).Vpc?.VpcId);
    const lonely = got(api.CreateSubnet({ VpcId, CidrBlock: '10.9.0.0/24' }, context).Subnet?.SubnetId);
    const AllocationId = got(api.AllocateAddress({ Domain: 'vpc' }, context).AllocationId);
    const rows = [
      { SubnetId: a.publicSubnet, AllocationId: 'eipalloc-0123', code: 'InvalidAllocationID.NotFound' },
      { SubnetId: a.publicSubnet, AllocationId: takenId, code: 'Resource.AlreadyAssociated' },
      { SubnetId: lonely, AllocationId, code: 'Gateway.NotAttached' },
    ];
    for (const { code, ...input } of rows) {
      const id = got(api.CreateNatGateway(input, context).NatGateway?.NatGatewayId);
      world.advance(15_000);
      const [nat] = api.DescribeNatGateways({ NatGatewayIds: [id] }, context).NatGateways ?? [];
      expect(nat).toMatchObject({ State: 'failed', FailureCode: code });
    }
    expect(codeOf(() => api.CreateNatGateway({ SubnetId: SOME_SUBNET, AllocationId }, context))).toBe(
      'InvalidSubnetID.NotFound',
    );
  });
});

describe('route tables', () => {
  test('VPC-01 routes and associations answer as Terraform asks', () => {
    const world = bench();
    const { api, context } = world;
    const { a, vpcId, gateway } = buildStack(world);
    const table = got(api.CreateRouteTable({ VpcId: vpcId }, context).RouteTable?.RouteTableId);
    const route = { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0' };
    api.CreateRoute({ ...route, GatewayId: gateway }, context);
    expect(codeOf(() => api.CreateRoute({ ...route, NatGatewayId: a.nat }, context))).toBe('RouteAlreadyExists');
    expect(codeOf(() => api.CreateRoute({ ...route, GatewayId: 'igw-0123' }, context))).toBe(
      'InvalidGatewayID.NotFound',
    );
    expect(codeOf(() => api.AssociateRouteTable({ RouteTableId: table, SubnetId: a.privateSubnet }, context))).toBe(
      'Resource.AlreadyAssociated',
    );
    const mine = { Name: 'association.subnet-id', Values: [a.privateSubnet] };
    const [old] = api.DescribeRouteTables({ Filters: [mine] }, context).RouteTables ?? [];
    const AssociationId = got(old?.Associations?.[0]?.RouteTableAssociationId);
    const moved = api.ReplaceRouteTableAssociation({ AssociationId, RouteTableId: table }, context);
    expect(moved.NewAssociationId).not.toBe(AssociationId);
    const byId = { Name: 'association.route-table-association-id', Values: [got(moved.NewAssociationId)] };
    const [found] = api.DescribeRouteTables({ Filters: [byId] }, context).RouteTables ?? [];
    expect(found?.RouteTableId).toBe(table);
    expect(found?.Associations?.[0]).toMatchObject({ Main: false, AssociationState: { State: 'associated' } });
    expect(codeOf(() => api.DisassociateRouteTable({ AssociationId }, context))).toBe('InvalidAssociationID.NotFound');
    api.DeleteRoute(route, context);
    expect(codeOf(() => api.DeleteRoute(route, context))).toBe('InvalidRoute.NotFound');
  });

  test('VPC-01 the main table serves subnets without their own, and can be another one', () => {
    const world = bench();
    const { api, context } = world;
    const { a, vpcId, gateway } = buildStack(world);
    const mine = { Name: 'association.subnet-id', Values: [a.privateSubnet] };
    const [own] = api.DescribeRouteTables({ Filters: [mine] }, context).RouteTables ?? [];
    api.DisassociateRouteTable({ AssociationId: got(own?.Associations?.[0]?.RouteTableAssociationId) }, context);
    const from = { kind: 'instance', instanceId: a.instanceId } as const;
    const to = { kind: 'internet', host: 'example.com' } as const;
    expect(ec2.connect(context, from, to, 443)).toMatchObject({ passes: false, because: /no route/ });
    const main = { Name: 'association.main', Values: ['true'] };
    const inVpc = { Name: 'vpc-id', Values: [vpcId] };
    const [table] = api.DescribeRouteTables({ Filters: [main, inVpc] }, context).RouteTables ?? [];
    const AssociationId = got(table?.Associations?.[0]?.RouteTableAssociationId);
    expect(codeOf(() => api.DisassociateRouteTable({ AssociationId }, context))).toBe('InvalidParameterValue');
    api.ReplaceRouteTableAssociation({ AssociationId, RouteTableId: a.privateTable }, context);
    expect(ec2.connect(context, from, to, 443)).toMatchObject({ passes: true });
    expect(gateway).toMatch(/^igw-/);
  });
});

describe('addresses', () => {
  test('an Elastic IP goes to an instance and back, and replaces the lent address', () => {
    const world = bench();
    const { api, context } = world;
    const [instance] = ec2.launchInstances(context, {
      imageId: IMAGE,
      instanceType: 't3.micro',
      count: 1,
      reason: 'test',
    });
    const InstanceId = got(instance).instanceId;
    const { AllocationId, PublicIp } = api.AllocateAddress({ Domain: 'vpc' }, context);
    const { AssociationId } = api.AssociateAddress({ AllocationId, InstanceId }, context);
    const shown = () => api.DescribeInstances({ InstanceIds: [InstanceId] }, context).Reservations?.[0]?.Instances?.[0];
    expect(shown()?.PublicIpAddress).toBe(PublicIp);
    api.DisassociateAddress({ AssociationId }, context);
    expect(codeOf(() => api.DisassociateAddress({ AssociationId }, context))).toBe('InvalidAssociationID.NotFound');
    expect(shown()?.PublicIpAddress).toBeUndefined();
    api.ReleaseAddress({ AllocationId }, context);
    expect(codeOf(() => api.DescribeAddresses({ AllocationIds: [got(AllocationId)] }, context))).toBe(
      'InvalidAllocationID.NotFound',
    );
    expect(api.DescribeAddressesAttribute({ Attribute: 'domain-name' }, context)).toEqual({ Addresses: [] });
  });
});
