// The state that an alarm's newest data points lead to (CW-22, CW-24). Pure; reproduces AWS's published tables (CW-23).

import type { AlarmState } from '../../../events.js';
import type { ComparisonName, MissingDataTreatment } from '../store.js';

export interface SeenPoint {
  /** 1 is the newest period of the evaluation range. */
  readonly age: number;
  readonly breaching: boolean;
}

export interface Evaluation<Seen extends SeenPoint> {
  /** The real points, newest first. */
  readonly points: readonly Seen[];
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
  readonly current: AlarmState;
}

/** The new state, and what decided it. */
export type Verdict<Seen extends SeenPoint> =
  | { readonly state: AlarmState; readonly decidedBy: 'points'; readonly points: readonly Seen[] }
  | {
      readonly state: 'OK' | 'ALARM';
      readonly decidedBy: 'treatment';
      readonly points: readonly Seen[];
      readonly missing: number;
    }
  | { readonly state: 'INSUFFICIENT_DATA'; readonly decidedBy: 'absence'; readonly missing: number }
  /** Too little to say: the state stays as it is. */
  | { readonly state: AlarmState; readonly decidedBy: 'nothing' };

/** CW-22: CloudWatch looks at more periods than it needs. Published only for three (five); the rest is our assumption. */
export function evaluationRange(evaluationPeriods: number): number {
  return Math.max(3, evaluationPeriods + 2);
}

export function breaches(value: number, comparison: ComparisonName, threshold: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

/** CW-24. */
export function evaluate<Seen extends SeenPoint>(evaluation: Evaluation<Seen>): Verdict<Seen> {
  const { points, evaluationPeriods, datapointsToAlarm, treatMissingData, current } = evaluation;
  if (points.length >= evaluationPeriods) {
    const newest = points.slice(0, evaluationPeriods);
    const state = breachingIn(newest) >= datapointsToAlarm ? 'ALARM' : 'OK';
    return { state, decidedBy: 'points', points: newest };
  }
  const missing = evaluationPeriods - points.length;
  if (treatMissingData === 'breaching' || treatMissingData === 'notBreaching') {
    const assumed = treatMissingData === 'breaching' ? missing : 0;
    const state = breachingIn(points) + assumed >= datapointsToAlarm ? 'ALARM' : 'OK';
    return { state, decidedBy: 'treatment', points, missing };
  }
  const oldest = points.at(-1);
  if (oldest === undefined) {
    return treatMissingData === 'missing'
      ? { state: 'INSUFFICIENT_DATA', decidedBy: 'absence', missing }
      : { state: current, decidedBy: 'nothing' };
  }
  return withFewPoints(evaluation, oldest);
}

/** Fewer real points than periods, and the missing ones count as nothing. */
function withFewPoints<Seen extends SeenPoint>(evaluation: Evaluation<Seen>, oldest: Seen): Verdict<Seen> {
  const { points, datapointsToAlarm, treatMissingData, current } = evaluation;
  const breaching = breachingIn(points);
  if (breaching >= datapointsToAlarm) return { state: 'ALARM', decidedBy: 'points', points };
  if (breaching < points.length) return { state: 'OK', decidedBy: 'points', points };
  // The premature rule: all that is known breaches, and it has been known for as long as the alarm would need.
  const isPremature = oldest.age >= datapointsToAlarm && treatMissingData === 'missing';
  return isPremature ? { state: 'ALARM', decidedBy: 'points', points } : { state: current, decidedBy: 'nothing' };
}

function breachingIn(points: readonly SeenPoint[]): number {
  return points.filter((point) => point.breaching).length;
}

/** CW-28: a percentile of fewer samples than this says little. */
export function isLowSample(sampleCount: number, percentile: number): boolean {
  const share = percentile / 100;
  return sampleCount < (share >= 0.5 ? 10 / (1 - share) : 10 / share);
}
