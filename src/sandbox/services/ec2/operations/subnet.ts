// Subnets.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { onlyModelled } from '../../shared/modelled.js';
import { tagMembers } from '../../shared/tags.js';
import { dependencyViolation, existing, invalidValue } from '../errors.js';
import { freeAddressCount } from '../interfaces.js';
import type { Subnet, Vpc } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { type Block, blocksOverlap, blockWithin, formatBlock, parseBlock } from '../rules/cidr.js';
import { createSubnet } from '../vpcs.js';
import type { Ec2Operations } from './api.js';
import { arn, select, tagsAtBirth } from './common.js';

function filters(context: Context): FilterTable<Subnet> {
  return {
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    availabilityZone: ({ availabilityZone }) => availabilityZone,
    'availability-zone-id': ({ availabilityZoneId }) => availabilityZoneId,
    availabilityZoneId: ({ availabilityZoneId }) => availabilityZoneId,
    'available-ip-address-count': (subnet) => freeAddressCount(context.world.ec2, subnet),
    'cidr-block': ({ cidrBlock }) => cidrBlock,
    cidr: ({ cidrBlock }) => cidrBlock,
    cidrBlock: ({ cidrBlock }) => cidrBlock,
    'default-for-az': ({ defaultForAz }) => defaultForAz,
    defaultForAz: ({ defaultForAz }) => defaultForAz,
    'map-public-ip-on-launch': ({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch,
    'owner-id': () => context.world.account.id,
    state: () => 'available',
    'subnet-arn': ({ subnetId }) => arn(context, `subnet/${subnetId}`),
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  };
}

export const subnetOperations = {
  CreateSubnet(input, context) {
    onlyModelled('CreateSubnet', input, [
      'AvailabilityZone',
      'AvailabilityZoneId',
      'CidrBlock',
      'TagSpecifications',
      'VpcId',
    ]);
    const vpc = existing('vpc', context.world.ec2.vpcs, input.VpcId);
    const cidrBlock = checkedBlock(context, vpc, input.CidrBlock);
    const availabilityZone = checkedZone(context, input.AvailabilityZone, input.AvailabilityZoneId);
    const tags = tagsAtBirth(input.TagSpecifications, 'subnet');
    const subnet = createSubnet(context, {
      vpcId: vpc.vpcId,
      cidrBlock,
      availabilityZone,
      defaultForAz: false,
      tags,
    });
    return { Subnet: view(context, subnet) };
  },

  DescribeSubnets(input, context) {
    const { subnets } = context.world.ec2;
    const { items, nextToken } = select('subnet', subnets, input.SubnetIds, input, filters(context));
    return { Subnets: items.map((subnet) => view(context, subnet)), NextToken: nextToken };
  },

  ModifySubnetAttribute(input, context) {
    const subnet = existing('subnet', context.world.ec2.subnets, input.SubnetId);
    const { MapPublicIpOnLaunch: mapPublicIp, EnableResourceNameDnsARecordOnLaunch: aRecord } = input;
    const { SubnetId: _id, PrivateDnsHostnameTypeOnLaunch: hostnameType, ...rest } = input;
    for (const [name, attribute] of Object.entries(rest)) {
      if (attribute === mapPublicIp || attribute === aRecord) continue;
      if (typeof attribute === 'object' && attribute.Value !== true) continue;
      onlyModelled('ModifySubnetAttribute', { [name]: attribute }, []);
    }
    if (mapPublicIp?.Value !== undefined) subnet.mapPublicIpOnLaunch = mapPublicIp.Value;
    if (aRecord?.Value !== undefined) subnet.resourceNameDnsARecord = aRecord.Value;
    if (hostnameType !== undefined) subnet.hostnameType = hostnameType;
  },

  DeleteSubnet(input, context) {
    const { ec2 } = context.world;
    const { subnetId, vpcId } = existing('subnet', ec2.subnets, input.SubnetId);
    const interfaces = Object.values(ec2.networkInterfaces);
    const gateways = Object.values(ec2.natGateways).filter(({ state }) => state !== 'failed' && state !== 'deleted');
    if ([...interfaces, ...gateways].some((holder) => holder.subnetId === subnetId)) {
      throw dependencyViolation(`The subnet '${subnetId}' has dependencies and cannot be deleted.`);
    }
    for (const { associations } of [...Object.values(ec2.routeTables), ...Object.values(ec2.networkAcls)]) {
      const index = associations.findIndex((association) => association.subnetId === subnetId);
      if (index >= 0) associations.splice(index, 1);
    }
    delete ec2.subnets[subnetId];
    networkChanged(context, vpcId, subnetId, 'subnet deleted');
  },
} satisfies Ec2Operations;

function checkedBlock(context: Context, vpc: Vpc, cidr: string | undefined): string {
  const block = parseBlock(cidr ?? '');
  if (block === undefined) {
    throw invalidValue(`Value (${cidr ?? ''}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  const outer = parseBlock(vpc.cidrBlock);
  if (block.prefix < 16 || block.prefix > 28 || outer === undefined || !blockWithin(block, outer)) {
    throw new ServiceError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
  }
  if (overlapsSibling(context, vpc.vpcId, block)) {
    throw new ServiceError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
  }
  return formatBlock(block);
}

function overlapsSibling(context: Context, vpcId: string, block: Block): boolean {
  return Object.values(context.world.ec2.subnets).some((sibling) => {
    const other = parseBlock(sibling.cidrBlock);
    return sibling.vpcId === vpcId && other !== undefined && blocksOverlap(block, other);
  });
}

/** By name or by id; without either AWS chooses, here the first zone. */
function checkedZone(context: Context, name: string | undefined, id: string | undefined): string {
  const { zones } = context.world.account;
  if (name === undefined && id === undefined) return zones[0]?.name ?? '';
  const zone = zones.find((candidate) => candidate.name === name || candidate.id === id);
  if (zone !== undefined) return zone.name;
  throw invalidValue(
    `Value (${name ?? id}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.map((candidate) => candidate.name).join(', ')}.`,
  );
}

function view(context: Context, subnet: Subnet) {
  return {
    SubnetId: subnet.subnetId,
    SubnetArn: arn(context, `subnet/${subnet.subnetId}`),
    VpcId: subnet.vpcId,
    OwnerId: context.world.account.id,
    CidrBlock: subnet.cidrBlock,
    AvailabilityZone: subnet.availabilityZone,
    AvailabilityZoneId: subnet.availabilityZoneId,
    AvailableIpAddressCount: freeAddressCount(context.world.ec2, subnet),
    DefaultForAz: subnet.defaultForAz,
    MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    EnableDns64: false,
    Ipv6Native: false,
    Ipv6CidrBlockAssociationSet: [],
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: subnet.hostnameType,
      EnableResourceNameDnsARecord: subnet.resourceNameDnsARecord,
      EnableResourceNameDnsAAAARecord: false,
    },
    State: 'available' as const,
    Tags: tagMembers(subnet.tags),
  };
}
