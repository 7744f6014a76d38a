// Where the shapes of our answers differ from moto's, and why. A difference that is not here fails the test; so does one that is here and is gone.

export interface Explained {
  /** Names of steps of the conversation. */
  readonly steps: readonly string[];
  readonly differences: readonly string[];
  readonly reason: string;
}

const INSTANCE = [
  'CapacityReservationSpecification',
  'CpuOptions',
  'CurrentInstanceBootMode',
  'EnaSupport',
  'EnclaveOptions',
  'HibernationOptions.Configured',
  'MaintenanceOptions',
  'NetworkInterfaces[].PrivateIpAddresses[].PrivateDnsName',
  'PlatformDetails',
  'PrivateDnsNameOptions',
  'PublicDnsName',
  'UsageOperation',
];
const IMAGE = [
  'BlockDeviceMappings[].Ebs.Encrypted',
  'BlockDeviceMappings[].Ebs.Iops',
  'BlockDeviceMappings[].Ebs.Throughput',
  'DeprecationTime',
  'EnaSupport',
  'ImageLocation',
  'ImdsSupport',
  'PlatformDetails',
  'SriovNetSupport',
  'UsageOperation',
];
const NAT_GATEWAY = [
  'AvailabilityMode',
  'ConnectivityType',
  'NatGatewayAddresses[].IsPrimary',
  'NatGatewayAddresses[].Status',
];
const HARDWARE = [
  'EbsInfo.AttachmentLimitType',
  'EbsInfo.MaximumEbsAttachments',
  'NetworkInfo.ConnectionTrackingConfiguration',
  'NetworkInfo.FlexibleEnaQueuesSupport',
  'NetworkInfo.NetworkCards[].DefaultEnaQueueCountPerInterface',
  'NetworkInfo.SecondaryNetworkSupported',
  'RebootMigrationSupport',
];

const ours = (prefix: string, members: readonly string[]): readonly string[] =>
  members.map((member) => `only ours: ${prefix}${member}`);
const theirs = (prefix: string, members: readonly string[]): readonly string[] =>
  members.map((member) => `only theirs: ${prefix}${member}`);

