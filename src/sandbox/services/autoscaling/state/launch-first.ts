// Replacing an instance the other way round: the successor is launched first, and its predecessor goes when it has settled (ASG-31).
// Part of two controllers, which decide whom to replace and when: group-replacement (the unhealthy) and instance-refresh (the others).

import type { Context } from '../../../context.js';
import { clauses, sentence } from '../rules/cause.js';
import { roomAbove } from '../rules/maintenance.js';
import type { AutoScalingGroup, GroupInstance, MaintenancePolicy } from '../store.js';
import { activeInstances, isSuspended, select } from './groups.js';
import { launchOne, zonesToTry } from './launching.js';
import { beginTermination } from './terminating.js';

/** Those that still serve until their successor has settled: the group holds as many more than desired. */
export function preceded(group: AutoScalingGroup): readonly GroupInstance[] {
  return select(group, ({ lifecycleState, successor }) => successor !== undefined && lifecycleState === 'InService');
}

/** Launches the successor, unless the policy leaves no room or a failed launch is too recent; answers whether it did. */
export function launchSuccessor(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  policy: MaintenancePolicy | undefined,
  clause: string,
): boolean {
  const { now } = context.kernel;
  const over = activeInstances(group).length - group.desiredCapacity;
  if (isSuspended(group, 'Launch') || over >= roomAbove(policy, group.desiredCapacity)) return false;
  if (group.launchRetryAt !== undefined && now < group.launchRetryAt) return false;
  const launched = launchOne(context, group, {
    zones: zonesToTry(group, instance),
    sentences: [sentence(now, clause)],
    substitute: true,
  });
  if (launched !== undefined) instance.successor = launched.instanceId;
  return launched !== undefined;
}

/** Whom one of the two controllers looks after, and from when on a successor may take over. */
export interface Succession {
  readonly purpose: 'health' | 'refresh';
  isMine(instance: GroupInstance): boolean;
  isUnsettled(instance: GroupInstance): boolean;
}

/** Ends those whose successor has settled, or who have died; a successor that came to nothing is forgotten, and the next one tried. */
export function finishPreceded(
  context: Context,
  group: AutoScalingGroup,
  { purpose, isMine, isUnsettled }: Succession,
): void {
  for (const instance of preceded(group).filter(isMine)) {
    const successor = group.instances[instance.successor ?? ''];
    if (instance.unhealthyReason === 'not-running') end(context, group, instance, 'health');
    else if (successor === undefined || successor.lifecycleState.startsWith('Terminating')) delete instance.successor;
    else if (successor.healthStatus === 'Unhealthy') {
      delete instance.successor;
      end(context, group, successor, 'health');
    } else if (successor.lifecycleState === 'InService' && !isUnsettled(successor))
      end(context, group, instance, purpose);
  }
}

function end(context: Context, group: AutoScalingGroup, instance: GroupInstance, purpose: Succession['purpose']): void {
  const clause = purpose === 'refresh' ? clauses.refreshedOut() : clauses.unhealthy(instance.unhealthyReason ?? 'user');
  beginTermination(context, group, instance, { purpose, sentences: [sentence(context.kernel.now, clause)] });
}
