// One conversation with AWS, as data: a stack is made, looked at, and asked for what it has not. `$name` stands for what an earlier answer said.

import type { ServiceName } from '../../../src/sandbox/wire/index.js';

export interface Step {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  /** Name → place in the answer, for `$name` in later inputs. */
  readonly learn?: Readonly<Record<string, string>>;
  /** What sets this step apart from others of the same operation. */
  readonly note?: string;
}

const step =
  (service: ServiceName) =>
  (operation: string, input: object = {}, learn: Step['learn'] = {}, note = ''): Step => ({
    service,
    operation,
    input,
    learn,
    ...(note === '' ? {} : { note }),
  });
const [ec2, elbv2, autoscaling] = [step('ec2'), step('elbv2'), step('autoscaling')];
const [cloudwatch, iam, ssm, sts] = [step('cloudwatch'), step('iam'), step('ssm'), step('sts')];

const tags = (ResourceType: string) => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key: 'Name', Value: 'talk' }] }],
});
const unknown = (service: ServiceName, operation: string, input: object): Step =>
  step(service)(operation, input, {}, 'unknown');

const ELB_ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const INLINE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' }],
});
const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const ALARM = {
  AlarmName: 'talk-high',
  Namespace: 'Talk',
  MetricName: 'Words',
  Dimensions: [{ Name: 'Speaker', Value: 'one' }],
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 70,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: ['$policyArn'],
};

export const NETWORK: readonly Step[] = [
  sts('GetCallerIdentity'),
  ec2(
    'DescribeAvailabilityZones',
    {},
    { zoneA: 'AvailabilityZones.0.ZoneName', zoneB: 'AvailabilityZones.1.ZoneName' },
  ),
  ec2('DescribeInstanceTypes', { InstanceTypes: ['t3.micro'] }),
  ec2('CreateVpc', { CidrBlock: '10.0.0.0/16', ...tags('vpc') }, { vpc: 'Vpc.VpcId' }),
  ec2('ModifyVpcAttribute', { VpcId: '$vpc', EnableDnsHostnames: { Value: true } }),
  ec2('DescribeVpcAttribute', { VpcId: '$vpc', Attribute: 'enableDnsHostnames' }),
  ec2('DescribeVpcs', { VpcIds: ['$vpc'] }),
  ec2(
    'CreateSubnet',
    { VpcId: '$vpc', CidrBlock: '10.0.0.0/24', AvailabilityZone: '$zoneA', ...tags('subnet') },
    { subnetA: 'Subnet.SubnetId' },
  ),
  ec2(
    'CreateSubnet',
    { VpcId: '$vpc', CidrBlock: '10.0.1.0/24', AvailabilityZone: '$zoneB', ...tags('subnet') },
    { subnetB: 'Subnet.SubnetId' },
    'second',
  ),
  ec2('DescribeSubnets', { SubnetIds: ['$subnetA', '$subnetB'] }),
  ec2('CreateInternetGateway', tags('internet-gateway'), { gateway: 'InternetGateway.InternetGatewayId' }),
  ec2('AttachInternetGateway', { InternetGatewayId: '$gateway', VpcId: '$vpc' }),
  ec2('DescribeInternetGateways', { InternetGatewayIds: ['$gateway'] }),
  ec2('CreateRouteTable', { VpcId: '$vpc', ...tags('route-table') }, { routes: 'RouteTable.RouteTableId' }),
  ec2('CreateRoute', { RouteTableId: '$routes', DestinationCidrBlock: '0.0.0.0/0', GatewayId: '$gateway' }),
  ec2('AssociateRouteTable', { RouteTableId: '$routes', SubnetId: '$subnetA' }),
  ec2('DescribeRouteTables', { RouteTableIds: ['$routes'] }),
  ec2('AllocateAddress', { Domain: 'vpc', ...tags('elastic-ip') }, { address: 'AllocationId' }),
  ec2(
    'CreateNatGateway',
    { SubnetId: '$subnetA', AllocationId: '$address', ...tags('natgateway') },
    { nat: 'NatGateway.NatGatewayId' },
  ),
  ec2(
    'CreateSecurityGroup',
    { GroupName: 'talk', Description: 'talk', VpcId: '$vpc', ...tags('security-group') },
    { securityGroup: 'GroupId' },
  ),
  ec2('AuthorizeSecurityGroupIngress', {
    GroupId: '$securityGroup',
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }] },
    ],
  }),
  ec2('DescribeSecurityGroups', { GroupIds: ['$securityGroup'] }),
  ec2('DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: ['$securityGroup'] }] }),
  ec2('DescribeNetworkAcls', { Filters: [{ Name: 'vpc-id', Values: ['$vpc'] }] }),
];

