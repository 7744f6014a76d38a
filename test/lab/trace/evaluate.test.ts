// The rules of a trace on a network made by hand: a public and a private subnet, a NAT gateway, a balancer's node and two machines.

import type { NetworkAclEntry } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { prefixHolding } from '../../../src/lab/trace/cidr.js';
import { trace } from '../../../src/lab/trace/evaluate.js';
import {
  ANY_PORTS,
  type End,
  INTERNET,
  type InterfaceEnd,
  LINUX_PORTS,
  type NatEnd,
  type Network,
} from '../../../src/lab/trace/network.js';

const VpcId = 'vpc-1';
const ALL = '0.0.0.0/0';
const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: ALL }] };

const ALLOW_ALL: NetworkAclEntry[] = [false, true].flatMap((Egress) => [
  { RuleNumber: 100, Egress, Protocol: '-1', RuleAction: 'allow' as const, CidrBlock: ALL },
  { RuleNumber: 32_767, Egress, Protocol: '-1', RuleAction: 'deny' as const, CidrBlock: ALL },
]);

const tcp = (
  RuleNumber: number,
  Egress: boolean,
  From: number,
  To: number,
  RuleAction: 'allow' | 'deny',
): NetworkAclEntry => ({ RuleNumber, Egress, Protocol: '6', RuleAction, CidrBlock: ALL, PortRange: { From, To } });

const NETWORK: Network = {
  subnets: [
    { SubnetId: 'subnet-public', VpcId, AvailabilityZone: 'a' },
    { SubnetId: 'subnet-private', VpcId, AvailabilityZone: 'a' },
  ],
  routeTables: [
    {
      RouteTableId: 'rtb-main',
      VpcId,
      Associations: [{ Main: true }],
      Routes: [
        { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' },
        { DestinationCidrBlock: ALL, GatewayId: 'igw-1', State: 'active' },
      ],
    },
    {
      RouteTableId: 'rtb-private',
      VpcId,
      Associations: [{ SubnetId: 'subnet-private' }],
      Routes: [
        { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' },
        { DestinationCidrBlock: ALL, NatGatewayId: 'nat-1', State: 'active' },
      ],
    },
  ],
  networkAcls: [{ NetworkAclId: 'acl-1', VpcId, IsDefault: true, Entries: ALLOW_ALL, Associations: [] }],
  securityGroups: [
    {
      GroupId: 'sg-alb',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: ALL }] }],
      IpPermissionsEgress: [everything],
    },
    {
      GroupId: 'sg-web',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: 'sg-alb' }] }],
      IpPermissionsEgress: [everything],
    },
  ],
  natGateways: [
    {
      NatGatewayId: 'nat-1',
      State: 'available',
      SubnetId: 'subnet-public',
      ConnectivityType: 'public',
      NatGatewayAddresses: [{ PublicIp: '198.18.0.7' }],
    },
  ],
  dnsSupport: true,
};

const node: InterfaceEnd = {
  kind: 'interface',
  label: 'alb',
  id: 'eni-1',
  address: '10.0.0.5',
  publicAddress: '198.18.0.1',
  subnetId: 'subnet-public',
  securityGroupIds: ['sg-alb'],
  ephemeralPorts: ANY_PORTS,
  looksUpNames: false,
};
const machine = (id: string, address: string): InterfaceEnd => ({
  kind: 'interface',
  label: id,
  id,
  address,
  subnetId: 'subnet-private',
  securityGroupIds: ['sg-web'],
  ephemeralPorts: LINUX_PORTS,
  looksUpNames: true,
});
const web = machine('i-1', '10.0.128.5');
const other = machine('i-2', '10.0.128.6');
const nat: NatEnd = { kind: 'nat-gateway', label: 'nat', id: 'nat-1' };

const withAcl = (...entries: NetworkAclEntry[]): Network => ({
  ...NETWORK,
  networkAcls: [
    ...NETWORK.networkAcls,
    { NetworkAclId: 'acl-2', VpcId, Entries: entries, Associations: [{ SubnetId: 'subnet-private' }] },
  ],
});
const withRoute = (route: object): Network => ({
  ...NETWORK,
  routeTables: NETWORK.routeTables.map((table) =>
    table.RouteTableId === 'rtb-private'
      ? { ...table, Routes: [...(table.Routes ?? []).slice(0, 1), { DestinationCidrBlock: ALL, ...route }] }
      : table,
  ),
});
const withNat = (change: object): Network => ({
  ...NETWORK,
  natGateways: NETWORK.natGateways.map((gateway) => ({ ...gateway, ...change })),
});

