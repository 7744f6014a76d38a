// What a storm calls on purpose: operations that move a stack, with arguments that mostly fit and sometimes do not.

import type { Dice } from './dice.js';

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Row = readonly [
  weight: number,
  service: string,
  operation: string,
  input: (dice: Dice) => Record<string, unknown>,
];

const IMAGE = 'ami-0a1b2c3d4e5f60718';
const HTTP = (dice: Dice): object => ({ Type: 'forward', TargetGroupArn: dice.some('target-group') });
const name = (dice: Dice, what: string): string => `${what}-${dice.number(1, 4)}`;
const cidr = (dice: Dice): string =>
  dice.one(['0.0.0.0/0', '10.0.0.0/16', `10.${dice.number(0, 9)}.${dice.number(0, 9)}.0/24`, '10.0.0.1/32']);
const port = (dice: Dice): number => dice.one([80, 8000, 22, 443, 1024]);
const ports = (dice: Dice): { FromPort: number; ToPort: number } => {
  const from = port(dice);
  return { FromPort: from, ToPort: dice.chance(0.8) ? from : 65_535 };
};
const permission = (dice: Dice): object => ({
  IpProtocol: dice.one(['tcp', 'udp', '-1']),
  ...ports(dice),
  ...(dice.chance(0.5)
    ? { IpRanges: [{ CidrIp: cidr(dice) }] }
    : { UserIdGroupPairs: [{ GroupId: dice.some('security-group') }] }),
});
const sizes = (dice: Dice): { MinSize: number; MaxSize: number; DesiredCapacity: number } => {
  const low = dice.number(0, 3);
  const high = low + dice.number(0, 4);
  return { MinSize: low, MaxSize: high, DesiredCapacity: dice.number(low - (dice.chance(0.1) ? 1 : 0), high) };
};
const template = (dice: Dice): object => ({
  LaunchTemplate: { LaunchTemplateId: dice.some('template'), Version: dice.one(['$Latest', '$Default', '1']) },
});
const subnets = (dice: Dice): string[] => dice.several('subnet', 1, 4);
const member = (dice: Dice): string => dice.some(dice.chance(0.9) ? 'member' : 'instance');

