// The API as Terraform and a caller meet it: what is echoed, and in which order.

import { expect, test } from 'vitest';
import { ServiceError } from '../../../../src/errors.js';
import { DAY_MS } from '../../../../src/kernel/index.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import {
  activities,
  api,
  createGroup,
  createTargetGroup,
  first,
  GROUP,
  type Live,
  MINUTE,
  newLive,
  SECOND,
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

test('a group is described with what Terraform reads back: `$Latest` stays a word, target groups are mirrored', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, {
    TargetGroupARNs: [targetGroupArn],
    Tags: [
      { Key: 'Name', Value: 'web', PropagateAtLaunch: true, ResourceId: GROUP, ResourceType: 'auto-scaling-group' },
    ],
  });
  live.run(MINUTE);
  expect(described(live)).toMatchObject({
    AutoScalingGroupARN: expect.stringMatching(
      /^arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/web$/,
    ),
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
    DefaultCooldown: 300,
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    TerminationPolicies: ['Default'],
    VPCZoneIdentifier: `${subnetIn(live, 'a')},${subnetIn(live, 'b')}`,
    AvailabilityZones: ['us-east-1a', 'us-east-1b'],
    TargetGroupARNs: [targetGroupArn],
    TrafficSources: [{ Identifier: targetGroupArn, Type: 'elbv2' }],
    EnabledMetrics: [],
    SuspendedProcesses: [],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN:
      'arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
    Tags: [
      { Key: 'Name', Value: 'web', PropagateAtLaunch: true, ResourceId: GROUP, ResourceType: 'auto-scaling-group' },
    ],
  });
  expect(described(live)?.Instances).toHaveLength(2);
  expect(described(live)?.Instances?.[0]).toMatchObject({
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    InstanceType: 't3.micro',
    ProtectedFromScaleIn: false,
    LaunchTemplate: { Version: '1' },
  });
  expect(described(live)).not.toHaveProperty('DefaultInstanceWarmup', expect.anything());
  const tags = ec2.findInstance(live.context, first(live).instanceId)?.tags;
  expect(tags).toMatchObject({ Name: 'web', 'aws:autoscaling:groupName': GROUP });
});

test('an unknown group is an empty list when described, and "not found" everywhere else', () => {
  const live = newLive();
  expect(api.DescribeAutoScalingGroups({ AutoScalingGroupNames: ['x'] }, live.context).AutoScalingGroups).toEqual([]);
  for (const work of [
    () => api.DescribePolicies({ AutoScalingGroupName: 'x' }, live.context),
    () => api.DeleteAutoScalingGroup({ AutoScalingGroupName: 'x' }, live.context),
    () => api.DescribeScalingActivities({ AutoScalingGroupName: 'x' }, live.context),
  ]) {
    expect(refusal(work)).toMatchObject({ code: 'ValidationError', message: expect.stringContaining('not found') });
  }
});

test('Terraform’s way of deleting: sizes to 0, wait until nobody is left, then delete', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live, 60);
  createGroup(live, { TargetGroupARNs: [targetGroupArn] });
  live.run(4 * MINUTE);
  const remove = () => api.DeleteAutoScalingGroup({ AutoScalingGroupName: GROUP }, live.context);
  expect(refusal(remove).code).toBe('ResourceInUse');
  api.UpdateAutoScalingGroup({ AutoScalingGroupName: GROUP, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 }, live.context);
  live.run(30 * SECOND);
  expect(refusal(remove).code).toBe('ScalingActivityInProgress');
  live.run(2 * MINUTE);
  expect(described(live)?.Instances).toEqual([]);
  remove();
  expect(api.DescribeAutoScalingGroups({}, live.context).AutoScalingGroups).toEqual([]);
  const left = api.DescribeScalingActivities({ AutoScalingGroupName: GROUP, IncludeDeletedGroups: true }, live.context);
  expect(left.Activities[0]).toMatchObject({ AutoScalingGroupState: 'Deleted' });
  live.run(60 * MINUTE);
});

test('deletion by force takes the instances along without waiting for drains', () => {
  const live = newLive();
  createGroup(live, { TargetGroupARNs: [createTargetGroup(live)] });
  live.run(4 * MINUTE);
  api.DeleteAutoScalingGroup({ AutoScalingGroupName: GROUP, ForceDelete: true }, live.context);
  expect(described(live)?.Status).toBe('Delete in progress');
  live.run(MINUTE);
  expect(described(live)).toBeUndefined();
});

test('ASG-05 ASG-06 running activities first, then the newest; pages of the size asked for', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, { TargetGroupARNs: [targetGroupArn] });
  live.run(4 * MINUTE);
  const { instanceId } = first(live);
  api.TerminateInstanceInAutoScalingGroup(
    { InstanceId: instanceId, ShouldDecrementDesiredCapacity: false },
    live.context,
  );
  live.run(MINUTE);
  const listed = activities(live).map(({ StatusCode, Description }) => `${StatusCode} ${Description?.split(' ')[0]}`);
  expect(listed).toEqual([
    'WaitingForELBConnectionDraining Terminating',
    'Successful Launching',
    'Successful Launching',
    'Successful Launching',
  ]);
  const page = api.DescribeScalingActivities({ AutoScalingGroupName: GROUP, MaxRecords: 3 }, live.context);
  expect(page.Activities).toHaveLength(3);
  const rest = api.DescribeScalingActivities(
    { AutoScalingGroupName: GROUP, MaxRecords: 3, NextToken: page.NextToken },
    live.context,
  );
  expect(rest.Activities).toHaveLength(1);
  expect(rest.NextToken).toBeUndefined();
});

