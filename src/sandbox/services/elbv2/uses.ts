// Which load balancer uses which target group: derived from the listeners and their rules. To be called after any change of those.

import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { wakeTargets } from './keys.js';
import { refreshRouting } from './routing.js';
import type { Action, Elbv2Store } from './store.js';

export function refreshUses(context: Context): void {
  const store = context.world.elbv2;
  const uses = usesOf(store);
  for (const targetGroup of Object.values(store.targetGroups)) {
    const arns = uses[targetGroup.targetGroupArn] ?? [];
    if (arns.join() === targetGroup.loadBalancerArns.join()) continue;
    targetGroup.loadBalancerArns = arns;
    refreshRouting(context, targetGroup);
    wakeTargets(context, targetGroup);
  }
}

/** Load balancer ARNs by target group ARN. */
function usesOf(store: Elbv2Store): Readonly<Record<string, readonly string[]>> {
  const uses: Record<string, string[]> = {};
  for (const listener of Object.values(store.listeners)) {
    const actions = [
      listener.defaultAction,
      ...listener.ruleArns.flatMap((arn) => own(store.rules, arn)?.action ?? []),
    ];
    for (const targetGroupArn of actions.flatMap(targetGroupArnsOf)) {
      uses[targetGroupArn] ??= [];
      if (!uses[targetGroupArn].includes(listener.loadBalancerArn)) {
        uses[targetGroupArn].push(listener.loadBalancerArn);
      }
    }
  }
  return uses;
}

export function targetGroupArnsOf(action: Action): readonly string[] {
  return action.type === 'forward' ? action.targetGroups.map(({ targetGroupArn }) => targetGroupArn) : [];
}
