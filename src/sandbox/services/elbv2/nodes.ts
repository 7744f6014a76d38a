// The nodes of a load balancer: one network interface in a subnet of each enabled zone (ALB-01). Checks the subnets, makes and removes nodes.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import {
  createRequesterManagedInterface,
  deleteRequesterManagedInterface,
  findSubnet,
  hasInternetGateway,
  type Subnet,
} from '../ec2/index.js';
import { interfaceDescription } from './arns.js';
import { invalidConfiguration, validation } from './errors.js';
import type { LoadBalancer, LoadBalancerNode } from './store.js';

const MIN_FREE_ADDRESSES = 8;
const LARGEST_PREFIX = 27;

/** The subnets, in the order given. Throws SubnetNotFound, InvalidSubnet, InvalidConfigurationRequest, ValidationError. */
export function checkedSubnets(context: Context, subnetIds: readonly string[], keeping: readonly string[] = []) {
  const subnets = subnetIds.map((subnetId) => {
    const subnet = findSubnet(context, subnetId);
    if (subnet === undefined) throw new ServiceError('SubnetNotFound', `The subnet ID '${subnetId}' does not exist`);
    return subnet;
  });
  const zones = new Set(subnets.map((subnet) => subnet.availabilityZone));
  if (zones.size < subnets.length) {
    throw invalidConfiguration('A load balancer cannot be attached to multiple subnets in the same Availability Zone');
  }
  if (zones.size < 2) {
    throw validation('At least two subnets in two different Availability Zones must be specified');
  }
  if (new Set(subnets.map((subnet) => subnet.vpcId)).size > 1) {
    throw invalidConfiguration('All subnets must belong to the same VPC');
  }
  for (const subnet of subnets) if (!keeping.includes(subnet.subnetId)) checkRoom(subnet);
  return subnets;
}

/** ALB-01: at least a /27 with eight free addresses. */
function checkRoom({ subnetId, cidrBlock, freeAddresses }: Subnet): void {
  const prefix = Number(cidrBlock.split('/')[1]);
  if (prefix <= LARGEST_PREFIX && freeAddresses >= MIN_FREE_ADDRESSES) return;
  throw new ServiceError(
    'InvalidSubnet',
    `Not enough IP space available in ${subnetId}. ELB requires at least ${MIN_FREE_ADDRESSES} free IP addresses in each subnet.`,
  );
}

/** ALB-01: an internet-facing load balancer needs an internet gateway. Throws InvalidSubnet. */
export function checkInternet(context: Context, vpcId: string): void {
  if (hasInternetGateway(context, vpcId)) return;
  throw new ServiceError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
}

type Owner = Pick<LoadBalancer, 'loadBalancerArn' | 'scheme' | 'securityGroupIds'>;

export function createNode(context: Context, owner: Owner, subnet: Subnet): LoadBalancerNode {
  const made = createRequesterManagedInterface(context, {
    subnetId: subnet.subnetId,
    description: interfaceDescription(owner.loadBalancerArn),
    securityGroupIds: owner.securityGroupIds,
    owner: owner.loadBalancerArn,
    requesterId: 'amazon-elb',
    publicAddress: owner.scheme === 'internet-facing',
  });
  const { availabilityZone, subnetId } = subnet;
  return { availabilityZone, subnetId, networkInterfaceId: made.networkInterfaceId };
}

export function deleteNode(context: Context, node: LoadBalancerNode): void {
  deleteRequesterManagedInterface(context, node.networkInterfaceId);
}
