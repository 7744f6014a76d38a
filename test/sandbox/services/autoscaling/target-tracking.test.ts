// Target tracking with its alarm pair, and the group’s own metrics.

import { expect, test } from 'vitest';
import { reading } from '../../../../src/sandbox/services/autoscaling/controllers/group-metrics.js';
import * as cloudwatch from '../../../../src/sandbox/services/cloudwatch/index.js';
import {
  api,
  createGroup,
  createTargetGroup,
  first,
  GROUP,
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
} from './harness.js';

type Put = Partial<Parameters<typeof api.PutScalingPolicy>[0]>;

function putPolicy(live: Live, PolicyName: string, input: Put): string {
  const answer = api.PutScalingPolicy({ AutoScalingGroupName: GROUP, PolicyName, ...input }, live.context);
  return answer.PolicyARN ?? '';
}

const TRACKING: Put = {
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingConfiguration: {
    PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
    TargetValue: 40,
  },
};

test('ASG-80 ASG-82 target tracking brings its own two alarms and takes them along', () => {
  const live = newLive();
  createGroup(live);
  const { Alarms } = api.PutScalingPolicy(
    { AutoScalingGroupName: GROUP, PolicyName: 'cpu-40', ...TRACKING },
    live.context,
  );
  const [high, low] = (Alarms ?? []).map(({ AlarmName }) => cloudwatch.findAlarm(live.context, AlarmName ?? ''));
  expect(high?.definition).toMatchObject({
    alarmName: expect.stringMatching(/^TargetTracking-web-AlarmHigh-[0-9a-f-]{36}$/),
    ...{ threshold: 40, evaluationPeriods: 3, periodSeconds: 60, comparisonOperator: 'GreaterThanThreshold' },
  });
  expect(low?.definition).toMatchObject({
    alarmName: expect.stringMatching(/^TargetTracking-web-AlarmLow-/),
    ...{ threshold: 28, evaluationPeriods: 15, periodSeconds: 60, comparisonOperator: 'LessThanThreshold' },
  });
  api.DeletePolicy({ AutoScalingGroupName: GROUP, PolicyName: 'cpu-40' }, live.context);
  expect(Object.keys(live.world.cloudwatch.alarms)).toEqual([]);
});

test('ASG-81 out in proportion, and in again after 15 quiet minutes', () => {
  const live = newLive();
  live.script.cpuPercent = 35;
  createGroup(live, { DefaultInstanceWarmup: 60 });
  putPolicy(live, 'cpu-40', TRACKING);
  live.run(10 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(2);
  live.script.cpuPercent = 75;
  live.run(6 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(4);
  live.script.cpuPercent = 10;
  const quietFrom = live.kernel.now;
  live.run(40 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(1);
  const shrunk = live.events('DesiredCapacityChanged').filter(({ event }) => event.to < event.from);
  expect((shrunk[0]?.at ?? 0) - quietFrom).toBeGreaterThanOrEqual(14 * MINUTE);
  expect((shrunk[0]?.at ?? 0) - quietFrom).toBeLessThanOrEqual(19 * MINUTE);
});

test('ASG-81 in only if all target tracking policies agree', () => {
  const live = newLive();
  live.script.cpuPercent = 10;
  createGroup(live, { DefaultInstanceWarmup: 0 });
  putPolicy(live, 'cpu-40', TRACKING);
  putPolicy(live, 'network', {
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: {
      CustomizedMetricSpecification: { Namespace: 'App', MetricName: 'Queue', Statistic: 'Average' },
      TargetValue: 5,
    },
  });
  live.run(60 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(2);
  api.DeletePolicy({ AutoScalingGroupName: GROUP, PolicyName: 'network' }, live.context);
  live.run(3 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(1);
});

test('ASG-99 group metrics: off by default, then one point a minute', () => {
  const live = newLive();
  createGroup(live);
  live.run(5 * MINUTE);
  const ofGroup = () => live.data.filter(({ namespace }) => namespace === 'AWS/AutoScaling');
  expect(ofGroup()).toEqual([]);
  api.EnableMetricsCollection({ AutoScalingGroupName: GROUP, Granularity: '1Minute' }, live.context);
  live.run(5 * MINUTE);
  const points = ofGroup().filter(({ metricName }) => metricName === 'GroupInServiceInstances');
  expect(points.map(({ sum }) => sum)).toEqual([2, 2, 2, 2, 2, 2].slice(0, points.length));
  expect(points.length).toBeGreaterThanOrEqual(5);
  expect(points.every(({ at }) => at % MINUTE === 0)).toBe(true);
  api.TerminateInstanceInAutoScalingGroup(
    { InstanceId: first(live).instanceId, ShouldDecrementDesiredCapacity: true },
    live.context,
  );
  live.run(0);
  expect(groupOf(live).enabledMetrics).toContain('GroupTotalInstances');
  api.DisableMetricsCollection({ AutoScalingGroupName: GROUP }, live.context);
  const count = ofGroup().length;
  live.run(5 * MINUTE);
  expect(ofGroup()).toHaveLength(count);
});

test('ASG-99 in service is neither pending nor terminating nor standby, and the total leaves out standby only', () => {
  const live = newLive();
  createGroup(live, { TargetGroupARNs: [createTargetGroup(live)], DesiredCapacity: 3, MaxSize: 6 });
  live.run(3 * MINUTE);
  const [ending, resting] = inService(live).map(({ instanceId }) => instanceId);
  const wish = { AutoScalingGroupName: GROUP, InstanceIds: [resting ?? ''] };
  api.EnterStandby({ ...wish, ShouldDecrementDesiredCapacity: true }, live.context);
  live.run(6 * MINUTE);
  api.TerminateInstanceInAutoScalingGroup({ InstanceId: ending, ShouldDecrementDesiredCapacity: false }, live.context);
  live.kernel.settle();
  expect(
    Object.values(groupOf(live).instances)
      .map(({ lifecycleState }) => lifecycleState)
      .sort(),
  ).toEqual(['InService', 'Pending', 'Standby', 'Terminating']);
  const readings = ['InService', 'Pending', 'Standby', 'Terminating', 'Total'].map((state) => [
    state,
    reading(groupOf(live), `Group${state}Instances`),
    reading(groupOf(live), `Group${state}Capacity`),
  ]);
  expect(readings).toEqual([
    ['InService', 1, 1],
    ['Pending', 1, 1],
    ['Standby', 1, 1],
    ['Terminating', 1, 1],
    ['Total', 3, 3],
  ]);
  expect(
    ['Min', 'Max', 'Desired'].map((limit) =>
      reading(groupOf(live), `Group${limit}${limit === 'Desired' ? 'Capacity' : 'Size'}`),
    ),
  ).toEqual([1, 6, 2]);
});
