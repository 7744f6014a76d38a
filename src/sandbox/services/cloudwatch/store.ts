// CloudWatch's slice of the world: metrics as streams of points, alarms and their history. Types and the empty store; no behaviour.

import type { Instant } from '../../../kernel/index.js';
import type { AlarmState } from '../../events.js';
import type { Account } from '../../world.js';
import type { Tags } from '../shared/tags.js';
import type { Column } from './rules/column.js';
import type { Point } from './rules/point.js';

export interface CloudWatchStore {
  /** By `metricKey`. */
  readonly metrics: Record<string, Metric>;
  /** By name. */
  readonly alarms: Record<string, Alarm>;
  /** By name, which no metric alarm has. */
  readonly composites: Record<string, CompositeAlarm>;
  /** By name. */
  readonly dashboards: Record<string, Dashboard>;
  /** Oldest first, two weeks of it (CW-27). Outlives its alarm. */
  readonly history: HistoryItem[];
}

export interface MetricDimension {
  readonly name: string;
  readonly value: string;
}

export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  /** Sorted by name. */
  readonly dimensions: readonly MetricDimension[];
  /** Data of different units never mix: an alarm that names the wrong unit sees nothing. */
  readonly streams: Record<string, Stream>;
  lastPublishedAt: Instant;
}

/** Seconds between the points of a column: as published, or coarser after the finer retention ended (CW-08). */
export type Resolution = '1' | '60' | '300' | '3600';

export interface Stream {
  readonly unit: string;
  /** Points that everybody may see. */
  readonly columns: Partial<Record<Resolution, Column>>;
  /** Points that were published and are not visible yet (CW-10). */
  readonly fresh: FreshPoint[];
  /** Raw values behind the points of the two finest columns, where the publisher gave them, as `packHistogram` writes them. By resolution and start. */
  readonly histograms: Record<string, string>;
}

export interface FreshPoint extends Point {
  readonly at: Instant;
  readonly resolution: '1' | '60';
  readonly visibleAt: Instant;
}

export type StatisticName = 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount';
export type ComparisonName =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';
export type MissingDataTreatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** What is put for an alarm of either kind. Members that the caller left out stay out, so that reads give back what was put. */
interface AlarmSettings {
  readonly alarmName: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

/** When a metric alarm changes its state. */
interface Evaluation {
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonName;
  readonly treatMissingData?: MissingDataTreatment;
  readonly evaluateLowSampleCountPercentile?: 'evaluate' | 'ignore';
}

export interface WatchedSeries {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly MetricDimension[];
  /** A plain statistic, or `pNN` where the publisher gave raw values. */
  readonly statistic: StatisticName | `p${number}`;
  readonly periodSeconds: number;
  readonly unit?: string;
}

/** A metric, or an expression over the queries that it names. */
export interface AlarmQuery {
  readonly id: string;
  readonly label?: string;
  readonly accountId?: string;
  readonly returnData: boolean;
  readonly metric?: WatchedSeries;
  readonly expression?: string;
  /** Of an expression, where it was put. */
  readonly periodSeconds?: number;
}

/** An alarm on one metric. */
export interface MetricAlarmDefinition extends AlarmSettings, Evaluation, WatchedSeries {}

/** An alarm on metric math: one of its queries gives the series. */
export interface MathAlarmDefinition extends AlarmSettings, Evaluation {
  readonly queries: readonly AlarmQuery[];
}

export type AlarmDefinition = MetricAlarmDefinition | MathAlarmDefinition;

export interface CompositeDefinition extends AlarmSettings {
  /** As sent. */
  readonly alarmRule: string;
}

export interface AlarmWithState {
  readonly alarmArn: string;
  tags: Tags;
  configurationUpdatedAt: Instant;
  stateValue: AlarmState;
  stateReason: string;
  /** JSON text, as the API gives it. */
  stateReasonData?: string;
  /** Moves with every write of the state, `stateTransitionedAt` only when the value changes. */
  stateUpdatedAt: Instant;
  stateTransitionedAt: Instant;
  /** The journal entry of the last change of state: the cause of repeated actions. */
  stateChangeSeq?: number;
  /** When this state's actions last ran; absent: they have not. */
  actedAt?: Instant;
}

export interface Alarm extends AlarmWithState {
  definition: AlarmDefinition;
  /** Milliseconds into each minute at which this alarm is evaluated (CW-10). */
  readonly evaluationOffsetMs: number;
  /** The newest data points, as many as evaluation periods at most, of the last evaluation that saw any; newest first. */
  lastValues?: readonly number[];
}

export interface CompositeAlarm extends AlarmWithState {
  definition: CompositeDefinition;
  /** Put, and not evaluated since. */
  news?: 'created' | 'updated';
}

export type AnyAlarm = Alarm | CompositeAlarm;

export interface Dashboard {
  readonly dashboardName: string;
  /** JSON text, as sent. */
  readonly body: string;
  readonly modifiedAt: Instant;
  tags: Tags;
}

export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: 'MetricAlarm' | 'CompositeAlarm';
  readonly at: Instant;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  /** JSON text, as the API gives it. */
  readonly data: string;
}

/** Nothing: an account is born without metrics or alarms. */
export function newStore(_account: Account): CloudWatchStore {
  return { metrics: {}, alarms: {}, composites: {}, dashboards: {}, history: [] };
}
