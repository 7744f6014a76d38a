// Making VPCs and subnets with all that is born with them. The operations check the wishes; these only carry them out.

import type { Context } from '../../context.js';
import { resourceId } from '../shared/ids.js';
import type { Tags } from '../shared/tags.js';
import type { NetworkAcl, RouteTable, SecurityGroup, Subnet, Vpc } from './model/network.js';
import { FINAL_RULE } from './rules/network-acls.js';

export interface NewVpc {
  readonly cidrBlock: string;
  readonly isDefault: boolean;
  readonly tags: Tags;
}

/** A VPC comes with a main route table, a default network ACL and a default security group. */
export function createVpc(context: Context, wanted: NewVpc): Vpc {
  const { ec2 } = context.world;
  const vpc: Vpc = {
    vpcId: resourceId(context, 'vpc'),
    cidrBlock: wanted.cidrBlock,
    cidrAssociationId: resourceId(context, 'vpc-cidr-assoc'),
    isDefault: wanted.isDefault,
    instanceTenancy: 'default',
    dhcpOptionsId: Object.keys(ec2.dhcpOptions)[0] ?? 'default',
    dnsSupport: true,
    dnsHostnames: wanted.isDefault,
    networkAddressUsageMetrics: false,
    tags: wanted.tags,
  };
  ec2.vpcs[vpc.vpcId] = vpc;
  createRouteTable(context, vpc, {}, true);
  createNetworkAcl(context, vpc.vpcId, true, {});
  const group = createSecurityGroup(context, vpc.vpcId, 'default', 'default VPC security group', {});
  group.rules.push({
    ruleId: resourceId(context, 'sgr'),
    isEgress: false,
    protocol: '-1',
    fromPort: -1,
    toPort: -1,
    peer: { kind: 'group', groupId: group.groupId },
    tags: {},
  });
  return vpc;
}

/** Every table routes the VPC's own block locally (VPC-01). */
export function createRouteTable(context: Context, vpc: Vpc, tags: Tags, main = false): RouteTable {
  const table: RouteTable = {
    routeTableId: resourceId(context, 'rtb'),
    vpcId: vpc.vpcId,
    routes: [{ destinationCidrBlock: vpc.cidrBlock, target: { kind: 'local' }, origin: 'CreateRouteTable' }],
    associations: main ? [{ associationId: resourceId(context, 'rtbassoc') }] : [],
    tags,
  };
  context.world.ec2.routeTables[table.routeTableId] = table;
  return table;
}

/** VPC-42: the default ACL allows everything, any other nothing; both end with the rule that denies. */
export function createNetworkAcl(context: Context, vpcId: string, isDefault: boolean, tags: Tags): NetworkAcl {
  const everything = { protocol: '-1', cidrBlock: '0.0.0.0/0' } as const;
  const directions = [true, false];
  const acl: NetworkAcl = {
    networkAclId: resourceId(context, 'acl'),
    vpcId,
    isDefault,
    entries: directions.flatMap((egress) => [
      ...(isDefault ? [{ ...everything, egress, ruleNumber: 100, action: 'allow' as const }] : []),
      { ...everything, egress, ruleNumber: FINAL_RULE, action: 'deny' as const },
    ]),
    associations: [],
    tags,
  };
  context.world.ec2.networkAcls[acl.networkAclId] = acl;
  return acl;
}

/** VPC-40: a new group lets nothing in and everything out. */
export function createSecurityGroup(
  context: Context,
  vpcId: string,
  groupName: string,
  description: string,
  tags: Tags,
): SecurityGroup {
  const group: SecurityGroup = {
    groupId: resourceId(context, 'sg'),
    groupName,
    description,
    vpcId,
    rules: [
      {
        ruleId: resourceId(context, 'sgr'),
        isEgress: true,
        protocol: '-1',
        fromPort: -1,
        toPort: -1,
        peer: { kind: 'ipv4', cidr: '0.0.0.0/0' },
        tags: {},
      },
    ],
    tags,
  };
  context.world.ec2.securityGroups[group.groupId] = group;
  return group;
}

export interface NewSubnet {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly defaultForAz: boolean;
  readonly tags: Tags;
}

/** A subnet starts under the VPC's default network ACL and, without an association of its own, its main route table. */
export function createSubnet(context: Context, wanted: NewSubnet): Subnet {
  const { ec2, account } = context.world;
  const subnet: Subnet = {
    subnetId: resourceId(context, 'subnet'),
    vpcId: wanted.vpcId,
    cidrBlock: wanted.cidrBlock,
    availabilityZone: wanted.availabilityZone,
    availabilityZoneId: account.zones.find(({ name }) => name === wanted.availabilityZone)?.id ?? '',
    defaultForAz: wanted.defaultForAz,
    mapPublicIpOnLaunch: wanted.defaultForAz,
    hostnameType: 'ip-name',
    resourceNameDnsARecord: false,
    tags: wanted.tags,
  };
  ec2.subnets[subnet.subnetId] = subnet;
  const acl = Object.values(ec2.networkAcls).find(
    (candidate) => candidate.vpcId === wanted.vpcId && candidate.isDefault,
  );
  acl?.associations.push({ associationId: resourceId(context, 'aclassoc'), subnetId: subnet.subnetId });
  return subnet;
}
