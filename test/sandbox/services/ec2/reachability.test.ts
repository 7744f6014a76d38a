import { describe, expect, test } from 'vitest';
import type { Passage, Place } from '../../../../src/sandbox/fleet/environment.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import { type Bench, bench, got } from './harness.js';
import { BALANCER, buildStack, type Stack } from './stack.js';

interface Row {
  readonly name: string;
  readonly change?: (bench: Bench, stack: Stack) => void;
  readonly from: (stack: Stack) => Place;
  readonly to: (stack: Stack) => Place;
  readonly port: number;
  /** Ids that the answer must name, in order for a way that passes. */
  readonly via?: (stack: Stack) => readonly string[];
  readonly because?: RegExp;
  readonly decidedBy?: (stack: Stack, bench: Bench) => string;
}

const internet = (): Place => ({ kind: 'internet', host: 'registry-1.docker.io' });
const instanceA = ({ a }: Stack): Place => ({ kind: 'instance', instanceId: a.instanceId });
const instanceB = ({ b }: Stack): Place => ({ kind: 'instance', instanceId: b.instanceId });
const nodeA = ({ a }: Stack): Place => ({
  kind: 'load-balancer-node',
  loadBalancerArn: BALANCER,
  availabilityZone: a.zone,
});
const nodeB = ({ b }: Stack): Place => ({
  kind: 'load-balancer-node',
  loadBalancerArn: BALANCER,
  availabilityZone: b.zone,
});

/** A network ACL of its own for a subnet, holding only these entries: [number, egress, from, to, action]. */
function aclFor(
  { api, context }: Bench,
  vpcId: string,
  subnetId: string,
  entries: readonly (readonly [number, boolean, number, number, 'allow' | 'deny'])[],
): string {
  const acl = got(api.CreateNetworkAcl({ VpcId: vpcId }, context).NetworkAcl?.NetworkAclId);
  for (const [RuleNumber, Egress, From, To, RuleAction] of entries) {
    api.CreateNetworkAclEntry(
      {
        NetworkAclId: acl,
        RuleNumber,
        Egress,
        Protocol: '6',
        RuleAction,
        CidrBlock: '0.0.0.0/0',
        PortRange: { From, To },
      },
      context,
    );
  }
  const old = api.DescribeNetworkAcls({ Filters: [{ Name: 'association.subnet-id', Values: [subnetId] }] }, context);
  const association = old.NetworkAcls?.[0]?.Associations?.find((candidate) => candidate.SubnetId === subnetId);
  const AssociationId = got(association?.NetworkAclAssociationId);
  api.ReplaceNetworkAclAssociation({ AssociationId, NetworkAclId: acl }, context);
  return acl;
}

const revoke = (bench: Bench, groupId: string): void => {
  const { SecurityGroupRules: rules = [] } = bench.api.DescribeSecurityGroupRules(
    { Filters: [{ Name: 'group-id', Values: [groupId] }] },
    bench.context,
  );
  const ids = rules.filter(({ IsEgress }) => IsEgress === false).map(({ SecurityGroupRuleId: id }) => got(id));
  bench.api.RevokeSecurityGroupIngress({ GroupId: groupId, SecurityGroupRuleIds: ids }, bench.context);
};

