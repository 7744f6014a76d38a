// Alarms in the store: putting, deleting, changing state, and running actions. How a state is found is the evaluator's business.

import { ServiceError } from '../../../errors.js';
import type { Instant } from '../../../kernel/index.js';
import type { Context } from '../../context.js';
import type { AlarmState } from '../../events.js';
import { own } from '../shared/records.js';
import type { Tags } from '../shared/tags.js';
import { draw } from '../shared/timing.js';
import { actionHistory, configurationHistory, recordHistory, stateHistory } from './history.js';
import { wakeParents } from './parents.js';
import { INITIAL_REASON } from './rules/alarm-reason.js';
import { nextEvaluation } from './rules/evaluation-time.js';
import type { Alarm, AlarmDefinition, AlarmWithState, AnyAlarm, CompositeAlarm } from './store.js';
import { EVALUATION_OFFSET_MS } from './timings.js';

export const EVALUATOR_CONTROLLER = 'alarm-evaluator';

export function findAlarm(context: Context, alarmName: string): Alarm | undefined {
  return own(context.world.cloudwatch.alarms, alarmName);
}

export function findComposite(context: Context, alarmName: string): CompositeAlarm | undefined {
  return own(context.world.cloudwatch.composites, alarmName);
}

export function findAny(context: Context, alarmName: string): AnyAlarm | undefined {
  return findAlarm(context, alarmName) ?? findComposite(context, alarmName);
}

/** Throws ResourceNotFound. */
export function existing(context: Context, alarmName: string): AnyAlarm {
  const alarm = findAny(context, alarmName);
  if (alarm === undefined) throw noAlarm(alarmName);
  return alarm;
}

export function noAlarm(...names: readonly string[]): ServiceError {
  const [what, verb] = names.length === 1 ? ['Alarm', 'does'] : ['Alarms', 'do'];
  return new ServiceError('ResourceNotFound', `${what} ${names.join(', ')} ${verb} not exist`, 404);
}

/** The data points of the alarm's evaluation periods when it last saw any, newest first: what a policy's arithmetic is about (ASG-71). */
export function alarmPoints(context: Context, alarmName: string): readonly number[] {
  return findAlarm(context, alarmName)?.lastValues ?? [];
}

/** The alarms that run the action in some state, in order of name: what a scaling policy shows as its own. */
export function alarmsWithAction(context: Context, actionArn: string): readonly Alarm[] {
  return Object.values(context.world.cloudwatch.alarms)
    .filter(({ definition }) =>
      [definition.alarmActions, definition.okActions, definition.insufficientDataActions].some((actions) =>
        actions.includes(actionArn),
      ),
    )
    .sort((a, b) => (a.definition.alarmName < b.definition.alarmName ? -1 : 1));
}

/** Creates the alarm, or replaces its whole definition and keeps its state. Tags count only at creation. */
export function putAlarm(context: Context, definition: AlarmDefinition, tags: Tags = {}): Alarm {
  const { now } = context.kernel;
  const known = findAlarm(context, definition.alarmName);
  if (known !== undefined) known.configurationUpdatedAt = now;
  const alarm = known ?? newAlarm(context, definition, tags);
  alarm.definition = definition;
  context.world.cloudwatch.alarms[definition.alarmName] = alarm;
  recordHistory(context, configurationHistory(alarm, known === undefined ? 'created' : 'updated', now));
  context.kernel.emit({ type: 'AlarmChanged', alarmName: definition.alarmName });
  context.kernel.wake(EVALUATOR_CONTROLLER, definition.alarmName, nextEvaluation(alarm, now));
  return alarm;
}

function newAlarm(context: Context, definition: AlarmDefinition, tags: Tags): Alarm {
  return {
    definition,
    ...newAlarmState(context, definition.alarmName),
    tags: { ...tags },
    evaluationOffsetMs: draw(context.kernel.random('cloudwatch/alarm-second'), EVALUATION_OFFSET_MS),
  };
}

