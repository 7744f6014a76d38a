// aws_vpc. Not here: IPv6, IPAM, dedicated tenancy changed in place.

import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
  type Tenancy,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { flag, TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidVpcID.NotFound'];

const ATTRIBUTES = {
  enable_dns_support: 'EnableDnsSupport',
  enable_dns_hostnames: 'EnableDnsHostnames',
  enable_network_address_usage_metrics: 'EnableNetworkAddressUsageMetrics',
} as const;
type AttributeName = keyof typeof ATTRIBUTES;
/** DNS support first: hostnames need it. */
const NAMES: readonly AttributeName[] = [
  'enable_dns_support',
  'enable_dns_hostnames',
  'enable_network_address_usage_metrics',
];
/** What a new VPC has. */
const BORN_WITH: Record<AttributeName, boolean> = {
  enable_dns_support: true,
  enable_dns_hostnames: false,
  enable_network_address_usage_metrics: false,
};

export const awsVpc = defineResource({
  type: 'aws_vpc',
  schema: {
    cidr_block: text({ required: true, replaces: true }),
    instance_tenancy: text({ default: 'default', replaces: true }),
    enable_dns_support: flag({ default: true }),
    enable_dns_hostnames: flag({ computed: true }),
    enable_network_address_usage_metrics: flag({ computed: true }),
    ...TAGS,
    arn: textAttribute(),
    owner_id: textAttribute(),
    dhcp_options_id: textAttribute(),
    main_route_table_id: textAttribute(),
    default_route_table_id: textAttribute(),
    default_network_acl_id: textAttribute(),
    default_security_group_id: textAttribute(),
  },

  async create({ clients }, planned) {
    const { Vpc } = await clients.ec2.send(
      new CreateVpcCommand({
        CidrBlock: planned.cidr_block,
        InstanceTenancy: planned.instance_tenancy as Tenancy,
        TagSpecifications: tagSpecifications('vpc', planned.tags_all),
      }),
    );
    assert(Vpc?.VpcId, 'CreateVpc answered no VPC');
    return Vpc.VpcId;
  },

  async settle(operation, id, planned) {
    await operation.until(async () => (await findVpc(operation, id))?.State === 'available', {
      timeoutSeconds: 300,
      describe: `VPC ${id} to become available`,
    });
    for (const name of NAMES) {
      const wanted = planned[name];
      if (wanted !== null && wanted !== BORN_WITH[name]) await setAttribute(operation, id, name, wanted);
    }
  },

  async read(operation, id) {
    const vpc = await findVpc(operation, id);
    if (vpc === undefined) return undefined;
    const region = await operation.clients.ec2.config.region();
    return {
      cidr_block: vpc.CidrBlock ?? '',
      instance_tenancy: vpc.InstanceTenancy ?? 'default',
      enable_dns_support: await attribute(operation, id, 'enable_dns_support'),
      enable_dns_hostnames: await attribute(operation, id, 'enable_dns_hostnames'),
      enable_network_address_usage_metrics: await attribute(operation, id, 'enable_network_address_usage_metrics'),
      tags_all: tagMap(vpc.Tags),
      arn: `arn:aws:ec2:${region}:${vpc.OwnerId ?? ''}:vpc/${id}`,
      owner_id: vpc.OwnerId ?? null,
      dhcp_options_id: vpc.DhcpOptionsId ?? null,
      ...(await bornWith(operation, id)),
    };
  },

  async update(operation, id, { after, changed }) {
    for (const name of NAMES) {
      const wanted = after[name];
      if (changed.has(name) && wanted !== null) await setAttribute(operation, id, name, wanted);
    }
  },

  retag: retagEc2,

  async remove(operation, id) {
    const call = () => orGone(operation.clients.ec2.send(new DeleteVpcCommand({ VpcId: id })), GONE);
    const describe = `VPC ${id} to be free of what is inside`;
    await retried(operation, call, { on: ['DependencyViolation'], timeoutSeconds: 300, describe });
  },
});

async function findVpc({ clients }: Operation, id: string) {
  const answer = await orGone(clients.ec2.send(new DescribeVpcsCommand({ VpcIds: [id] })), GONE);
  return answer?.Vpcs?.[0];
}

async function setAttribute(operation: Operation, id: string, name: AttributeName, value: boolean): Promise<void> {
  await operation.clients.ec2.send(new ModifyVpcAttributeCommand({ VpcId: id, [ATTRIBUTES[name]]: { Value: value } }));
  await operation.until(async () => (await attribute(operation, id, name)) === value, {
    timeoutSeconds: 300,
    describe: `${name} of VPC ${id} to be ${value}`,
  });
}

async function attribute({ clients }: Operation, id: string, name: AttributeName): Promise<boolean> {
  const key = ATTRIBUTES[name];
  const wireName = `${key.slice(0, 1).toLowerCase()}${key.slice(1)}` as 'enableDnsSupport';
  const answer = await clients.ec2.send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute: wireName }));
  return answer[key]?.Value ?? false;
}

/** The main route table, the default network ACL and the default security group, which AWS makes with every VPC. */
async function bornWith({ clients }: Operation, id: string) {
  const inVpc = { Name: 'vpc-id', Values: [id] };
  const tables = await clients.ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.main', Values: ['true'] }, inVpc] }),
  );
  const acls = await clients.ec2.send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: 'default', Values: ['true'] }, inVpc] }),
  );
  const groups = await clients.ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['default'] }, inVpc] }),
  );
  const mainRouteTableId = tables.RouteTables?.[0]?.RouteTableId ?? null;
  return {
    main_route_table_id: mainRouteTableId,
    default_route_table_id: mainRouteTableId,
    default_network_acl_id: acls.NetworkAcls?.[0]?.NetworkAclId ?? null,
    default_security_group_id: groups.SecurityGroups?.[0]?.GroupId ?? null,
  };
}
