// Things that do not exist, or that the sandbox does not model, and how AWS's clients must hear of it. A retried refusal would be a bug: the tries are counted, too.

export interface UnknownThing {
  /** boto3's name of the service. */
  readonly service: string;
  /** boto3's name of the method. */
  readonly method: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly code: string;
  /** 400 if not said. */
  readonly status?: number;
  /** boto3's class for it; ClientError where the service model has none. */
  readonly exception?: string;
}

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const DATES = { StartTime: '2026-01-05T12:00:00Z', EndTime: '2026-01-05T13:00:00Z' };

export const UNKNOWN_THINGS: readonly UnknownThing[] = [
  {
    service: 'ec2',
    method: 'describe_instances',
    input: { InstanceIds: ['i-0123456789abcdef0'] },
    code: 'InvalidInstanceID.NotFound',
  },
  {
    service: 'ec2',
    method: 'describe_instances',
    input: { InstanceIds: ['nonsense'] },
    code: 'InvalidInstanceID.Malformed',
  },
  {
    service: 'ec2',
    method: 'get_instance_uefi_data',
    input: { InstanceId: 'ami-0a1b2c3d4e5f60718' },
    code: 'InvalidInstanceID.Malformed',
  },
  {
    service: 'ec2',
    method: 'terminate_instances',
    input: { InstanceIds: ['i-0123456789abcdef0'] },
    code: 'InvalidInstanceID.NotFound',
  },
  {
    service: 'ec2',
    method: 'describe_vpcs',
    input: { VpcIds: ['vpc-0123456789abcdef0'] },
    code: 'InvalidVpcID.NotFound',
  },
  {
    service: 'ec2',
    method: 'describe_subnets',
    input: { SubnetIds: ['subnet-0123456789abcdef0'] },
    code: 'InvalidSubnetID.NotFound',
  },
  {
    service: 'ec2',
    method: 'describe_security_groups',
    input: { GroupIds: ['sg-0123456789abcdef0'] },
    code: 'InvalidGroup.NotFound',
  },
  {
    service: 'ec2',
    method: 'delete_nat_gateway',
    input: { NatGatewayId: 'nat-0123456789abcdef0' },
    code: 'NatGatewayNotFound',
  },
  {
    service: 'ec2',
    method: 'release_address',
    input: { AllocationId: 'eipalloc-0123456789abcdef0' },
    code: 'InvalidAllocationID.NotFound',
  },
  {
    service: 'ec2',
    method: 'describe_images',
    input: { ImageIds: ['ami-0123456789abcdef9'] },
    code: 'InvalidAMIID.NotFound',
  },
  {
    service: 'ec2',
    method: 'delete_launch_template',
    input: { LaunchTemplateName: 'nothing' },
    code: 'InvalidLaunchTemplateName.NotFoundException',
  },
  {
    service: 'ec2',
    method: 'describe_instances',
    input: { Filters: [{ Name: 'no-such-filter', Values: ['x'] }] },
    code: 'InvalidParameterValue',
  },
  {
    service: 'ec2',
    method: 'create_fleet',
    input: { LaunchTemplateConfigs: [], TargetCapacitySpecification: { TotalTargetCapacity: 1 } },
    code: 'InvalidAction',
  },
  {
    service: 'ec2',
    method: 'create_vpc',
    input: { CidrBlock: '10.9.0.0/16', AmazonProvidedIpv6CidrBlock: true },
    code: 'UnsupportedOperation',
  },
  {
    service: 'elbv2',
    method: 'describe_load_balancers',
    input: { Names: ['nothing'] },
    code: 'LoadBalancerNotFound',
    exception: 'LoadBalancerNotFoundException',
  },
  {
    service: 'elbv2',
    method: 'describe_target_groups',
    input: { Names: ['nothing'] },
    code: 'TargetGroupNotFound',
    exception: 'TargetGroupNotFoundException',
  },
  {
    service: 'elbv2',
    method: 'describe_target_health',
    input: { TargetGroupArn: `${ARN}:targetgroup/nothing/0123456789abcdef` },
    code: 'TargetGroupNotFound',
    exception: 'TargetGroupNotFoundException',
  },
  {
    service: 'elbv2',
    method: 'describe_listeners',
    input: { ListenerArns: [`${ARN}:listener/app/nothing/0123456789abcdef/0123456789abcdef`] },
    code: 'ListenerNotFound',
    exception: 'ListenerNotFoundException',
  },
  {
    service: 'elbv2',
    method: 'create_trust_store',
    input: { Name: 'x', CaCertificatesBundleS3Bucket: 'b', CaCertificatesBundleS3Key: 'k' },
    code: 'InvalidAction',
  },
  {
    service: 'autoscaling',
    method: 'set_desired_capacity',
    input: { AutoScalingGroupName: 'nothing', DesiredCapacity: 1 },
    code: 'ValidationError',
  },
  {
    service: 'autoscaling',
    method: 'describe_policies',
    input: { AutoScalingGroupName: 'nothing' },
    code: 'ValidationError',
  },
  {
    service: 'autoscaling',
    method: 'terminate_instance_in_auto_scaling_group',
    input: { InstanceId: 'i-0123456789abcdef0', ShouldDecrementDesiredCapacity: false },
    code: 'ValidationError',
  },
  {
    service: 'autoscaling',
    method: 'put_notification_configuration',
    input: { AutoScalingGroupName: 'x', TopicARN: 'arn:aws:sns:us-east-1:123456789012:t', NotificationTypes: ['x'] },
    code: 'InvalidAction',
  },
  {
    service: 'autoscaling',
    method: 'create_launch_configuration',
    input: { LaunchConfigurationName: 'x', ImageId: 'ami-1', InstanceType: 't3.micro' },
    code: 'UnsupportedOperation',
  },
  {
    service: 'cloudwatch',
    method: 'set_alarm_state',
    input: { AlarmName: 'nothing', StateValue: 'OK', StateReason: 'x' },
    code: 'ResourceNotFound',
    exception: 'ResourceNotFound',
    status: 404,
  },
  {
    service: 'cloudwatch',
    method: 'get_metric_statistics',
    input: { ...DATES, Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Period: 7, Statistics: ['Average'] },
    code: 'InvalidParameterValue',
    exception: 'InvalidParameterValueException',
  },
  {
    service: 'cloudwatch',
    method: 'put_dashboard',
    input: { DashboardName: 'x', DashboardBody: '{}' },
    code: 'InvalidParameterInput',
    exception: 'DashboardInvalidInputError',
  },
  {
    service: 'cloudwatch',
    method: 'disable_insight_rules',
    input: { RuleNames: ['x'] },
    code: 'UnknownOperationException',
  },
  {
    service: 'iam',
    method: 'get_role',
    input: { RoleName: 'nothing' },
    code: 'NoSuchEntity',
    exception: 'NoSuchEntityException',
    status: 404,
  },
  {
    service: 'iam',
    method: 'get_instance_profile',
    input: { InstanceProfileName: 'nothing' },
    code: 'NoSuchEntity',
    exception: 'NoSuchEntityException',
    status: 404,
  },
  { service: 'iam', method: 'create_user', input: { UserName: 'x' }, code: 'InvalidAction' },
  {
    service: 'ssm',
    method: 'get_parameter',
    input: { Name: '/nothing' },
    code: 'ParameterNotFound',
    exception: 'ParameterNotFound',
  },
  {
    service: 'ssm',
    method: 'send_command',
    input: {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: ['i-0123456789abcdef0'],
      Parameters: { commands: ['true'] },
    },
    code: 'InvalidInstanceId',
    exception: 'InvalidInstanceId',
  },
  {
    service: 'ssm',
    method: 'send_command',
    input: { DocumentName: 'No-Such-Document', InstanceIds: ['i-0123456789abcdef0'] },
    code: 'InvalidDocument',
    exception: 'InvalidDocument',
  },
  {
    service: 'ssm',
    method: 'get_command_invocation',
    input: { CommandId: '00000000-0000-4000-8000-000000000000', InstanceId: 'i-0123456789abcdef0' },
    code: 'InvocationDoesNotExist',
    exception: 'InvocationDoesNotExist',
  },
  {
    service: 'ssm',
    method: 'start_session',
    input: { Target: 'i-0123456789abcdef0' },
    code: 'UnknownOperationException',
  },
  { service: 'sts', method: 'get_federation_token', input: { Name: 'somebody' }, code: 'InvalidAction' },
];
