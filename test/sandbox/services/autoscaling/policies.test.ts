// Policies called by alarms: real alarms over scripted CPU load.

import { expect, test } from 'vitest';
import * as cloudwatch from '../../../../src/sandbox/services/cloudwatch/index.js';
import { findInstance } from '../../../../src/sandbox/services/ec2/index.js';
import {
  activities,
  activity,
  api,
  createGroup,
  createTargetGroup,
  first,
  GROUP,
  gapInCause,
  groupOf,
  inService,
  type Live,
  MINUTE,
  newLive,
  SECOND,
} from './harness.js';

function putAlarm(live: Live, alarmName: string, high: boolean, policyArn: string, evaluationPeriods: number): void {
  cloudwatch.putAlarm(live.context, {
    alarmName,
    actionsEnabled: true,
    okActions: [],
    alarmActions: [policyArn],
    insufficientDataActions: [],
    namespace: 'AWS/EC2',
    metricName: 'CPUUtilization',
    dimensions: [{ name: 'AutoScalingGroupName', value: GROUP }],
    statistic: 'Average',
    periodSeconds: 60,
    evaluationPeriods,
    threshold: high ? 70 : 30,
    comparisonOperator: high ? 'GreaterThanThreshold' : 'LessThanThreshold',
  });
}

type Put = Partial<Parameters<typeof api.PutScalingPolicy>[0]>;

function putPolicy(live: Live, PolicyName: string, input: Put): string {
  const answer = api.PutScalingPolicy({ AutoScalingGroupName: GROUP, PolicyName, ...input }, live.context);
  return answer.PolicyARN ?? '';
}

const STEP_OUT: Put = {
  PolicyType: 'StepScaling',
  AdjustmentType: 'ChangeInCapacity',
  StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
};

const STEP_IN: Put = {
  PolicyType: 'StepScaling',
  AdjustmentType: 'ChangeInCapacity',
  StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }],
};

/** Two idle instances with the two alarms of the stack, warm. */
function stack(out: Put, into: Put, group: Parameters<typeof createGroup>[1] = {}): Live {
  const live = newLive();
  live.script.cpuPercent = 50;
  createGroup(live, { DefaultInstanceWarmup: 180, ...group });
  putAlarm(live, 'cpu-high', true, putPolicy(live, 'scale-out', out), 2);
  putAlarm(live, 'cpu-low', false, putPolicy(live, 'scale-in', into), 5);
  live.run(10 * MINUTE);
  return live;
}

test('ASG-41 ASG-42 alarm, policy, launch: the cause names all three, 5 to 21 seconds apart', () => {
  const live = stack(STEP_OUT, STEP_IN);
  live.script.cpuPercent = 90;
  live.run(6 * MINUTE);
  const launched = activity(live, 'Launching');
  expect(launched.Cause).toMatch(
    /^At \S+Z a monitor alarm cpu-high in state ALARM triggered policy scale-out changing the desired capacity from 2 to 3\. {2}At \S+Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 3\.$/,
  );
  expect(gapInCause(launched.Cause)).toBeGreaterThanOrEqual(5);
  expect(gapInCause(launched.Cause)).toBeLessThanOrEqual(21);
  expect(JSON.parse(launched.Details ?? '{}').InvokingAlarms[0]).toMatchObject({ AlarmName: 'cpu-high' });
});

test('ASG-72 ASG-75 CW-40 under steady load desired grows by one per warm-up, not per minute', () => {
  const live = stack(STEP_OUT, STEP_IN, { MaxSize: 6 });
  live.script.cpuPercent = 90;
  live.run(30 * MINUTE);
  const changes = live.events('DesiredCapacityChanged').filter(({ event }) => event.from >= 2);
  expect(changes.map(({ event }) => event.to)).toEqual([3, 4, 5, 6]);
  for (const [index, { at }] of changes.slice(1).entries()) {
    const gap = (at - (changes[index]?.at ?? 0)) / SECOND;
    expect(gap).toBeGreaterThanOrEqual(180);
    expect(gap).toBeLessThanOrEqual(300);
  }
});

