// aws_nat_gateway, zonal, with one address. Not here: secondary addresses, regional NAT gateways.

import {
  type ConnectivityType,
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

export const awsNatGateway = defineResource({
  type: 'aws_nat_gateway',
  schema: {
    subnet_id: text({ required: true, replaces: true }),
    allocation_id: text({ replaces: true }),
    connectivity_type: text({ default: 'public', replaces: true }),
    private_ip: text({ computed: true, replaces: true }),
    ...TAGS,
    association_id: textAttribute(),
    network_interface_id: textAttribute(),
    public_ip: textAttribute(),
  },

  async create(operation, planned) {
    const { NatGateway } = await operation.clients.ec2.send(
      new CreateNatGatewayCommand({
        SubnetId: planned.subnet_id,
        AllocationId: planned.allocation_id ?? undefined,
        ConnectivityType: planned.connectivity_type as ConnectivityType,
        PrivateIpAddress: planned.private_ip ?? undefined,
        ClientToken: operation.token('CreateNatGateway'),
        TagSpecifications: tagSpecifications('natgateway', planned.tags_all),
      }),
    );
    assert(NatGateway?.NatGatewayId, 'CreateNatGateway answered no NAT gateway');
    return NatGateway.NatGatewayId;
  },

  async settle(operation, id) {
    const available = async (): Promise<boolean> => {
      const gateway = await find(operation, id);
      if (gateway?.State === 'failed')
        throw new Error(`${gateway.FailureCode ?? 'Failed'}: ${gateway.FailureMessage ?? ''}`);
      return gateway?.State === 'available';
    };
    await operation.until(available, { timeoutSeconds: 600, describe: `NAT gateway ${id} to become available` });
  },

  async read(operation, id) {
    const gateway = await find(operation, id);
    if (gateway === undefined) return undefined;
    const addresses = gateway.NatGatewayAddresses ?? [];
    const address = addresses.find(({ IsPrimary }) => IsPrimary) ?? addresses[0];
    return {
      subnet_id: gateway.SubnetId ?? '',
      allocation_id: address?.AllocationId ?? null,
      connectivity_type: gateway.ConnectivityType ?? 'public',
      private_ip: address?.PrivateIp ?? null,
      tags_all: tagMap(gateway.Tags),
      association_id: address?.AssociationId ?? null,
      network_interface_id: address?.NetworkInterfaceId ?? null,
      public_ip: address?.PublicIp ?? null,
    };
  },

  retag: retagEc2,

  async remove(operation, id) {
    const answer = await orGone(operation.clients.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: id })), [
      'NatGatewayNotFound',
    ]);
    if (answer === undefined) return;
    await operation.until(async () => (await find(operation, id)) === undefined, {
      timeoutSeconds: 1_800,
      describe: `NAT gateway ${id} to be deleted`,
    });
  },
});

/** A deleted gateway stays visible for about an hour; it counts as gone. */
async function find({ clients }: Operation, id: string) {
  const answer = await orGone(clients.ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] })), [
    'NatGatewayNotFound',
  ]);
  const gateway = answer?.NatGateways?.[0];
  return gateway?.State === 'deleted' ? undefined : gateway;
}
