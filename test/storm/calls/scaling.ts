// What a storm does to Auto Scaling groups: sizes, members, hooks, refreshes, policies.

import { member, name, type Row, sizes, steps, subnets, template } from './arguments.js';

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
          StepAdjustments: steps(d),
          ...(d.chance(0.2) ? { MinAdjustmentMagnitude: d.number(0, 2) } : {}),
          ...(d.chance(0.5) ? { EstimatedInstanceWarmup: d.one([0, 60, 300]) } : {}),
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
      ...(d.chance(0.5) ? { MetricValue: d.number(20, 90), BreachThreshold: 50 } : {}),
    }),
  ],
  [
    2,
    'autoscaling',
    'EnableMetricsCollection',
    (d) => ({ AutoScalingGroupName: d.some('group'), Granularity: '1Minute' }),
  ],
];
