// VPCs and their DNS settings.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { tagMembers } from '../../shared/tags.js';
import { dependencyViolation, existing, invalidValue } from '../errors.js';
import type { Vpc } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { formatBlock, parseBlock } from '../rules/cidr.js';
import { isMain } from '../rules/routes.js';
import { createVpc } from '../vpcs.js';
import type { Ec2Operations } from './api.js';
import { select, tagsAtBirth } from './common.js';

const FILTERS: FilterTable<Vpc> = {
  cidr: ({ cidrBlock }) => cidrBlock,
  'cidr-block-association.cidr-block': ({ cidrBlock }) => cidrBlock,
  'cidr-block-association.association-id': ({ cidrAssociationId }) => cidrAssociationId,
  'dhcp-options-id': ({ dhcpOptionsId }) => dhcpOptionsId,
  'is-default': ({ isDefault }) => isDefault,
  isDefault: ({ isDefault }) => isDefault,
  state: () => 'available',
  'vpc-id': ({ vpcId }) => vpcId,
};

export const vpcOperations = {
  CreateVpc(input, context) {
    onlyModelled('CreateVpc', input, ['CidrBlock', 'InstanceTenancy', 'TagSpecifications']);
    if (input.InstanceTenancy !== undefined && input.InstanceTenancy !== 'default') {
      throw unsupported(`InstanceTenancy ${input.InstanceTenancy} of CreateVpc`);
    }
    const tags = tagsAtBirth(input.TagSpecifications, 'vpc');
    const vpc = createVpc(context, { cidrBlock: checkedBlock(input.CidrBlock), isDefault: false, tags });
    return { Vpc: { ...view(context, vpc), State: 'pending' } };
  },

  DescribeVpcs(input, context) {
    const { account, ec2 } = context.world;
    const table = { ...FILTERS, 'owner-id': () => account.id };
    const { items, nextToken } = select('vpc', ec2.vpcs, input.VpcIds, input, table);
    return { Vpcs: items.map((vpc) => view(context, vpc)), NextToken: nextToken };
  },

  DescribeVpcAttribute(input, context) {
    const vpc = existing('vpc', context.world.ec2.vpcs, input.VpcId);
    switch (input.Attribute) {
      case 'enableDnsHostnames':
        return { VpcId: vpc.vpcId, EnableDnsHostnames: { Value: vpc.dnsHostnames } };
      case 'enableDnsSupport':
        return { VpcId: vpc.vpcId, EnableDnsSupport: { Value: vpc.dnsSupport } };
      case 'enableNetworkAddressUsageMetrics':
        return { VpcId: vpc.vpcId, EnableNetworkAddressUsageMetrics: { Value: vpc.networkAddressUsageMetrics } };
    }
  },

  ModifyVpcAttribute(input, context) {
    const vpc = existing('vpc', context.world.ec2.vpcs, input.VpcId);
    const { EnableDnsHostnames: hostnames, EnableDnsSupport: support } = input;
    const { EnableNetworkAddressUsageMetrics: usage } = input;
    if ([hostnames, support, usage].filter((attribute) => attribute !== undefined).length !== 1) {
      throw new ServiceError('InvalidParameterCombination', 'Exactly one attribute must be specified.');
    }
    if (hostnames?.Value !== undefined) vpc.dnsHostnames = hostnames.Value;
    if (usage?.Value !== undefined) vpc.networkAddressUsageMetrics = usage.Value;
    if (support?.Value === undefined) return;
    vpc.dnsSupport = support.Value;
    networkChanged(context, vpc.vpcId, vpc.vpcId, `DNS resolution switched ${vpc.dnsSupport ? 'on' : 'off'}`);
  },

  DeleteVpc(input, context) {
    const vpc = existing('vpc', context.world.ec2.vpcs, input.VpcId);
    if (hasDependents(context, vpc.vpcId)) {
      throw dependencyViolation(`The vpc '${vpc.vpcId}' has dependencies and cannot be deleted.`);
    }
    removeWithVpc(context, vpc.vpcId);
  },

  /** None can be made, so there are none. */
  DescribeVpcEndpoints(input) {
    const id = input.VpcEndpointIds?.[0];
    if (id !== undefined) {
      throw new ServiceError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`);
    }
    return { VpcEndpoints: [] };
  },

  /** ClassicLink is gone from AWS; old clients still ask. */
  DescribeVpcClassicLink() {
    return { Vpcs: [] };
  },

  DescribeVpcClassicLinkDnsSupport() {
    return { Vpcs: [] };
  },
} satisfies Ec2Operations;

function checkedBlock(cidr: string | undefined): string {
  const block = parseBlock(cidr ?? '');
  if (block === undefined) {
    throw invalidValue(`Value (${cidr ?? ''}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  if (block.prefix < 16 || block.prefix > 28) {
    throw new ServiceError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
  }
  return formatBlock(block);
}

/** Anything but what the VPC was born with. A deleted NAT gateway that is still shown does not count. */
function hasDependents(context: Context, vpcId: string): boolean {
  const { ec2 } = context.world;
  const inVpc = (resource: { readonly vpcId?: string }): boolean => resource.vpcId === vpcId;
  return (
    Object.values(ec2.subnets).some(inVpc) ||
    Object.values(ec2.internetGateways).some(inVpc) ||
    Object.values(ec2.networkInterfaces).some(inVpc) ||
    Object.values(ec2.routeTables).some((table) => inVpc(table) && !isMain(table)) ||
    Object.values(ec2.networkAcls).some((acl) => inVpc(acl) && !acl.isDefault) ||
    Object.values(ec2.securityGroups).some((group) => inVpc(group) && group.groupName !== 'default')
  );
}

function removeWithVpc(context: Context, vpcId: string): void {
  const { ec2 } = context.world;
  for (const record of [ec2.routeTables, ec2.networkAcls, ec2.securityGroups]) {
    for (const [id, resource] of Object.entries(record)) if (resource.vpcId === vpcId) delete record[id];
  }
  delete ec2.vpcs[vpcId];
}

function view(context: Context, vpc: Vpc) {
  return {
    VpcId: vpc.vpcId,
    CidrBlock: vpc.cidrBlock,
    CidrBlockAssociationSet: [
      {
        AssociationId: vpc.cidrAssociationId,
        CidrBlock: vpc.cidrBlock,
        CidrBlockState: { State: 'associated' as const },
      },
    ],
    Ipv6CidrBlockAssociationSet: [],
    DhcpOptionsId: vpc.dhcpOptionsId,
    InstanceTenancy: vpc.instanceTenancy,
    IsDefault: vpc.isDefault,
    OwnerId: context.world.account.id,
    State: 'available' as const,
    Tags: tagMembers(vpc.tags),
  };
}