const ROWS: readonly Row[] = [
  {
    name: 'VPC-02 internet → ALB',
    from: internet,
    to: nodeA,
    port: 80,
    via: ({ gateway, publicTable }) => [gateway, publicTable],
  },
  {
    name: 'VPC-40 internet → ALB on a port no rule opens',
    from: internet,
    to: nodeA,
    port: 443,
    because: /no rule of sg-\w+ lets the internet/,
    decidedBy: ({ balancerGroup }) => balancerGroup,
  },
  {
    name: 'EC2-10 internet → instance in a private subnet',
    change: ({ api, context }, { instanceGroup }) =>
      api.AuthorizeSecurityGroupIngress(
        {
          GroupId: instanceGroup,
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        },
        context,
      ),
    from: internet,
    to: instanceA,
    port: 22,
    because: /has no public IP address/,
  },
  {
    name: 'VPC-40 ALB → instance:80 through the group reference',
    from: nodeA,
    to: instanceA,
    port: 80,
    via: () => ['local'],
  },
  { name: 'VPC-01 ALB → instance in the other zone', from: nodeA, to: instanceB, port: 80, via: () => ['local'] },
  {
    name: 'VPC-40 ALB → instance after the rule went (new connections, VPC-41)',
    change: (world, { instanceGroup }) => revoke(world, instanceGroup),
    from: nodeA,
    to: instanceA,
    port: 80,
    because: /no rule of sg-\w+ lets the load balancer node/,
    decidedBy: ({ instanceGroup }) => instanceGroup,
  },
  {
    name: 'VPC-40 instance → instance is not the ALB',
    from: instanceA,
    to: instanceB,
    port: 80,
    because: /no rule of sg-/,
    decidedBy: ({ instanceGroup }) => instanceGroup,
  },
  {
    name: 'VPC-20 instance → internet through the NAT of its zone',
    from: instanceA,
    to: internet,
    port: 443,
    via: ({ a, publicTable, gateway }) => [a.privateTable, a.nat, publicTable, gateway],
  },
  {
    name: 'VPC-20 the other zone uses its own NAT',
    from: instanceB,
    to: internet,
    port: 443,
    via: ({ b, publicTable, gateway }) => [b.privateTable, b.nat, publicTable, gateway],
  },
  {
    name: 'VPC-22 NAT deleted: the route is a blackhole',
    change: ({ api, context, advance }, { a }) => {
      api.DeleteNatGateway({ NatGatewayId: a.nat }, context);
      advance(120_000);
    },
    from: instanceA,
    to: internet,
    port: 443,
    because: /0\.0\.0\.0\/0 of rtb-\w+ is a blackhole: nat-\w+ is gone/,
    decidedBy: ({ a }) => a.privateTable,
  },
  {
    name: 'VPC-22 NAT deleted: inbound through the ALB still works',
    change: ({ api, context, advance }, { a }) => {
      api.DeleteNatGateway({ NatGatewayId: a.nat }, context);
      advance(120_000);
    },
    from: nodeA,
    to: instanceA,
    port: 80,
    via: () => ['local'],
  },
  {
    name: 'VPC-01 no default route',
    change: ({ api, context }, { a }) =>
      api.DeleteRoute({ RouteTableId: a.privateTable, DestinationCidrBlock: '0.0.0.0/0' }, context),
    from: instanceA,
    to: internet,
    port: 443,
    because: /has no route to/,
    decidedBy: ({ a }) => a.privateTable,
  },
  {
    name: 'VPC-02 a route to the internet gateway does not help without a public address',
    change: ({ api, context }, { a, gateway }) =>
      api.ReplaceRoute(
        { RouteTableId: a.privateTable, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway },
        context,
      ),
    from: instanceA,
    to: internet,
    port: 443,
    because: /no public IP address, so igw-/,
  },
  {
    name: 'VPC-42 NACL without ephemeral ports stops the replies',
    change: (world, { vpcId, a }) =>
      aclFor(world, vpcId, a.privateSubnet, [
        [100, false, 80, 80, 'allow'],
        [100, true, 80, 80, 'allow'],
      ]),
    from: nodeA,
    to: instanceA,
    port: 80,
    because: /replies on TCP ports 1024-65535 out of .* outbound rule \* denies/,
  },
  {
    name: 'VPC-42 NACL with ephemeral ports lets replies out',
    change: (world, { vpcId, a }) =>
      aclFor(world, vpcId, a.privateSubnet, [
        [100, false, 80, 80, 'allow'],
        [100, true, 1024, 65535, 'allow'],
      ]),
    from: nodeA,
    to: instanceA,
    port: 80,
    via: () => ['local'],
  },
  {
    name: 'VPC-42 a lower number that denies wins',
    change: (world, { vpcId, a }) =>
      aclFor(world, vpcId, a.privateSubnet, [
        [90, false, 80, 80, 'deny'],
        [100, false, 0, 65535, 'allow'],
        [100, true, 0, 65535, 'allow'],
      ]),
    from: nodeA,
    to: instanceA,
    port: 80,
    because: /inbound rule 90 denies/,
  },
  {
    name: 'VPC-42 a new ACL denies all: the zone is cut',
    change: (world, { vpcId, a }) => aclFor(world, vpcId, a.publicSubnet, []),
    from: internet,
    to: nodeA,
    port: 80,
    because: /inbound rule \* denies/,
  },
  {
    name: 'VPC-23 the NACL of the NAT gateway’s subnet applies',
    change: (world, { vpcId, a }) => aclFor(world, vpcId, a.publicSubnet, []),
    from: instanceA,
    to: internet,
    port: 443,
    because: /does not let TCP port 443 into subnet-/,
  },
  {
    name: 'VPC-02 internet gateway route removed from the public table',
    change: ({ api, context }, { publicTable }) =>
      api.DeleteRoute({ RouteTableId: publicTable, DestinationCidrBlock: '0.0.0.0/0' }, context),
    from: instanceA,
    to: internet,
    port: 443,
    because: /has no route to/,
    decidedBy: ({ publicTable }) => publicTable,
  },
  {
    name: 'VPC-02 without a route to the internet gateway nobody comes in, public address or not',
    change: ({ api, context }, { publicTable }) =>
      api.DeleteRoute({ RouteTableId: publicTable, DestinationCidrBlock: '0.0.0.0/0' }, context),
    from: internet,
    to: nodeA,
    port: 80,
    because: /has no route to/,
    decidedBy: ({ publicTable }) => publicTable,
  },
  {
    name: 'VPC-20 zone without power: its instance',
    change: ({ context }, { a }) => ec2.setZoneFault(context, a.zone, { powerLost: true }),
    from: nodeB,
    to: instanceA,
    port: 80,
    because: /us-east-1a, the zone of i-\w+, has no power/,
    decidedBy: ({ a }) => a.zone,
  },
  {
    name: 'VPC-20 one shared NAT in a zone without power',
    change: ({ api, context }, { a, b }) => {
      api.ReplaceRoute(
        { RouteTableId: b.privateTable, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: a.nat },
        context,
      );
      ec2.setZoneFault(context, a.zone, { powerLost: true });
    },
    from: instanceB,
    to: internet,
    port: 443,
    because: /NAT gateway nat-\w+ is in us-east-1a, which has no power/,
    decidedBy: ({ a }) => a.nat,
  },
  {
    name: 'VPC-40 no outbound rule',
    change: ({ api, context }, { instanceGroup }) =>
      api.RevokeSecurityGroupEgress(
        {
          GroupId: instanceGroup,
          IpPermissions: [{ IpProtocol: '-1', FromPort: 0, ToPort: 0, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        },
        context,
      ),
    from: instanceA,
    to: internet,
    port: 443,
    because: /lets i-\w+ open connections to the internet/,
    decidedBy: ({ instanceGroup }) => instanceGroup,
  },
];

function verdict(row: Row): { readonly answer: Passage; readonly stack: Stack; readonly world: Bench } {
  const world = bench();
  const stack = buildStack(world);
  row.change?.(world, stack);
  return { answer: ec2.connect(world.context, row.from(stack), row.to(stack), row.port), stack, world };
}

describe('VPC-01 VPC-02 VPC-20 VPC-22 VPC-23 VPC-40 VPC-41 VPC-42 EC2-10 connect', () => {
  test.each(ROWS)('$name', (row) => {
    const { answer, stack, world } = verdict(row);
    if (row.because === undefined) {
      expect(answer).toEqual({ passes: true, via: row.via?.(stack) });
      return;
    }
    expect(answer).toMatchObject({ passes: false, because: expect.stringMatching(row.because) });
    if (row.decidedBy !== undefined) expect(answer).toHaveProperty('resourceId', row.decidedBy(stack, world));
  });

  test('VPC-30 without enableDnsSupport the resolver is silent, though TCP to an address still passes', () => {
    const world = bench();
    const stack = buildStack(world);
    expect(ec2.resolvesNames(world.context, stack.a.instanceId)).toBe(true);
    world.api.ModifyVpcAttribute({ VpcId: stack.vpcId, EnableDnsSupport: { Value: false } }, world.context);
    expect(ec2.resolvesNames(world.context, stack.a.instanceId)).toBe(false);
    expect(ec2.connect(world.context, instanceA(stack), internet(), 443).passes).toBe(true);
  });

  test('every change that can alter a way is told as NetworkChanged', () => {
    const world = bench();
    const stack = buildStack(world);
    const before = world.events('NetworkChanged').length;
    const { api, context } = world;
    api.DeleteRoute({ RouteTableId: stack.a.privateTable, DestinationCidrBlock: '0.0.0.0/0' }, context);
    api.ModifyVpcAttribute({ VpcId: stack.vpcId, EnableDnsSupport: { Value: false } }, context);
    revoke(world, stack.instanceGroup);
    aclFor(world, stack.vpcId, stack.a.privateSubnet, []);
    ec2.setZoneFault(context, stack.b.zone, { powerLost: true });
    const changes = world.events('NetworkChanged').slice(before);
    expect(changes.filter(({ vpcId }) => vpcId === stack.vpcId).map(({ change }) => change)).toEqual([
      'route 0.0.0.0/0 removed',
      'DNS resolution switched off',
      'inbound rule removed',
      `network ACL of ${stack.a.privateSubnet}`,
      'us-east-1b lost power',
    ]);
  });
});
