// The rules of security groups: authorise, revoke, change, describe (VPC-40, VPC-41: changes act on new connections).

import type { IpPermission } from '@aws-sdk/client-ec2';
import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { resourceId } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { type Tags, tagMembers } from '../../shared/tags.js';
import { existing, notFound } from '../errors.js';
import type { SecurityGroup, SecurityGroupRule } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { peerText, sameRule, type WantedRule, wantedRules } from '../rules/permissions.js';
import type { Ec2Operations } from './api.js';
import { arn, selectFrom, tagsAtBirth } from './common.js';

/** The members in which both directions name a group and its permissions. */
interface RuleCall {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: readonly IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
  readonly SecurityGroupRuleIds?: readonly string[] | undefined;
}

const CALL_MEMBERS = ['GroupId', 'IpPermissions', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp'] as const;

const DESCRIPTION_MEMBERS = ['GroupId', 'IpPermissions', 'SecurityGroupRuleDescriptions'] as const;

export const securityGroupRuleOperations = {
  AuthorizeSecurityGroupIngress(input, context) {
    onlyModelled('AuthorizeSecurityGroupIngress', input, [...CALL_MEMBERS, 'TagSpecifications']);
    return authorize(context, input, false, tagsAtBirth(input.TagSpecifications, 'security-group-rule'));
  },

  AuthorizeSecurityGroupEgress(input, context) {
    onlyModelled('AuthorizeSecurityGroupEgress', input, [...CALL_MEMBERS, 'TagSpecifications']);
    return authorize(context, input, true, tagsAtBirth(input.TagSpecifications, 'security-group-rule'));
  },

  RevokeSecurityGroupIngress(input, context) {
    onlyModelled('RevokeSecurityGroupIngress', input, [...CALL_MEMBERS, 'SecurityGroupRuleIds']);
    return revoke(context, input, false);
  },

  RevokeSecurityGroupEgress(input, context) {
    onlyModelled('RevokeSecurityGroupEgress', input, [...CALL_MEMBERS, 'SecurityGroupRuleIds']);
    return revoke(context, input, true);
  },

  UpdateSecurityGroupRuleDescriptionsIngress(input, context) {
    onlyModelled('UpdateSecurityGroupRuleDescriptionsIngress', input, DESCRIPTION_MEMBERS);
    return describeRules(context, input, false);
  },

  UpdateSecurityGroupRuleDescriptionsEgress(input, context) {
    onlyModelled('UpdateSecurityGroupRuleDescriptionsEgress', input, DESCRIPTION_MEMBERS);
    return describeRules(context, input, true);
  },

  ModifySecurityGroupRules(input, context) {
    const group = existing('securityGroup', context.world.ec2.securityGroups, input.GroupId);
    for (const { SecurityGroupRuleId: ruleId, SecurityGroupRule: wish } of input.SecurityGroupRules) {
      const rule = group.rules.find((candidate) => candidate.ruleId === ruleId);
      if (rule === undefined) throw notFound('securityGroupRule', ruleId ?? '');
      onlyModelled('ModifySecurityGroupRules', wish ?? {}, [
        'CidrIpv4',
        'CidrIpv6',
        'Description',
        'FromPort',
        'IpProtocol',
        'ReferencedGroupId',
        'ToPort',
      ]);
      const [wanted] = wantedRules([
        {
          IpProtocol: wish?.IpProtocol,
          FromPort: wish?.FromPort,
          ToPort: wish?.ToPort,
          IpRanges: wish?.CidrIpv4 === undefined ? [] : [{ CidrIp: wish.CidrIpv4 }],
          Ipv6Ranges: wish?.CidrIpv6 === undefined ? [] : [{ CidrIpv6: wish.CidrIpv6 }],
          UserIdGroupPairs: wish?.ReferencedGroupId === undefined ? [] : [{ GroupId: wish.ReferencedGroupId }],
        },
      ]);
      if (wanted === undefined) continue;
      refuseDuplicates(group, rule.isEgress, [wanted], rule);
      Object.assign(rule, wanted);
      setDescription(rule, wish?.Description);
    }
    networkChanged(context, group.vpcId, group.groupId, 'security group rules changed');
    return { Return: true };
  },

  DescribeSecurityGroupRules(input, context) {
    const all = Object.values(context.world.ec2.securityGroups).flatMap((group) =>
      group.rules.map((rule) => ({ ...rule, group })),
    );
    const named = (input.SecurityGroupRuleIds ?? []).map((ruleId) => {
      const found = all.find((rule) => rule.ruleId === ruleId);
      if (found === undefined) throw notFound('securityGroupRule', ruleId);
      return found;
    });
    const { items, nextToken } = selectFrom(named.length === 0 ? all : named, input, {
      'group-id': ({ group }) => group.groupId,
      'security-group-rule-id': ({ ruleId }) => ruleId,
    });
    return { SecurityGroupRules: items.map((rule) => view(context, rule.group, rule)), NextToken: nextToken };
  },
} satisfies Ec2Operations;

/** `IpPermissions`, or the older members for a single rule. */
function rulesOf(call: RuleCall): readonly WantedRule[] {
  if (call.IpPermissions !== undefined && call.IpPermissions.length > 0) return wantedRules(call.IpPermissions);
  if (call.IpProtocol === undefined) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter ipPermissions');
  }
  const { IpProtocol, FromPort, ToPort, CidrIp } = call;
  return wantedRules([{ IpProtocol, FromPort, ToPort, IpRanges: CidrIp === undefined ? [] : [{ CidrIp }] }]);
}

