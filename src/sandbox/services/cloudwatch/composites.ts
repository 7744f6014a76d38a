// Composite alarms in the store: an alarm on the states of others (CW-45).

import type { Context } from '../../context.js';
import type { Tags } from '../shared/tags.js';
import { findAlarm, findComposite, newAlarmState } from './alarms.js';
import { configurationHistory, recordHistory } from './history.js';
import { COMPOSITE_CONTROLLER, childrenOf } from './parents.js';
import type { AnyAlarm, CompositeAlarm, CompositeDefinition } from './store.js';

/** Creates it without a state, or replaces its definition and keeps its state; it is evaluated at once. Tags count only at creation. */
export function putComposite(context: Context, definition: CompositeDefinition, tags: Tags): void {
  const { now } = context.kernel;
  const { alarmName } = definition;
  const known = findComposite(context, alarmName);
  const composite: CompositeAlarm = {
    ...(known ?? { ...newAlarmState(context, alarmName), tags: { ...tags } }),
    definition,
    configurationUpdatedAt: now,
    news: known === undefined ? 'created' : 'updated',
  };
  context.world.cloudwatch.composites[alarmName] = composite;
  recordHistory(context, configurationHistory(composite, known === undefined ? 'created' : 'updated', now));
  context.kernel.emit({ type: 'AlarmChanged', alarmName });
  context.kernel.wake(COMPOSITE_CONTROLLER, alarmName);
}

/** Of those that exist. */
export function childAlarms(context: Context, composite: CompositeAlarm): readonly AnyAlarm[] {
  return childrenOf(composite).flatMap((name) => findAlarm(context, name) ?? findComposite(context, name) ?? []);
}
