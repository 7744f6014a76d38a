// Target tracking: the pair of alarms and the proportional arithmetic (ASG-80..ASG-82). Pure.

import type { PredefinedMetric, TrackedMetric } from '../store.js';
import { clamp, type Limits } from './adjustment.js';
import type { StepDecision } from './step-scaling.js';

/** ASG-80: 3 of 3 minutes above the target, 15 of 15 minutes below 0.7 of it. */
export const HIGH_PERIODS = 3;
export const LOW_PERIODS = 15;
export const LOW_SHARE = 0.7;

export function alarmNames(groupName: string, high: string, low: string): { high: string; low: string } {
  return {
    high: `TargetTracking-${groupName}-AlarmHigh-${high}`,
    low: `TargetTracking-${groupName}-AlarmLow-${low}`,
  };
}

/** ASG-82: what a predefined metric stands for. `resourceLabel` is `app/name/id/targetgroup/name/id`. */
export function predefined(
  type: PredefinedMetric,
  groupName: string,
  resourceLabel: string | undefined,
): TrackedMetric | undefined {
  const group = [{ name: 'AutoScalingGroupName', value: groupName }];
  switch (type) {
    case 'ASGAverageCPUUtilization':
      return ec2Metric('CPUUtilization', group, 'Percent');
    case 'ASGAverageNetworkIn':
      return ec2Metric('NetworkIn', group, 'Bytes');
    case 'ASGAverageNetworkOut':
      return ec2Metric('NetworkOut', group, 'Bytes');
    case 'ALBRequestCountPerTarget': {
      const label = /^(app\/[^/]+\/[^/]+)\/(targetgroup\/[^/]+\/[^/]+)$/.exec(resourceLabel ?? '');
      if (label?.[2] === undefined) return undefined;
      return {
        namespace: 'AWS/ApplicationELB',
        metricName: 'RequestCountPerTarget',
        dimensions: [{ name: 'TargetGroup', value: label[2] }],
        statistic: 'Sum',
      };
    }
  }
}

function ec2Metric(metricName: string, dimensions: TrackedMetric['dimensions'], unit: string): TrackedMetric {
  return { namespace: 'AWS/EC2', metricName, dimensions, statistic: 'Average', unit };
}

export interface TrackingSituation extends Limits {
  readonly desired: number;
  /** In service and not warming up: those that the metric is about. */
  readonly warm: number;
  readonly warming: number;
}

/** ASG-81: proportional to the metric and rounded up, which is generous on the way out and keeps more on the way in. */
export function proportional(current: number, metric: number, target: number): number {
  return Math.ceil((current * metric) / target);
}

export function decideHigh(metric: number, target: number, situation: TrackingSituation): StepDecision {
  const to = clamp(proportional(situation.warm, metric, target), situation);
  if (to > situation.desired) return { kind: 'change', to };
  return { kind: 'nothing', why: `${situation.desired} already ordered; the metric asks for ${to}`, holds: to };
}

export function decideLow(metric: number, target: number, situation: TrackingSituation): StepDecision {
  if (situation.warming > 0) return { kind: 'nothing', why: 'an instance is still warming up, which blocks scale-in' };
  const to = clamp(proportional(situation.warm, metric, target), situation);
  if (to < situation.desired) return { kind: 'change', to };
  return { kind: 'nothing', why: `the metric still asks for ${to}` };
}
