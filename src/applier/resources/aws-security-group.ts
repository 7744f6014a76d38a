// aws_security_group without inline rules: those are aws_vpc_security_group_*_rule resources of their own.

import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { flag, TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidGroup.NotFound'];
/** The rule that AWS gives to every new group and that Terraform takes away: nothing leaves but what a rule names. */
const DEFAULT_EGRESS = { IpProtocol: '-1', FromPort: 0, ToPort: 0, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

export const awsSecurityGroup = defineResource({
  type: 'aws_security_group',
  schema: {
    name: text({ required: true, replaces: true }),
    description: text({ default: 'Managed by Terraform', replaces: true }),
    vpc_id: text({ computed: true, replaces: true }),
    revoke_rules_on_delete: flag({ default: false }),
    ...TAGS,
    arn: textAttribute(),
    owner_id: textAttribute(),
  },

  async create({ clients }, planned) {
    const { GroupId } = await clients.ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: planned.name,
        Description: planned.description,
        VpcId: planned.vpc_id ?? undefined,
        TagSpecifications: tagSpecifications('security-group', planned.tags_all),
      }),
    );
    assert(GroupId, 'CreateSecurityGroup answered no group');
    return GroupId;
  },

  async settle({ clients }, id) {
    await clients.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, IpPermissions: [DEFAULT_EGRESS] }));
  },

  async read(operation, id) {
    const group = await find(operation, id);
    if (group === undefined) return undefined;
    const region = await operation.clients.ec2.config.region();
    return {
      name: group.GroupName ?? '',
      description: group.Description ?? '',
      vpc_id: group.VpcId ?? null,
      tags_all: tagMap(group.Tags),
      arn: `arn:aws:ec2:${region}:${group.OwnerId ?? ''}:security-group/${id}`,
      owner_id: group.OwnerId ?? null,
    };
  },

  retag: retagEc2,

  async remove(operation, id, known) {
    if (known.revoke_rules_on_delete) await revokeAll(operation, id);
    const call = () => orGone(operation.clients.ec2.send(new DeleteSecurityGroupCommand({ GroupId: id })), GONE);
    const describe = `security group ${id} to be free of network interfaces and references`;
    await retried(operation, call, {
      on: ['DependencyViolation', 'InvalidGroup.InUse'],
      timeoutSeconds: 900,
      describe,
    });
  },
});

async function find({ clients }: Operation, id: string) {
  const answer = await orGone(clients.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })), GONE);
  return answer?.SecurityGroups?.[0];
}

async function revokeAll({ clients }: Operation, id: string): Promise<void> {
  const filter = { Name: 'group-id', Values: [id] };
  const { SecurityGroupRules } = await clients.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [filter] }));
  const ids = (egress: boolean) =>
    (SecurityGroupRules ?? []).flatMap((rule) =>
      rule.IsEgress === egress && rule.SecurityGroupRuleId ? [rule.SecurityGroupRuleId] : [],
    );
  const [ingress, egress] = [ids(false), ids(true)];
  if (ingress.length > 0)
    await clients.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, SecurityGroupRuleIds: ingress }));
  if (egress.length > 0)
    await clients.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, SecurityGroupRuleIds: egress }));
}
