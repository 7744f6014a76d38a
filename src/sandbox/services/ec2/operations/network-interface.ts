// Network interfaces: shown, and taken away. They are made with instances, load balancers and NAT gateways, never alone.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { existing, notFound } from '../errors.js';
import { deleteInterface } from '../interfaces.js';
import type { Address, NetworkInterface } from '../model/network.js';
import type { Ec2Operations } from './api.js';
import { select } from './common.js';

function filters(context: Context): FilterTable<NetworkInterface> {
  return {
    'addresses.private-ip-address': ({ privateIpAddress }) => privateIpAddress,
    'association.allocation-id': (holder) => elasticOf(context, holder)?.allocationId,
    'association.association-id': (holder) => elasticOf(context, holder)?.association?.associationId,
    'association.public-ip': (holder) => elasticOf(context, holder)?.publicIp ?? holder.lentPublicIp,
    'attachment.attachment-id': ({ attachment }) => attachment?.attachmentId,
    'attachment.device-index': ({ attachment }) => attachment?.deviceIndex,
    'attachment.instance-id': ({ attachment }) => attachment?.instanceId,
    'attachment.instance-owner-id': ({ attachment }) => attachment?.instanceOwnerId,
    'attachment.status': ({ attachment }) => attachment && 'attached',
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    description: ({ description }) => description,
    'group-id': ({ securityGroupIds }) => securityGroupIds,
    'group-name': ({ securityGroupIds }) =>
      securityGroupIds.map((id) => own(context.world.ec2.securityGroups, id)?.groupName),
    'interface-type': ({ interfaceType }) => interfaceType,
    'mac-address': ({ macAddress }) => macAddress,
    'network-interface-id': ({ networkInterfaceId }) => networkInterfaceId,
    'owner-id': () => context.world.account.id,
    'private-ip-address': ({ privateIpAddress }) => privateIpAddress,
    'requester-id': ({ requester }) => requester?.requesterId,
    'requester-managed': ({ requester }) => requester !== undefined,
    'source-dest-check': ({ sourceDestCheck }) => sourceDestCheck,
    status: ({ attachment }) => (attachment === undefined ? 'available' : 'in-use'),
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  };
}

export const networkInterfaceOperations = {
  DescribeNetworkInterfaces(input, context) {
    const { networkInterfaces } = context.world.ec2;
    const ids = input.NetworkInterfaceIds;
    const { items, nextToken } = select('networkInterface', networkInterfaces, ids, input, filters(context));
    return { NetworkInterfaces: items.map((holder) => networkInterfaceView(context, holder)), NextToken: nextToken };
  },

  DetachNetworkInterface(input, context) {
    const holder = Object.values(context.world.ec2.networkInterfaces).find(
      ({ attachment }) => attachment?.attachmentId === input.AttachmentId,
    );
    if (holder === undefined) throw notFound('attachment', input.AttachmentId);
    if (holder.requester !== undefined) {
      throw new ServiceError('AuthFailure', 'You do not have permission to access the specified resource.');
    }
    throw new ServiceError(
      'OperationNotPermitted',
      'The network interface at device index 0 and networkCard index 0 cannot be detached.',
    );
  },

  DeleteNetworkInterface(input, context) {
    const id = input.NetworkInterfaceId;
    const { attachment } = existing('networkInterface', context.world.ec2.networkInterfaces, id);
    if (attachment !== undefined) {
      throw new ServiceError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
    }
    deleteInterface(context, id);
  },
} satisfies Ec2Operations;

function elasticOf(context: Context, { networkInterfaceId }: NetworkInterface): Address | undefined {
  return Object.values(context.world.ec2.addresses).find(
    ({ association }) => association?.networkInterfaceId === networkInterfaceId,
  );
}

/** `ip-10-0-1-5.ec2.internal`. */
export function privateDnsName(context: Context, privateIpAddress: string): string {
  const { region } = context.world.account;
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `ip-${privateIpAddress.replaceAll('.', '-')}.${domain}`;
}

/** VPC-30: only with `enableDnsHostnames` does a public address have a name. */
export function publicDnsName(context: Context, vpcId: string, publicIp: string): string {
  const { account, ec2 } = context.world;
  const vpc = own(ec2.vpcs, vpcId);
  if (vpc?.dnsHostnames !== true || !vpc.dnsSupport) return '';
  const domain = account.region === 'us-east-1' ? 'compute-1' : `${account.region}.compute`;
  return `ec2-${publicIp.replaceAll('.', '-')}.${domain}.amazonaws.com`;
}

/** The public address of an interface as every answer shows it; undefined: it has none. */
export function associationView(context: Context, holder: NetworkInterface) {
  const elastic = elasticOf(context, holder);
  const publicIp = elastic?.publicIp ?? holder.lentPublicIp;
  if (publicIp === undefined) return undefined;
  return {
    PublicIp: publicIp,
    PublicDnsName: publicDnsName(context, holder.vpcId, publicIp),
    IpOwnerId: elastic === undefined ? 'amazon' : context.world.account.id,
    ...(elastic === undefined
      ? {}
      : { AllocationId: elastic.allocationId, AssociationId: elastic.association?.associationId }),
  };
}

export function groupIdentifiers(context: Context, groupIds: readonly string[]) {
  return groupIds.map((id) => ({ GroupId: id, GroupName: own(context.world.ec2.securityGroups, id)?.groupName }));
}

function networkInterfaceView(context: Context, holder: NetworkInterface) {
  const { attachment, requester } = holder;
  const association = associationView(context, holder);
  const name = privateDnsName(context, holder.privateIpAddress);
  return {
    NetworkInterfaceId: holder.networkInterfaceId,
    SubnetId: holder.subnetId,
    VpcId: holder.vpcId,
    AvailabilityZone: holder.availabilityZone,
    Description: holder.description,
    /** AWS really says `nat_gateway`; its model lists `natGateway`. */
    InterfaceType: holder.interfaceType as 'interface',
    OwnerId: context.world.account.id,
    RequesterManaged: requester !== undefined,
    ...(requester === undefined ? {} : { RequesterId: requester.requesterId }),
    MacAddress: holder.macAddress,
    PrivateIpAddress: holder.privateIpAddress,
    PrivateDnsName: name,
    PrivateIpAddresses: [
      { Primary: true, PrivateIpAddress: holder.privateIpAddress, PrivateDnsName: name, Association: association },
    ],
    Association: association,
    SourceDestCheck: holder.sourceDestCheck,
    Status: attachment === undefined ? ('available' as const) : ('in-use' as const),
    Groups: groupIdentifiers(context, holder.securityGroupIds),
    Ipv6Addresses: [],
    ...(attachment === undefined
      ? {}
      : {
          Attachment: {
            AttachmentId: attachment.attachmentId,
            AttachTime: new Date(attachment.attachedAt),
            DeleteOnTermination: attachment.deleteOnTermination,
            DeviceIndex: attachment.deviceIndex,
            InstanceId: attachment.instanceId,
            InstanceOwnerId: attachment.instanceOwnerId,
            Status: 'attached' as const,
          },
        }),
    TagSet: tagMembers(holder.tags),
  };
}