export const EXPLAINED: readonly Explained[] = [
  {
    steps: ['ec2:DescribeInstanceTypes'],
    differences: theirs('InstanceTypes[].', HARDWARE),
    reason: 'Facts of the hardware that nothing in the sandbox depends on; moto carries a dump of AWS’s list.',
  },
  ...[
    {
      steps: ['ec2:DescribeAvailabilityZones'],
      differences: ours('AvailabilityZones[].', ['GroupName', 'NetworkBorderGroup', 'OptInStatus']),
    },
    {
      steps: ['ec2:CreateSubnet', 'ec2:CreateSubnet (second)'],
      differences: ours('Subnet.', ['EnableDns64', 'MapCustomerOwnedIpOnLaunch']),
    },
    { steps: ['ec2:DescribeSubnets'], differences: ours('Subnets[].', ['EnableDns64', 'MapCustomerOwnedIpOnLaunch']) },
    { steps: ['ec2:CreateRouteTable'], differences: ours('', ['ClientToken', 'RouteTable.PropagatingVgws']) },
    { steps: ['ec2:DescribeRouteTables'], differences: ours('RouteTables[].', ['PropagatingVgws']) },
    { steps: ['ec2:AllocateAddress'], differences: ours('', ['NetworkBorderGroup', 'PublicIpv4Pool']) },
    { steps: ['ec2:DescribeAddresses'], differences: ours('Addresses[].', ['NetworkBorderGroup', 'PublicIpv4Pool']) },
    {
      steps: ['ec2:CreateNatGateway'],
      differences: [...ours('', ['ClientToken']), ...ours('NatGateway.', NAT_GATEWAY)],
    },
    { steps: ['ec2:DescribeNatGateways'], differences: ours('NatGateways[].', NAT_GATEWAY) },
    { steps: ['ec2:CreateSecurityGroup'], differences: ours('', ['Tags']) },
    {
      steps: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:DescribeSecurityGroupRules'],
      differences: ours('SecurityGroupRules[].', ['GroupOwnerId', 'SecurityGroupRuleArn']),
    },
    { steps: ['ec2:DescribeImages'], differences: ours('Images[].', IMAGE) },
    { steps: ['ec2:RunInstances'], differences: ours('Instances[].', INSTANCE) },
    { steps: ['ec2:DescribeInstances'], differences: ours('Reservations[].Instances[].', INSTANCE) },
    {
      steps: ['elbv2:CreateLoadBalancer', 'elbv2:DescribeLoadBalancers'],
      differences: ours('LoadBalancers[].', ['AvailabilityZones[].LoadBalancerAddresses', 'Scheme']),
    },
    { steps: ['elbv2:CreateTargetGroup'], differences: ours('TargetGroups[].', ['LoadBalancerArns']) },
    {
      steps: ['elbv2:CreateListener', 'elbv2:DescribeListeners'],
      differences: ours('Listeners[].', ['DefaultActions[].ForwardConfig']),
    },
    { steps: ['elbv2:DescribeRules'], differences: ours('Rules[].', ['Actions[].ForwardConfig']) },
    { steps: ['autoscaling:PutScalingPolicy'], differences: ours('', ['Alarms', 'PolicyARN']) },
    {
      steps: ['autoscaling:DescribePolicies'],
      differences: ours('ScalingPolicies[].', ['Alarms', 'Enabled', 'MetricAggregationType']),
    },
    {
      steps: ['autoscaling:DescribeAutoScalingGroups'],
      differences: ours('AutoScalingGroups[].', [
        'AvailabilityZoneDistribution',
        'CapacityReservationSpecification',
        'TrafficSources',
      ]),
    },
    { steps: ['cloudwatch:DescribeAlarms'], differences: ours('MetricAlarms[].', ['StateTransitionedTimestamp']) },
  ].map((row) => ({ ...row, reason: 'AWS answers it; moto does not model it.' })),
  {
    steps: ['elbv2:DescribeTargetHealth'],
    differences: ours('TargetHealthDescriptions[].TargetHealth.', ['Description', 'Reason']),
    reason:
      'Nothing listens on our machine, so its target is not healthy and says why; with moto every target is healthy.',
  },
  {
    steps: ['ec2:RunInstances'],
    differences: theirs('Instances[].', ['NetworkInterfaces[].Association', 'SriovNetSupport']),
    reason: 'A subnet gives no public address unless it is told to; SriovNetSupport is absent where ENA is used.',
  },
  {
    steps: ['ec2:DescribeInstances'],
    differences: theirs('Reservations[].Instances[].', [
      'NetworkInterfaces[].Association',
      'SriovNetSupport',
      'StateReason',
    ]),
    reason:
      'As with RunInstances; and a running instance has no reason for a change of state, where moto sends an empty one.',
  },
  {
    steps: ['ec2:DescribeImages'],
    differences: theirs('Images[].', ['ProductCodes']),
    reason: 'Only images of the Marketplace have product codes; moto sends an empty list.',
  },
  {
    steps: ['ec2:DescribeLaunchTemplateVersions'],
    differences: theirs('LaunchTemplateVersions[].', ['LaunchTemplateData.TagSpecifications']),
    reason: 'The tags are the template’s own; moto puts them into what it launches, too.',
  },
  {
    steps: ['ec2:DescribeAddresses'],
    differences: theirs('Addresses[].', ['InstanceId']),
    reason: 'The address belongs to a NAT gateway; moto sends an empty instance id.',
  },
  {
    steps: ['iam:CreateRole'],
    differences: theirs('Role.', ['RoleLastUsed']),
    reason: 'IAM’s documentation: only GetRole tells when a role was last used.',
  },
  {
    steps: ['iam:GetInstanceProfile'],
    differences: theirs('InstanceProfile.Roles[].', ['RoleLastUsed', 'Tags']),
    reason: 'IAM’s documentation: only GetRole tells when a role was last used, and its tags.',
  },
  {
    steps: ['elbv2:CreateListener', 'elbv2:DescribeListeners'],
    differences: theirs('Listeners[].', ['AlpnPolicy', 'SslPolicy']),
    reason: 'An HTTP listener has neither; moto sends empty ones.',
  },
  {
    steps: ['autoscaling:DescribePolicies'],
    differences: theirs('ScalingPolicies[].', ['PredictiveScalingConfiguration']),
    reason: 'A step policy predicts nothing; moto sends an empty structure.',
  },
  {
    steps: ['autoscaling:DescribeAutoScalingGroups'],
    differences: theirs('AutoScalingGroups[].', ['CapacityRebalance']),
    reason: 'AWS names it only where it was set.',
  },
  {
    steps: ['cloudwatch:DescribeAlarms'],
    differences: theirs('MetricAlarms[].', ['Metrics']),
    reason: 'An alarm on one metric has no list of them; Terraform would show a change.',
  },
  {
    steps: ['ec2:DeleteLaunchTemplate (unknown)'],
    differences: ['error: ours InvalidLaunchTemplateName.NotFoundException (400), theirs MissingParameter (400)'],
    reason: 'EC2’s table of error codes; moto looks for an id.',
  },
  {
    steps: ['autoscaling:SetDesiredCapacity (unknown)'],
    differences: ['error: ours ValidationError (400), theirs Error (500)'],
    reason: 'moto fails inside.',
  },
  {
    steps: ['cloudwatch:DeleteAlarms (unknown)', 'autoscaling:CreateAutoScalingGroup (again)'],
    differences: ['only ours: error'],
    reason: 'AWS’s documentation: ResourceNotFound, and AlreadyExists. moto lets both pass.',
  },
];
