// Facts about a VPC that the load balancers ask for. Reads only.

import type { Context } from '../../context.js';

/** The group that an interface gets when nobody names one. */
export function defaultSecurityGroupId(context: Context, vpcId: string): string | undefined {
  const groups = Object.values(context.world.ec2.securityGroups);
  return groups.find((group) => group.vpcId === vpcId && group.groupName === 'default')?.groupId;
}

export function hasInternetGateway(context: Context, vpcId: string): boolean {
  return Object.values(context.world.ec2.internetGateways).some((gateway) => gateway.vpcId === vpcId);
}
