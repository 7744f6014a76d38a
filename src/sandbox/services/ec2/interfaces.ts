// Network interfaces: addresses are given and taken back here, for instances and for what AWS itself puts into a subnet.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { resourceId } from '../shared/ids.js';
import { enlist, entriesOf, strike } from '../shared/listing.js';
import { own } from '../shared/records.js';
import type { Tags } from '../shared/tags.js';
import { existing } from './errors.js';
import type { InterfaceAttachment, NetworkInterface, Subnet } from './model/network.js';
import { networkChanged } from './network-changes.js';
import { formatAddress, parseAddress } from './rules/cidr.js';
import { freeAddresses, isAssignable, pickAddress } from './rules/subnet-addresses.js';
import type { Ec2Store } from './store.js';

export interface NewInterface {
  readonly subnet: Subnet;
  readonly description: string;
  readonly securityGroupIds: readonly string[];
  readonly interfaceType?: NetworkInterface['interfaceType'];
  readonly privateIpAddress?: string;
  readonly lendsPublicIp?: boolean;
  readonly attachment?: Omit<InterfaceAttachment, 'attachmentId' | 'attachedAt'>;
  readonly requester?: NetworkInterface['requester'];
  readonly tags?: Tags;
}

export function createInterface(context: Context, wanted: NewInterface): NetworkInterface {
  const { ec2 } = context.world;
  const { subnet } = wanted;
  const created: NetworkInterface = {
    networkInterfaceId: resourceId(context, 'eni'),
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    description: wanted.description,
    interfaceType: wanted.interfaceType ?? 'interface',
    privateIpAddress: addressIn(context, subnet, wanted.privateIpAddress),
    macAddress: macAddress(context),
    securityGroupIds: wanted.securityGroupIds,
    sourceDestCheck: wanted.interfaceType !== 'nat_gateway',
    lendsPublicIp: wanted.lendsPublicIp === true,
    ...(wanted.lendsPublicIp === true ? { lentPublicIp: newPublicIp(context) } : {}),
    ...(wanted.attachment === undefined
      ? {}
      : {
          attachment: {
            ...wanted.attachment,
            attachmentId: resourceId(context, 'eni-attach'),
            attachedAt: context.kernel.now,
          },
        }),
    ...(wanted.requester === undefined ? {} : { requester: wanted.requester }),
    tags: wanted.tags ?? {},
  };
  enlist(ec2.networkInterfaces, created.networkInterfaceId, created);
  return created;
}

/** Takes the interface away; an Elastic IP on it is free again, a lent address is gone. */
export function deleteInterface(context: Context, networkInterfaceId: string): void {
  const { ec2 } = context.world;
  for (const address of Object.values(ec2.addresses)) {
    if (address.association?.networkInterfaceId === networkInterfaceId) delete address.association;
  }
  strike(ec2.networkInterfaces, networkInterfaceId);
}

export interface RequesterManagedInterface {
  readonly subnetId: string;
  readonly description: string;
  readonly securityGroupIds: readonly string[];
  /** ARN or id of what the interface serves; `connect()` finds a load balancer's node by it and the zone. */
  readonly owner: string;
  /** `amazon-elb` for load balancers. */
  readonly requesterId: string;
  readonly publicAddress: boolean;
}

/** An interface that an AWS service puts into a subnet; it blocks deletion of the subnet and of its groups. */
export function createRequesterManagedInterface(context: Context, wanted: RequesterManagedInterface): NetworkInterface {
  const subnet = existing('subnet', context.world.ec2.subnets, wanted.subnetId);
  const created = createInterface(context, {
    subnet,
    description: wanted.description,
    securityGroupIds: wanted.securityGroupIds,
    lendsPublicIp: wanted.publicAddress,
    attachment: { instanceOwnerId: wanted.requesterId, deviceIndex: 1, deleteOnTermination: false },
    requester: { requesterId: wanted.requesterId, owner: wanted.owner },
  });
  networkChanged(context, subnet.vpcId, created.networkInterfaceId, `${wanted.description} entered ${subnet.subnetId}`);
  return created;
}

export function deleteRequesterManagedInterface(context: Context, networkInterfaceId: string): void {
  const found = own(context.world.ec2.networkInterfaces, networkInterfaceId);
  if (found === undefined) return;
  deleteInterface(context, networkInterfaceId);
  networkChanged(context, found.vpcId, networkInterfaceId, `${found.description} left ${found.subnetId}`);
}

/** Gives an interface other security groups, e.g. a load balancer's after SetSecurityGroups. */
export function setInterfaceGroups(context: Context, networkInterfaceId: string, groupIds: readonly string[]): void {
  const found = existing('networkInterface', context.world.ec2.networkInterfaces, networkInterfaceId);
  found.securityGroupIds = groupIds;
  networkChanged(context, found.vpcId, networkInterfaceId, 'its security groups changed');
}

export function usedAddresses(store: Ec2Store, subnetId: string): readonly string[] {
  const used: string[] = [];
  for (const [, networkInterface] of entriesOf(store.networkInterfaces)) {
    if (networkInterface.subnetId === subnetId) used.push(networkInterface.privateIpAddress);
  }
  return used;
}

/** VPC-01: five addresses of every subnet are AWS's own. */
export function freeAddressCount(store: Ec2Store, subnet: Subnet): number {
  return freeAddresses(subnet.cidrBlock, usedAddresses(store, subnet.subnetId));
}

function addressIn(context: Context, subnet: Subnet, wanted: string | undefined): string {
  const used = usedAddresses(context.world.ec2, subnet.subnetId);
  if (wanted === undefined) {
    const picked = pickAddress(subnet.cidrBlock, used, context.kernel.random('ec2/addresses').next());
    if (picked === undefined) throw noFreeAddress(subnet.subnetId);
    return picked;
  }
  if (!isAssignable(subnet.cidrBlock, wanted)) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Address ${wanted} does not fall within the subnet's address range`,
    );
  }
  if (used.includes(wanted)) throw new ServiceError('InvalidIPAddress.InUse', `Address ${wanted} is in use.`);
  return wanted;
}

export function noFreeAddress(subnetId: string): ServiceError {
  return new ServiceError(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  );
}

/** The sandbox's public addresses lie in 198.18.0.0/15, which is kept for tests: typed into a browser they reach nobody. */
const PUBLIC_BASE = parseAddress('198.18.0.0') ?? 0;
const PUBLIC_COUNT = 2 ** 17;

export function newPublicIp(context: Context): string {
  const { ec2 } = context.world;
  const taken = new Set([
    ...Object.values(ec2.addresses).map(({ publicIp }) => publicIp),
    ...Object.values(ec2.networkInterfaces).flatMap(({ lentPublicIp }) => lentPublicIp ?? []),
  ]);
  const start = context.kernel.random('ec2/addresses').integer(1, PUBLIC_COUNT - 2);
  for (let step = 0; step < PUBLIC_COUNT - 2; step += 1) {
    const address = formatAddress(PUBLIC_BASE + 1 + ((start + step) % (PUBLIC_COUNT - 2)));
    if (!taken.has(address)) return address;
  }
  throw new ServiceError('InsufficientAddressCapacity', 'There are no public addresses left.');
}

function macAddress(context: Context): string {
  const random = context.kernel.random('ids');
  const octets = [2, 2, 2, 2, 2].map(() => random.integer(0, 255).toString(16).padStart(2, '0'));
  return ['0a', ...octets].join(':');
}
