// Parameters that change what AWS does and that the sandbox does not model: one row each, with a call that is accepted without it.

/** The names by which the stack's things are asked for. */
export interface Names {
  readonly group: string;
  readonly targetGroup: string;
  readonly loadBalancer: string;
  readonly listener: string;
  readonly listenerRule: string;
  /** Of the security group. */
  readonly rule: string;
  readonly template: string;
  readonly instance: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly otherSubnet: string;
  readonly securityGroup: string;
  readonly routeTable: string;
  readonly acl: string;
  readonly address: string;
  readonly role: string;
  readonly alarm: string;
  readonly now: number;
}

export interface RefusedParameter {
  readonly service: string;
  readonly operation: string;
  /** What is added to the call, at the top or inside. */
  readonly extra: (names: Names) => object;
  /** AWS's own code where AWS would refuse it, too; else `UnsupportedOperation`. */
  readonly code?: string;
}

const MACHINE = {
  ImageId: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
  InstanceType: 't3.micro',
};
const TRUST = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
const WEB = { IpProtocol: 'tcp', FromPort: 8_080, ToPort: 8_080 };
const ELSEWHERE = '999988887777';
const MINUTE = 60_000;

const metric = ({ group }: Names) => ({
  Namespace: 'AWS/EC2',
  MetricName: 'CPUUtilization',
  Dimensions: [{ Name: 'AutoScalingGroupName', Value: group }],
});
const onPath = [{ Field: 'path-pattern', Values: ['/old'] }];
const gone = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '410' } }];
const shell = ({ instance }: Names) => ({
  DocumentName: 'AWS-RunShellScript',
  InstanceIds: [instance],
  Parameters: { commands: ['hostname'] },
});

