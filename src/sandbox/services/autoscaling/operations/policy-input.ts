// Reading a scaling policy from PutScalingPolicy: only the members that belong to its type. Changes nothing.

import { unsupported } from '../../shared/modelled.js';
import { problemOfSteps } from '../rules/step-bounds.js';
import { predefined } from '../rules/target-tracking.js';
import type {
  AdjustmentType,
  PredefinedMetric,
  SimplePolicy,
  StepAdjustment,
  StepPolicy,
  TargetTrackingPolicy,
  TrackedMetric,
} from '../store.js';
import type { Input } from './api.js';
import { validation } from './errors.js';

export type PutInput = Input<'PutScalingPolicy'>;

interface Identity {
  readonly policyArn: string;
  readonly policyName: string;
  readonly groupName: string;
  readonly enabled: boolean;
}

const ADJUSTMENT_TYPES: readonly AdjustmentType[] = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];

/** ASG-60: `Cooldown` belongs to simple scaling, ASG-70: `EstimatedInstanceWarmup` to the others. */
export function readSimple(input: PutInput, identity: Identity): SimplePolicy {
  refuseMembers(input, 'SimpleScaling', [
    'StepAdjustments',
    'MetricAggregationType',
    'EstimatedInstanceWarmup',
    'TargetTrackingConfiguration',
  ]);
  if (input.ScalingAdjustment === undefined)
    throw validation('Scaling increment must be specified for a SimpleScaling policy');
  return {
    ...identity,
    policyType: 'SimpleScaling',
    adjustmentType: readAdjustmentType(input),
    scalingAdjustment: input.ScalingAdjustment,
    ...readMagnitude(input),
    ...(input.Cooldown === undefined ? {} : { cooldownSeconds: input.Cooldown }),
  };
}

export function readStep(input: PutInput, identity: Identity): StepPolicy {
  refuseMembers(input, 'StepScaling', ['ScalingAdjustment', 'Cooldown', 'TargetTrackingConfiguration']);
  const adjustmentType = readAdjustmentType(input);
  const steps = (input.StepAdjustments ?? []).map(readStepAdjustment);
  const problem = problemOfSteps(steps, adjustmentType);
  if (problem !== undefined) throw validation(problem);
  const aggregation = input.MetricAggregationType ?? 'Average';
  if (aggregation !== 'Average' && aggregation !== 'Minimum' && aggregation !== 'Maximum')
    throw validation(`MetricAggregationType must be Average, Minimum or Maximum: ${aggregation}`);
  return {
    ...identity,
    policyType: 'StepScaling',
    adjustmentType,
    steps,
    ...readMagnitude(input),
    metricAggregationType: aggregation,
    ...readWarmup(input),
  };
}

function readStepAdjustment(step: NonNullable<PutInput['StepAdjustments']>[number]): StepAdjustment {
  if (step.ScalingAdjustment === undefined) throw validation('ScalingAdjustment is required in each StepAdjustment');
  return {
    adjustment: step.ScalingAdjustment,
    ...(step.MetricIntervalLowerBound === undefined ? {} : { lowerBound: step.MetricIntervalLowerBound }),
    ...(step.MetricIntervalUpperBound === undefined ? {} : { upperBound: step.MetricIntervalUpperBound }),
  };
}

export function readTracking(
  input: PutInput,
  identity: Identity,
  alarms: { readonly high: string; readonly low: string },
): TargetTrackingPolicy {
  refuseMembers(input, 'TargetTracking', [
    'ScalingAdjustment',
    'Cooldown',
    'StepAdjustments',
    'AdjustmentType',
    'MinAdjustmentMagnitude',
    'MetricAggregationType',
  ]);
  const wish = input.TargetTrackingConfiguration;
  if (wish?.TargetValue === undefined)
    throw validation('TargetTrackingConfiguration with a TargetValue is required for TargetTrackingScaling policies.');
  if (wish.TargetValue <= 0) throw validation('TargetValue must be greater than 0');
  return {
    ...identity,
    policyType: 'TargetTrackingScaling',
    ...readTrackedMetric(wish, identity.groupName),
    targetValue: wish.TargetValue,
    disableScaleIn: wish.DisableScaleIn ?? false,
    ...readWarmup(input),
    highAlarmName: alarms.high,
    lowAlarmName: alarms.low,
  };
}