export const MACHINES: readonly Step[] = [
  iam('CreateRole', { RoleName: 'talk', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'Name', Value: 'talk' }] }),
  iam('PutRolePolicy', {
    RoleName: 'talk',
    PolicyName: 'inline',
    PolicyDocument: INLINE,
  }),
  iam('GetRolePolicy', { RoleName: 'talk', PolicyName: 'inline' }),
  iam('ListRolePolicies', { RoleName: 'talk' }),
  iam('GetRole', { RoleName: 'talk' }),
  iam('CreateInstanceProfile', { InstanceProfileName: 'talk' }),
  iam('AddRoleToInstanceProfile', { InstanceProfileName: 'talk', RoleName: 'talk' }),
  iam('GetInstanceProfile', { InstanceProfileName: 'talk' }),
  ssm('GetParameter', { Name: IMAGE }, { image: 'Parameter.Value' }),
  ssm('PutParameter', { Name: '/talk/one', Value: 'a', Type: 'String' }),
  ssm('GetParametersByPath', { Path: '/talk' }),
  ec2('DescribeImages', { ImageIds: ['$image'] }),
  ec2(
    'CreateLaunchTemplate',
    {
      LaunchTemplateName: 'talk',
      LaunchTemplateData: {
        ImageId: '$image',
        InstanceType: 't3.micro',
        SecurityGroupIds: ['$securityGroup'],
        UserData: 'IyEvYmluL3NoCg==',
      },
      ...tags('launch-template'),
    },
    { template: 'LaunchTemplate.LaunchTemplateId' },
  ),
  ec2('DescribeLaunchTemplates', { LaunchTemplateIds: ['$template'] }),
  ec2('DescribeLaunchTemplateVersions', { LaunchTemplateId: '$template' }),
  ec2(
    'RunInstances',
    {
      LaunchTemplate: { LaunchTemplateId: '$template' },
      SubnetId: '$subnetA',
      MinCount: 1,
      MaxCount: 1,
      ...tags('instance'),
    },
    { instance: 'Instances.0.InstanceId' },
  ),
];

export const BALANCER: readonly Step[] = [
  elbv2(
    'CreateLoadBalancer',
    { Name: 'talk', Subnets: ['$subnetA', '$subnetB'], SecurityGroups: ['$securityGroup'] },
    { balancer: 'LoadBalancers.0.LoadBalancerArn' },
  ),
  elbv2(
    'CreateTargetGroup',
    { Name: 'talk', Protocol: 'HTTP', Port: 80, VpcId: '$vpc' },
    { targets: 'TargetGroups.0.TargetGroupArn' },
  ),
  elbv2(
    'CreateListener',
    {
      LoadBalancerArn: '$balancer',
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: '$targets' }],
    },
    { listener: 'Listeners.0.ListenerArn' },
  ),
  autoscaling('CreateAutoScalingGroup', {
    AutoScalingGroupName: 'talk',
    MinSize: 1,
    MaxSize: 3,
    DesiredCapacity: 1,
    VPCZoneIdentifier: '$subnetA,$subnetB',
    LaunchTemplate: { LaunchTemplateId: '$template', Version: '$$Latest' },
    TargetGroupARNs: ['$targets'],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: 300,
    Tags: [
      { Key: 'Name', Value: 'talk', PropagateAtLaunch: true, ResourceId: 'talk', ResourceType: 'auto-scaling-group' },
    ],
  }),
  autoscaling('PutScalingPolicy', {
    AutoScalingGroupName: 'talk',
    PolicyName: 'out',
    PolicyType: 'StepScaling',
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  }),
  autoscaling('DescribePolicies', { AutoScalingGroupName: 'talk' }, { policyArn: 'ScalingPolicies.0.PolicyARN' }),
  cloudwatch('PutMetricAlarm', ALARM),
  cloudwatch('PutMetricData', {
    Namespace: 'Talk',
    MetricData: [{ MetricName: 'Words', Dimensions: ALARM.Dimensions, Value: 3, Unit: 'Count' }],
  }),
];

