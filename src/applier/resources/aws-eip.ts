// aws_eip: an Elastic IP address for a NAT gateway. Not here: association with an instance or an interface, own address pools.

import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidAllocationID.NotFound'];

export const awsEip = defineResource({
  type: 'aws_eip',
  schema: {
    domain: text({ computed: true, replaces: true }),
    ...TAGS,
    allocation_id: textAttribute(),
    association_id: textAttribute(),
    network_border_group: textAttribute(),
    network_interface: textAttribute(),
    private_ip: textAttribute(),
    public_ip: textAttribute(),
    public_ipv4_pool: textAttribute(),
  },

  async create({ clients }, planned) {
    const answer = await clients.ec2.send(
      new AllocateAddressCommand({
        Domain: 'vpc',
        TagSpecifications: tagSpecifications('elastic-ip', planned.tags_all),
      }),
    );
    assert(answer.AllocationId, 'AllocateAddress answered no allocation');
    return answer.AllocationId;
  },

  async read(operation, id) {
    const address = await find(operation, id);
    if (address === undefined) return undefined;
    return {
      domain: address.Domain ?? 'vpc',
      tags_all: tagMap(address.Tags),
      allocation_id: id,
      association_id: address.AssociationId ?? '',
      network_border_group: address.NetworkBorderGroup ?? null,
      network_interface: address.NetworkInterfaceId ?? '',
      private_ip: address.PrivateIpAddress ?? '',
      public_ip: address.PublicIp ?? null,
      public_ipv4_pool: address.PublicIpv4Pool ?? null,
    };
  },

  retag: retagEc2,

  async remove(operation, id) {
    const { ec2 } = operation.clients;
    const address = await find(operation, id);
    if (address === undefined) return;
    if (address.AssociationId !== undefined) {
      const command = new DisassociateAddressCommand({ AssociationId: address.AssociationId });
      await orGone(ec2.send(command), ['InvalidAssociationID.NotFound']);
    }
    const command = new ReleaseAddressCommand({ AllocationId: id, NetworkBorderGroup: address.NetworkBorderGroup });
    const describe = `address ${address.PublicIp ?? id} to be free`;
    await retried(operation, () => orGone(ec2.send(command), GONE), {
      on: ['InvalidIPAddress.InUse'],
      timeoutSeconds: 180,
      describe,
    });
  },
});

async function find({ clients }: Operation, id: string) {
  const answer = await orGone(clients.ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] })), GONE);
  return answer?.Addresses?.[0];
}