test('ASG-74 CW-41 under steady idleness the group shrinks to its minimum, then the minute’s calls leave no trace', () => {
  const live = stack(STEP_OUT, STEP_IN, { DesiredCapacity: 4 });
  live.script.cpuPercent = 5;
  live.run(40 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(1);
  const count = activities(live).length;
  let calls = 0;
  live.kernel.subscribe(({ event }) => {
    if (event.type === 'AlarmActionInvoked') calls += 1;
  });
  const journal = live.kernel.journal.length;
  live.run(60 * MINUTE);
  expect(calls).toBe(60);
  expect(activities(live)).toHaveLength(count);
  expect(live.kernel.journal).toHaveLength(journal);
});

test('ASG-74 with a 300 s drain a policy of −1 removes one instance in about 5.5 minutes, though the alarm calls every minute', () => {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  live.script.cpuPercent = 50;
  createGroup(live, { DefaultInstanceWarmup: 60, DesiredCapacity: 4, TargetGroupARNs: [targetGroupArn] });
  putAlarm(live, 'cpu-low', false, putPolicy(live, 'scale-in', STEP_IN), 5);
  live.run(10 * MINUTE);
  live.script.cpuPercent = 5;
  live.run(30 * MINUTE);
  const shrunk = live.events('DesiredCapacityChanged').filter(({ event }) => event.to < event.from);
  expect(shrunk.map(({ event }) => event.to)).toEqual([3, 2, 1]);
  for (const [index, { at }] of shrunk.slice(1).entries()) {
    const gap = (at - (shrunk[index]?.at ?? 0)) / SECOND;
    expect(gap).toBeGreaterThanOrEqual(304);
    expect(gap).toBeLessThanOrEqual(430);
  }
});

test('CW-41 a desired capacity raised by hand is taken back by the low alarm', () => {
  const live = stack(STEP_OUT, STEP_IN);
  live.script.cpuPercent = 5;
  live.run(20 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(1);
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 3 }, live.context);
  live.run(20 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(1);
});

test('ASG-72 ASG-86 a warming instance is left out of the group’s metrics, a terminating one, too', () => {
  const live = stack(STEP_OUT, STEP_IN);
  const { instanceId } = first(live);
  expect(findInstance(live.context, instanceId)?.groupMetrics).toEqual({ groupName: GROUP, counted: true });
  api.TerminateInstanceInAutoScalingGroup(
    { InstanceId: instanceId, ShouldDecrementDesiredCapacity: false },
    live.context,
  );
  expect(findInstance(live.context, instanceId)?.groupMetrics?.counted).toBe(false);
  live.run(30 * SECOND);
  const fresh = inService(live).find(({ warmUntil }) => warmUntil !== undefined);
  expect(findInstance(live.context, fresh?.instanceId ?? '')?.groupMetrics?.counted).toBe(false);
  live.run(3 * MINUTE);
  expect(findInstance(live.context, fresh?.instanceId ?? '')?.groupMetrics?.counted).toBe(true);
  expect(live.events('InstanceWarmedUp').map(({ event }) => event.instanceId)).toContain(fresh?.instanceId);
});

test('ASG-70 without a default warm-up the policy’s launch warms up as long as the cooldown', () => {
  const live = stack(STEP_OUT, STEP_IN, { DefaultInstanceWarmup: -1 });
  live.script.cpuPercent = 90;
  live.run(6 * MINUTE);
  const fresh = inService(live).find(({ warmUntil }) => warmUntil !== undefined);
  expect((fresh?.warmUntil ?? 0) - (fresh?.inServiceAt ?? 0)).toBe(300 * SECOND);
});

const SIMPLE_OUT: Put = { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 };

const SIMPLE_IN: Put = { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: -1 };

test('ASG-60 ASG-61 CW-41 simple scaling: one step, then nothing until launch and cooldown are over, then the next without a new change of state', () => {
  const live = stack({ ...SIMPLE_OUT, Cooldown: 240 }, SIMPLE_IN);
  expect(api.DescribePolicies({ PolicyNames: ['scale-out'] }, live.context).ScalingPolicies?.[0]?.PolicyType).toBe(
    'SimpleScaling',
  );
  live.script.cpuPercent = 90;
  live.run(20 * MINUTE);
  const changes = live.events('DesiredCapacityChanged').filter(({ event }) => event.from >= 2);
  expect(changes.map(({ event }) => event.to)).toEqual([3, 4]);
  const ends = activities(live).flatMap(({ Cause, EndTime }) =>
    Cause?.includes('from 2 to 3') ? [EndTime?.getTime() ?? 0] : [],
  );
  const second = changes[1]?.at ?? 0;
  expect(second).toBeGreaterThanOrEqual(Math.max(...ends) + 240 * SECOND);
  expect(second).toBeLessThanOrEqual(Math.max(...ends) + 310 * SECOND);
  const alarms = live
    .events('AlarmStateChanged')
    .filter(({ event }) => event.alarmName === 'cpu-high' && event.to === 'ALARM');
  expect(alarms).toHaveLength(1);
});

test('ASG-61 a termination hook does not put off the cooldown, only the next step until it is over', () => {
  const live = stack(SIMPLE_OUT, { ...SIMPLE_IN, Cooldown: 400 }, { DesiredCapacity: 3 });
  api.PutLifecycleHook(
    {
      ...{ AutoScalingGroupName: GROUP, LifecycleHookName: 'goodbye', HeartbeatTimeout: 300 },
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    },
    live.context,
  );
  live.script.cpuPercent = 5;
  live.run(30 * MINUTE);
  const changes = live.events('DesiredCapacityChanged').filter(({ event }) => event.to < event.from);
  expect(changes.map(({ event }) => event.to)).toEqual([2, 1]);
  const hooked = live.events('GroupInstanceStateChanged').find(({ event }) => event.to === 'Terminating:Wait');
  const gap = ((changes[1]?.at ?? 0) - (hooked?.at ?? 0)) / SECOND;
  expect(gap).toBeGreaterThanOrEqual(400);
  expect(gap).toBeLessThanOrEqual(460);
});

test('ASG-41 the cause names the state in which the alarm called', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 2 });
  const actionArn = putPolicy(live, 'in', { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: -1 });
  live.run(2 * MINUTE);
  live.kernel.emit({ type: 'AlarmActionInvoked', alarmName: 'cpu-high', state: 'OK', actionArn });
  live.run(MINUTE);
  expect(activity(live, 'Terminating').Cause).toContain('a monitor alarm cpu-high in state OK triggered policy in ');
});

