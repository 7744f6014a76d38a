// The account's number in everything that is answered: a whole stack in an account of another number than the usual one, and every Describe,
// Get and List asked with an SDK client. No other account's number is to be seen, and every ARN and owner has this one.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { sandboxClients } from '../../src/lab/clients.js';
import { deployInMemory, openInMemory } from '../../src/lab/in-memory.js';
import type { StackOutputs } from '../../src/lab/lab.js';
import { DEFAULT_BIRTH } from '../../src/sandbox/birth.js';
import { isRead } from '../../src/sandbox/inputs.js';
import { AMAZON_OWNER_ID } from '../../src/sandbox/services/shared/images.js';
import { operationsOf, SERVICE_NAMES } from '../../src/sandbox/wiring.js';
import { type SdkCall, sdkCall } from '../helpers/sdk-call.js';
import { ROOT } from '../tidy/sources.js';

const ACCOUNT = '210987654321';
const MINUTE = 60_000;
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const OWN_POLICY = `arn:aws:iam::${ACCOUNT}:policy/shop`;

/** The names by which the stack's things are asked for. */
interface Names {
  readonly outputs: StackOutputs;
  readonly instance: string;
  readonly vpc: string;
  readonly role: string;
  readonly profile: string;
  readonly loadBalancer: string;
  readonly listener: string;
  readonly alarm: string;
  readonly template: string;
  readonly command: string;
  readonly deletion: string;
  readonly now: number;
}

let send: SdkCall;
let names: Names;

beforeAll(async () => {
  const config = overlayConfig(defaultConfig('ha-django'), { group: { minSize: 2 } });
  const { sandbox, lab } = await deployInMemory(join(ROOT, 'generated/ha-django'), { accountId: ACCOUNT }, config);
  const clients = sandboxClients(sandbox.region, openInMemory(sandbox, 'wire').reach);
  send = sdkCall(clients);
  const { outputs } = lab;
  const group = { AutoScalingGroupName: outputs.autoScalingGroupName };
  const { groups } = sandbox.world.autoscaling;
  const instance = Object.keys(groups[outputs.autoScalingGroupName]?.instances ?? {})[0] ?? '';
  const [profile] = Object.values(sandbox.world.iam.instanceProfiles);
  const [loadBalancer] = Object.values(sandbox.world.elbv2.loadBalancers);
  const listener = Object.values(sandbox.world.elbv2.listeners)[0]?.listenerArn ?? '';

  const alarm = await alarmArn(outputs);
  // What the stack itself has none of.
  const tags = [{ Key: 'who', Value: 'me' }];
  await send('autoscaling', 'PutLifecycleHook', {
    ...group,
    LifecycleHookName: 'wait',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    HeartbeatTimeout: 30,
  });
  await send('autoscaling', 'PutScalingPolicy', {
    ...group,
    PolicyName: 'track',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
      TargetValue: 50,
    },
  });
  await send('autoscaling', 'PutScheduledUpdateGroupAction', {
    ...group,
    ScheduledActionName: 'night',
    Recurrence: '0 0 1 1 *',
    MaxSize: 4,
  });
  await send('elbv2', 'CreateRule', {
    ListenerArn: listener,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['/old'] }],
    Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '410' } }],
  });
  await send('elbv2', 'AddTags', { ResourceArns: [loadBalancer?.loadBalancerArn], Tags: tags });
  await send('cloudwatch', 'SetAlarmState', {
    AlarmName: outputs.alarmNames[0],
    StateValue: 'ALARM',
    StateReason: 'a test',
  });
  await send('cloudwatch', 'TagResource', { ResourceARN: alarm, Tags: tags });
  await send('ssm', 'PutParameter', { Name: '/shop/image', Value: 'x', Type: 'String', Tags: tags });
  await send('logs', 'CreateLogGroup', { logGroupName: '/shop/web', tags: { shop: 'web' } });
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await send('iam', 'PutRolePolicy', { RoleName: profile?.roleName, PolicyName: 'inline', PolicyDocument });
  await send('cloudwatch', 'PutDashboard', { DashboardName: 'shop', DashboardBody: '{"widgets":[]}' });
  await send('iam', 'CreatePolicy', { PolicyName: 'shop', PolicyDocument, Tags: tags });
  await send('iam', 'AttachRolePolicy', { RoleName: profile?.roleName, PolicyArn: OWN_POLICY });
  await send('iam', 'CreateServiceLinkedRole', { AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'shop' });
  const leaving = await send('iam', 'DeleteServiceLinkedRole', { RoleName: 'AWSServiceRoleForAutoScaling_shop' });
  await send('iam', 'TagRole', { RoleName: profile?.roleName, Tags: tags });
  await send('iam', 'TagInstanceProfile', { InstanceProfileName: profile?.instanceProfileName, Tags: tags });
  sandbox.run(sandbox.now + 10 * MINUTE);
  const sent = await send('ssm', 'SendCommand', {
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: [instance],
    Parameters: { commands: ['hostname'] },
  });
  await send('autoscaling', 'StartInstanceRefresh', group);
  sandbox.run(sandbox.now + 3 * MINUTE);
  names = {
    outputs,
    instance,
    vpc: loadBalancer?.vpcId ?? '',
    role: profile?.roleName ?? '',
    profile: profile?.instanceProfileName ?? '',
    loadBalancer: loadBalancer?.loadBalancerArn ?? '',
    listener,
    alarm,
    template: Object.keys(sandbox.world.ec2.launchTemplates)[0] ?? '',
    command: (sent.Command as { CommandId: string }).CommandId,
    deletion: String(leaving.DeletionTaskId),
    now: sandbox.now,
  };
});

