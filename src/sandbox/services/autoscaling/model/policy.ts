// Scaling policies of the three kinds. Plain data.

interface PolicyBase {
  readonly policyArn: string;
  readonly policyName: string;
  readonly groupName: string;
  enabled: boolean;
  /** Told to the journal only when it changes. */
  lastOutcome?: string;
}

export type AdjustmentType = 'ChangeInCapacity' | 'ExactCapacity' | 'PercentChangeInCapacity';

export interface StepAdjustment {
  readonly lowerBound?: number;
  readonly upperBound?: number;
  readonly adjustment: number;
}

export interface SimplePolicy extends PolicyBase {
  readonly policyType: 'SimpleScaling';
  readonly adjustmentType: AdjustmentType;
  readonly scalingAdjustment: number;
  readonly minAdjustmentMagnitude?: number;
  readonly cooldownSeconds?: number;
}

export interface StepPolicy extends PolicyBase {
  readonly policyType: 'StepScaling';
  readonly adjustmentType: AdjustmentType;
  readonly steps: readonly StepAdjustment[];
  readonly minAdjustmentMagnitude?: number;
  readonly metricAggregationType: 'Average' | 'Minimum' | 'Maximum';
  readonly estimatedInstanceWarmupSeconds?: number;
}

export type PredefinedMetric =
  | 'ASGAverageCPUUtilization'
  | 'ASGAverageNetworkIn'
  | 'ASGAverageNetworkOut'
  | 'ALBRequestCountPerTarget';

export interface TrackedMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly statistic: 'Average' | 'Minimum' | 'Maximum' | 'Sum' | 'SampleCount';
  readonly unit?: string;
}

export interface TargetTrackingPolicy extends PolicyBase {
  readonly policyType: 'TargetTrackingScaling';
  readonly predefinedMetric?: { readonly type: PredefinedMetric; readonly resourceLabel?: string };
  readonly metric: TrackedMetric;
  readonly customized: boolean;
  readonly targetValue: number;
  readonly disableScaleIn: boolean;
  readonly estimatedInstanceWarmupSeconds?: number;
  readonly highAlarmName: string;
  readonly lowAlarmName: string;
}

export type ScalingPolicy = SimplePolicy | StepPolicy | TargetTrackingPolicy;