interface Row {
  readonly name: string;
  readonly network?: Network;
  readonly from: End;
  readonly to: End;
  readonly port: number;
  /** Ids in the order of the hops; the last one decides. */
  readonly ids: readonly string[];
  readonly passes: boolean;
  readonly says: RegExp;
}

const ROWS: readonly Row[] = [
  {
    name: 'VPC-02 in through the internet gateway',
    from: INTERNET,
    to: node,
    port: 80,
    passes: true,
    ids: ['eni-1', 'rtb-main', 'igw-1', 'acl-1', 'sg-alb', 'acl-1'],
    says: /outbound rule 100 allows replies on TCP 1024-65535/,
  },
  {
    name: 'VPC-40 a port no rule opens',
    from: INTERNET,
    to: node,
    port: 22,
    passes: false,
    ids: ['eni-1', 'rtb-main', 'igw-1', 'acl-1', 'sg-alb'],
    says: /no ingress rule of sg-alb lets the internet in to alb on TCP 22/,
  },
  {
    name: 'EC2-10 no public address',
    from: INTERNET,
    to: web,
    port: 80,
    passes: false,
    ids: ['i-1'],
    says: /nobody on the internet can address it/,
  },
  {
    name: 'VPC-02 a public address in a subnet that is not public',
    from: INTERNET,
    to: { ...web, publicAddress: '198.18.0.9' },
    port: 80,
    passes: false,
    ids: ['i-1', 'rtb-private', 'rtb-private'],
    says: /subnet-private is not public/,
  },
  {
    name: 'VPC-40 a rule that names a group',
    from: node,
    to: web,
    port: 80,
    passes: true,
    ids: ['sg-alb', 'acl-1', 'rtb-main', 'acl-1', 'sg-web', 'acl-1', 'acl-1'],
    says: /inbound rule 100 allows replies/,
  },
  {
    name: 'VPC-40 the group of another',
    from: other,
    to: web,
    port: 80,
    passes: false,
    ids: ['sg-web', 'rtb-private', 'sg-web'],
    says: /no ingress rule of sg-web lets i-2 in/,
  },
  {
    name: 'VPC-20 out through NAT',
    from: web,
    to: INTERNET,
    port: 443,
    passes: true,
    ids: ['sg-web', 'acl-1', 'rtb-private', 'acl-1', 'nat-1', 'acl-1', 'rtb-main', 'igw-1', 'acl-1', 'acl-1', 'acl-1'],
    says: /replies on TCP 32768-60999 into subnet-private/,
  },
  {
    name: 'VPC-20 nobody connects to a NAT gateway',
    from: INTERNET,
    to: nat,
    port: 80,
    passes: false,
    ids: ['nat-1'],
    says: /only replies to its machines come in/,
  },
  {
    name: 'VPC-22 a blackhole',
    network: withRoute({ NatGatewayId: 'nat-1', State: 'blackhole' }),
    from: web,
    to: INTERNET,
    port: 443,
    passes: false,
    ids: ['sg-web', 'acl-1', 'rtb-private'],
    says: /0\.0\.0\.0\/0 is a blackhole: nat-1 is gone/,
  },
  {
    name: 'VPC-21 a gateway that is not ready',
    network: withNat({ State: 'pending' }),
    from: web,
    to: INTERNET,
    port: 443,
    passes: false,
    ids: ['sg-web', 'acl-1', 'rtb-private', 'nat-1'],
    says: /is pending/,
  },
  {
    name: 'VPC-20 a private gateway',
    network: withNat({ ConnectivityType: 'private' }),
    from: web,
    to: INTERNET,
    port: 443,
    passes: false,
    ids: ['sg-web', 'acl-1', 'rtb-private', 'nat-1'],
    says: /is private/,
  },
  {
    name: 'VPC-02 the internet gateway carries only public addresses',
    network: withRoute({ GatewayId: 'igw-1', State: 'active' }),
    from: web,
    to: INTERNET,
    port: 443,
    passes: false,
    ids: ['sg-web', 'acl-1', 'rtb-private', 'i-1'],
    says: /so igw-1 cannot carry/,
  },
  {
    name: 'VPC-42 a new ACL denies everything',
    network: withAcl(),
    from: node,
    to: web,
    port: 80,
    passes: false,
    ids: ['sg-alb', 'acl-1', 'rtb-main', 'acl-2'],
    says: /inbound rule \* denies TCP 80 into subnet-private/,
  },
  {
    name: 'VPC-42 the lower number wins',
    network: withAcl(tcp(90, false, 80, 80, 'deny'), ...ALLOW_ALL),
    from: node,
    to: web,
    port: 80,
    passes: false,
    ids: ['sg-alb', 'acl-1', 'rtb-main', 'acl-2'],
    says: /inbound rule 90 denies/,
  },
  {
    name: 'VPC-42 replies need every ephemeral port',
    network: withAcl(tcp(100, false, 80, 80, 'allow'), tcp(100, true, 1_024, 40_000, 'allow')),
    from: node,
    to: web,
    port: 80,
    passes: false,
    ids: ['sg-alb', 'acl-1', 'rtb-main', 'acl-2', 'sg-web', 'acl-2'],
    says: /outbound rule \* denies replies/,
  },
  {
    name: 'VPC-42 within a subnet no ACL is asked',
    network: {
      ...withAcl(),
      securityGroups: NETWORK.securityGroups.map((group) => ({ ...group, IpPermissions: [everything] })),
    },
    from: other,
    to: web,
    port: 80,
    passes: true,
    ids: ['sg-web', 'rtb-private', 'sg-web'],
    says: /ingress rule: everything from 0\.0\.0\.0\/0/,
  },
  {
    name: 'EC2-02 a stopped machine',
    from: node,
    to: { ...web, absent: 'i-1 is stopped' },
    port: 80,
    passes: false,
    ids: ['i-1'],
    says: /i-1 is stopped/,
  },
];

