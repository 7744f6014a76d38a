// Elastic IP addresses: kept, and paid for, until they are released (VPC-22).

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { resourceId } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { existing, missingParameter, notFound } from '../errors.js';
import { newPublicIp } from '../interfaces.js';
import type { Address, NetworkInterface } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { checkAddressQuota } from '../quotas.js';
import type { Ec2Operations, Input } from './api.js';
import { onePage, selectFrom, tagsAtBirth } from './common.js';

const FILTERS: FilterTable<Address> = {
  'allocation-id': ({ allocationId }) => allocationId,
  'association-id': ({ association }) => association?.associationId,
  domain: () => 'vpc',
  'instance-id': ({ association }) => association?.instanceId,
  'network-interface-id': ({ association }) => association?.networkInterfaceId,
  'private-ip-address': ({ association }) => association?.privateIpAddress,
  'public-ip': ({ publicIp }) => publicIp,
};

export const addressOperations = {
  AllocateAddress(input, context) {
    onlyModelled('AllocateAddress', input, ['Domain', 'NetworkBorderGroup', 'PublicIpv4Pool', 'TagSpecifications']);
    const { ec2, account } = context.world;
    if (input.PublicIpv4Pool !== undefined && input.PublicIpv4Pool !== 'amazon') {
      throw new ServiceError('InvalidParameterValue', `The pool ID '${input.PublicIpv4Pool}' does not exist.`);
    }
    checkAddressQuota(context);
    const address: Address = {
      allocationId: resourceId(context, 'eipalloc'),
      publicIp: newPublicIp(context),
      tags: tagsAtBirth(input.TagSpecifications, 'elastic-ip'),
    };
    ec2.addresses[address.allocationId] = address;
    return {
      AllocationId: address.allocationId,
      PublicIp: address.publicIp,
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: account.region,
      Domain: 'vpc',
    };
  },

  DescribeAddresses(input, context) {
    const { ec2, account } = context.world;
    const byId = (input.AllocationIds ?? []).map((id) => existing('allocation', ec2.addresses, id));
    const byIp = (input.PublicIps ?? []).map((publicIp) => findByIp(context, publicIp));
    const named = byId.length + byIp.length === 0 ? Object.values(ec2.addresses) : [...byId, ...byIp];
    const table = { ...FILTERS, 'network-border-group': () => account.region };
    const { items } = selectFrom(named, { Filters: input.Filters }, table);
    return { Addresses: items.map((address) => view(context, address)) };
  },

  /** No address has a domain name of its own: reverse DNS is not modelled, and nobody has asked for one. */
  DescribeAddressesAttribute(input, context) {
    onlyModelled('DescribeAddressesAttribute', input, ['AllocationIds', 'Attribute', 'MaxResults', 'NextToken']);
    for (const id of input.AllocationIds ?? []) existing('allocation', context.world.ec2.addresses, id);
    return { Addresses: onePage([], input, { least: 1 }).items };
  },

  AssociateAddress(input, context) {
    onlyModelled('AssociateAddress', input, [
      'AllocationId',
      'AllowReassociation',
      'InstanceId',
      'NetworkInterfaceId',
      'PublicIp',
    ]);
    const address = addressOf(context, input);
    const target = targetOf(context, input);
    const { association } = address;
    if (association !== undefined && input.AllowReassociation !== true) {
      if (association.networkInterfaceId === target.networkInterfaceId) {
        return { AssociationId: association.associationId };
      }
      throw new ServiceError(
        'Resource.AlreadyAssociated',
        `resource ${address.allocationId} is already associated with associate-id ${association.associationId}`,
      );
    }
    refuseAwsOwn(holderOf(context, address));
    refuseAwsOwn(target);
    return { AssociationId: associate(context, address, target) };
  },

  DisassociateAddress(input, context) {
    const address = Object.values(context.world.ec2.addresses).find(
      ({ association, publicIp }) =>
        association !== undefined && (association.associationId === input.AssociationId || publicIp === input.PublicIp),
    );
    if (address?.association === undefined) {
      throw notFound('association', input.AssociationId ?? input.PublicIp ?? '');
    }
    const holder = holderOf(context, address);
    refuseAwsOwn(holder);
    delete address.association;
    if (holder !== undefined) networkChanged(context, holder.vpcId, address.allocationId, 'Elastic IP disassociated');
  },

  ReleaseAddress(input, context) {
    const { region } = context.world.account;
    if ((input.NetworkBorderGroup ?? region) !== region) {
      throw unsupported(`the network border group ${input.NetworkBorderGroup} of ReleaseAddress`);
    }
    const address = addressOf(context, input);
    if (address.association !== undefined) {
      throw new ServiceError('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
    }
    delete context.world.ec2.addresses[address.allocationId];
  },
} satisfies Ec2Operations;

function findByIp(context: Context, publicIp: string): Address {
  const found = Object.values(context.world.ec2.addresses).find((address) => address.publicIp === publicIp);
  if (found === undefined) throw new ServiceError('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
  return found;
}

function addressOf(context: Context, input: { AllocationId?: string | undefined; PublicIp?: string | undefined }) {
  if (input.AllocationId !== undefined) return existing('allocation', context.world.ec2.addresses, input.AllocationId);
  if (input.PublicIp !== undefined) return findByIp(context, input.PublicIp);
  throw missingParameter('AllocationId');
}

function holderOf(context: Context, { association }: Address): NetworkInterface | undefined {
  return own(context.world.ec2.networkInterfaces, association?.networkInterfaceId);
}

/** What a NAT gateway or a load balancer holds is not the caller's to give or take. */
function refuseAwsOwn(networkInterface: NetworkInterface | undefined): void {
  if (networkInterface?.requester === undefined) return;
  throw new ServiceError('AuthFailure', 'You do not have permission to access the specified resource.');
}

function targetOf(context: Context, input: Input<'AssociateAddress'>): NetworkInterface {
  const { ec2 } = context.world;
  if (input.NetworkInterfaceId !== undefined) {
    return existing('networkInterface', ec2.networkInterfaces, input.NetworkInterfaceId);
  }
  const instance = existing('instance', ec2.instances, input.InstanceId);
  return existing('networkInterface', ec2.networkInterfaces, instance.networkInterfaceId);
}

function associate(context: Context, address: Address, target: NetworkInterface): string {
  const { ec2 } = context.world;
  if (!Object.values(ec2.internetGateways).some(({ vpcId }) => vpcId === target.vpcId)) {
    throw new ServiceError('Gateway.NotAttached', `Network ${target.vpcId} is not attached to any internet gateway`);
  }
  // An interface has one Elastic IP; the one before is free again, and stays the account's.
  for (const other of Object.values(ec2.addresses)) {
    if (other.association?.networkInterfaceId === target.networkInterfaceId) delete other.association;
  }
  const instanceId = target.attachment?.instanceId;
  const associationId = resourceId(context, 'eipassoc');
  address.association = {
    associationId,
    networkInterfaceId: target.networkInterfaceId,
    privateIpAddress: target.privateIpAddress,
    ...(instanceId === undefined ? {} : { instanceId }),
  };
  delete target.lentPublicIp;
  networkChanged(context, target.vpcId, address.allocationId, `Elastic IP given to ${target.networkInterfaceId}`);
  return associationId;
}

function view(context: Context, address: Address) {
  const { account, ec2 } = context.world;
  const { association } = address;
  return {
    AllocationId: address.allocationId,
    PublicIp: address.publicIp,
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: account.region,
    Domain: 'vpc' as const,
    ...(association === undefined
      ? {}
      : {
          AssociationId: association.associationId,
          InstanceId: association.instanceId,
          NetworkInterfaceId: association.networkInterfaceId,
          NetworkInterfaceOwnerId: own(ec2.networkInterfaces, association.networkInterfaceId) && account.id,
          PrivateIpAddress: association.privateIpAddress,
        }),
    Tags: tagMembers(address.tags),
  };
}
