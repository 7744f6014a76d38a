// Whether this caller may do what a project's life needs, as far as a question can tell: one look at each service, and dry runs of EC2,
// which check the permission and do nothing. What can only be tried by doing it, is not.

import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AllocateAddressCommand,
  CreateInternetGatewayCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { isAwsAnswer } from '../../lab/aws-answer.js';
import type { AwsClients } from '../../lab/clients.js';
import type { Check } from './check.js';

/** By the action that each needs. */
const QUESTIONS: Readonly<Record<string, (clients: AwsClients) => Promise<unknown>>> = {
  'ec2:DescribeInstances': ({ ec2 }) => ec2.send(new DescribeInstancesCommand({ MaxResults: 5 })),
  'ec2:CreateVpc': ({ ec2 }) => ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', DryRun: true })),
  'ec2:CreateInternetGateway': ({ ec2 }) => ec2.send(new CreateInternetGatewayCommand({ DryRun: true })),
  'ec2:AllocateAddress': ({ ec2 }) => ec2.send(new AllocateAddressCommand({ Domain: 'vpc', DryRun: true })),
  'elasticloadbalancing:DescribeLoadBalancers': ({ elbv2 }) =>
    elbv2.send(new DescribeLoadBalancersCommand({ PageSize: 1 })),
  'autoscaling:DescribeAutoScalingGroups': ({ autoscaling }) =>
    autoscaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 })),
  'cloudwatch:DescribeAlarms': ({ cloudwatch }) => cloudwatch.send(new DescribeAlarmsCommand({ MaxRecords: 1 })),
  'iam:ListRoles': ({ iam }) => iam.send(new ListRolesCommand({ MaxItems: 1 })),
  'logs:DescribeLogGroups': ({ logs }) => logs.send(new DescribeLogGroupsCommand({ limit: 1 })),
  'servicequotas:GetServiceQuota': ({ servicequotas }) =>
    servicequotas.send(new GetServiceQuotaCommand({ ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' })),
};

/** Without it a deploy goes on, with AWS's defaults for limits. */
const SPARED = ['servicequotas:GetServiceQuota'];

const DENIED = /denied|unauthorized|authorizationerror/i;

/** Throws what is no answer of AWS's. */
export async function permissionsCheck(clients: AwsClients): Promise<Check> {
  const asked = await Promise.all(
    Object.entries(QUESTIONS).map(async ([action, ask]) => ({ action, allowed: await isAllowed(ask(clients)) })),
  );
  const missing = asked.filter(({ allowed }) => !allowed).map(({ action }) => action);
  const named = { name: 'permissions', forWhat: '--target aws' };
  if (missing.length === 0) {
    return { ...named, state: 'ok', said: `${asked.length} of the policy’s actions asked for, by looks and dry runs` };
  }
  const needed = missing.some((action) => !SPARED.includes(action));
  return {
    ...named,
    state: needed ? 'problem' : 'absent',
    said: `not allowed: ${missing.join(', ')}`,
    todo: 'Everything that must be allowed: ha-lab doctor --iam',
  };
}

/** Whatever else AWS answers, the caller was allowed to ask: a dry run always ends with an error. */
function isAllowed(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => true,
    (error: unknown) => {
      if (!isAwsAnswer(error)) throw error;
      return !DENIED.test(error.name);
    },
  );
}
