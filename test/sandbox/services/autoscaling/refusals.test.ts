// What creating and updating a group refuses, in AWS’s words, and what an update changes (ASG-15).

import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../../src/errors.js';
import {
  activities,
  api,
  createGroup,
  GROUP,
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
  putTemplate,
  subnetIn,
} from './harness.js';

function described(live: Live) {
  return api.DescribeAutoScalingGroups({ AutoScalingGroupNames: [GROUP] }, live.context).AutoScalingGroups[0];
}

function refusal(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof ServiceError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('refused at creation', () => {
  const cases: readonly [string, Parameters<typeof createGroup>[1], string, RegExp][] = [
    [
      'ASG-15 desired above the maximum',
      { DesiredCapacity: 5 },
      'ValidationError',
      /Desired capacity:5 must be between/,
    ],
    ['minimum above the maximum', { MinSize: 5 }, 'ValidationError', /Max bound, 4, must be greater than or equal/],
    ['no subnets', { VPCZoneIdentifier: undefined }, 'ValidationError', /At least one Availability Zone or VPC Subnet/],
    ['an unknown subnet', { VPCZoneIdentifier: 'subnet-1' }, 'ValidationError', /'subnet-1' does not exist/],
    [
      'an unknown template',
      { LaunchTemplate: { LaunchTemplateName: 'x' } },
      'ValidationError',
      /valid fully-formed launch template/,
    ],
    [
      'an unknown target group',
      { TargetGroupARNs: ['arn:x'] },
      'ValidationError',
      /Provided Target Groups may not be valid/,
    ],
    [
      'ASG-52 an unknown termination policy',
      { TerminationPolicies: ['Youngest'] },
      'ValidationError',
      /does not exist/,
    ],
    [
      'ASG-52 Default before another policy',
      { TerminationPolicies: ['Default', 'OldestInstance'] },
      'ValidationError',
      /must be the last/,
    ],
    ['ASG-20 a health check that is not modelled', { HealthCheckType: 'EC2,EBS' }, 'UnsupportedOperation', /EBS/],
    [
      'ASG-31 half a maintenance policy',
      { InstanceMaintenancePolicy: { MinHealthyPercentage: 100 } },
      'ValidationError',
      /must both be specified/,
    ],
    [
      'ASG-58 zonal shift',
      { AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled: true } },
      'UnsupportedOperation',
      /AvailabilityZoneImpairmentPolicy/,
    ],
    [
      'mixed instances',
      { MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ InstanceType: 't3.small' }] } } },
      'UnsupportedOperation',
      /MixedInstancesPolicy/,
    ],
  ];
  test.each(cases)('%s', (_name, input, code, message) => {
    const live = newLive();
    const refused = refusal(() => createGroup(live, input));
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(message);
    expect(live.world.autoscaling.groups).toEqual({});
  });

  test('the same name twice', () => {
    const live = newLive();
    createGroup(live);
    expect(refusal(() => createGroup(live)).code).toBe('AlreadyExists');
  });

  test('an instance profile that does not exist, in the words that Terraform waits on', () => {
    const live = newLive();
    const id = putTemplate(live);
    const data = live.world.ec2.launchTemplates[id]?.versions['1'];
    Object.assign(data?.data ?? {}, { IamInstanceProfile: { Name: 'ghost' } });
    const create = () =>
      api.CreateAutoScalingGroup(
        {
          ...{ AutoScalingGroupName: GROUP, MinSize: 0, MaxSize: 1 },
          LaunchTemplate: { LaunchTemplateId: id },
          VPCZoneIdentifier: subnetIn(live, 'a'),
        },
        live.context,
      );
    expect(refusal(create).message).toContain('Invalid IAM Instance Profile');
  });
});

test.each([
  ['ASG-70 a cooldown on a step policy', { PolicyType: 'StepScaling', Cooldown: 60 }, /Cooldown is not supported/],
  [
    'ASG-60 a warm-up on a simple policy',
    { ScalingAdjustment: 1, EstimatedInstanceWarmup: 60 },
    /EstimatedInstanceWarmup is not supported/,
  ],
  [
    'ASG-64 a magnitude without percentages',
    { ScalingAdjustment: 1, MinAdjustmentMagnitude: 2 },
    /MinAdjustmentMagnitude is not supported by the specified adjustment type/,
  ],
  [
    'ASG-64 a magnitude of nothing',
    { ScalingAdjustment: 1, AdjustmentType: 'PercentChangeInCapacity', MinAdjustmentMagnitude: 0 },
    /MinAdjustmentMagnitude must be greater than zero/,
  ],
  ['a simple policy without an adjustment', {}, /Scaling increment must be specified for a SimpleScaling policy/],
  [
    'a policy that does not say how it counts',
    { PolicyType: 'StepScaling', AdjustmentType: undefined },
    /You must specify an AdjustmentType for policy type: StepScaling/,
  ],
  [
    'ASG-71 steps that end above the threshold',
    {
      PolicyType: 'StepScaling',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 9, ScalingAdjustment: 1 }],
    },
    /unspecified upper bound .* positive upper bound/,
  ],
  ['prediction', { PolicyType: 'PredictiveScaling' }, /does not model predictive/],
])('refused: %s', (_name, input, message) => {
  const live = newLive();
  createGroup(live);
  const wish = { AutoScalingGroupName: GROUP, PolicyName: 'p', AdjustmentType: 'ChangeInCapacity', ...input };
  expect(refusal(() => api.PutScalingPolicy(wish, live.context)).message).toMatch(message);
});

test.each([
  ['a new minimum pulls desired up', { MinSize: 3 }, 3],
  ['a new maximum pulls it down', { MinSize: 0, MaxSize: 1 }, 1],
  ['an explicit desired', { DesiredCapacity: 4 }, 4],
  ['nothing about sizes', { HealthCheckGracePeriod: 60 }, 2],
])('ASG-15 %s', (_name, input, desired) => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  api.UpdateAutoScalingGroup({ AutoScalingGroupName: GROUP, ...input }, live.context);
  expect(groupOf(live).desiredCapacity).toBe(desired);
  live.run(2 * MINUTE);
  expect(inService(live)).toHaveLength(desired);
});

test('ASG-15 ASG-41 the cause of an update names the new limits, also when desired grew to reach the minimum', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  api.UpdateAutoScalingGroup({ AutoScalingGroupName: GROUP, MinSize: 3 }, live.context);
  live.run(MINUTE);
  expect(activities(live)[0]?.Cause).toContain(
    'a user request update of AutoScalingGroup constraints to min: 3, max: 4, desired: 3 changing the desired capacity from 2 to 3.  At ',
  );
});

test('ASG-15 a new template version concerns new instances only', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  putTemplate(live, 2);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 3 }, live.context);
  live.run(MINUTE);
  expect(inService(live).map(({ launchTemplate }) => launchTemplate?.version)).toEqual(['1', '1', '2']);
});

test('ASG-85 −1 removes the warm-up', () => {
  const live = newLive();
  createGroup(live, { DefaultInstanceWarmup: 120 });
  expect(described(live)?.DefaultInstanceWarmup).toBe(120);
  api.UpdateAutoScalingGroup({ AutoScalingGroupName: GROUP, DefaultInstanceWarmup: -1 }, live.context);
  expect(described(live)?.DefaultInstanceWarmup).toBeUndefined();
});
