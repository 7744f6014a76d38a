// NAT gateways (VPC-20 … VPC-22, VPC-24). What becomes of one is the nat-gateway controller's business.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { resourceId } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { draw } from '../../shared/timing.js';
import { existing, missingParameter, notFound } from '../errors.js';
import { remember, remembered } from '../idempotency.js';
import { createInterface, freeAddressCount } from '../interfaces.js';
import type { NatGateway, Subnet } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { NAT_DELETING, NAT_FAILING, NAT_PENDING } from '../timings.js';
import type { Ec2Operations, Input } from './api.js';
import { select, tagsAtBirth } from './common.js';

const MOST_PER_ZONE = 5;
const NO_ADDRESS = 'InsufficientFreeAddressesInSubnet';

const FILTERS: FilterTable<NatGateway> = {
  'nat-gateway-id': ({ natGatewayId }) => natGatewayId,
  state: ({ state }) => state,
  'subnet-id': ({ subnetId }) => subnetId,
  'vpc-id': ({ vpcId }) => vpcId,
};

export const natGatewayOperations = {
  CreateNatGateway(input, context) {
    const before = remembered(context, 'CreateNatGateway', input)?.[0];
    const known = own(context.world.ec2.natGateways, before);
    if (known !== undefined) return { ClientToken: input.ClientToken, NatGateway: view(known) };
    const nat = create(context, input);
    remember(context, 'CreateNatGateway', input, [nat.natGatewayId]);
    return { ClientToken: input.ClientToken, NatGateway: view(nat) };
  },

  DescribeNatGateways(input, context) {
    const selection = { Filters: input.Filter, MaxResults: input.MaxResults, NextToken: input.NextToken };
    const record = context.world.ec2.natGateways;
    const { items, nextToken } = select('natGateway', record, input.NatGatewayIds, selection, FILTERS);
    return { NatGateways: items.map(view), NextToken: nextToken };
  },

  DeleteNatGateway(input, context) {
    const nat = existing('natGateway', context.world.ec2.natGateways, input.NatGatewayId);
    const { natGatewayId } = nat;
    if (nat.state === 'deleted') throw notFound('natGateway', natGatewayId);
    if (nat.state === 'deleting') return { NatGatewayId: natGatewayId };
    nat.state = 'deleting';
    const endsAt = context.kernel.now + draw(context.kernel.random('ec2/nat-gateways'), NAT_DELETING);
    nat.endsAt = endsAt;
    context.kernel.wake('nat-gateway', natGatewayId, endsAt);
    context.kernel.emit({ type: 'NatGatewayStateChanged', natGatewayId, to: 'deleting' });
    networkChanged(context, nat.vpcId, natGatewayId, 'NAT gateway is deleting');
    return { NatGatewayId: natGatewayId };
  },
} satisfies Ec2Operations;

function create(context: Context, input: Input<'CreateNatGateway'>): NatGateway {
  onlyModelled('CreateNatGateway', input, [
    'AllocationId',
    'AvailabilityMode',
    'ClientToken',
    'ConnectivityType',
    'PrivateIpAddress',
    'SubnetId',
    'TagSpecifications',
  ]);
  if (input.AvailabilityMode === 'regional') throw unsupported('regional NAT gateways (AvailabilityMode regional)');
  const subnet = existing('subnet', context.world.ec2.subnets, input.SubnetId);
  const connectivityType = input.ConnectivityType ?? 'public';
  if (connectivityType === 'public' && input.AllocationId === undefined) throw missingParameter('AllocationId');
  checkQuota(context, subnet);
  const tags = tagsAtBirth(input.TagSpecifications, 'natgateway');
  const natGatewayId = resourceId(context, 'nat');
  const failure = connectivityType === 'public' ? whyItFails(context, subnet, input.AllocationId ?? '') : undefined;
  const timing = failure === undefined ? NAT_PENDING : NAT_FAILING;
  const endsAt = context.kernel.now + draw(context.kernel.random('ec2/nat-gateways'), timing);
  const nat: NatGateway = {
    natGatewayId,
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    connectivityType,
    ...placeOf(context, natGatewayId, subnet, input, failure),
    state: 'pending',
    createdAt: context.kernel.now,
    endsAt,
    tags,
  };
  context.world.ec2.natGateways[natGatewayId] = nat;
  context.kernel.wake('nat-gateway', natGatewayId, endsAt);
  context.kernel.emit({ type: 'NatGatewayStateChanged', natGatewayId, to: 'pending' });
  return nat;
}

