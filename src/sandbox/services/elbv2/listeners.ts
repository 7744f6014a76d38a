// Listeners and rules as they hang on a load balancer: adding and taking away, with the order of rules. The operations check the wishes.

import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import type { Listener, Rule } from './store.js';
import { refreshUses } from './uses.js';

/** Takes the listener with its rules away; whoever calls it refreshes the uses. */
export function forgetListener(context: Context, listenerArn: string): void {
  const { elbv2 } = context.world;
  const listener = own(elbv2.listeners, listenerArn);
  if (listener === undefined) return;
  for (const ruleArn of listener.ruleArns) {
    delete elbv2.rules[ruleArn];
    delete elbv2.tags[ruleArn];
  }
  const loadBalancer = own(elbv2.loadBalancers, listener.loadBalancerArn);
  if (loadBalancer !== undefined) delete loadBalancer.listenerArns[listener.port];
  delete elbv2.tags[listenerArn];
  delete elbv2.listeners[listenerArn];
}

/** The rules of a listener by priority; the default rule is not among them. */
export function rulesOf(context: Context, listener: Listener): readonly Rule[] {
  return listener.ruleArns.flatMap((arn) => own(context.world.elbv2.rules, arn) ?? []);
}

/** After rules came, went or changed priority. */
export function refreshRules(context: Context, listener: Listener): void {
  listener.ruleArns = Object.values(context.world.elbv2.rules)
    .filter((rule) => rule.listenerArn === listener.listenerArn)
    .toSorted((a, b) => a.priority - b.priority)
    .map((rule) => rule.ruleArn);
  refreshUses(context);
}
