// What changes an existing load balancer: attributes, security groups, subnets, address type, reserved capacity.

import type { Context } from '../../../context.js';
import { setInterfaceGroups } from '../../ec2/index.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { changedLoadBalancerAttributes, LOAD_BALANCER_ATTRIBUTES } from '../attributes/load-balancer.js';
import { attributeMembers, complete } from '../attributes/table.js';
import { invalidConfiguration } from '../errors.js';
import { wakeTargets } from '../keys.js';
import { requireLoadBalancer } from '../lookups.js';
import { checkedSubnets, checkInternet, createNode, deleteNode } from '../nodes.js';
import { presentZones } from '../presentation.js';
import { refreshDns, refreshRouting, targetGroupsOf } from '../routing.js';
import { checkedSecurityGroups } from '../security-groups.js';
import type { LoadBalancer } from '../store.js';
import type { Elbv2Operations } from './module.js';
import { subnetIdsOf } from './subnet-mappings.js';

export const loadBalancerChanges = {
  DescribeLoadBalancerAttributes({ LoadBalancerArn }, context) {
    return { Attributes: allAttributes(requireLoadBalancer(context, LoadBalancerArn)) };
  },

  ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes }, context) {
    const found = requireLoadBalancer(context, LoadBalancerArn);
    found.attributes = changedLoadBalancerAttributes(found.attributes, Attributes);
    return { Attributes: allAttributes(found) };
  },

  SetSecurityGroups(input, context) {
    onlyModelled('SetSecurityGroups', input, ['LoadBalancerArn', 'SecurityGroups']);
    const found = requireLoadBalancer(context, input.LoadBalancerArn);
    found.securityGroupIds = checkedSecurityGroups(context, found.vpcId, input.SecurityGroups);
    for (const node of found.nodes) setInterfaceGroups(context, node.networkInterfaceId, found.securityGroupIds);
    return { SecurityGroupIds: found.securityGroupIds };
  },

  SetSubnets(input, context) {
    onlyModelled('SetSubnets', input, ['LoadBalancerArn', 'Subnets', 'SubnetMappings', 'IpAddressType']);
    requireIpv4(input.IpAddressType);
    const found = requireLoadBalancer(context, input.LoadBalancerArn);
    replaceNodes(context, found, subnetIdsOf(input));
    return { AvailabilityZones: presentZones(found), IpAddressType: 'ipv4' };
  },

  SetIpAddressType({ LoadBalancerArn, IpAddressType }, context) {
    requireLoadBalancer(context, LoadBalancerArn);
    requireIpv4(IpAddressType);
    return { IpAddressType: 'ipv4' };
  },

  /** Nothing is ever reserved: an empty answer is what Terraform reads as "none". */
  DescribeCapacityReservation({ LoadBalancerArn }, context) {
    requireLoadBalancer(context, LoadBalancerArn);
    return {};
  },

  ModifyCapacityReservation({ LoadBalancerArn, MinimumLoadBalancerCapacity, ResetCapacityReservation }, context) {
    requireLoadBalancer(context, LoadBalancerArn);
    if (ResetCapacityReservation !== true || MinimumLoadBalancerCapacity !== undefined) {
      throw unsupported('reserved capacity of load balancers');
    }
    return {};
  },
} satisfies Elbv2Operations;

function allAttributes(loadBalancer: LoadBalancer) {
  return attributeMembers(complete(LOAD_BALANCER_ATTRIBUTES, loadBalancer.attributes));
}

function requireIpv4(wanted: string | undefined): void {
  if (wanted !== undefined && wanted !== 'ipv4') throw unsupported(`the IP address type ${wanted}`);
}

/** Nodes in subnets that stay keep their interface; targets are looked at anew, for zones may have been enabled or disabled. */
function replaceNodes(context: Context, loadBalancer: LoadBalancer, subnetIds: readonly string[]): void {
  const kept = loadBalancer.nodes.filter((node) => subnetIds.includes(node.subnetId));
  const subnets = checkedSubnets(
    context,
    subnetIds,
    kept.map((node) => node.subnetId),
  );
  const stranger = subnets.find((subnet) => subnet.vpcId !== loadBalancer.vpcId);
  if (stranger !== undefined) {
    throw invalidConfiguration(
      `The subnet '${stranger.subnetId}' is not in the load balancer's VPC '${loadBalancer.vpcId}'`,
    );
  }
  if (loadBalancer.scheme === 'internet-facing') checkInternet(context, loadBalancer.vpcId);
  for (const node of loadBalancer.nodes) if (!kept.includes(node)) deleteNode(context, node);
  loadBalancer.nodes = subnets.map(
    (subnet) => kept.find((node) => node.subnetId === subnet.subnetId) ?? createNode(context, loadBalancer, subnet),
  );
  refreshDns(context, loadBalancer);
  for (const targetGroup of targetGroupsOf(context, loadBalancer)) {
    refreshRouting(context, targetGroup);
    wakeTargets(context, targetGroup);
  }
}
