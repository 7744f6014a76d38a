// Scaling policies: put, describe, delete, and run by hand.

import type { ScalingPolicy as ApiPolicy } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../../../context.js';
import { alarmsWithAction, putAlarm } from '../../cloudwatch/index.js';
import { uuid } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { alarmNames, HIGH_PERIODS, LOW_PERIODS, LOW_SHARE } from '../rules/target-tracking.js';
import { removePolicy } from '../state/deletion.js';
import { requireGroup } from '../state/groups.js';
import type { AutoScalingGroup, ScalingPolicy, TargetTrackingPolicy } from '../store.js';
import type { AutoScalingOperations } from './api.js';
import { validation } from './errors.js';
import { executePolicy } from './execute-policy.js';
import { paged } from './paging.js';
import { type PutInput, readSimple, readStep, readTracking } from './policy-input.js';

export const policyOperations = {
  PutScalingPolicy(input, context) {
    onlyModelled('PutScalingPolicy', input, PUT_MEMBERS);
    const group = requireGroup(context, input.AutoScalingGroupName);
    const known = findPolicy(context, group.groupName, input.PolicyName);
    const policy = readPolicy(context, input, group, known);
    if (known?.policyType === 'TargetTrackingScaling' && policy.policyType !== 'TargetTrackingScaling')
      removePolicy(context, known);
    context.world.autoscaling.policies[policy.policyArn] = policy;
    if (policy.policyType === 'TargetTrackingScaling') putAlarmPair(context, policy);
    return { PolicyARN: policy.policyArn, Alarms: alarmViews(context, policy) };
  },

  DescribePolicies(input, context) {
    onlyModelled('DescribePolicies', input, [
      'AutoScalingGroupName',
      'PolicyNames',
      'PolicyTypes',
      'NextToken',
      'MaxRecords',
    ]);
    const { AutoScalingGroupName: groupName, PolicyNames: names, PolicyTypes: types } = input;
    if (groupName !== undefined) requireGroup(context, groupName);
    const wanted = (list: readonly string[] | undefined, ...texts: readonly string[]): boolean =>
      list === undefined || list.length === 0 || texts.some((text) => list.includes(text));
    const found = allPolicies(context).filter(
      (policy) =>
        (groupName === undefined || policy.groupName === groupName) &&
        wanted(names, policy.policyName, policy.policyArn) &&
        wanted(types, policy.policyType),
    );
    const { items, nextToken } = paged(found, input);
    return { ScalingPolicies: items.map((policy) => policyView(context, policy)), NextToken: nextToken };
  },

  DeletePolicy(input, context) {
    const { AutoScalingGroupName: groupName, PolicyName: nameOrArn } = input;
    if (groupName !== undefined) requireGroup(context, groupName);
    removePolicy(context, requirePolicy(context, groupName, nameOrArn));
  },

  ExecutePolicy(input, context) {
    executePolicy(context, requirePolicy(context, input.AutoScalingGroupName, input.PolicyName), input);
  },
} satisfies AutoScalingOperations;

const PUT_MEMBERS: readonly (keyof PutInput & string)[] = [
  'AutoScalingGroupName',
  'PolicyName',
  'PolicyType',
  'AdjustmentType',
  'MinAdjustmentMagnitude',
  'ScalingAdjustment',
  'Cooldown',
  'MetricAggregationType',
  'StepAdjustments',
  'EstimatedInstanceWarmup',
  'TargetTrackingConfiguration',
  'Enabled',
];

function allPolicies(context: Context): readonly ScalingPolicy[] {
  return Object.values(context.world.autoscaling.policies);
}

function findPolicy(context: Context, groupName: string | undefined, nameOrArn: string): ScalingPolicy | undefined {
  return allPolicies(context).find(
    (policy) => policy.policyArn === nameOrArn || (policy.groupName === groupName && policy.policyName === nameOrArn),
  );
}

function requirePolicy(context: Context, groupName: string | undefined, nameOrArn: string): ScalingPolicy {
  const policy = findPolicy(context, groupName, nameOrArn);
  if (policy === undefined) throw validation(`Policy ${nameOrArn} not found`);
  return policy;
}

