// EC2's public face: instances, their network, and what others need to know of both.

import type { Context, Controller } from '../../context.js';
import type { Passage, Place } from '../../fleet/environment.js';
import { own } from '../shared/records.js';
import { instanceLifecycle } from './controllers/instance-lifecycle.js';
import { instanceMetrics } from './controllers/instance-metrics.js';
import { natGateway } from './controllers/nat-gateway.js';
import { natGatewayMetrics } from './controllers/nat-gateway-metrics.js';
import { statusCheck } from './controllers/status-check.js';
import { existing } from './errors.js';
import { freeAddressCount } from './interfaces.js';
import type { Instance } from './model/instance.js';
import type { Subnet as StoredSubnet } from './model/network.js';
import { reach, resolverAnswers } from './reachability.js';

export { isPlace, isZoneImpaired, mayLaunchIn, setPacketLoss, setZoneFault, zoneFault } from './faults.js';
export {
  createRequesterManagedInterface,
  deleteRequesterManagedInterface,
  type RequesterManagedInterface,
  setInterfaceGroups,
} from './interfaces.js';
export { findInstance, type LaunchRequest, launchInstances } from './launch.js';
export {
  type LaunchTemplateReference,
  type ResolvedLaunchTemplate,
  resolveLaunchTemplate,
} from './launch-templates.js';
export { terminateInstances } from './lifecycle.js';
export type { Instance } from './model/instance.js';
export type { NetworkInterface, SecurityGroup, Vpc } from './model/network.js';
export { operations } from './operations/index.js';
export { observations, reactions } from './reactions.js';
export { blocksOverlap, parseBlock } from './rules/cidr.js';
export { seed } from './seed.js';
export { type Ec2Store, newStore, type ZoneFault } from './store.js';
export { defaultSecurityGroupId, hasInternetGateway } from './vpc-facts.js';

export const controllers: readonly Controller[] = [
  instanceLifecycle,
  statusCheck,
  instanceMetrics,
  natGateway,
  natGatewayMetrics,
];

export type Subnet = StoredSubnet & { readonly freeAddresses: number };

export function findSubnet(context: Context, subnetId: string): Subnet | undefined {
  const subnet = own(context.world.ec2.subnets, subnetId);
  return subnet && { ...subnet, freeAddresses: freeAddressCount(context.world.ec2, subnet) };
}

export function findVpc(context: Context, vpcId: string) {
  return own(context.world.ec2.vpcs, vpcId);
}

export function findSecurityGroup(context: Context, groupId: string) {
  return own(context.world.ec2.securityGroups, groupId);
}

/** May a new TCP connection pass? If not, `because` names the route, NAT gateway, group, ACL or zone that stops it. */
export function connect(context: Context, from: Place, to: Place, port: number): Passage {
  return reach(context.world.ec2, from, to, port);
}

/** VPC-30: does the VPC's resolver answer this instance? */
export function resolvesNames(context: Context, instanceId: string): boolean {
  return resolverAnswers(context.world.ec2, instanceId);
}

/** The group says whether this instance's data count for its AutoScalingGroupName metrics (CW-04, ASG-72, ASG-86). */
export function setGroupMetrics(context: Context, instanceId: string, wish: Instance['groupMetrics']): void {
  const instance = existing('instance', context.world.ec2.instances, instanceId);
  if (wish === undefined) delete instance.groupMetrics;
  else instance.groupMetrics = wish;
}
