// aws_iam_role_policy_attachment: one managed policy on one role.

import { AttachRolePolicyCommand, DetachRolePolicyCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { orGone } from '../aws-errors.js';
import { defineResource } from '../resource-type.js';
import { text } from '../schema.js';
import { NO_SUCH_ENTITY } from './aws-iam-role.js';

export const awsIamRolePolicyAttachment = defineResource({
  type: 'aws_iam_role_policy_attachment',
  schema: {
    role: text({ required: true, replaces: true }),
    policy_arn: text({ required: true, replaces: true }),
  },

  async create({ clients }, planned) {
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName: planned.role, PolicyArn: planned.policy_arn }));
    return `${planned.role}/${planned.policy_arn}`;
  },

  async read({ clients }, _id, known) {
    const command = new ListAttachedRolePoliciesCommand({ RoleName: known.role });
    const answer = await orGone(clients.iam.send(command), NO_SUCH_ENTITY);
    const attached = answer?.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === known.policy_arn) ?? false;
    return attached ? { role: known.role, policy_arn: known.policy_arn } : undefined;
  },

  async remove({ clients }, _id, known) {
    const command = new DetachRolePolicyCommand({ RoleName: known.role, PolicyArn: known.policy_arn });
    await orGone(clients.iam.send(command), NO_SUCH_ENTITY);
  },
});
