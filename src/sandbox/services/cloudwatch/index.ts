// CloudWatch's public face: what the wiring mounts, and the functions that sibling services call.

import type { Controller } from '../../context.js';
import { alarmEvaluator } from './controllers/alarm-evaluator.js';
import { compositeEvaluator } from './controllers/composite-evaluator.js';
import { metricRetention } from './controllers/metric-retention.js';

export { alarmPoints, alarmsWithAction, deleteAlarms, findAlarm, putAlarm } from './alarms.js';
export { type Bucket, type MetricName, type MetricQuery, publish, statistics } from './metrics.js';
export { operations } from './operations/index.js';
export { statisticOf } from './rules/point.js';
export type { Alarm, AlarmDefinition, CloudWatchStore, MetricAlarmDefinition, MetricDimension } from './store.js';
export { newStore } from './store.js';

export const controllers: readonly Controller[] = [alarmEvaluator, compositeEvaluator, metricRetention];