/** Without tags, and in the state that every alarm begins in (CW-21). */
export function newAlarmState(context: Context, alarmName: string): AlarmWithState {
  const { now } = context.kernel;
  const { id, region } = context.world.account;
  return {
    alarmArn: `arn:aws:cloudwatch:${region}:${id}:alarm:${alarmName}`,
    tags: {},
    configurationUpdatedAt: now,
    stateValue: 'INSUFFICIENT_DATA',
    stateReason: INITIAL_REASON,
    stateUpdatedAt: now,
    stateTransitionedAt: now,
  };
}

/** Names that do not exist are passed over; the API's operation says which. */
export function deleteAlarms(context: Context, alarmNames: readonly string[]): void {
  const { alarms, composites } = context.world.cloudwatch;
  for (const alarmName of alarmNames) {
    const alarm = findAny(context, alarmName);
    if (alarm === undefined) continue;
    delete alarms[alarmName];
    delete composites[alarmName];
    recordHistory(context, configurationHistory(alarm, 'deleted', context.kernel.now));
    context.kernel.emit({ type: 'AlarmDeleted', alarmName });
    wakeParents(context, alarmName);
  }
}

/** Writes the state; when its value changes, says so and runs the new state's actions (CW-40). */
export function setState(
  context: Context,
  alarm: AnyAlarm,
  to: AlarmState,
  reason: string,
  reasonData: string | undefined,
): void {
  const { now } = context.kernel;
  const before = { ...alarm };
  alarm.stateValue = to;
  alarm.stateReason = reason;
  if (reasonData === undefined) delete alarm.stateReasonData;
  else alarm.stateReasonData = reasonData;
  alarm.stateUpdatedAt = now;
  if (before.stateValue === to) return;
  alarm.stateTransitionedAt = now;
  delete alarm.actedAt;
  recordHistory(context, stateHistory(before, alarm, now));
  const { alarmName } = alarm.definition;
  alarm.stateChangeSeq = context.kernel.emit({
    type: 'AlarmStateChanged',
    alarmName,
    from: before.stateValue,
    to,
    reason,
  });
  runActions(context, alarm, actionsOf(alarm), true);
  wakeParents(context, alarmName);
}

/**
 * Runs actions unless they are switched off; only the first run of a state goes into the history and the journal. The others are
 * told: they come every minute for as long as the state lasts, on an idle stack for ever, and what one of them moves says so itself.
 */
export function runActions(context: Context, alarm: AnyAlarm, actionArns: readonly string[], first: boolean): void {
  const { alarmName, actionsEnabled } = alarm.definition;
  if (!actionsEnabled || actionArns.length === 0) return;
  const state = alarm.stateValue;
  const again = alarm.actedAt !== undefined;
  alarm.actedAt = context.kernel.now;
  for (const actionArn of actionArns) {
    if (first) recordHistory(context, actionHistory(alarm, actionArn, context.kernel.now));
    const event = { type: 'AlarmActionInvoked', alarmName, state, actionArn } as const;
    if (again) context.kernel.tell(event, alarm.stateChangeSeq);
    else context.kernel.emit(event, alarm.stateChangeSeq);
  }
}

/** The actions of the state that the alarm is in. */
export function actionsOf({ stateValue, definition }: AnyAlarm): readonly string[] {
  switch (stateValue) {
    case 'OK':
      return definition.okActions;
    case 'ALARM':
      return definition.alarmActions;
    case 'INSUFFICIENT_DATA':
      return definition.insufficientDataActions;
  }
}

/** CW-40: only actions on Auto Scaling policies run again while a state lasts. */
export function isRepeatedAction(actionArn: string): boolean {
  return actionArn.startsWith('arn:aws:autoscaling:');
}

/** CW-42: DisableAlarmActions keeps evaluating. */
export function enableActions(context: Context, alarm: AnyAlarm, actionsEnabled: boolean): void {
  if (alarm.definition.actionsEnabled === actionsEnabled) return;
  const at: Instant = context.kernel.now;
  Object.assign(alarm, { definition: { ...alarm.definition, actionsEnabled } });
  alarm.configurationUpdatedAt = at;
  recordHistory(context, configurationHistory(alarm, 'updated', at));
  context.kernel.emit({ type: 'AlarmChanged', alarmName: alarm.definition.alarmName });
}
