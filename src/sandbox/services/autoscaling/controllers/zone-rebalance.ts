// Brings zones back into balance: launches in the weak zone first, then one too many is ended elsewhere (ASG-55..ASG-57). Key: the group's name.

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { mayLaunchIn } from '../../ec2/index.js';
import { clauses, sentence } from '../rules/cause.js';
import { rebalancingLimit, zoneToStrengthen } from '../rules/zone-balance.js';
import { activeInstances, findGroup, inState, instancesOf, isSuspended, zoneCounts } from '../state/groups.js';
import { launchOne } from '../state/launching.js';
import type { AutoScalingGroup } from '../store.js';
import { REBALANCE_INTERVAL } from '../timings.js';

export const zoneRebalance: Controller = {
  name: 'zone-rebalance',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    if (group === undefined || group.deleting) return undefined;
    if (group.rebalance !== undefined) return settle(context, group);
    const zone = zoneInNeed(group);
    if (zone === undefined) return undefined;
    const { now } = context.kernel;
    if (group.rebalanceRetryAt !== undefined && now < group.rebalanceRetryAt) return group.rebalanceRetryAt;
    group.rebalanceRetryAt = now + REBALANCE_INTERVAL.value;
    // ASG-57: a zone without power or capacity gets nothing; it is looked at again until it is back.
    if (mayLaunchIn(context, zone)) begin(context, group, zone);
    return group.rebalance === undefined ? group.rebalanceRetryAt : undefined;
  },
};

/** Only a group that is at rest is rebalanced; ASG-90: not while `AZRebalance` or `Launch` is suspended. */
function zoneInNeed(group: AutoScalingGroup): string | undefined {
  if (isSuspended(group, 'AZRebalance') || isSuspended(group, 'Launch')) return undefined;
  const inService = inState(group, 'InService').length;
  if (inService !== group.desiredCapacity || activeInstances(group).length !== inService) return undefined;
  if (instancesOf(group).length >= rebalancingLimit(group.maxSize)) return undefined;
  return zoneToStrengthen(group.availabilityZones, zoneCounts(group));
}

function begin(context: Context, group: AutoScalingGroup, zone: string): void {
  const { now } = context.kernel;
  const counts = zoneCounts(group);
  const zones = Object.keys(counts);
  const numbers = zones.map((name) => counts[name] ?? 0);
  const instance = launchOne(context, group, {
    zones: [zone],
    sentences: [sentence(now, clauses.balancing(zone)), sentence(now, clauses.balancingLaunch(zones, numbers))],
    substitute: false,
  });
  delete group.launchRetryAt;
  if (instance !== undefined) group.rebalance = { zone, instanceId: instance.instanceId };
}

/** Once the new instance is in service the group holds one too many, and scale-in takes it from the fullest zone. */
function settle(context: Context, group: AutoScalingGroup): Instant | undefined {
  const { rebalance } = group;
  const instance = rebalance?.instanceId === undefined ? undefined : group.instances[rebalance.instanceId];
  if (rebalance === undefined || instance?.lifecycleState.startsWith('Pending') === true) return undefined;
  delete group.rebalance;
  if (instance?.lifecycleState !== 'InService') return group.rebalanceRetryAt;
  const { now } = context.kernel;
  delete group.rebalanceRetryAt;
  group.trigger = { sentence: sentence(now, clauses.balancing(rebalance.zone)), workAt: now, simple: false };
  context.kernel.wake('group-capacity', group.groupName);
  return undefined;
}
