// Security groups (VPC-40). Their rules have a file of their own.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { onlyModelled } from '../../shared/modelled.js';
import { tagMembers } from '../../shared/tags.js';
import { dependencyViolation, existing, invalidValue } from '../errors.js';
import type { SecurityGroup } from '../model/network.js';
import { foldedPermissions, peerText } from '../rules/permissions.js';
import { createSecurityGroup } from '../vpcs.js';
import type { Ec2Operations } from './api.js';
import { arn, selectFrom, tagsAtBirth } from './common.js';

function filters(context: Context): FilterTable<SecurityGroup> {
  const rulesOf = (group: SecurityGroup, egress: boolean) => group.rules.filter(({ isEgress }) => isEgress === egress);
  const columns = (prefix: string, egress: boolean): FilterTable<SecurityGroup> => ({
    [`${prefix}.cidr`]: (group) =>
      rulesOf(group, egress).map(({ peer }) => (peer.kind === 'ipv4' ? peer.cidr : undefined)),
    [`${prefix}.from-port`]: (group) => rulesOf(group, egress).map(({ fromPort }) => String(fromPort)),
    [`${prefix}.group-id`]: (group) =>
      rulesOf(group, egress).map(({ peer }) => (peer.kind === 'group' ? peerText(peer) : undefined)),
    [`${prefix}.protocol`]: (group) => rulesOf(group, egress).map(({ protocol }) => protocol),
    [`${prefix}.to-port`]: (group) => rulesOf(group, egress).map(({ toPort }) => String(toPort)),
  });
  return {
    description: ({ description }) => description,
    'group-id': ({ groupId }) => groupId,
    'group-name': ({ groupName }) => groupName,
    'owner-id': () => context.world.account.id,
    'vpc-id': ({ vpcId }) => vpcId,
    ...columns('ip-permission', false),
    ...columns('egress.ip-permission', true),
  };
}

export const securityGroupOperations = {
  CreateSecurityGroup(input, context) {
    onlyModelled('CreateSecurityGroup', input, ['Description', 'GroupName', 'TagSpecifications', 'VpcId']);
    const { ec2 } = context.world;
    const vpc =
      input.VpcId === undefined
        ? Object.values(ec2.vpcs).find(({ isDefault }) => isDefault)
        : existing('vpc', ec2.vpcs, input.VpcId);
    if (vpc === undefined) throw new ServiceError('VPCIdNotSpecified', 'No default VPC for this user');
    const { GroupName: name, Description: description } = input;
    checkName(name, description);
    if (Object.values(ec2.securityGroups).some((other) => other.vpcId === vpc.vpcId && other.groupName === name)) {
      throw new ServiceError(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpc.vpcId}'`,
      );
    }
    const tags = tagsAtBirth(input.TagSpecifications, 'security-group');
    const { groupId } = createSecurityGroup(context, vpc.vpcId, name, description, tags);
    return { GroupId: groupId, SecurityGroupArn: arn(context, `security-group/${groupId}`), Tags: tagMembers(tags) };
  },

  DescribeSecurityGroups(input, context) {
    const { securityGroups } = context.world.ec2;
    const byId = (input.GroupIds ?? []).map((id) => existing('securityGroup', securityGroups, id));
    const byName = (input.GroupNames ?? []).map((name) => inDefaultVpc(context, name));
    const named = byId.length + byName.length === 0 ? Object.values(securityGroups) : [...byId, ...byName];
    const { items, nextToken } = selectFrom(named, input, filters(context));
    return { SecurityGroups: items.map((group) => view(context, group)), NextToken: nextToken };
  },

  DeleteSecurityGroup(input, context) {
    const { ec2 } = context.world;
    const group = input.GroupName
      ? inDefaultVpc(context, input.GroupName)
      : existing('securityGroup', ec2.securityGroups, input.GroupId);
    const { groupId, groupName } = group;
    if (groupName === 'default') {
      throw new ServiceError(
        'CannotDelete',
        `the specified group: "${groupId}" name: "default" cannot be deleted by a user`,
      );
    }
    if (isUsed(context, groupId)) throw dependencyViolation(`resource ${groupId} has a dependent object`);
    delete ec2.securityGroups[groupId];
    return { Return: true, GroupId: groupId };
  },
} satisfies Ec2Operations;

function checkName(name: string, description: string): void {
  if (name === 'default') throw invalidValue('Cannot use reserved security group name: default');
  if (/^sg-/i.test(name)) throw invalidValue(`Invalid group name '${name}': it must not begin with sg-.`);
  if (name.length > 255) throw invalidValue('Value for parameter GroupName is invalid: at most 255 characters.');
  if (!/^[\w .:/()#,@[\]+=&;{}!$*-]{0,255}$/.test(description)) {
    throw invalidValue(
      `Value (${description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`,
    );
  }
}

function inDefaultVpc(context: Context, name: string): SecurityGroup {
  const { ec2 } = context.world;
  const vpc = Object.values(ec2.vpcs).find(({ isDefault }) => isDefault);
  const found = Object.values(ec2.securityGroups).find(
    (group) => group.groupName === name && group.vpcId === vpc?.vpcId,
  );
  if (found !== undefined) return found;
  throw new ServiceError('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC`);
}

/** An interface that carries it, or a rule of another group that names it. */
function isUsed(context: Context, groupId: string): boolean {
  const { ec2 } = context.world;
  return (
    Object.values(ec2.networkInterfaces).some(({ securityGroupIds }) => securityGroupIds.includes(groupId)) ||
    Object.values(ec2.securityGroups).some(
      (other) => other.groupId !== groupId && other.rules.some(({ peer }) => peerText(peer) === groupId),
    )
  );
}

function view(context: Context, group: SecurityGroup) {
  const { id } = context.world.account;
  return {
    GroupId: group.groupId,
    GroupName: group.groupName,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: id,
    SecurityGroupArn: arn(context, `security-group/${group.groupId}`),
    IpPermissions: foldedPermissions(
      group.rules.filter(({ isEgress }) => !isEgress),
      id,
    ),
    IpPermissionsEgress: foldedPermissions(
      group.rules.filter(({ isEgress }) => isEgress),
      id,
    ),
    Tags: tagMembers(group.tags),
  };
}