/** Clients repeat what they have read: the account's own id says nothing new, another's asks for peering. */
function checkOwners(context: Context, { IpPermissions: permissions = [] }: RuleCall): void {
  const { id } = context.world.account;
  const others = permissions.flatMap(({ UserIdGroupPairs = [] }) =>
    UserIdGroupPairs.flatMap(({ UserId = id }) => UserId),
  );
  if (others.some((owner) => owner !== id)) throw unsupported('security groups of other accounts (UserId)');
}

function authorize(context: Context, call: RuleCall, isEgress: boolean, tags: Tags) {
  const { securityGroups } = context.world.ec2;
  checkOwners(context, call);
  const group = existing('securityGroup', securityGroups, call.GroupId);
  const wanted = rulesOf(call);
  for (const { peer } of wanted) if (peer.kind === 'group') existing('securityGroup', securityGroups, peer.groupId);
  refuseDuplicates(group, isEgress, wanted);
  const created = wanted.map((rule) => ({ ...rule, ruleId: resourceId(context, 'sgr'), isEgress, tags: { ...tags } }));
  group.rules.push(...created);
  networkChanged(context, group.vpcId, group.groupId, `${isEgress ? 'outbound' : 'inbound'} rule added`);
  return { Return: true, SecurityGroupRules: created.map((rule) => view(context, group, rule)) };
}

function refuseDuplicates(
  group: SecurityGroup,
  isEgress: boolean,
  wanted: readonly WantedRule[],
  except?: SecurityGroupRule,
): void {
  const present = group.rules.filter((rule) => rule.isEgress === isEgress && rule !== except);
  wanted.forEach((rule, index) => {
    const twice = [...present, ...wanted.slice(0, index)].some((other) => sameRule(other, rule));
    if (!twice) return;
    const ports = rule.protocol === '-1' ? '' : `, from port: ${rule.fromPort}, to port: ${rule.toPort}`;
    const protocol = rule.protocol === '-1' ? 'ALL' : rule.protocol.toUpperCase();
    throw new ServiceError(
      'InvalidPermission.Duplicate',
      `the specified rule "peer: ${peerText(rule.peer)}, ${protocol}${ports}, ALLOW" already exists`,
    );
  });
}

function revoke(context: Context, call: RuleCall, isEgress: boolean) {
  checkOwners(context, call);
  const group = existing('securityGroup', context.world.ec2.securityGroups, call.GroupId);
  const gone = rulesMeant(group, call, isEgress);
  for (const rule of gone) group.rules.splice(group.rules.indexOf(rule), 1);
  networkChanged(context, group.vpcId, group.groupId, `${isEgress ? 'outbound' : 'inbound'} rule removed`);
  return { Return: true };
}

/** By rule id, or by permission: all of them must be there. */
function rulesMeant(group: SecurityGroup, call: RuleCall, isEgress: boolean): readonly SecurityGroupRule[] {
  const present = group.rules.filter((rule) => rule.isEgress === isEgress);
  if (call.SecurityGroupRuleIds !== undefined && call.SecurityGroupRuleIds.length > 0) {
    return call.SecurityGroupRuleIds.map((ruleId) => {
      const found = present.find((rule) => rule.ruleId === ruleId);
      if (found === undefined) throw notFound('securityGroupRule', ruleId);
      return found;
    });
  }
  return rulesOf(call).map((wanted) => {
    const found = present.find((rule) => sameRule(rule, wanted));
    if (found !== undefined) return found;
    throw new ServiceError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  });
}

interface DescriptionCall extends RuleCall {
  readonly SecurityGroupRuleDescriptions?:
    | readonly { readonly SecurityGroupRuleId?: string | undefined; readonly Description?: string | undefined }[]
    | undefined;
}

function describeRules(context: Context, call: DescriptionCall, isEgress: boolean) {
  checkOwners(context, call);
  const group = existing('securityGroup', context.world.ec2.securityGroups, call.GroupId);
  const byId = call.SecurityGroupRuleDescriptions ?? [];
  if (byId.length > 0) {
    const ids = byId.map(({ SecurityGroupRuleId: id }) => id ?? '');
    const rules = rulesMeant(group, { SecurityGroupRuleIds: ids }, isEgress);
    rules.forEach((rule, index) => {
      setDescription(rule, byId[index]?.Description);
    });
    return { Return: true };
  }
  const wanted = rulesOf(call);
  rulesMeant(group, call, isEgress).forEach((rule, index) => {
    setDescription(rule, wanted[index]?.description);
  });
  return { Return: true };
}

function setDescription(rule: SecurityGroupRule, description: string | undefined): void {
  if (description === undefined) delete rule.description;
  else rule.description = description;
}

function view(context: Context, group: SecurityGroup, rule: SecurityGroupRule) {
  const { id } = context.world.account;
  return {
    SecurityGroupRuleId: rule.ruleId,
    SecurityGroupRuleArn: arn(context, `security-group-rule/${rule.ruleId}`),
    GroupId: group.groupId,
    GroupOwnerId: id,
    IsEgress: rule.isEgress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    ...(rule.peer.kind === 'ipv4' ? { CidrIpv4: rule.peer.cidr } : {}),
    ...(rule.peer.kind === 'ipv6' ? { CidrIpv6: rule.peer.cidr } : {}),
    ...(rule.peer.kind === 'group' ? { ReferencedGroupInfo: { GroupId: rule.peer.groupId, UserId: id } } : {}),
    Description: rule.description,
    Tags: tagMembers(rule.tags),
  };
}
