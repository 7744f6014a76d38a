// Finding groups and counting their instances. Reads only.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { entriesOf } from '../../shared/listing.js';
import { own } from '../../shared/records.js';
import type { Sizes } from '../rules/sizes.js';
import { countByZone, type ZoneCounts } from '../rules/zone-balance.js';
import type { AutoScalingGroup, GroupInstance, LifecycleState } from '../store.js';

export function findGroup(context: Context, groupName: string): AutoScalingGroup | undefined {
  return own(context.world.autoscaling.groups, groupName);
}

/** Throws AWS's `ValidationError … not found`, which Terraform reads as "gone". */
export function requireGroup(context: Context, groupName: string): AutoScalingGroup {
  const group = findGroup(context, groupName);
  if (group !== undefined) return group;
  throw new ServiceError(
    'ValidationError',
    `AutoScalingGroup name not found - AutoScalingGroup '${groupName}' not found`,
  );
}

export function allGroups(context: Context): readonly AutoScalingGroup[] {
  return Object.values(context.world.autoscaling.groups);
}

/** The group that an instance belongs to, and its record there. */
export function membership(
  context: Context,
  instanceId: string,
): { readonly group: AutoScalingGroup; readonly instance: GroupInstance } | undefined {
  for (const group of allGroups(context)) {
    const instance = own(group.instances, instanceId);
    if (instance !== undefined) return { group, instance };
  }
  return undefined;
}

export function requireInstance(group: AutoScalingGroup, instanceId: string): GroupInstance {
  const instance = own(group.instances, instanceId);
  if (instance !== undefined) return instance;
  throw new ServiceError(
    'ValidationError',
    `The instance ${instanceId} is not part of Auto Scaling group ${group.groupName}.`,
  );
}

export function instancesOf(group: AutoScalingGroup): readonly GroupInstance[] {
  return Object.values(group.instances);
}

export function inState(group: AutoScalingGroup, ...states: readonly LifecycleState[]): readonly GroupInstance[] {
  return select(group, ({ lifecycleState }) => states.includes(lifecycleState));
}

/** In the order in which they joined. */
export function select(
  group: AutoScalingGroup,
  wanted: (instance: GroupInstance) => boolean,
): readonly GroupInstance[] {
  const found: GroupInstance[] = [];
  for (const entry of entriesOf(group.instances)) if (wanted(entry[1])) found.push(entry[1]);
  return found;
}

export const PENDING_STATES = ['Pending', 'Pending:Wait', 'Pending:Proceed'] as const;
export const TERMINATING_STATES = ['Terminating', 'Terminating:Wait', 'Terminating:Proceed'] as const;

/** What counts towards the desired capacity: pending and in service. */
export function activeInstances(group: AutoScalingGroup): readonly GroupInstance[] {
  return select(group, ({ lifecycleState }) => isActive(lifecycleState));
}

function isActive(state: LifecycleState): boolean {
  return state === 'InService' || state === 'Pending' || state === 'Pending:Wait' || state === 'Pending:Proceed';
}

export function sizesOf({ minSize: min, maxSize: max, desiredCapacity: desired }: AutoScalingGroup): Sizes {
  return { min, max, desired };
}

export function zoneCounts(group: AutoScalingGroup): ZoneCounts {
  return countByZone(
    group.availabilityZones,
    activeInstances(group).map((instance) => instance.availabilityZone),
  );
}

export function isSuspended(group: AutoScalingGroup, processName: string): boolean {
  return group.suspendedProcesses.some((process) => process.processName === processName);
}

/** A launch, termination or move has begun and not ended: instances keep the id of theirs until then. */
export function activityRunning(group: AutoScalingGroup): boolean {
  return entriesOf(group.instances).some(([, { activityId }]) => activityId !== undefined);
}
