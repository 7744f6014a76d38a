// aws_subnet. Not here: IPv6, Outposts, DNS64, resource-based names.

import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  ModifySubnetAttributeCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { flag, TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidSubnetID.NotFound'];

export const awsSubnet = defineResource({
  type: 'aws_subnet',
  schema: {
    vpc_id: text({ required: true, replaces: true }),
    cidr_block: text({ replaces: true }),
    availability_zone: text({ computed: true, replaces: true }),
    availability_zone_id: text({ computed: true, replaces: true }),
    map_public_ip_on_launch: flag({ default: false }),
    ...TAGS,
    arn: textAttribute(),
    owner_id: textAttribute(),
  },

  async create({ clients }, planned) {
    const { Subnet } = await clients.ec2.send(
      new CreateSubnetCommand({
        VpcId: planned.vpc_id,
        CidrBlock: planned.cidr_block ?? undefined,
        AvailabilityZone: planned.availability_zone ?? undefined,
        AvailabilityZoneId: planned.availability_zone_id ?? undefined,
        TagSpecifications: tagSpecifications('subnet', planned.tags_all),
      }),
    );
    assert(Subnet?.SubnetId, 'CreateSubnet answered no subnet');
    return Subnet.SubnetId;
  },

  async settle(operation, id, planned) {
    await operation.until(async () => (await findSubnet(operation, id))?.State === 'available', {
      timeoutSeconds: 600,
      describe: `subnet ${id} to become available`,
    });
    if (planned.map_public_ip_on_launch) await mapPublicIp(operation, id, true);
  },

  async read(operation, id) {
    const subnet = await findSubnet(operation, id);
    if (subnet === undefined) return undefined;
    return {
      vpc_id: subnet.VpcId ?? '',
      cidr_block: subnet.CidrBlock ?? null,
      availability_zone: subnet.AvailabilityZone ?? null,
      availability_zone_id: subnet.AvailabilityZoneId ?? null,
      map_public_ip_on_launch: subnet.MapPublicIpOnLaunch ?? false,
      tags_all: tagMap(subnet.Tags),
      arn: subnet.SubnetArn ?? null,
      owner_id: subnet.OwnerId ?? null,
    };
  },

  async update(operation, id, { after, changed }) {
    if (changed.has('map_public_ip_on_launch')) await mapPublicIp(operation, id, after.map_public_ip_on_launch);
  },

  retag: retagEc2,

  async remove(operation, id) {
    const call = () => orGone(operation.clients.ec2.send(new DeleteSubnetCommand({ SubnetId: id })), GONE);
    const describe = `subnet ${id} to be free of network interfaces`;
    await retried(operation, call, { on: ['DependencyViolation'], timeoutSeconds: 1_200, describe });
  },
});

async function findSubnet({ clients }: Operation, id: string) {
  const answer = await orGone(clients.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] })), GONE);
  return answer?.Subnets?.[0];
}

async function mapPublicIp(operation: Operation, id: string, value: boolean): Promise<void> {
  const input = { SubnetId: id, MapPublicIpOnLaunch: { Value: value } };
  await operation.clients.ec2.send(new ModifySubnetAttributeCommand(input));
  await operation.until(async () => (await findSubnet(operation, id))?.MapPublicIpOnLaunch === value, {
    timeoutSeconds: 300,
    describe: `subnet ${id} to ${value ? 'give' : 'stop giving'} public addresses`,
  });
}
