// Replacing an instance the other way round: the successor is launched first, and the unhealthy one goes when it has settled (ASG-31).
// Part of the group-replacement controller; whom to replace and when is decided there.

import type { Context } from '../../../context.js';
import { clauses, sentence } from '../rules/cause.js';
import { roomAbove } from '../rules/maintenance.js';
import type { AutoScalingGroup, GroupInstance } from '../store.js';
import { activeInstances, inState, isSuspended } from './groups.js';
import { launchOne, zonesToTry } from './launching.js';
import { beginTermination } from './terminating.js';

/** The unhealthy that still serve until their successor has settled: the group holds as many more than desired. */
export function preceded(group: AutoScalingGroup): readonly GroupInstance[] {
  return inState(group, 'InService').filter(({ successor }) => successor !== undefined);
}

/** Launches the successor, unless the policy leaves no room or a failed launch is too recent. */
export function launchSuccessor(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  const { now } = context.kernel;
  const over = activeInstances(group).length - group.desiredCapacity;
  if (isSuspended(group, 'Launch') || over >= roomAbove(group.instanceMaintenancePolicy, group.desiredCapacity)) return;
  if (group.launchRetryAt !== undefined && now < group.launchRetryAt) return;
  const launched = launchOne(context, group, {
    zones: zonesToTry(group, instance),
    sentences: [sentence(now, clauses.substitute())],
    substitute: true,
  });
  if (launched !== undefined) instance.successor = launched.instanceId;
}

/** Ends those whose successor has settled, or who have died; a successor that came to nothing is forgotten, and the next one tried. */
export function finishPreceded(
  context: Context,
  group: AutoScalingGroup,
  isUnsettled: (instance: GroupInstance) => boolean,
): void {
  for (const instance of preceded(group)) {
    const successor = group.instances[instance.successor ?? ''];
    if (instance.unhealthyReason === 'not-running') end(context, group, instance);
    else if (successor === undefined || successor.lifecycleState.startsWith('Terminating')) delete instance.successor;
    else if (successor.healthStatus === 'Unhealthy') {
      delete instance.successor;
      end(context, group, successor);
    } else if (successor.lifecycleState === 'InService' && !isUnsettled(successor)) end(context, group, instance);
  }
}

function end(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  beginTermination(context, group, instance, {
    purpose: 'health',
    sentences: [sentence(context.kernel.now, clauses.unhealthy(instance.unhealthyReason ?? 'user'))],
  });
}
