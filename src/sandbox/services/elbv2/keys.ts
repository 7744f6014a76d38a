// The keys of this service's controllers: which target, and for probes which node. Texts, because tasks are data.

import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { type Target, type TargetGroup, targetKey } from './store.js';

export const CONTROLLER = {
  loadBalancerState: 'load-balancer-state',
  targetHealth: 'target-health',
  healthProbe: 'health-probe',
  drain: 'drain',
  metrics: 'load-balancer-metrics',
} as const;

/** Neither ARNs nor instance ids nor zones contain a space. */
const SEPARATOR = ' ';

export function keyOf(targetGroup: TargetGroup, target: Target, nodeZone?: string): string {
  const parts = [targetGroup.targetGroupArn, targetKey(targetGroup, target.targetId, target.port)];
  return (nodeZone === undefined ? parts : [...parts, nodeZone]).join(SEPARATOR);
}

/** What a key stands for; undefined when the group or the target is gone since. */
export function fromKey(
  context: Context,
  key: string,
): { readonly targetGroup: TargetGroup; readonly target: Target; readonly nodeZone: string } | undefined {
  const [arn, ofTarget, nodeZone = ''] = key.split(SEPARATOR);
  const targetGroup = own(context.world.elbv2.targetGroups, arn);
  const target = targetGroup === undefined ? undefined : own(targetGroup.targets, ofTarget);
  return targetGroup === undefined || target === undefined ? undefined : { targetGroup, target, nodeZone };
}

/** Every target of the group is looked at anew. */
export function wakeTargets(context: Context, targetGroup: TargetGroup): void {
  for (const target of Object.values(targetGroup.targets)) {
    context.kernel.wake(CONTROLLER.targetHealth, keyOf(targetGroup, target));
  }
}