test('ASG-62 the cooldown binds neither step policies nor hands, unless they honor it', () => {
  const live = stack(STEP_OUT, STEP_IN);
  groupOf(live).cooldown = { seconds: 3_600, startedAt: live.kernel.now };
  expect(() =>
    api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 3, HonorCooldown: true }, live.context),
  ).toThrow(expect.objectContaining({ code: 'ScalingActivityInProgress' }));
  api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 3 }, live.context);
  live.script.cpuPercent = 90;
  live.run(15 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(4);
});

test('ASG-16 a wish outside the limits is refused, not clamped', () => {
  const live = newLive();
  createGroup(live);
  expect(() => api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 5 }, live.context)).toThrow(
    'New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.',
  );
  expect(() => api.SetDesiredCapacity({ AutoScalingGroupName: GROUP, DesiredCapacity: 0 }, live.context)).toThrow(
    'New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.',
  );
});

test('ASG-16a ExecutePolicy: a step policy needs a metric, a simple one may honor the cooldown', () => {
  const live = stack(STEP_OUT, SIMPLE_IN);
  expect(() => api.ExecutePolicy({ AutoScalingGroupName: GROUP, PolicyName: 'scale-out' }, live.context)).toThrow(
    'Metric value must be specified for policy type StepScaling',
  );
  const breach = (MetricValue: number) => ({ PolicyName: 'scale-out', MetricValue, BreachThreshold: 70 });
  expect(() => api.ExecutePolicy({ AutoScalingGroupName: GROUP, ...breach(60) }, live.context)).toThrow(
    'No adjustment step found for a metric value of: 60',
  );
  api.ExecutePolicy({ AutoScalingGroupName: GROUP, ...breach(80) }, live.context);
  live.run(MINUTE);
  expect(activity(live, 'Launching').Cause).toContain(
    'a user request executed policy scale-out changing the desired capacity from 2 to 3.',
  );
  groupOf(live).cooldown = { seconds: 600, startedAt: live.kernel.now };
  const wish = { AutoScalingGroupName: GROUP, PolicyName: 'scale-in' };
  expect(() => api.ExecutePolicy({ ...wish, HonorCooldown: true }, live.context)).toThrow(
    expect.objectContaining({ code: 'ScalingActivityInProgress' }),
  );
  api.ExecutePolicy(wish, live.context);
  expect(groupOf(live).desiredCapacity).toBe(2);
});

test('ASG-14 of two alarms at once the larger capacity wins', () => {
  const live = newLive();
  createGroup(live, { DesiredCapacity: 2, DefaultInstanceWarmup: 0 });
  live.run(2 * MINUTE);
  const out = putPolicy(live, 'out', { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 });
  const into = putPolicy(live, 'in', { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: -1 });
  const further = putPolicy(live, 'further', { AdjustmentType: 'ExactCapacity', ScalingAdjustment: 9 });
  for (const actionArn of [into, out, further])
    live.kernel.emit({ type: 'AlarmActionInvoked', alarmName: 'a', state: 'ALARM', actionArn });
  live.run(2 * SECOND);
  expect(groupOf(live).desiredCapacity).toBe(4);
  const outcomes = live.events('ScalingPolicyTriggered').map(({ event }) => `${event.policyName}: ${event.outcome}`);
  expect(outcomes).toContain('further: desired capacity from 2 to 4');
  expect(outcomes).toContain('in: nothing: further asks for a larger capacity');
});

test('ASG-90 AlarmNotification suspended: no policy is invoked; resumed, an alarm still in breach counts', () => {
  const live = stack(STEP_OUT, STEP_IN);
  api.SuspendProcesses({ AutoScalingGroupName: GROUP, ScalingProcesses: ['AlarmNotification'] }, live.context);
  live.script.cpuPercent = 90;
  live.run(10 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(2);
  api.ResumeProcesses({ AutoScalingGroupName: GROUP, ScalingProcesses: ['AlarmNotification'] }, live.context);
  live.run(2 * MINUTE);
  expect(groupOf(live).desiredCapacity).toBe(3);
});
