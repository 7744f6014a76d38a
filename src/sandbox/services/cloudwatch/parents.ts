// Which composite alarms ask about an alarm: they are evaluated when it changes, and hold it until they are gone (CW-45).

import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { alarmsNamed, readAlarmRule } from './rules/alarm-rule.js';
import type { CompositeAlarm } from './store.js';

export const COMPOSITE_CONTROLLER = 'composite-evaluator';

export function childrenOf({ definition }: CompositeAlarm): readonly string[] {
  return alarmsNamed(readAlarmRule(definition.alarmRule));
}

/** In order of name. */
export function parentsOf(context: Context, alarmName: string): readonly CompositeAlarm[] {
  return Object.values(context.world.cloudwatch.composites)
    .filter((composite) => childrenOf(composite).includes(alarmName))
    .sort((a, b) => (a.definition.alarmName < b.definition.alarmName ? -1 : 1));
}

export function wakeParents(context: Context, alarmName: string): void {
  for (const { definition } of parentsOf(context, alarmName))
    context.kernel.wake(COMPOSITE_CONTROLLER, definition.alarmName);
}

/** Composite alarms may ask about each other in a circle; CloudWatch then evaluates none of it. */
export function inCircle(context: Context, alarmName: string): boolean {
  const seen = new Set<string>();
  const ahead = [alarmName];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const composite = own(context.world.cloudwatch.composites, name);
    for (const child of composite === undefined ? [] : childrenOf(composite)) {
      if (child === alarmName) return true;
      if (!seen.has(child)) ahead.push(child);
      seen.add(child);
    }
  }
  return false;
}