/** VPC-23: five in a zone, counting those that come and go. */
function checkQuota(context: Context, { availabilityZone }: Subnet): void {
  const { natGateways, subnets } = context.world.ec2;
  const inZone = Object.values(natGateways).filter(
    ({ state, subnetId }) =>
      state !== 'failed' && state !== 'deleted' && own(subnets, subnetId)?.availabilityZone === availabilityZone,
  );
  if (inZone.length < MOST_PER_ZONE) return;
  throw new ServiceError(
    'NatGatewayLimitExceeded',
    `Performing this operation would exceed the limit of ${MOST_PER_ZONE} NAT gateways`,
  );
}

/** VPC-21: the call succeeds and the gateway fails a little later, with one of these. */
function whyItFails(context: Context, subnet: Subnet, allocationId: string): NatGateway['failure'] {
  const { ec2 } = context.world;
  const address = own(ec2.addresses, allocationId);
  if (freeAddressCount(ec2, subnet) === 0) {
    return {
      code: NO_ADDRESS,
      message: 'Subnet has insufficient free addresses to create this NAT gateway',
    };
  }
  if (!Object.values(ec2.internetGateways).some(({ vpcId }) => vpcId === subnet.vpcId)) {
    return { code: 'Gateway.NotAttached', message: `Network ${subnet.vpcId} has no Internet gateway attached` };
  }
  if (address === undefined) {
    return {
      code: 'InvalidAllocationID.NotFound',
      message: `Elastic IP address ${allocationId} could not be associated with this NAT gateway`,
    };
  }
  if (address.association === undefined) return undefined;
  return { code: 'Resource.AlreadyAssociated', message: `Elastic IP address ${allocationId} is already associated` };
}

/** Its interface stands in the subnet from the first moment on, even of one that will fail, unless there is no address for it. */
function placeOf(
  context: Context,
  natGatewayId: string,
  subnet: Subnet,
  input: Input<'CreateNatGateway'>,
  failure: NatGateway['failure'],
) {
  if (failure?.code === NO_ADDRESS) return { failure };
  const { networkInterfaceId, privateIpAddress } = createInterface(context, {
    subnet,
    description: `Interface for NAT Gateway ${natGatewayId}`,
    securityGroupIds: [],
    interfaceType: 'nat_gateway',
    ...(input.PrivateIpAddress === undefined ? {} : { privateIpAddress: input.PrivateIpAddress }),
    attachment: { instanceOwnerId: 'amazon-aws', deviceIndex: 1, deleteOnTermination: false },
    requester: { requesterId: 'amazon-aws', owner: natGatewayId },
  });
  const inside = { networkInterfaceId, privateIp: privateIpAddress };
  if (failure !== undefined) return { ...inside, failure };
  const address = own(context.world.ec2.addresses, input.AllocationId);
  if (address === undefined) return inside;
  const associationId = resourceId(context, 'eipassoc');
  address.association = { associationId, networkInterfaceId, privateIpAddress };
  return { ...inside, allocationId: address.allocationId, associationId, publicIp: address.publicIp };
}

function view(nat: NatGateway) {
  return {
    NatGatewayId: nat.natGatewayId,
    SubnetId: nat.subnetId,
    VpcId: nat.vpcId,
    State: nat.state,
    ConnectivityType: nat.connectivityType,
    /** Terraform reads the addresses only when this says `zonal`. */
    AvailabilityMode: 'zonal' as const,
    CreateTime: new Date(nat.createdAt),
    ...(nat.deletedAt === undefined ? {} : { DeleteTime: new Date(nat.deletedAt) }),
    ...(nat.failure === undefined || nat.state === 'pending'
      ? {}
      : { FailureCode: nat.failure.code, FailureMessage: nat.failure.message }),
    NatGatewayAddresses: [
      {
        AllocationId: nat.allocationId,
        AssociationId: nat.associationId,
        NetworkInterfaceId: nat.networkInterfaceId,
        PrivateIp: nat.privateIp,
        PublicIp: nat.publicIp,
        IsPrimary: true,
        Status: 'succeeded' as const,
      },
    ],
    Tags: tagMembers(nat.tags),
  };
}