/** A call of each operation that is accepted as it stands. */
export const ACCEPTED: Readonly<Record<string, (names: Names) => object>> = {
  'ec2 AllocateAddress': () => ({ Domain: 'vpc' }),
  'ec2 AuthorizeSecurityGroupIngress': ({ securityGroup }) => ({
    GroupId: securityGroup,
    IpPermissions: [{ ...WEB, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
  }),
  'ec2 CreateLaunchTemplate': () => ({ LaunchTemplateName: 'another', LaunchTemplateData: MACHINE }),
  'ec2 CreateNatGateway': ({ subnet }) => ({ SubnetId: subnet, ConnectivityType: 'private' }),
  'ec2 CreateNetworkAclEntry': ({ acl }) => ({
    NetworkAclId: acl,
    RuleNumber: 50,
    Protocol: '-1',
    RuleAction: 'allow',
    Egress: true,
    CidrBlock: '10.0.0.0/8',
  }),
  'ec2 CreateSubnet': ({ vpc }) => ({ VpcId: vpc, CidrBlock: '10.0.200.0/24' }),
  'ec2 CreateVpc': () => ({ CidrBlock: '10.77.0.0/16' }),
  'ec2 DescribeInstanceTypes': () => ({ InstanceTypes: ['t3.micro'] }),
  'ec2 ModifyInstanceAttribute': ({ instance }) => ({ InstanceId: instance, DisableApiStop: { Value: true } }),
  'ec2 ModifyInstanceMetadataOptions': ({ instance }) => ({ InstanceId: instance, HttpTokens: 'required' }),
  'ec2 MonitorInstances': ({ instance }) => ({ InstanceIds: [instance] }),
  'ec2 ReleaseAddress': ({ address }) => ({ AllocationId: address }),
  'ec2 RunInstances': () => ({ ...MACHINE, MinCount: 1, MaxCount: 1 }),
  'ec2 StartInstances': ({ instance }) => ({ InstanceIds: [instance] }),
  'ec2 StopInstances': ({ instance }) => ({ InstanceIds: [instance] }),
  'ec2 TerminateInstances': ({ instance }) => ({ InstanceIds: [instance] }),
  'elbv2 CreateListener': (names) => ({
    LoadBalancerArn: names.loadBalancer,
    Protocol: 'HTTP',
    Port: 8_080,
    DefaultActions: gone,
  }),
  'elbv2 CreateLoadBalancer': ({ subnet, otherSubnet }) => ({ Name: 'another', Subnets: [subnet, otherSubnet] }),
  'elbv2 CreateRule': ({ listener }) => ({ ListenerArn: listener, Priority: 7, Conditions: onPath, Actions: gone }),
  'elbv2 CreateTargetGroup': ({ vpc }) => ({ Name: 'another', Protocol: 'HTTP', Port: 80, VpcId: vpc }),
  'elbv2 DescribeTargetHealth': ({ targetGroup }) => ({ TargetGroupArn: targetGroup }),
  'elbv2 RegisterTargets': ({ targetGroup, instance }) => ({
    TargetGroupArn: targetGroup,
    Targets: [{ Id: instance }],
  }),
  'autoscaling CreateAutoScalingGroup': ({ template, subnet }) => ({
    AutoScalingGroupName: 'another',
    MinSize: 0,
    MaxSize: 1,
    VPCZoneIdentifier: subnet,
    LaunchTemplate: { LaunchTemplateId: template },
  }),
  'autoscaling PutScalingPolicy': ({ group }) => ({
    AutoScalingGroupName: group,
    PolicyName: 'another',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
      TargetValue: 50,
    },
  }),
  'autoscaling StartInstanceRefresh': ({ group }) => ({
    AutoScalingGroupName: group,
    Preferences: { InstanceWarmup: 60 },
  }),
  'autoscaling TerminateInstanceInAutoScalingGroup': ({ instance }) => ({
    InstanceId: instance,
    ShouldDecrementDesiredCapacity: false,
  }),
  'autoscaling UpdateAutoScalingGroup': ({ group }) => ({ AutoScalingGroupName: group, MaxSize: 4 }),
  'cloudwatch DescribeAlarmHistory': ({ alarm }) => ({ AlarmName: alarm }),
  'cloudwatch GetMetricData': (names) => ({
    StartTime: new Date(names.now - 10 * MINUTE),
    EndTime: new Date(names.now),
    MetricDataQueries: [{ Id: 'cpu', MetricStat: { Metric: metric(names), Period: 60, Stat: 'Average' } }],
  }),
  'cloudwatch ListMetrics': () => ({ Namespace: 'AWS/EC2' }),
  'cloudwatch PutMetricAlarm': (names) => ({
    AlarmName: 'another',
    ...metric(names),
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 50,
    ComparisonOperator: 'GreaterThanThreshold',
  }),
  'cloudwatch PutMetricData': () => ({ Namespace: 'Shop', MetricData: [{ MetricName: 'orders', Value: 1 }] }),
  'iam AttachRolePolicy': ({ role }) => ({ RoleName: role, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  'iam CreateRole': () => ({
    RoleName: 'another',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [TRUST] }),
  }),
  'iam ListPolicies': () => ({ Scope: 'AWS' }),
  'ssm DescribeDocument': () => ({ Name: 'AWS-RunShellScript' }),
  'ssm GetDocument': () => ({ Name: 'AWS-RunShellScript' }),
  'ssm GetParametersByPath': () => ({ Path: '/' }),
  'ssm PutParameter': () => ({ Name: 'another', Value: 'x', Type: 'String' }),
  'ssm SendCommand': shell,
  'sts GetSessionToken': () => ({}),
};

type Extra = object | ((names: Names) => object);

function rows(name: string, ...extras: readonly Extra[]): readonly RefusedParameter[] {
  const [service = '', operation = ''] = name.split(' ');
  return extras.map((extra) => ({
    service,
    operation,
    extra: typeof extra === 'function' ? (extra as (names: Names) => object) : () => extra,
  }));
}

const coded = (code: string, list: readonly RefusedParameter[]): readonly RefusedParameter[] =>
  list.map((row) => ({ ...row, code }));

const disk = (Ebs: object, more: object = {}) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs, ...more }] });
const preference = (Preferences: object) => ({ Preferences });
const mathOver = (expression: string) => ({ MetricDataQueries: [{ Id: 'all', Expression: expression, Period: 60 }] });

