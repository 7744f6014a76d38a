// Gives a composite alarm the state that its rule says, whenever it or an alarm that it names has changed (CW-45). Key: its name.

import { type Context, type Controller, RANK } from '../../../context.js';
import { findComposite, setState } from '../alarms.js';
import { childAlarms } from '../composites.js';
import { COMPOSITE_CONTROLLER, inCircle } from '../parents.js';
import { holds, readAlarmRule } from '../rules/alarm-rule.js';
import { changeReason, ruleReason, triggering, triggeringData } from '../rules/composite-reason.js';
import type { CompositeAlarm } from '../store.js';

export const compositeEvaluator: Controller = {
  name: COMPOSITE_CONTROLLER,
  rank: RANK.alarms,
  reconcile(context, alarmName) {
    const composite = findComposite(context, alarmName);
    if (composite !== undefined && !inCircle(context, alarmName)) evaluate(context, composite);
    return undefined;
  },
};

function evaluate(context: Context, composite: CompositeAlarm): void {
  const children = childAlarms(context, composite);
  const states = new Map(children.map(({ definition, stateValue }) => [definition.alarmName, stateValue]));
  const rule = readAlarmRule(composite.definition.alarmRule);
  const to = holds(rule, (name) => states.get(name)) ? 'ALARM' : 'OK';
  const { news } = composite;
  delete composite.news;
  if (to === composite.stateValue) return;
  const causes = news === undefined ? triggering(children) : children;
  const [first] = causes;
  const byItself = ruleReason(composite.alarmArn, news ?? 'updated', to);
  const reason = news === undefined && first !== undefined ? changeReason(first) : byItself;
  setState(context, composite, to, reason, triggeringData(causes));
}