function readPolicy(
  context: Context,
  input: PutInput,
  group: AutoScalingGroup,
  known: ScalingPolicy | undefined,
): ScalingPolicy {
  const { groupName } = group;
  const { id, region } = context.world.account;
  const policyName = input.PolicyName;
  const policyArn =
    known?.policyArn ??
    `arn:aws:autoscaling:${region}:${id}:scalingPolicy:${uuid(context)}:autoScalingGroupName/${groupName}:policyName/${policyName}`;
  const identity = { policyArn, policyName, groupName, enabled: input.Enabled ?? true };
  switch (input.PolicyType ?? 'SimpleScaling') {
    case 'SimpleScaling':
      return readSimple(input, identity);
    case 'StepScaling':
      return readStep(input, identity);
    case 'TargetTrackingScaling':
      return readTracking(input, identity, pairOf(context, groupName, known));
    case 'PredictiveScaling':
      throw unsupported('predictive scaling policies');
    default:
      throw validation(`Unsupported policy type: ${input.PolicyType}`);
  }
}

function pairOf(
  context: Context,
  groupName: string,
  known: ScalingPolicy | undefined,
): { readonly high: string; readonly low: string } {
  if (known?.policyType === 'TargetTrackingScaling') return { high: known.highAlarmName, low: known.lowAlarmName };
  return alarmNames(groupName, uuid(context), uuid(context));
}

/** ASG-80: high above the target for 3 minutes, low under 0.7 of it for 15. */
function putAlarmPair(context: Context, policy: TargetTrackingPolicy): void {
  const { metric, targetValue } = policy;
  const common = {
    description: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.policyArn}.`,
    actionsEnabled: true,
    okActions: [],
    alarmActions: [policy.policyArn],
    insufficientDataActions: [],
    namespace: metric.namespace,
    metricName: metric.metricName,
    dimensions: metric.dimensions,
    statistic: metric.statistic,
    periodSeconds: 60,
    ...(metric.unit === undefined || !policy.customized ? {} : { unit: metric.unit }),
  } as const;
  putAlarm(context, {
    ...common,
    alarmName: policy.highAlarmName,
    evaluationPeriods: HIGH_PERIODS,
    threshold: targetValue,
    comparisonOperator: 'GreaterThanThreshold',
  });
  putAlarm(context, {
    ...common,
    alarmName: policy.lowAlarmName,
    evaluationPeriods: LOW_PERIODS,
    threshold: Number((targetValue * LOW_SHARE).toFixed(4)),
    comparisonOperator: 'LessThanThreshold',
  });
}

function alarmViews(context: Context, policy: ScalingPolicy): { AlarmName: string; AlarmARN: string }[] {
  return alarmsWithAction(context, policy.policyArn).map(({ definition, alarmArn }) => ({
    AlarmName: definition.alarmName,
    AlarmARN: alarmArn,
  }));
}

function policyView(context: Context, policy: ScalingPolicy): ApiPolicy {
  return {
    AutoScalingGroupName: policy.groupName,
    PolicyName: policy.policyName,
    PolicyARN: policy.policyArn,
    PolicyType: policy.policyType,
    Enabled: policy.enabled,
    Alarms: alarmViews(context, policy),
    ...typedView(policy),
  };
}

/** Only the members that belong to the type: an invented one is drift for Terraform. */
function typedView(policy: ScalingPolicy): ApiPolicy {
  switch (policy.policyType) {
    case 'SimpleScaling':
      return {
        AdjustmentType: policy.adjustmentType,
        ScalingAdjustment: policy.scalingAdjustment,
        MinAdjustmentMagnitude: policy.minAdjustmentMagnitude,
        Cooldown: policy.cooldownSeconds,
      };
    case 'StepScaling':
      return {
        AdjustmentType: policy.adjustmentType,
        MinAdjustmentMagnitude: policy.minAdjustmentMagnitude,
        MetricAggregationType: policy.metricAggregationType,
        EstimatedInstanceWarmup: policy.estimatedInstanceWarmupSeconds,
        StepAdjustments: policy.steps.map((step) => ({
          MetricIntervalLowerBound: step.lowerBound,
          MetricIntervalUpperBound: step.upperBound,
          ScalingAdjustment: step.adjustment,
        })),
      };
    case 'TargetTrackingScaling':
      return {
        EstimatedInstanceWarmup: policy.estimatedInstanceWarmupSeconds,
        TargetTrackingConfiguration: trackingView(policy),
      };
  }
}

function trackingView({ predefinedMetric, metric, targetValue, disableScaleIn }: TargetTrackingPolicy) {
  const known = predefinedMetric && {
    PredefinedMetricType: predefinedMetric.type,
    ResourceLabel: predefinedMetric.resourceLabel,
  };
  const custom = {
    Namespace: metric.namespace,
    MetricName: metric.metricName,
    Dimensions: metric.dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
    Statistic: metric.statistic,
    Unit: metric.unit,
  };
  return {
    ...(known === undefined ? { CustomizedMetricSpecification: custom } : { PredefinedMetricSpecification: known }),
    TargetValue: targetValue,
    DisableScaleIn: disableScaleIn,
  };
}
