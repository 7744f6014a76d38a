// What a policy wants when an alarm calls it: gathers the numbers and asks the rules. Changes nothing.

import type { Instant } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import { alarmPoints, findAlarm } from '../../cloudwatch/index.js';
import { decideSimple } from '../rules/simple-scaling.js';
import { stepFor } from '../rules/step-bounds.js';
import { aggregated, decideStep, type StepDecision, type StepSituation } from '../rules/step-scaling.js';
import { decideHigh, decideLow } from '../rules/target-tracking.js';
import { isWarming, policyWarmupSeconds } from '../rules/warm-up.js';
import type { AutoScalingGroup, ScalingPolicy, SimplePolicy, StepPolicy, TargetTrackingPolicy } from '../store.js';
import { activityRunning, inState, PENDING_STATES, TERMINATING_STATES } from './groups.js';

const NO_DATA: StepDecision = { kind: 'nothing', why: 'the alarm has no data point' };

/** For an alarm's message. */
export function decideForAlarm(
  context: Context,
  group: AutoScalingGroup,
  policy: ScalingPolicy,
  alarmName: string,
): StepDecision {
  const points = alarmPoints(context, alarmName);
  switch (policy.policyType) {
    case 'SimpleScaling':
      return decideSimplePolicy(group, policy, context.kernel.now, true);
    case 'StepScaling': {
      const threshold = findAlarm(context, alarmName)?.definition.threshold;
      if (points.length === 0 || threshold === undefined) return NO_DATA;
      const metric = aggregated(points, policy.metricAggregationType);
      return decideStepPolicy(group, policy, context.kernel.now, metric - threshold);
    }
    case 'TargetTrackingScaling': {
      const [newest] = points;
      return newest === undefined ? NO_DATA : decideTracking(context, group, policy, alarmName, newest);
    }
  }
}

export function decideSimplePolicy(
  group: AutoScalingGroup,
  policy: SimplePolicy,
  now: Instant,
  honorCooldown: boolean,
): StepDecision {
  return decideSimple(
    { type: policy.adjustmentType, value: policy.scalingAdjustment, minMagnitude: policy.minAdjustmentMagnitude },
    {
      desired: group.desiredCapacity,
      minSize: group.minSize,
      maxSize: group.maxSize,
      activityRunning: activityRunning(group) || group.substitutes.length > 0 || group.trigger !== undefined,
      cooldown: group.cooldown,
      now,
      honorCooldown,
    },
  );
}

/** `difference`: the metric minus the alarm's threshold. */
export function decideStepPolicy(
  group: AutoScalingGroup,
  policy: StepPolicy,
  now: Instant,
  difference: number,
): StepDecision {
  const step = stepFor(policy.steps, difference);
  if (step === undefined) return { kind: 'nothing', why: 'the metric falls into no step' };
  return decideStep(
    { type: policy.adjustmentType, value: step.adjustment, minMagnitude: policy.minAdjustmentMagnitude },
    situationOf(group, policy, now),
  );
}

function situationOf(group: AutoScalingGroup, policy: StepPolicy | TargetTrackingPolicy, now: Instant): StepSituation {
  const warmupSeconds = policyWarmupSeconds(policy, group);
  const inService = inState(group, 'InService');
  const warm = inService.filter((instance) => !isWarming(instance.inServiceAt, warmupSeconds, now)).length;
  const leaving = inState(group, ...TERMINATING_STATES).filter(
    (instance) => instance.terminationPurpose === 'scale-in',
  ).length;
  return {
    desired: group.desiredCapacity,
    minSize: group.minSize,
    maxSize: group.maxSize,
    warm,
    inService: inService.length,
    warming: inService.length - warm + inState(group, ...PENDING_STATES).length,
    leaving,
  };
}

function decideTracking(
  context: Context,
  group: AutoScalingGroup,
  policy: TargetTrackingPolicy,
  alarmName: string,
  metric: number,
): StepDecision {
  const situation = situationOf(group, policy, context.kernel.now);
  if (alarmName === policy.highAlarmName) return decideHigh(metric, policy.targetValue, situation);
  if (policy.disableScaleIn) return { kind: 'nothing', why: 'scale-in is disabled for this policy' };
  if (othersObject(context, group, policy))
    return { kind: 'nothing', why: 'another target tracking policy does not agree to scale in' };
  return decideLow(metric, policy.targetValue, situation);
}

/** ASG-81: in only if all agree. */
function othersObject(context: Context, group: AutoScalingGroup, policy: TargetTrackingPolicy): boolean {
  return Object.values(context.world.autoscaling.policies).some(
    (other) =>
      other.policyType === 'TargetTrackingScaling' &&
      other.policyArn !== policy.policyArn &&
      other.groupName === group.groupName &&
      other.enabled &&
      !other.disableScaleIn &&
      findAlarm(context, other.lowAlarmName)?.stateValue !== 'ALARM',
  );
}