function readTrackedMetric(
  wish: NonNullable<PutInput['TargetTrackingConfiguration']>,
  groupName: string,
): Pick<TargetTrackingPolicy, 'metric' | 'customized' | 'predefinedMetric'> {
  const { PredefinedMetricSpecification: known, CustomizedMetricSpecification: custom } = wish;
  if ((known === undefined) === (custom === undefined))
    throw validation(
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified.',
    );
  if (custom !== undefined) return { metric: readCustomMetric(custom), customized: true };
  const type = known?.PredefinedMetricType as PredefinedMetric;
  const metric = predefined(type, groupName, known?.ResourceLabel);
  if (metric === undefined)
    throw validation('The ResourceLabel must be app/<name>/<id>/targetgroup/<name>/<id> for ALBRequestCountPerTarget.');
  const resourceLabel = known?.ResourceLabel === undefined ? {} : { resourceLabel: known.ResourceLabel };
  return { metric, customized: false, predefinedMetric: { type, ...resourceLabel } };
}

function readCustomMetric(
  custom: NonNullable<NonNullable<PutInput['TargetTrackingConfiguration']>['CustomizedMetricSpecification']>,
): TrackedMetric {
  if (custom.Metrics !== undefined) throw unsupported('metric math in target tracking policies');
  if (custom.Period !== undefined && custom.Period !== 60)
    throw unsupported('target tracking with a period other than 60 s');
  const { Namespace: namespace, MetricName: metricName, Statistic: statistic } = custom;
  if (namespace === undefined || metricName === undefined || statistic === undefined)
    throw validation('Namespace, MetricName and Statistic are required in a CustomizedMetricSpecification.');
  return {
    namespace,
    metricName,
    statistic,
    dimensions: (custom.Dimensions ?? []).map(({ Name, Value }) => ({ name: Name ?? '', value: Value ?? '' })),
    ...(custom.Unit === undefined ? {} : { unit: custom.Unit }),
  };
}

function readAdjustmentType({ AdjustmentType: type, PolicyType: policyType }: PutInput): AdjustmentType {
  const known = ADJUSTMENT_TYPES.find((name) => name === type);
  if (type === undefined)
    throw validation(`You must specify an AdjustmentType for policy type: ${policyType ?? 'SimpleScaling'}`);
  if (known === undefined) throw validation(`AdjustmentType must be one of ${ADJUSTMENT_TYPES.join(', ')}: ${type}`);
  return known;
}

function readMagnitude({ AdjustmentType: type, MinAdjustmentMagnitude: magnitude }: PutInput): {
  minAdjustmentMagnitude?: number;
} {
  if (magnitude === undefined) return {};
  if (type !== 'PercentChangeInCapacity')
    throw validation('MinAdjustmentMagnitude is not supported by the specified adjustment type');
  if (magnitude <= 0) throw validation('If specified, MinAdjustmentMagnitude must be greater than zero');
  return { minAdjustmentMagnitude: magnitude };
}

function readWarmup({ EstimatedInstanceWarmup: seconds }: PutInput): { estimatedInstanceWarmupSeconds?: number } {
  return seconds === undefined ? {} : { estimatedInstanceWarmupSeconds: seconds };
}

function refuseMembers(input: PutInput, type: string, names: readonly (keyof PutInput)[]): void {
  const present = names.find((name) => {
    const value = input[name];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  if (present !== undefined) throw validation(`${present} is not supported for a ${type} policy`);
}