async function alarmArn({ alarmNames }: StackOutputs): Promise<string> {
  const answer = await send('cloudwatch', 'DescribeAlarms', { AlarmNames: alarmNames.slice(0, 1) });
  return (answer.MetricAlarms as { AlarmArn: string }[])[0]?.AlarmArn ?? '';
}

const VPCS = { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' };

/** What has to be said besides the operation's name. */
const INPUTS: Readonly<Record<string, (names: Names) => object>> = {
  'ec2 DescribeInstanceAttribute': ({ instance }) => ({ InstanceId: instance, Attribute: 'groupSet' }),
  'ec2 DescribeInstanceTypes': () => ({ InstanceTypes: ['t3.micro'] }),
  'ec2 DescribeLaunchTemplateVersions': ({ template }) => ({ LaunchTemplateId: template }),
  'ec2 DescribeRegions': () => ({ AllRegions: true }),
  'ec2 DescribeVpcAttribute': ({ vpc }) => ({ VpcId: vpc, Attribute: 'enableDnsSupport' }),
  'ec2 GetConsoleOutput': ({ instance }) => ({ InstanceId: instance }),
  'iam GetServiceLinkedRoleDeletionStatus': ({ deletion }) => ({ DeletionTaskId: deletion }),
  'elbv2 DescribeCapacityReservation': ({ loadBalancer }) => ({ LoadBalancerArn: loadBalancer }),
  'elbv2 DescribeListenerAttributes': ({ listener }) => ({ ListenerArn: listener }),
  'elbv2 DescribeListenerCertificates': ({ listener }) => ({ ListenerArn: listener }),
  'elbv2 DescribeListeners': ({ loadBalancer }) => ({ LoadBalancerArn: loadBalancer }),
  'elbv2 DescribeLoadBalancerAttributes': ({ loadBalancer }) => ({ LoadBalancerArn: loadBalancer }),
  'elbv2 DescribeRules': ({ listener }) => ({ ListenerArn: listener }),
  'elbv2 DescribeTags': ({ loadBalancer, outputs }) => ({ ResourceArns: [loadBalancer, outputs.targetGroupArn] }),
  'elbv2 DescribeTargetGroupAttributes': ({ outputs }) => ({ TargetGroupArn: outputs.targetGroupArn }),
  'elbv2 DescribeTargetHealth': ({ outputs }) => ({ TargetGroupArn: outputs.targetGroupArn }),
  'autoscaling DescribeInstanceRefreshes': groupOf,
  'autoscaling DescribeLifecycleHooks': groupOf,
  'autoscaling DescribeLoadBalancerTargetGroups': groupOf,
  'autoscaling DescribeLoadBalancers': groupOf,
  'autoscaling DescribeTrafficSources': groupOf,
  'autoscaling DescribeWarmPool': groupOf,
  'cloudwatch DescribeAlarmsForMetric': ({ outputs }) => ({ ...cpuOf(outputs), Statistic: 'Average' }),
  'cloudwatch GetMetricData': ({ outputs, now }) => ({
    ...span(now),
    MetricDataQueries: [{ Id: 'cpu', MetricStat: { Metric: cpuOf(outputs), Period: 60, Stat: 'Average' } }],
  }),
  'cloudwatch GetMetricStatistics': ({ outputs, now }) => ({
    ...span(now),
    ...cpuOf(outputs),
    Period: 60,
    Statistics: ['Average'],
  }),
  'cloudwatch ListTagsForResource': ({ alarm }) => ({ ResourceARN: alarm }),
  'iam GetInstanceProfile': ({ profile }) => ({ InstanceProfileName: profile }),
  'iam GetPolicy': () => ({ PolicyArn: CORE }),
  'iam GetPolicyVersion': () => ({ PolicyArn: CORE, VersionId: 'v2' }),
  'iam GetRole': ({ role }) => ({ RoleName: role }),
  'iam GetRolePolicy': ({ role }) => ({ RoleName: role, PolicyName: 'inline' }),
  'iam ListAttachedRolePolicies': ({ role }) => ({ RoleName: role }),
  'iam ListInstanceProfileTags': ({ profile }) => ({ InstanceProfileName: profile }),
  'iam ListInstanceProfilesForRole': ({ role }) => ({ RoleName: role }),
  'cloudwatch GetDashboard': () => ({ DashboardName: 'shop' }),
  'iam ListEntitiesForPolicy': () => ({ PolicyArn: OWN_POLICY }),
  'iam ListPolicyTags': () => ({ PolicyArn: OWN_POLICY }),
  'iam ListPolicyVersions': () => ({ PolicyArn: OWN_POLICY }),
  'iam ListRolePolicies': ({ role }) => ({ RoleName: role }),
  'iam ListRoleTags': ({ role }) => ({ RoleName: role }),
  'sts GetAccessKeyInfo': () => ({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
  'ssm DescribeDocument': () => ({ Name: 'AWS-RunShellScript' }),
  'ssm GetCommandInvocation': ({ command, instance }) => ({ CommandId: command, InstanceId: instance }),
  'ssm GetDocument': () => ({ Name: 'AWS-RunShellScript' }),
  'ssm GetParameter': () => ({ Name: '/shop/image' }),
  'ssm GetParameterHistory': () => ({ Name: '/shop/image' }),
  'ssm GetParameters': () => ({ Names: ['/shop/image'] }),
  'ssm GetParametersByPath': () => ({ Path: '/shop' }),
  'ssm ListTagsForResource': () => ({ ResourceType: 'Parameter', ResourceId: '/shop/image' }),
  'logs ListTagsForResource': () => ({ resourceArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/shop/web` }),
  'servicequotas GetAWSDefaultServiceQuota': () => VPCS,
  'servicequotas GetServiceQuota': () => VPCS,
  'servicequotas ListAWSDefaultServiceQuotas': () => ({ ServiceCode: 'vpc' }),
  'servicequotas ListServiceQuotas': () => ({ ServiceCode: 'vpc' }),
};

function groupOf({ outputs }: Names): object {
  return { AutoScalingGroupName: outputs.autoScalingGroupName };
}

function cpuOf({ autoScalingGroupName }: StackOutputs): object {
  const Dimensions = [{ Name: 'AutoScalingGroupName', Value: autoScalingGroupName }];
  return { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions };
}

const span = (now: number): object => ({ StartTime: new Date(now - 10 * MINUTE), EndTime: new Date(now) });

/** Of these an account of the sandbox has none, whatever is deployed. */
const ALWAYS_EMPTY = [
  ...['ec2 DescribeAddressesAttribute', 'ec2 DescribeKeyPairs', 'ec2 DescribeVpcClassicLink'],
  ...[
    'ec2 DescribeVpcClassicLinkDnsSupport',
    'ec2 DescribeVpcEndpoints',
    'elbv2 DescribeListenerCertificates',
    'elbv2 DescribeCapacityReservation',
  ],
  ...['autoscaling DescribeLaunchConfigurations', 'autoscaling DescribeLoadBalancers', 'iam ListAccountAliases'],
  ...['autoscaling DescribeNotificationConfigurations', 'autoscaling DescribeWarmPool'],
];

/** Of an instance it is refused by name, so there is no answer to look into. */
const REFUSED = ['ec2 GetInstanceUefiData'];

const READS = SERVICE_NAMES.flatMap((service) =>
  Object.keys(operationsOf(service))
    .filter((operation) => isRead(operation) && !REFUSED.includes(`${service} ${operation}`))
    .map((operation) => [service, operation] as const),
);

/** Amazon's own accounts, where they belong. */
const AMAZONS: Readonly<Record<string, readonly string[]>> = { 'ec2 DescribeImages': [AMAZON_OWNER_ID] };

interface Text {
  readonly key: string;
  readonly text: string;
}

/** Every text in an answer and the member it stands in; dates and numbers are none. */
function textsIn(value: unknown, key = ''): readonly Text[] {
  if (typeof value === 'string') return [{ key, text: value }];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, Array.isArray(value) ? key : name));
}

const isEmpty = (answer: object): boolean =>
  Object.values(answer).every(
    (value) => value === undefined || value === false || (Array.isArray(value) && value.length === 0),
  );

let arns = 0;
let owners = 0;

describe(`an account of the number ${ACCOUNT}`, () => {
  test.each(READS)('%s %s', async (service, operation) => {
    const name = `${service} ${operation}`;
    const answer = await send(service, operation, INPUTS[name]?.(names) ?? {});
    expect(isEmpty(answer)).toBe(ALWAYS_EMPTY.includes(name));
    const known = [ACCOUNT, ...(AMAZONS[name] ?? [])];
    for (const { key, text } of textsIn(answer)) {
      const others = (text.match(/(?<!\d)\d{12}(?!\d)/g) ?? []).filter((digits) => !known.includes(digits));
      expect(others, `${key}: ${text}`).toEqual([]);
      for (const [, owner = ''] of text.matchAll(/arn:aws:[\w-]+:[\w-]*:([^:"]*):/g)) {
        expect([ACCOUNT, '', 'aws'], `${key}: ${text}`).toContain(owner);
        if (owner === ACCOUNT) arns += 1;
      }
      if (key !== 'OwnerId') continue;
      expect(known, text).toContain(text);
      owners += 1;
    }
  });

  test('and it was seen often', () => {
    expect(ACCOUNT).not.toBe(DEFAULT_BIRTH.accountId);
    expect(arns).toBeGreaterThan(60);
    expect(owners).toBeGreaterThan(30);
  });
});