export const NETWORK: readonly Row[] = [
  [2, 'ec2', 'CreateVpc', (d) => ({ CidrBlock: d.one(['10.0.0.0/16', '10.1.0.0/16', '172.31.0.0/16', '10.0.0.0/8']) })],
  [2, 'ec2', 'DeleteVpc', (d) => ({ VpcId: d.some('vpc') })],
  [2, 'ec2', 'ModifyVpcAttribute', (d) => ({ VpcId: d.some('vpc'), EnableDnsSupport: { Value: d.chance(0.5) } })],
  [
    4,
    'ec2',
    'CreateSubnet',
    (d) => ({
      VpcId: d.some('vpc'),
      CidrBlock: `10.${d.number(0, 1)}.${d.number(0, 9)}.0/24`,
      AvailabilityZone: d.some('zone'),
    }),
  ],
  [3, 'ec2', 'DeleteSubnet', (d) => ({ SubnetId: d.some('subnet') })],
  [
    2,
    'ec2',
    'ModifySubnetAttribute',
    (d) => ({ SubnetId: d.some('subnet'), MapPublicIpOnLaunch: { Value: d.chance(0.5) } }),
  ],
  [2, 'ec2', 'CreateInternetGateway', () => ({})],
  [2, 'ec2', 'AttachInternetGateway', (d) => ({ InternetGatewayId: d.some('internet-gateway'), VpcId: d.some('vpc') })],
  [1, 'ec2', 'DetachInternetGateway', (d) => ({ InternetGatewayId: d.some('internet-gateway'), VpcId: d.some('vpc') })],
  [1, 'ec2', 'DeleteInternetGateway', (d) => ({ InternetGatewayId: d.some('internet-gateway') })],
  [2, 'ec2', 'CreateRouteTable', (d) => ({ VpcId: d.some('vpc') })],
  [1, 'ec2', 'DeleteRouteTable', (d) => ({ RouteTableId: d.some('route-table') })],
  [3, 'ec2', 'AssociateRouteTable', (d) => ({ RouteTableId: d.some('route-table'), SubnetId: d.some('subnet') })],
  [
    2,
    'ec2',
    'ReplaceRouteTableAssociation',
    (d) => ({ AssociationId: d.some('route-association'), RouteTableId: d.some('route-table') }),
  ],
  [1, 'ec2', 'DisassociateRouteTable', (d) => ({ AssociationId: d.some('route-association') })],
  [
    3,
    'ec2',
    'CreateRoute',
    (d) => ({
      RouteTableId: d.some('route-table'),
      DestinationCidrBlock: cidr(d),
      ...(d.chance(0.5) ? { GatewayId: d.some('internet-gateway') } : { NatGatewayId: d.some('nat-gateway') }),
    }),
  ],
  [
    2,
    'ec2',
    'ReplaceRoute',
    (d) => ({
      RouteTableId: d.some('route-table'),
      DestinationCidrBlock: cidr(d),
      NatGatewayId: d.some('nat-gateway'),
    }),
  ],
  [2, 'ec2', 'DeleteRoute', (d) => ({ RouteTableId: d.some('route-table'), DestinationCidrBlock: cidr(d) })],
  [3, 'ec2', 'AllocateAddress', () => ({ Domain: 'vpc' })],
  [2, 'ec2', 'ReleaseAddress', (d) => ({ AllocationId: d.some('allocation') })],
  [
    3,
    'ec2',
    'AssociateAddress',
    (d) => ({
      AllocationId: d.some('allocation'),
      ...(d.chance(0.7) ? { InstanceId: d.some('instance') } : { NetworkInterfaceId: d.some('interface') }),
      AllowReassociation: d.chance(0.7),
    }),
  ],
  [2, 'ec2', 'DisassociateAddress', (d) => ({ AssociationId: d.some('address-association') })],
  [
    4,
    'ec2',
    'CreateNatGateway',
    (d) => ({
      SubnetId: d.some('subnet'),
      ...(d.chance(0.8) ? { AllocationId: d.some('allocation') } : { ConnectivityType: 'private' }),
    }),
  ],
  [2, 'ec2', 'DeleteNatGateway', (d) => ({ NatGatewayId: d.some('nat-gateway') })],
  [3, 'ec2', 'CreateSecurityGroup', (d) => ({ GroupName: name(d, 'sg'), Description: 'storm', VpcId: d.some('vpc') })],
  [2, 'ec2', 'DeleteSecurityGroup', (d) => ({ GroupId: d.some('security-group') })],
  [
    4,
    'ec2',
    'AuthorizeSecurityGroupIngress',
    (d) => ({ GroupId: d.some('security-group'), IpPermissions: [permission(d)] }),
  ],
  [
    2,
    'ec2',
    'RevokeSecurityGroupIngress',
    (d) => ({
      GroupId: d.some('security-group'),
      ...(d.chance(0.7) ? { SecurityGroupRuleIds: [d.some('security-rule')] } : { IpPermissions: [permission(d)] }),
    }),
  ],
  [
    2,
    'ec2',
    'RevokeSecurityGroupEgress',
    (d) => ({ GroupId: d.some('security-group'), SecurityGroupRuleIds: [d.some('security-rule')] }),
  ],
  [
    2,
    'ec2',
    'AuthorizeSecurityGroupEgress',
    (d) => ({ GroupId: d.some('security-group'), IpPermissions: [permission(d)] }),
  ],
  [2, 'ec2', 'CreateNetworkAcl', (d) => ({ VpcId: d.some('vpc') })],
  [1, 'ec2', 'DeleteNetworkAcl', (d) => ({ NetworkAclId: d.some('network-acl') })],
  [
    3,
    'ec2',
    'ReplaceNetworkAclAssociation',
    (d) => ({ AssociationId: d.some('acl-association'), NetworkAclId: d.some('network-acl') }),
  ],
  [
    3,
    'ec2',
    'CreateNetworkAclEntry',
    (d) => ({
      NetworkAclId: d.some('network-acl'),
      RuleNumber: d.number(1, 120),
      Protocol: d.one(['-1', '6']),
      RuleAction: d.one(['allow', 'deny']),
      Egress: d.chance(0.5),
      CidrBlock: cidr(d),
      PortRange: { From: 80, To: 65_535 },
    }),
  ],
  [
    2,
    'ec2',
    'DeleteNetworkAclEntry',
    (d) => ({ NetworkAclId: d.some('network-acl'), RuleNumber: d.one([100, d.number(1, 120)]), Egress: d.chance(0.5) }),
  ],
  [2, 'ec2', 'DeleteNetworkInterface', (d) => ({ NetworkInterfaceId: d.some('interface') })],
  [2, 'ec2', 'DetachNetworkInterface', (d) => ({ AttachmentId: d.some('attachment'), Force: d.chance(0.5) })],
];