test.each(ROWS)('$name', ({ network = NETWORK, from, to, port, ids, passes, says }) => {
  const { hops, ...result } = trace(network, from, to, port);
  expect(result.passes).toBe(passes);
  expect(hops.map(({ id }) => id)).toEqual(ids);
  expect(hops.at(-1)?.says).toMatch(says);
  expect(hops.slice(0, -1).every((hop) => hop.passes)).toBe(true);
});

describe('beside the packet', () => {
  test('VPC-20 the internet sees the NAT gateway’s address', () => {
    expect(trace(NETWORK, web, INTERNET, 443).seenAs).toBe('198.18.0.7');
    expect(trace(NETWORK, node, INTERNET, 443).seenAs).toBe('198.18.0.1');
    expect(trace(withNat({ State: 'deleted' }), web, INTERNET, 443).seenAs).toBeUndefined();
  });

  test('VPC-30 without DNS support the packet passes and no name is found', () => {
    expect(trace({ ...NETWORK, dnsSupport: false }, web, INTERNET, 443)).toMatchObject({
      passes: true,
      findsNames: false,
    });
    expect(trace({ ...NETWORK, dnsSupport: false }, node, INTERNET, 443).findsNames).toBeUndefined();
  });

  test('VPC-01 the most specific route decides; what a trace cannot follow is refused by name', () => {
    const narrow = { DestinationCidrBlock: '203.0.113.0/24', TransitGatewayId: 'tgw-1', State: 'active' as const };
    const tables = NETWORK.routeTables.map((table) => ({ ...table, Routes: [...(table.Routes ?? []), narrow] }));
    expect(() => trace({ ...NETWORK, routeTables: tables }, web, INTERNET, 443)).toThrow(/leads to tgw-1/);
  });

  test('VPC-40 a prefix list is refused by name, unless another rule permits already', () => {
    const list = { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] };
    const only = { ...NETWORK, securityGroups: [{ GroupId: 'sg-web', IpPermissionsEgress: [list] }] };
    expect(() => trace(only, web, INTERNET, 443)).toThrow(/prefix list pl-1/);
    const beside = { ...NETWORK, securityGroups: [{ GroupId: 'sg-web', IpPermissionsEgress: [everything, list] }] };
    expect(trace(beside, web, INTERNET, 443).passes).toBe(true);
  });
});

test.each([
  ['10.0.0.0/16', '10.0.255.255', 16],
  ['10.0.0.0/16', '10.1.0.0', undefined],
  ['0.0.0.0/0', '255.255.255.255', 0],
  ['10.0.0.7/32', '10.0.0.7', 32],
  ['10.0.0.7/32', '10.0.0.8', undefined],
  ['128.0.0.0/1', '200.1.2.3', 1],
  ['10.0.0.0', '10.0.0.0', undefined],
  ['10.0.0.0/33', '10.0.0.0', undefined],
  ['::/0', '10.0.0.0', undefined],
  ['10.0.0.0/8', '10.0.0.256', undefined],
  [undefined, '10.0.0.0', undefined],
])('VPC-01 %s holds %s: prefix %s', (block, address, prefix) => {
  expect(prefixHolding(block, address)).toBe(prefix);
});
