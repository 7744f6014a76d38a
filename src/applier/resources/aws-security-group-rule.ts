// aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule: one rule of a security group each.

import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone } from '../aws-errors.js';
import { defineResource, type Operation, type ResourceType } from '../resource-type.js';
import { type AttributesOf, number, TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidSecurityGroupRuleId.NotFound', 'InvalidGroup.NotFound'];

const schema = {
  security_group_id: text({ required: true, replaces: true }),
  ip_protocol: text({ required: true }),
  from_port: number(),
  to_port: number(),
  cidr_ipv4: text(),
  cidr_ipv6: text(),
  prefix_list_id: text(),
  referenced_security_group_id: text(),
  description: text(),
  ...TAGS,
  arn: textAttribute(),
  security_group_rule_id: textAttribute(),
};
type Rule = AttributesOf<typeof schema>;

export const awsVpcSecurityGroupIngressRule = ruleType('aws_vpc_security_group_ingress_rule', false);
export const awsVpcSecurityGroupEgressRule = ruleType('aws_vpc_security_group_egress_rule', true);

function ruleType(type: string, egress: boolean): ResourceType {
  return defineResource({
    type,
    schema,

    async create({ clients }, planned) {
      const input = {
        GroupId: planned.security_group_id,
        IpPermissions: [permission(planned)],
        TagSpecifications: tagSpecifications('security-group-rule', planned.tags_all),
      };
      const { SecurityGroupRules } = egress
        ? await clients.ec2.send(new AuthorizeSecurityGroupEgressCommand(input))
        : await clients.ec2.send(new AuthorizeSecurityGroupIngressCommand(input));
      const id = SecurityGroupRules?.[0]?.SecurityGroupRuleId;
      assert(id, 'AuthorizeSecurityGroup answered no rule');
      return id;
    },

    read: readRule,

    async update({ clients }, id, { after }) {
      const rule = { SecurityGroupRuleId: id, SecurityGroupRule: modification(after) };
      const input = { GroupId: after.security_group_id, SecurityGroupRules: [rule] };
      await clients.ec2.send(new ModifySecurityGroupRulesCommand(input));
    },

    retag: retagEc2,

    async remove({ clients }, id, known) {
      const input = { GroupId: known.security_group_id, SecurityGroupRuleIds: [id] };
      const call = egress
        ? clients.ec2.send(new RevokeSecurityGroupEgressCommand(input))
        : clients.ec2.send(new RevokeSecurityGroupIngressCommand(input));
      await orGone<unknown>(call, GONE);
    },
  });
}

async function readRule({ clients }: Operation, id: string): Promise<Partial<Rule> | undefined> {
  const answer = await orGone(
    clients.ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] })),
    GONE,
  );
  const rule = answer?.SecurityGroupRules?.[0];
  if (rule === undefined) return undefined;
  const anyPort = rule.IpProtocol === '-1';
  return {
    security_group_id: rule.GroupId ?? '',
    ip_protocol: rule.IpProtocol ?? '',
    from_port: anyPort ? null : (rule.FromPort ?? null),
    to_port: anyPort ? null : (rule.ToPort ?? null),
    cidr_ipv4: rule.CidrIpv4 ?? '',
    cidr_ipv6: rule.CidrIpv6 ?? '',
    prefix_list_id: rule.PrefixListId ?? '',
    referenced_security_group_id: rule.ReferencedGroupInfo?.GroupId ?? '',
    description: rule.Description ?? '',
    tags_all: tagMap(rule.Tags),
    arn: rule.SecurityGroupRuleArn ?? null,
    security_group_rule_id: id,
  };
}

function permission(rule: Rule) {
  const Description = rule.description || undefined;
  return {
    IpProtocol: rule.ip_protocol,
    FromPort: rule.from_port ?? undefined,
    ToPort: rule.to_port ?? undefined,
    IpRanges: rule.cidr_ipv4 ? [{ CidrIp: rule.cidr_ipv4, Description }] : undefined,
    Ipv6Ranges: rule.cidr_ipv6 ? [{ CidrIpv6: rule.cidr_ipv6, Description }] : undefined,
    PrefixListIds: rule.prefix_list_id ? [{ PrefixListId: rule.prefix_list_id, Description }] : undefined,
    UserIdGroupPairs: rule.referenced_security_group_id
      ? [{ GroupId: rule.referenced_security_group_id, Description }]
      : undefined,
  };
}

function modification(rule: Rule) {
  return {
    IpProtocol: rule.ip_protocol,
    FromPort: rule.from_port ?? undefined,
    ToPort: rule.to_port ?? undefined,
    CidrIpv4: rule.cidr_ipv4 || undefined,
    CidrIpv6: rule.cidr_ipv6 || undefined,
    PrefixListId: rule.prefix_list_id || undefined,
    ReferencedGroupId: rule.referenced_security_group_id || undefined,
    Description: rule.description || undefined,
  };
}