export const REFUSED: readonly RefusedParameter[] = [
  ...rows('ec2 AllocateAddress', { CustomerOwnedIpv4Pool: 'ipv4pool-coip-1' }, { IpamPoolId: 'ipam-pool-1' }),
  ...rows(
    'ec2 AuthorizeSecurityGroupIngress',
    { IpPermissions: [{ ...WEB, PrefixListIds: [{ PrefixListId: 'pl-1' }] }] },
    ({ securityGroup }) => ({
      IpPermissions: [{ ...WEB, UserIdGroupPairs: [{ GroupId: securityGroup, VpcPeeringConnectionId: 'pcx-1' }] }],
    }),
    ({ securityGroup }) => ({
      IpPermissions: [{ ...WEB, UserIdGroupPairs: [{ GroupId: securityGroup, UserId: ELSEWHERE }] }],
    }),
    { IpPermissions: [{ ...WEB, UserIdGroupPairs: [{ GroupName: 'front' }] }] },
  ),
  ...rows(
    'ec2 CreateLaunchTemplate',
    { LaunchTemplateData: { ...MACHINE, InstanceMarketOptions: { MarketType: 'spot' } } },
    { LaunchTemplateData: { ...MACHINE, HibernationOptions: { Configured: true } } },
    { LaunchTemplateData: { ...MACHINE, ...disk({ VolumeSize: 20, KmsKeyId: 'alias/mine' }) } },
    { LaunchTemplateData: { ...MACHINE, Placement: { GroupName: 'together' } } },
    { LaunchTemplateData: { ...MACHINE, NetworkInterfaces: [{ DeviceIndex: 0, Ipv6AddressCount: 1 }] } },
  ),
  ...rows('ec2 CreateNatGateway', { SecondaryPrivateIpAddressCount: 2 }),
  ...rows('ec2 CreateNetworkAclEntry', { Ipv6CidrBlock: '::/0', CidrBlock: undefined }),
  ...rows('ec2 CreateSubnet', { Ipv6CidrBlock: '2001:db8::/64' }, { OutpostArn: 'arn:aws:outposts:::outpost/op-1' }),
  ...rows(
    'ec2 CreateVpc',
    { AmazonProvidedIpv6CidrBlock: true },
    { InstanceTenancy: 'dedicated' },
    { Ipv4IpamPoolId: 'ipam-pool-1' },
  ),
  ...rows('ec2 DescribeInstanceTypes', { IncludeUnsupportedInRegion: true }),
  ...rows('ec2 ModifyInstanceAttribute', { DisableApiStop: undefined, SourceDestCheck: { Value: true } }),
  ...rows('ec2 ModifyInstanceMetadataOptions', { HttpProtocolIpv6: 'enabled' }),
  ...rows('ec2 MonitorInstances', { MetricCategoryIds: ['mc-1'] }),
  ...rows('ec2 ReleaseAddress', { NetworkBorderGroup: 'us-east-1-wl1-bos-wlz-1' }),
  ...rows(
    'ec2 RunInstances',
    { InstanceMarketOptions: { MarketType: 'spot' } },
    { EnclaveOptions: { Enabled: true } },
    { CpuOptions: { CoreCount: 1, ThreadsPerCore: 1 } },
    {
      LicenseSpecifications: [
        { LicenseConfigurationArn: 'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-1' },
      ],
    },
    { Placement: { Tenancy: 'dedicated' } },
    { Placement: { PartitionNumber: 1 } },
    { KernelId: 'aki-1' },
    { Ipv6AddressCount: 1 },
    { Monitoring: { Enabled: true, MetricCategoryIds: ['mc-1'] } },
    { MetadataOptions: { HttpProtocolIpv6: 'enabled' } },
    disk({ SnapshotId: 'snap-0123456789abcdef0' }),
    disk({ KmsKeyId: 'alias/mine', Encrypted: true }),
    disk({ VolumeInitializationRate: 200 }),
    {
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', NoDevice: '' },
        { DeviceName: '/dev/xvdb', NoDevice: 'x' },
      ],
    },
  ),
  ...rows('ec2 StartInstances', { AdditionalInfo: 'reserved' }),
  ...rows('ec2 StopInstances', { Hibernate: true }, { SkipOsShutdown: true }),
  ...rows('ec2 TerminateInstances', { SkipOsShutdown: true }, { Force: true }),
  ...rows(
    'elbv2 CreateListener',
    { Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' }] },
    { DefaultActions: [{ Type: 'authenticate-cognito', Order: 1 }, ...gone] },
    (names) => ({
      DefaultActions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn: names.targetGroup }],
            TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
          },
        },
      ],
    }),
    {
      MutualAuthentication: {
        Mode: 'verify',
        TrustStoreArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore/t/1',
      },
    },
    { AlpnPolicy: ['HTTP2Preferred'] },
  ),
  ...rows(
    'elbv2 CreateLoadBalancer',
    { Type: 'network' },
    { IpAddressType: 'dualstack' },
    { CustomerOwnedIpv4Pool: 'ipv4pool-coip-1' },
    ({ subnet, otherSubnet }) => ({
      Subnets: undefined,
      SubnetMappings: [{ SubnetId: subnet, PrivateIPv4Address: '10.0.0.9' }, { SubnetId: otherSubnet }],
    }),
  ),
  ...rows(
    'elbv2 CreateRule',
    { Conditions: [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }] },
    { Conditions: [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/old'] } }] },
    { Transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: 'a', Replace: 'b' }] } }] },
  ),
  ...rows(
    'elbv2 CreateTargetGroup',
    { TargetType: 'lambda', Protocol: undefined, Port: undefined, VpcId: undefined },
    { TargetType: 'ip' },
    { ProtocolVersion: 'GRPC' },
    { Protocol: 'HTTPS', Port: 443 },
    { IpAddressType: 'ipv6' },
    { TargetControlPort: 3_000 },
  ),
  ...rows('elbv2 DescribeTargetHealth', { Include: ['AnomalyDetection'] }),
  ...rows('elbv2 RegisterTargets', ({ instance }) => ({ Targets: [{ Id: instance, AvailabilityZone: 'all' }] })),
  ...rows(
    'autoscaling CreateAutoScalingGroup',
    ({ template }) => ({
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: template, Version: '$Latest' } },
        InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 },
      },
    }),
    { LaunchTemplate: undefined, LaunchConfigurationName: 'old' },
    { PlacementGroup: 'together' },
    { MaxInstanceLifetime: 86_400 },
    { LoadBalancerNames: ['classic'] },
    { DeletionProtection: 'prevent-all-deletion' },
    { CapacityReservationSpecification: { CapacityReservationPreference: 'capacity-reservations-only' } },
    {
      AvailabilityZoneImpairmentPolicy: {
        ZonalShiftEnabled: true,
        ImpairedZoneHealthCheckBehavior: 'ReplaceUnhealthy',
      },
    },
    { DesiredCapacityType: 'vcpu' },
    { TerminationPolicies: ['arn:aws:lambda:us-east-1:123456789012:function:choose'] },
  ),
  ...rows(
    'autoscaling PutScalingPolicy',
    {
      PolicyType: 'PredictiveScaling',
      TargetTrackingConfiguration: undefined,
      PredictiveScalingConfiguration: {
        MetricSpecifications: [
          { TargetValue: 50, PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' } },
        ],
      },
    },
    {
      TargetTrackingConfiguration: {
        TargetValue: 50,
        CustomizedMetricSpecification: { Metrics: [{ Id: 'm', Expression: 'a/b', ReturnData: true }] },
      },
    },
  ),
  ...rows(
    'autoscaling StartInstanceRefresh',
    { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateName: 'another', Version: '1' } } },
    preference({ AutoRollback: true }),
    preference({ CheckpointPercentages: [50, 100] }),
    preference({ AlarmSpecification: { Alarms: ['high'] } }),
    preference({ BakeTime: 600 }),
  ),
  ...rows('autoscaling TerminateInstanceInAutoScalingGroup', ({ instance }) => ({ InstanceIds: [instance] })),
  ...rows('autoscaling UpdateAutoScalingGroup', { MaxInstanceLifetime: 86_400 }, { PlacementGroup: 'together' }),
  ...rows('cloudwatch DescribeAlarmHistory', { AlarmContributorId: 'c-1' }),
  ...rows(
    'cloudwatch GetMetricData',
    { LabelOptions: { Timezone: '+0200' } },
    mathOver("SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average')"),
    (names) => ({
      MetricDataQueries: [
        { Id: 'cpu', AccountId: ELSEWHERE, MetricStat: { Metric: metric(names), Period: 60, Stat: 'Average' } },
      ],
    }),
  ),
  ...rows('cloudwatch ListMetrics', { IncludeLinkedAccounts: true }, { OwningAccount: ELSEWHERE }),
  ...rows(
    'cloudwatch PutMetricAlarm',
    { EvaluationWindow: { WallClockWindow: { Timezone: '+00:00' } } },
    { ThresholdMetricId: 'band' },
    { AlarmActions: ['arn:aws:automate:us-east-1:ec2:recover'] },
    { Statistic: undefined, ExtendedStatistic: 'tm90' },
    { ComparisonOperator: 'LessThanLowerThreshold' },
  ),
  ...rows(
    'cloudwatch PutMetricData',
    { StrictEntityValidation: true },
    {
      EntityMetricData: [
        { Entity: { KeyAttributes: { Type: 'Service' } }, MetricData: [{ MetricName: 'orders', Value: 1 }] },
      ],
    },
  ),
  ...coded('NoSuchEntity', rows('iam AttachRolePolicy', { PolicyArn: 'arn:aws:iam::123456789012:policy/mine' })),
  ...coded('NoSuchEntity', rows('iam CreateRole', { PermissionsBoundary: 'arn:aws:iam::123456789012:policy/mine' })),
  ...rows('iam ListPolicies', { PolicyUsageFilter: 'PermissionsBoundary' }),
  ...coded('InvalidDocumentVersion', rows('ssm DescribeDocument', { VersionName: 'first' })),
  ...coded('InvalidDocumentVersion', rows('ssm GetDocument', { VersionName: 'first' })),
  ...rows('ssm GetParametersByPath', { ParameterFilters: [{ Key: 'Type', Values: ['String'] }] }),
  ...rows(
    'ssm PutParameter',
    { KeyId: 'alias/mine' },
    { Tier: 'Advanced' },
    { Policies: '[]' },
    { DataType: 'aws:ec2:image' },
  ),
  ...rows(
    'ssm SendCommand',
    { OutputS3BucketName: 'logs' },
    { OutputS3Region: 'us-east-1' },
    { NotificationConfig: { NotificationArn: 'arn:aws:sns:us-east-1:123456789012:t', NotificationEvents: ['All'] } },
    { ServiceRoleArn: 'arn:aws:iam::123456789012:role/notify' },
    { CloudWatchOutputConfig: { CloudWatchOutputEnabled: true } },
    { AlarmConfiguration: { Alarms: [{ Name: 'high' }] } },
    { DocumentHash: 'a'.repeat(64), DocumentHashType: 'Sha256' },
    { Parameters: { commands: ['hostname'], workingDirectory: ['/tmp'] } },
  ),
  ...rows('sts GetSessionToken', { SerialNumber: 'arn:aws:iam::123456789012:mfa/me', TokenCode: '123456' }),
];