test('ASG-06 activities are shown for six weeks', () => {
  const live = newLive();
  createGroup(live, { MinSize: 0, DesiredCapacity: 1 });
  live.run(MINUTE);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 0 }, live.context);
  live.run(41 * DAY_MS);
  expect(activities(live)).toHaveLength(2);
  live.run(2 * DAY_MS);
  expect(activities(live)).toEqual([]);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }, live.context);
  live.run(MINUTE);
  expect(Object.values(live.world.autoscaling.activities).flat()).toHaveLength(1);
});

test('policies are described with the members of their type only', () => {
  const live = newLive();
  createGroup(live);
  const put = (input: Partial<Parameters<typeof api.PutScalingPolicy>[0]>) =>
    api.PutScalingPolicy({ AutoScalingGroupName: GROUP, PolicyName: 'p', ...input }, live.context).PolicyARN;
  const view = () => JSON.parse(JSON.stringify(api.DescribePolicies({}, live.context).ScalingPolicies));
  const arn = put({ AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1, Cooldown: 60 });
  expect(arn).toMatch(
    /^arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:[0-9a-f-]{36}:autoScalingGroupName\/web:policyName\/p$/,
  );
  const common = { AutoScalingGroupName: GROUP, PolicyName: 'p', PolicyARN: arn, Enabled: true, Alarms: [] };
  expect(view()).toEqual([
    { ...common, PolicyType: 'SimpleScaling', AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1, Cooldown: 60 },
  ]);
  put({
    PolicyType: 'StepScaling',
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  });
  expect(view()).toEqual([
    {
      ...{ ...common, PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity', MetricAggregationType: 'Average' },
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
    },
  ]);
});

test('tags are set, overwritten, filtered and deleted', () => {
  const live = newLive();
  createGroup(live);
  const tag = (Key: string, Value: string) => ({
    ...{ Key, Value, PropagateAtLaunch: true, ResourceId: GROUP, ResourceType: 'auto-scaling-group' },
  });
  api.CreateOrUpdateTags({ Tags: [tag('team', 'a'), tag('stage', 'test')] }, live.context);
  api.CreateOrUpdateTags({ Tags: [tag('team', 'b')] }, live.context);
  const found = (Name: string, Values: string[]) =>
    api.DescribeAutoScalingGroups({ Filters: [{ Name, Values }] }, live.context).AutoScalingGroups.length;
  expect(found('tag:team', ['b'])).toBe(1);
  expect(found('tag:team', ['a'])).toBe(0);
  expect(found('tag-key', ['stage'])).toBe(1);
  api.DeleteTags({ Tags: [tag('stage', 'test')] }, live.context);
  expect(api.DescribeTags({}, live.context).Tags?.map(({ Key }) => Key)).toEqual(['team']);
});

test('single instances: shown with their group, protected, and refused in AWS’s words when they are no members', () => {
  const live = newLive();
  createGroup(live);
  live.run(MINUTE);
  const { instanceId } = first(live);
  const shown = api.DescribeAutoScalingInstances({ InstanceIds: [instanceId] }, live.context).AutoScalingInstances;
  expect(shown).toEqual([
    expect.objectContaining({ InstanceId: instanceId, AutoScalingGroupName: GROUP, HealthStatus: 'HEALTHY' }),
  ]);
  const protect = (id: string) => () =>
    api.SetInstanceProtection(
      { AutoScalingGroupName: GROUP, InstanceIds: [id], ProtectedFromScaleIn: true },
      live.context,
    );
  protect(instanceId)();
  expect(first(live).protectedFromScaleIn).toBe(true);
  expect(refusal(protect('i-0'))).toEqual({
    code: 'ValidationError',
    message: 'The instance i-0 is not part of Auto Scaling group web.',
  });
});

test('what exists is listed, and what cannot exist here is an empty list', () => {
  const { context } = newLive();
  expect(api.DescribeAdjustmentTypes().AdjustmentTypes).toHaveLength(3);
  expect(api.DescribeScalingProcessTypes().Processes).toHaveLength(9);
  expect(api.DescribeTerminationPolicyTypes().TerminationPolicyTypes).toContain('OldestInstance');
  expect(api.DescribeMetricCollectionTypes().Metrics).toContainEqual({ Metric: 'GroupInServiceInstances' });
  expect(api.DescribeAccountLimits({}, context).NumberOfAutoScalingGroups).toBe(0);
  expect(api.DescribeLaunchConfigurations().LaunchConfigurations).toEqual([]);
});

test('reading draws nothing and changes nothing', () => {
  const live = newLive();
  createGroup(live, { TargetGroupARNs: [createTargetGroup(live)] });
  live.run(4 * MINUTE);
  const before = JSON.stringify(live.world);
  described(live);
  activities(live);
  api.DescribePolicies({}, live.context);
  api.DescribeTags({}, live.context);
  api.DescribeInstanceRefreshes({ AutoScalingGroupName: GROUP }, live.context);
  api.DescribeAutoScalingInstances({}, live.context);
  api.DescribeLoadBalancerTargetGroups({ AutoScalingGroupName: GROUP }, live.context);
  expect(JSON.stringify(live.world)).toBe(before);
});
