// CloudWatch alone, with a real kernel: enough world for its functions, an account and nothing else.

import { createKernel, type Instant, MINUTE_MS, newKernelState, type Told } from '../../../../src/kernel/index.js';
import type { Context, MetricDatum } from '../../../../src/sandbox/context.js';
import type { SandboxEvent } from '../../../../src/sandbox/events.js';
import { controllers, newStore, publish, putAlarm } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { nextEvaluation } from '../../../../src/sandbox/services/cloudwatch/rules/evaluation-time.js';
import type { MetricAlarmDefinition } from '../../../../src/sandbox/services/cloudwatch/store.js';
import type { World } from '../../../../src/sandbox/world.js';
import { ALONE } from '../shared/lookup.js';

export const START = Date.UTC(2026, 0, 5, 12, 0, 0);
export const ACCOUNT = { id: '123456789012', region: 'us-east-1', zones: [] };
export const POLICY_ARN =
  'arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/g:policyName/out';
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:topic';

/** A context over a fresh world, or over one that was saved. */
export function contextOver(saved?: World, seed = 'test'): Context {
  const world =
    saved ??
    ({
      account: ACCOUNT,
      kernel: newKernelState<SandboxEvent>(seed, START),
      cloudwatch: newStore(ACCOUNT),
    } as unknown as World);
  const kernel = createKernel<SandboxEvent>(world.kernel);
  const context: Context = {
    kernel,
    world,
    perform: () => {
      throw new Error('CloudWatch sends nothing to machines');
    },
    metrics: { publish: (datum) => publish(context, datum) },
    lookup: ALONE,
  };
  for (const { name, rank, reconcile } of controllers) {
    kernel.register(name, rank, (key) => reconcile(context, key));
  }
  const heard: Told<SandboxEvent>[] = [];
  HEARD.set(context, heard);
  kernel.subscribe((told) => heard.push(told));
  return context;
}

/** What the other services were told, kept in the journal or not. */
const HEARD = new WeakMap<Context, Told<SandboxEvent>[]>();

/** Every call of an action, those that only repeat one included. */
export function calls(context: Context) {
  return (HEARD.get(context) ?? []).flatMap(({ at, cause, event }) =>
    event.type === 'AlarmActionInvoked' ? [{ at, cause, event }] : [],
  );
}

export const CPU = {
  namespace: 'AWS/EC2',
  metricName: 'CPUUtilization',
  dimensions: [{ name: 'AutoScalingGroupName', value: 'g' }],
} as const;

/** One sample of the group's CPU for the minute that starts at `at`; visible at once unless told otherwise. */
export function cpu(at: Instant, value: number, changes: Partial<MetricDatum> = {}): MetricDatum {
  const one = { sampleCount: 1, sum: value, minimum: value, maximum: value };
  return { ...CPU, at, periodSeconds: 60, unit: 'Percent', visibleAt: at, ...one, ...changes };
}

/** Average CPU > 70 % in 2 of 2 minutes. */
export function cpuHigh(changes: Partial<MetricAlarmDefinition> = {}): MetricAlarmDefinition {
  return {
    ...CPU,
    alarmName: 'cpu-high',
    actionsEnabled: true,
    okActions: [],
    alarmActions: [],
    insufficientDataActions: [],
    statistic: 'Average',
    periodSeconds: 60,
    evaluationPeriods: 2,
    threshold: 70,
    comparisonOperator: 'GreaterThanThreshold',
    ...changes,
  };
}

export function events<Type extends SandboxEvent['type']>(context: Context, type: Type) {
  return context.kernel.journal.flatMap(({ at, cause, event }) =>
    event.type === type ? [{ at, cause, event: event as Extract<SandboxEvent, { readonly type: Type }> }] : [],
  );
}

/** The state changes of an alarm as `OK -> ALARM @120` (seconds from the start). */
export function transitions(context: Context): readonly string[] {
  return events(context, 'AlarmStateChanged').map(
    ({ at, event }) => `${event.from} -> ${event.to} @${Math.floor((at - START) / 1_000)}`,
  );
}

export const minute = (index: number): number => START + index * MINUTE_MS;

/** Publishes one value per minute from `first` on; null leaves the minute out. Data show up 20 s after their minute. */
export function feed(context: Context, values: readonly (number | null)[], first = 0): void {
  values.forEach((value, index) => {
    if (value === null) return;
    publish(context, cpu(minute(first + index), value, { visibleAt: minute(first + index + 1) + 20_000 }));
  });
}

/** An alarm that is evaluated at the 30th second. */
export function putAt30(context: Context, changes: Partial<MetricAlarmDefinition> = {}) {
  const alarm = putAlarm(context, cpuHigh(changes));
  Object.assign(alarm, { evaluationOffsetMs: 30_000 });
  context.kernel.wake('alarm-evaluator', alarm.definition.alarmName, nextEvaluation(alarm, context.kernel.now));
  return alarm;
}