export const MACHINES: readonly Row[] = [
  [
    5,
    'ec2',
    'RunInstances',
    (d) => ({
      ImageId: IMAGE,
      InstanceType: d.one(['t3.micro', 't3.small', 'm5.large', 't4g.micro']),
      MinCount: 1,
      MaxCount: d.number(1, 3),
      SubnetId: d.some('subnet'),
      SecurityGroupIds: d.several('security-group', 1, 2),
      InstanceInitiatedShutdownBehavior: d.one(['stop', 'terminate']),
      ...(d.chance(0.3) ? { DisableApiTermination: true } : {}),
      ...(d.chance(0.3) ? { ClientToken: name(d, 'token') } : {}),
    }),
  ],
  [6, 'ec2', 'TerminateInstances', (d) => ({ InstanceIds: d.several('instance', 1, 3) })],
  [4, 'ec2', 'StopInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2), Force: d.chance(0.3) })],
  [4, 'ec2', 'StartInstances', (d) => ({ InstanceIds: d.several('instance', 1, 3) })],
  [3, 'ec2', 'RebootInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2) })],
  [
    2,
    'ec2',
    'ModifyInstanceAttribute',
    (d) => ({
      InstanceId: d.some('instance'),
      ...d.one([
        { DisableApiTermination: { Value: d.chance(0.5) } },
        { Groups: d.several('security-group', 1, 3) },
        { InstanceType: { Value: 't3.small' } },
        { SourceDestCheck: { Value: false } },
      ]),
    }),
  ],
  [2, 'ec2', 'MonitorInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2) })],
  [2, 'ec2', 'UnmonitorInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2) })],
  [
    2,
    'ec2',
    'ModifyInstanceCreditSpecification',
    (d) => ({
      InstanceCreditSpecifications: [{ InstanceId: d.some('instance'), CpuCredits: d.one(['standard', 'unlimited']) }],
    }),
  ],
  [
    3,
    'ec2',
    'CreateLaunchTemplate',
    (d) => ({
      LaunchTemplateName: name(d, 'template'),
      LaunchTemplateData: {
        ImageId: IMAGE,
        InstanceType: 't3.micro',
        ...(d.chance(0.5) ? { SecurityGroupIds: d.several('security-group', 1, 1) } : {}),
      },
    }),
  ],
  [
    3,
    'ec2',
    'CreateLaunchTemplateVersion',
    (d) => ({
      LaunchTemplateId: d.some('template'),
      SourceVersion: '1',
      LaunchTemplateData: { InstanceType: d.one(['t3.small', 't3.micro', 't4g.nano']) },
    }),
  ],
  [
    2,
    'ec2',
    'ModifyLaunchTemplate',
    (d) => ({ LaunchTemplateId: d.some('template'), DefaultVersion: String(d.number(1, 4)) }),
  ],
  [
    2,
    'ec2',
    'DeleteLaunchTemplateVersions',
    (d) => ({ LaunchTemplateId: d.some('template'), Versions: [String(d.number(1, 4))] }),
  ],
  [1, 'ec2', 'DeleteLaunchTemplate', (d) => ({ LaunchTemplateId: d.some('template') })],
  [
    2,
    'ec2',
    'AssociateIamInstanceProfile',
    (d) => ({ InstanceId: d.some('instance'), IamInstanceProfile: { Name: d.some('profile') } }),
  ],
  [2, 'ec2', 'DisassociateIamInstanceProfile', (d) => ({ AssociationId: d.some('profile-association') })],
  [
    2,
    'ec2',
    'CreateTags',
    (d) => ({
      Resources: [d.some(d.one(['instance', 'subnet', 'volume', 'nat-gateway']))],
      Tags: [{ Key: name(d, 'tag'), Value: 'x' }],
    }),
  ],
  [
    4,
    'ssm',
    'SendCommand',
    (d) => ({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: d.several('instance', 1, 2),
      Parameters: {
        commands: [
          d.one([
            'sudo docker ps',
            'sudo docker stop $(sudo docker ps -q)',
            'sudo systemctl stop docker',
            'sudo systemctl start docker',
            'sleep 400',
            'sudo shutdown -h now',
            'sudo reboot',
            'exit 3',
            'kill -9 1',
            'timeout 60 yes > /dev/null',
            'false',
          ]),
        ],
      },
      TimeoutSeconds: 60,
    }),
  ],
  [1, 'ssm', 'CancelCommand', (d) => ({ CommandId: d.some('command') })],
  [
    1,
    'iam',
    'RemoveRoleFromInstanceProfile',
    (d) => ({ InstanceProfileName: d.some('profile'), RoleName: d.some('role') }),
  ],
  [1, 'iam', 'AddRoleToInstanceProfile', (d) => ({ InstanceProfileName: d.some('profile'), RoleName: d.some('role') })],
];

export const BALANCING: readonly Row[] = [
  [
    3,
    'elbv2',
    'CreateLoadBalancer',
    (d) => ({
      Name: name(d, 'lb'),
      Subnets: subnets(d),
      SecurityGroups: d.several('security-group', 1, 1),
      Scheme: d.one(['internet-facing', 'internal']),
    }),
  ],
  [1, 'elbv2', 'DeleteLoadBalancer', (d) => ({ LoadBalancerArn: d.some('load-balancer') })],
  [3, 'elbv2', 'SetSubnets', (d) => ({ LoadBalancerArn: d.some('load-balancer'), Subnets: subnets(d) })],
  [
    2,
    'elbv2',
    'SetSecurityGroups',
    (d) => ({ LoadBalancerArn: d.some('load-balancer'), SecurityGroups: d.several('security-group', 1, 2) }),
  ],
  [
    3,
    'elbv2',
    'CreateTargetGroup',
    (d) => ({
      Name: name(d, 'tg'),
      Protocol: 'HTTP',
      Port: d.one([80, 8000]),
      VpcId: d.some('vpc'),
      HealthCheckIntervalSeconds: d.one([5, 10, 30]),
      HealthCheckTimeoutSeconds: d.one([2, 4, 5]),
      HealthyThresholdCount: d.number(2, 5),
    }),
  ],
  [1, 'elbv2', 'DeleteTargetGroup', (d) => ({ TargetGroupArn: d.some('target-group') })],
  [
    4,
    'elbv2',
    'CreateListener',
    (d) => ({
      LoadBalancerArn: d.some('load-balancer'),
      Protocol: 'HTTP',
      Port: d.one([80, 8080, 81]),
      DefaultActions: [HTTP(d)],
    }),
  ],
  [
    2,
    'elbv2',
    'ModifyListener',
    (d) => ({
      ListenerArn: d.some('listener'),
      ...(d.chance(0.3) ? { Port: d.one([80, 8080, 81]) } : {}),
      DefaultActions: [
        d.chance(0.7) ? HTTP(d) : { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } },
      ],
    }),
  ],
  [1, 'elbv2', 'DeleteListener', (d) => ({ ListenerArn: d.some('listener') })],
  [
    3,
    'elbv2',
    'CreateRule',
    (d) => ({
      ListenerArn: d.some('listener'),
      Priority: d.number(1, 5),
      Conditions: [{ Field: 'path-pattern', Values: [d.one(['/', '/api/*', '*'])] }],
      Actions: [
        d.chance(0.6)
          ? HTTP(d)
          : {
              Type: 'forward',
              ForwardConfig: {
                TargetGroups: [
                  { TargetGroupArn: d.some('target-group'), Weight: 1 },
                  { TargetGroupArn: d.some('target-group'), Weight: d.number(0, 2) },
                ],
              },
            },
      ],
    }),
  ],
  [
    2,
    'elbv2',
    'SetRulePriorities',
    (d) => ({ RulePriorities: [{ RuleArn: d.some('rule'), Priority: d.number(1, 5) }] }),
  ],
  [1, 'elbv2', 'DeleteRule', (d) => ({ RuleArn: d.some('rule') })],
  [
    6,
    'elbv2',
    'RegisterTargets',
    (d) => ({
      TargetGroupArn: d.some('target-group'),
      Targets: d.several('running', 1, 2).map((Id) => ({ Id, ...(d.chance(0.2) ? { Port: port(d) } : {}) })),
    }),
  ],
  [
    6,
    'elbv2',
    'DeregisterTargets',
    (d) => ({ TargetGroupArn: d.some('target-group'), Targets: d.several('instance', 1, 2).map((Id) => ({ Id })) }),
  ],
  [
    3,
    'elbv2',
    'ModifyTargetGroup',
    (d) => ({
      TargetGroupArn: d.some('target-group'),
      HealthCheckPath: d.one(['/', '/health/', '/nowhere']),
      HealthCheckIntervalSeconds: d.one([5, 10, 30, 300]),
      UnhealthyThresholdCount: d.number(2, 4),
    }),
  ],
  [
    3,
    'elbv2',
    'ModifyTargetGroupAttributes',
    (d) => ({
      TargetGroupArn: d.some('target-group'),
      Attributes: [
        d.one([
          { Key: 'deregistration_delay.timeout_seconds', Value: String(d.one([0, 10, 60, 300])) },
          { Key: 'slow_start.duration_seconds', Value: d.one(['0', '30']) },
          {
            Key: 'load_balancing.algorithm.type',
            Value: d.one(['round_robin', 'least_outstanding_requests', 'weighted_random']),
          },
          { Key: 'target_group_health.dns_failover.minimum_healthy_targets.count', Value: d.one(['1', '2', 'off']) },
          {
            Key: 'load_balancing.cross_zone.enabled',
            Value: d.one(['true', 'false', 'use_load_balancer_configuration']),
          },
        ]),
      ],
    }),
  ],
  [
    2,
    'elbv2',
    'ModifyLoadBalancerAttributes',
    (d) => ({
      LoadBalancerArn: d.some('load-balancer'),
      Attributes: [
        d.one([
          { Key: 'idle_timeout.timeout_seconds', Value: String(d.number(1, 100)) },
          { Key: 'deletion_protection.enabled', Value: d.one(['true', 'false']) },
        ]),
      ],
    }),
  ],
];

export const SCALING: readonly Row[] = [
  [
    3,
    'autoscaling',
    'CreateAutoScalingGroup',
    (d) => ({
      AutoScalingGroupName: name(d, 'asg'),
      ...template(d),
      ...sizes(d),
      VPCZoneIdentifier: subnets(d).join(','),
      HealthCheckType: d.one(['EC2', 'ELB']),
      HealthCheckGracePeriod: d.one([0, 60, 300]),
      ...(d.chance(0.5) ? { TargetGroupARNs: d.several('target-group', 1, 2) } : {}),
      ...(d.chance(0.3) ? { InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 } } : {}),
      NewInstancesProtectedFromScaleIn: d.chance(0.2),
    }),
  ],
  [
    5,
    'autoscaling',
    'UpdateAutoScalingGroup',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      ...(d.chance(0.6) ? sizes(d) : {}),
      ...(d.chance(0.2) ? { VPCZoneIdentifier: subnets(d).join(',') } : {}),
      ...(d.chance(0.2) ? template(d) : {}),
      ...(d.chance(0.2) ? { HealthCheckType: d.one(['EC2', 'ELB']) } : {}),
      ...(d.chance(0.2)
        ? {
            InstanceMaintenancePolicy: d.one([
              { MinHealthyPercentage: 100, MaxHealthyPercentage: 120 },
              { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 },
            ]),
          }
        : {}),
    }),
  ],
  [
    1,
    'autoscaling',
    'DeleteAutoScalingGroup',
    (d) => ({ AutoScalingGroupName: d.some('group'), ForceDelete: d.chance(0.6) }),
  ],
  [
    7,
    'autoscaling',
    'SetDesiredCapacity',
    (d) => ({ AutoScalingGroupName: d.some('group'), DesiredCapacity: d.number(0, 6), HonorCooldown: d.chance(0.2) }),
  ],
  [
    4,
    'autoscaling',
    'TerminateInstanceInAutoScalingGroup',
    (d) => ({ InstanceId: member(d), ShouldDecrementDesiredCapacity: d.chance(0.4) }),
  ],
  [
    4,
    'autoscaling',
    'SetInstanceHealth',
    (d) => ({
      InstanceId: member(d),
      HealthStatus: d.one(['Unhealthy', 'Unhealthy', 'Healthy']),
      ShouldRespectGracePeriod: d.chance(0.3),
    }),
  ],
  [
    3,
    'autoscaling',
    'SetInstanceProtection',
    (d) => ({ AutoScalingGroupName: d.some('group'), InstanceIds: [member(d)], ProtectedFromScaleIn: d.chance(0.5) }),
  ],
  [
    4,
    'autoscaling',
    'AttachInstances',
    (d) => ({ AutoScalingGroupName: d.some('group'), InstanceIds: d.several('running', 1, 2) }),
  ],
  [
    4,
    'autoscaling',
    'DetachInstances',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      InstanceIds: [member(d)],
      ShouldDecrementDesiredCapacity: d.chance(0.5),
    }),
  ],
  [
    4,
    'autoscaling',
    'EnterStandby',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      InstanceIds: [member(d)],
      ShouldDecrementDesiredCapacity: d.chance(0.5),
    }),
  ],
  [4, 'autoscaling', 'ExitStandby', (d) => ({ AutoScalingGroupName: d.some('group'), InstanceIds: [member(d)] })],
  [
    3,
    'autoscaling',
    'AttachLoadBalancerTargetGroups',
    (d) => ({ AutoScalingGroupName: d.some('group'), TargetGroupARNs: [d.some('target-group')] }),
  ],
  [
    3,
    'autoscaling',
    'DetachLoadBalancerTargetGroups',
    (d) => ({ AutoScalingGroupName: d.some('group'), TargetGroupARNs: [d.some('target-group')] }),
  ],
  [
    3,
    'autoscaling',
    'SuspendProcesses',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      ScalingProcesses: [
        d.one([
          'Launch',
          'Terminate',
          'HealthCheck',
          'ReplaceUnhealthy',
          'AZRebalance',
          'AlarmNotification',
          'AddToLoadBalancer',
        ]),
      ],
    }),
  ],
  [4, 'autoscaling', 'ResumeProcesses', (d) => ({ AutoScalingGroupName: d.some('group') })],
  [
    3,
    'autoscaling',
    'PutLifecycleHook',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      LifecycleHookName: name(d, 'hook'),
      LifecycleTransition: d.one(['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING']),
      HeartbeatTimeout: d.one([30, 60, 300]),
      DefaultResult: d.one(['CONTINUE', 'ABANDON']),
    }),
  ],
  [
    2,
    'autoscaling',
    'DeleteLifecycleHook',
    (d) => ({ AutoScalingGroupName: d.some('group'), LifecycleHookName: d.some('hook') }),
  ],
  [
    3,
    'autoscaling',
    'CompleteLifecycleAction',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      LifecycleHookName: d.some('hook'),
      InstanceId: member(d),
      LifecycleActionResult: d.one(['CONTINUE', 'ABANDON']),
    }),
  ],
  [
    4,
    'autoscaling',
    'StartInstanceRefresh',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      Preferences: { MinHealthyPercentage: d.one([0, 50, 90]), InstanceWarmup: d.one([0, 30, 120]) },
    }),
  ],
  [2, 'autoscaling', 'CancelInstanceRefresh', (d) => ({ AutoScalingGroupName: d.some('group') })],
  [
    3,
    'autoscaling',
    'PutScalingPolicy',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      PolicyName: name(d, 'policy'),
      ...d.one([
        {
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingConfiguration: {
            PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
            TargetValue: d.number(5, 60),
            DisableScaleIn: d.chance(0.3),
          },
        },
        {
          PolicyType: 'SimpleScaling',
          AdjustmentType: 'ChangeInCapacity',
          ScalingAdjustment: d.number(-2, 2),
          Cooldown: d.one([0, 60]),
        },
        {
          PolicyType: 'StepScaling',
          AdjustmentType: d.one(['ChangeInCapacity', 'PercentChangeInCapacity', 'ExactCapacity']),
          StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: d.number(0, 3) }],
        },
      ]),
    }),
  ],
  [1, 'autoscaling', 'DeletePolicy', (d) => ({ AutoScalingGroupName: d.some('group'), PolicyName: d.some('policy') })],
  [
    3,
    'autoscaling',
    'ExecutePolicy',
    (d) => ({
      AutoScalingGroupName: d.some('group'),
      PolicyName: d.some('policy'),
      HonorCooldown: d.chance(0.3),
      ...(d.chance(0.5) ? { MetricValue: 70, BreachThreshold: 50 } : {}),
    }),
  ],
  [
    2,
    'autoscaling',
    'EnableMetricsCollection',
    (d) => ({ AutoScalingGroupName: d.some('group'), Granularity: '1Minute' }),
  ],
  [
    3,
    'cloudwatch',
    'PutMetricAlarm',
    (d) => ({
      AlarmName: name(d, 'alarm'),
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: d.some('group') }],
      Statistic: 'Average',
      Period: d.one([10, 60, 300]),
      EvaluationPeriods: d.number(1, 3),
      Threshold: d.number(1, 60),
      ComparisonOperator: d.one(['GreaterThanThreshold', 'LessThanThreshold']),
      TreatMissingData: d.one(['missing', 'breaching', 'notBreaching', 'ignore']),
      AlarmActions: d.several('policy-arn', 0, 2),
    }),
  ],
  [1, 'cloudwatch', 'DeleteAlarms', (d) => ({ AlarmNames: [d.some('alarm')] })],
  [
    3,
    'cloudwatch',
    'SetAlarmState',
    (d) => ({
      AlarmName: d.some('alarm'),
      StateValue: d.one(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      StateReason: 'storm',
    }),
  ],
  [1, 'cloudwatch', 'DisableAlarmActions', (d) => ({ AlarmNames: [d.some('alarm')] })],
  [1, 'cloudwatch', 'EnableAlarmActions', (d) => ({ AlarmNames: [d.some('alarm')] })],
  [
    2,
    'cloudwatch',
    'PutMetricData',
    (d) => ({ Namespace: 'Storm', MetricData: [{ MetricName: 'm', Value: d.number(-5, 5), Unit: 'Count' }] }),
  ],
];

const ALL = [NETWORK, MACHINES, BALANCING, SCALING];
const WEIGHTS = [1, 1, 1.2, 2] as const;

export function deliberateCall(dice: Dice): Call {
  const table = dice.weighed(ALL.map((rows, place) => [WEIGHTS[place] ?? 1, rows] as const));
  const [, service, operation, input] = dice.weighed(table.map((row) => [row[0], row] as const));
  return { service, operation, input: input(dice) };
}
