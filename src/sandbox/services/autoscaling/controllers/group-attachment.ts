// A target group's way onto and off a group: Adding, Added, InService, Removing (ASG-03, ASG-97). Key: the group's name.

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { targetHealth } from '../../elbv2/index.js';
import { draw } from '../../shared/timing.js';
import { findGroup, inState, instancesOf, isSuspended } from '../state/groups.js';
import { deregisterFrom, registerWith } from '../state/traffic.js';
import type { AutoScalingGroup, TrafficSource } from '../store.js';
import { ATTACHING } from '../timings.js';

export const groupAttachment: Controller = {
  name: 'group-attachment',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    if (group === undefined) return undefined;
    for (const source of [...group.trafficSources]) advance(context, group, source);
    const waits = group.trafficSources.flatMap(({ until }) => until ?? []);
    return waits.length === 0 ? undefined : Math.min(...waits);
  },
};

function advance(context: Context, group: AutoScalingGroup, source: TrafficSource): void {
  if (source.until !== undefined && context.kernel.now < source.until) return;
  delete source.until;
  if (source.state === 'Removing') group.trafficSources = group.trafficSources.filter((other) => other !== source);
  if (source.state === 'Adding') source.state = 'Added';
  if (source.state === 'Added' && hasPassed(context, group, source)) source.state = 'InService';
}

/** ASG-23: sticky; nothing brings the state back from `InService`. */
function hasPassed(context: Context, group: AutoScalingGroup, source: TrafficSource): boolean {
  return instancesOf(group).some(
    ({ instanceId, registeredWith }) =>
      registeredWith.includes(source.identifier) &&
      targetHealth(context, source.identifier, instanceId)?.state === 'healthy',
  );
}

/** ASG-97: registers all instances in service. Attaching twice is one attachment. */
export function attach(context: Context, group: AutoScalingGroup, targetGroupArn: string): void {
  if (group.trafficSources.some((source) => source.identifier === targetGroupArn && source.state !== 'Removing'))
    return;
  group.trafficSources = group.trafficSources.filter((source) => source.identifier !== targetGroupArn);
  const until: Instant = context.kernel.now + draw(context.kernel.random('autoscaling/attaching'), ATTACHING);
  group.trafficSources.push({ identifier: targetGroupArn, state: 'Adding', until });
  if (!isSuspended(group, 'AddToLoadBalancer')) {
    for (const instance of inState(group, 'InService')) registerWith(context, instance, targetGroupArn);
  }
  context.kernel.wake('group-attachment', group.groupName, until);
}

/** ASG-97: drains, but leaves the instances running. */
export function detach(context: Context, group: AutoScalingGroup, source: TrafficSource): void {
  let until = context.kernel.now;
  for (const instance of instancesOf(group)) {
    if (!instance.registeredWith.includes(source.identifier)) continue;
    until = Math.max(until, deregisterFrom(context, instance, source.identifier) ?? until);
  }
  source.state = 'Removing';
  source.until = until;
  context.kernel.wake('group-attachment', group.groupName, until);
}
