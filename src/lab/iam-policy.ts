// The least that an account must allow so that one project can be deployed, broken, watched and destroyed there: what Terraform's provider
// calls and what ha-lab's own clients call. Looking is allowed everywhere in the region; changing only by the project's names or its tag,
// where AWS has a way to say so. Pure. Nobody has tried it on AWS itself.

import { PROJECT_TAG } from './project-tag.js';

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Of one project in one region. AWS's limit for a managed policy is 6,144 characters without white space. */
export function iamPolicy(project: string, region: string): IamPolicy {
  const inRegion = { StringEquals: { 'aws:RequestedRegion': region } };
  const tagged = {
    StringEquals: { 'aws:RequestedRegion': region, [`aws:ResourceTag/${PROJECT_TAG}`]: project },
  };
  const everywhere = ['*'];
  const allow = (
    Sid: string,
    Action: readonly string[],
    Resource: readonly string[],
    Condition?: PolicyStatement['Condition'],
  ): PolicyStatement => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  });
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:*:${rest}`;
  const role = `arn:aws:iam::*:role/${project}-instance`;
  return {
    Version: '2012-10-17',
    Statement: [
      allow('Look', LOOK, everywhere, inRegion),
      allow('LookAtIdentities', LOOK_AT_IDENTITIES, everywhere),
      allow('ReadImageName', ['ssm:GetParameter'], [`arn:aws:ssm:${region}::parameter/aws/service/*`]),
      allow('MakeNetwork', MAKE_IN_EC2, everywhere, inRegion),
      allow('ChangeWhatIsTagged', [...CHANGE_IN_EC2, 'logs:DeleteLogGroup'], everywhere, tagged),
      allow('Balance', CHANGE_BALANCING, [
        arn('elasticloadbalancing', `loadbalancer/app/${project}-alb/*`),
        arn('elasticloadbalancing', `listener/app/${project}-alb/*`),
        arn('elasticloadbalancing', `targetgroup/${project}-tg/*`),
      ]),
      allow('Scale', CHANGE_SCALING, [arn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${project}-asg`)]),
      allow('Alarm', CHANGE_ALARMS, [
        arn('cloudwatch', `alarm:${project}-*`),
        arn('cloudwatch', `alarm:TargetTracking-${project}-asg-*`),
      ]),
      allow('Identity', CHANGE_IDENTITIES, [role, `arn:aws:iam::*:instance-profile/${project}-instance`]),
      // Any other policy could hand out more than the caller has.
      allow('SystemsManager', ['iam:AttachRolePolicy'], [role], {
        ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore' },
      }),
      allow('HandRoleToMachines', ['iam:PassRole'], [role], {
        StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      }),
      allow('FirstUse', ['iam:CreateServiceLinkedRole'], ['arn:aws:iam::*:role/aws-service-role/*'], {
        StringEquals: {
          'iam:AWSServiceName': ['autoscaling.amazonaws.com', 'elasticloadbalancing.amazonaws.com'],
        },
      }),
      allow('DrillDocument', ['ssm:SendCommand'], [`arn:aws:ssm:${region}::document/AWS-RunShellScript`]),
      allow('DrillMachines', ['ssm:SendCommand'], [arn('ec2', 'instance/*')], {
        StringEquals: { [`ssm:resourceTag/${PROJECT_TAG}`]: project },
      }),
    ],
  };
}

const of = (service: string, names: string): readonly string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `${service}:${name}`);

/** Describing changes nothing, and AWS lets almost none of it be narrowed. */
const LOOK = [
  ...of('ec2', 'Describe* GetConsoleOutput'),
  ...of('elasticloadbalancing', 'Describe*'),
  ...of('autoscaling', 'Describe*'),
  ...of('cloudwatch', 'Describe* GetMetricData ListTagsForResource'),
  ...of('ssm', 'GetCommandInvocation'),
  ...of('logs', 'DescribeLogGroups ListTagsForResource'),
  ...of('servicequotas', 'GetAWSDefaultServiceQuota GetServiceQuota'),
];

const LOOK_AT_IDENTITIES = [
  'sts:GetCallerIdentity',
  // The stars stand for what the names go on to: roles, their policies and tags; profiles, those of a role, their tags. They keep it short.
  ...of(
    'iam',
    'GetInstanceProfile GetRole* ListAccountAliases ListAttachedRolePolicies ListInstanceProfile* ListRole*',
  ),
];

/** What makes a thing, or ties new things together: it has no tag yet. */
const MAKE_IN_EC2 = of(
  'ec2',
  `AllocateAddress AssociateAddress AssociateRouteTable AttachInternetGateway AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress
   CreateInternetGateway CreateLaunchTemplate CreateNatGateway CreateNetworkAcl CreateRoute CreateRouteTable CreateSecurityGroup
   CreateSubnet CreateTags CreateVpc ReplaceNetworkAclAssociation RunInstances`,
);

const CHANGE_IN_EC2 = of(
  'ec2',
  `CreateLaunchTemplateVersion DeleteInternetGateway DeleteLaunchTemplate DeleteLaunchTemplateVersions DeleteNatGateway DeleteNetworkAcl
   DeleteNetworkInterface DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteTags DeleteVpc DetachInternetGateway
   DetachNetworkInterface DisassociateAddress DisassociateRouteTable ModifyLaunchTemplate ModifySecurityGroupRules ModifySubnetAttribute
   ModifyVpcAttribute MonitorInstances ReleaseAddress ReplaceRoute ReplaceRouteTableAssociation RevokeSecurityGroupEgress
   RevokeSecurityGroupIngress TerminateInstances UnmonitorInstances`,
);

const CHANGE_BALANCING = of(
  'elasticloadbalancing',
  `AddTags CreateListener CreateLoadBalancer CreateTargetGroup DeleteListener DeleteLoadBalancer DeleteTargetGroup ModifyListener
   ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags
   SetSecurityGroups SetSubnets`,
);

const CHANGE_SCALING = of(
  'autoscaling',
  `AttachLoadBalancerTargetGroups CancelInstanceRefresh CreateAutoScalingGroup CreateOrUpdateTags
   DeleteAutoScalingGroup DeletePolicy DeleteTags DetachLoadBalancerTargetGroups DisableMetricsCollection
   EnableMetricsCollection PutScalingPolicy ResumeProcesses SetDesiredCapacity SetInstanceProtection StartInstanceRefresh
   SuspendProcesses UpdateAutoScalingGroup`,
);

const CHANGE_ALARMS = of('cloudwatch', 'DeleteAlarms PutMetricAlarm TagResource UntagResource');

const CHANGE_IDENTITIES = of(
  'iam',
  `AddRoleToInstanceProfile CreateInstanceProfile CreateRole DeleteInstanceProfile DeleteRole DeleteRolePolicy
   DetachRolePolicy RemoveRoleFromInstanceProfile TagInstanceProfile TagRole UntagInstanceProfile UntagRole UpdateAssumeRolePolicy
   UpdateRole UpdateRoleDescription`,
);

/** Whether some statement allows the action, whatever it is done to. @param action `ec2:DescribeVpcs` */
export function allows({ Statement }: IamPolicy, action: string): boolean {
  return Statement.some(({ Action }) =>
    Action.some((one) => one === action || (one.endsWith('*') && action.startsWith(one.slice(0, -1)))),
  );
}