/** Asked when everything has settled. */
export const LOOKS: readonly Step[] = [
  ec2('DescribeNatGateways', { NatGatewayIds: ['$nat'] }),
  ec2('DescribeAddresses', { AllocationIds: ['$address'] }),
  ec2('DescribeInstances', { InstanceIds: ['$instance'] }),
  ec2('DescribeInstanceStatus', { InstanceIds: ['$instance'] }),
  ec2('DescribeTags', { Filters: [{ Name: 'resource-id', Values: ['$vpc'] }] }),
  elbv2('DescribeLoadBalancers', { LoadBalancerArns: ['$balancer'] }),
  elbv2('DescribeLoadBalancerAttributes', { LoadBalancerArn: '$balancer' }),
  elbv2('DescribeTargetGroups', { TargetGroupArns: ['$targets'] }),
  elbv2('DescribeTargetGroupAttributes', { TargetGroupArn: '$targets' }),
  elbv2('DescribeTargetHealth', { TargetGroupArn: '$targets' }),
  elbv2('DescribeListeners', { LoadBalancerArn: '$balancer' }),
  elbv2('DescribeRules', { ListenerArn: '$listener' }),
  elbv2('DescribeTags', { ResourceArns: ['$balancer'] }),
  autoscaling('DescribeAutoScalingGroups', { AutoScalingGroupNames: ['talk'] }),
  autoscaling('DescribeAutoScalingInstances'),
  autoscaling('DescribeTags', { Filters: [{ Name: 'auto-scaling-group', Values: ['talk'] }] }),
  autoscaling('SetDesiredCapacity', { AutoScalingGroupName: 'talk', DesiredCapacity: 2 }),
  cloudwatch('DescribeAlarms', { AlarmNames: ['talk-high'] }),
  cloudwatch('ListMetrics', { Namespace: 'Talk' }),
];

export const ERRORS: readonly Step[] = [
  unknown('ec2', 'DescribeVpcs', { VpcIds: ['vpc-0123456789abcdef0'] }),
  unknown('ec2', 'DescribeInstances', { InstanceIds: ['i-0123456789abcdef0'] }),
  unknown('ec2', 'DescribeSubnets', { SubnetIds: ['subnet-0123456789abcdef0'] }),
  unknown('ec2', 'DescribeSecurityGroups', { GroupIds: ['sg-0123456789abcdef0'] }),
  unknown('ec2', 'DeleteRouteTable', { RouteTableId: 'rtb-0123456789abcdef0' }),
  unknown('ec2', 'ReleaseAddress', { AllocationId: 'eipalloc-0123456789abcdef0' }),
  unknown('ec2', 'DeleteLaunchTemplate', { LaunchTemplateName: 'nothing' }),
  unknown('elbv2', 'DescribeLoadBalancers', { Names: ['nothing'] }),
  unknown('elbv2', 'DescribeTargetHealth', { TargetGroupArn: `${ELB_ARN}:targetgroup/nothing/0123456789abcdef` }),
  unknown('autoscaling', 'SetDesiredCapacity', { AutoScalingGroupName: 'nothing', DesiredCapacity: 1 }),
  unknown('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName: 'nothing' }),
  unknown('cloudwatch', 'DeleteAlarms', { AlarmNames: ['nothing'] }),
  unknown('iam', 'GetRole', { RoleName: 'nothing' }),
  unknown('iam', 'GetInstanceProfile', { InstanceProfileName: 'nothing' }),
  unknown('ssm', 'GetParameter', { Name: '/nothing' }),
  step('ec2')('DeleteVpc', { VpcId: '$vpc' }, {}, 'in use'),
  step('ec2')('CreateSecurityGroup', { GroupName: 'talk', Description: 'talk', VpcId: '$vpc' }, {}, 'again'),
  step('elbv2')('CreateTargetGroup', { Name: 'talk', Protocol: 'HTTP', Port: 81, VpcId: '$vpc' }, {}, 'again'),
  step('elbv2')('DeleteTargetGroup', { TargetGroupArn: '$targets' }, {}, 'in use'),
  step('autoscaling')(
    'CreateAutoScalingGroup',
    {
      AutoScalingGroupName: 'talk',
      MinSize: 0,
      MaxSize: 0,
      VPCZoneIdentifier: '$subnetA',
      LaunchTemplate: { LaunchTemplateId: '$template' },
    },
    {},
    'again',
  ),
  step('iam')('CreateRole', { RoleName: 'talk', AssumeRolePolicyDocument: TRUST }, {}, 'again'),
  step('iam')('DeleteRole', { RoleName: 'talk' }, {}, 'in use'),
  step('ssm')('PutParameter', { Name: '/talk/one', Value: 'b', Type: 'String' }, {}, 'again'),
];
