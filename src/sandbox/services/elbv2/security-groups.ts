// The security groups of a load balancer: those asked for, or the VPC's default group.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { defaultSecurityGroupId, findSecurityGroup } from '../ec2/index.js';

/** Throws InvalidSecurityGroup. */
export function checkedSecurityGroups(
  context: Context,
  vpcId: string,
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (wanted === undefined || wanted.length === 0) {
    const standard = defaultSecurityGroupId(context, vpcId);
    return standard === undefined ? [] : [standard];
  }
  for (const groupId of wanted) {
    const group = findSecurityGroup(context, groupId);
    if (group === undefined) throw invalid(`The security group '${groupId}' does not exist`);
    if (group.vpcId !== vpcId) throw invalid(`Security group '${groupId}' does not belong to VPC '${vpcId}'`);
  }
  return wanted;
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidSecurityGroup', message);
}
