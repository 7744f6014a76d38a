// Auto Scaling: desired within its limits, an instance in one group, an activity ended if and only if its status says so.

import type { AutoScalingGroup, ScalingActivity } from '../services/autoscaling/store.js';
import { isListedAsItIs } from '../services/shared/listing.js';
import type { World } from '../world.js';
import { type Breaches, collect, repeated } from './breaches.js';
import { pendingNames } from './kernel.js';

const ENDED: readonly string[] = ['Successful', 'Failed', 'Cancelled'];

export function autoScalingBreaches(world: World): readonly string[] {
  const breaches = collect();
  const { expect } = breaches;
  const { groups, policies, activities, refreshes } = world.autoscaling;
  const pending = pendingNames(world);
  const all = Object.values(groups);
  for (const group of all) checkGroup(world, breaches, pending, group);
  for (const id of repeated(all.flatMap(({ instances }) => Object.keys(instances))))
    expect(false, () => `${id} is in two groups`);
  for (const policy of Object.values(policies)) {
    expect(policy.groupName in groups, () => `the policy ${policy.policyName} is left over from ${policy.groupName}`);
  }
  const listed = Object.values(activities).flat();
  for (const id of repeated(listed.map(({ activityId }) => activityId)))
    expect(false, () => `the activity id ${id} occurs twice`);
  for (const activity of listed) checkActivity(breaches, groups[activity.groupName], activity);
  for (const refresh of Object.values(refreshes).flat()) {
    const ended = ['Successful', 'Failed', 'Cancelled'].includes(refresh.status);
    expect(
      ended === (refresh.endedAt !== undefined),
      () => `the refresh ${refresh.refreshId} is ${refresh.status} and ended at ${refresh.endedAt}`,
    );
    expect(
      ended || pending.has(`instance-refresh ${refresh.groupName}`),
      () => `the refresh ${refresh.refreshId} of ${refresh.groupName} stands still`,
    );
  }
  return breaches.found;
}

function checkGroup(world: World, { expect }: Breaches, pending: ReadonlySet<string>, group: AutoScalingGroup): void {
  const { groupName: name, minSize, maxSize, desiredCapacity, instances } = group;
  const { ec2 } = world;
  expect(
    minSize <= desiredCapacity && desiredCapacity <= maxSize,
    () => `${name}: desired ${desiredCapacity} is not within ${minSize}–${maxSize}`,
  );
  expect(isListedAsItIs(instances), () => `${name}: the list of its instances is not its record`);
  expect(group.deleting || pending.has(`group-health ${name}`), () => `${name}: nobody will look at its health`);
  for (const instance of Object.values(instances)) {
    const { instanceId: id, lifecycleState, activityId, step, notRunningVisibleAt } = instance;
    const moving = lifecycleState !== 'InService' && lifecycleState !== 'Standby';
    // EC2 forgets an ended machine after an hour; the group lists it for as long as nothing lets it replace it (ASG-28, ASG-90).
    expect(
      moving || ec2.instances[id] !== undefined || notRunningVisibleAt !== undefined,
      () => `${name}: ${id} is ${lifecycleState}, and there is no such instance`,
    );
    expect(!moving || activityId !== undefined, () => `${name}: ${id} is ${lifecycleState} without an activity`);
    const timed =
      step.kind === 'registering' || step.kind === 'draining' || step.kind === 'hook' || step.kind === 'ending';
    expect(!timed || pending.has(`group-instance ${id}`), () => `${name}: ${id} waits for ever (${step.kind})`);
    const counted = ec2.instances[id]?.groupMetrics;
    expect(
      counted === undefined || counted.groupName === name,
      () => `${name}: ${id} feeds the metrics of ${counted?.groupName}`,
    );
  }
  expect(
    group.rebalance?.instanceId === undefined || group.rebalance.instanceId in instances,
    () => `${name}: its balancing instance is gone`,
  );
}

function checkActivity({ expect }: Breaches, group: AutoScalingGroup | undefined, activity: ScalingActivity): void {
  const { activityId: id, statusCode, endedAt, startedAt, description } = activity;
  const ended = ENDED.includes(statusCode);
  expect(
    ended === (endedAt !== undefined),
    () => `the activity "${description}" (${id}) is ${statusCode} and ended at ${endedAt}`,
  );
  expect(
    endedAt === undefined || endedAt >= startedAt,
    () => `the activity "${description}" (${id}) ended before it began`,
  );
  if (ended) return;
  const holders = Object.values(group?.groupArn === activity.groupArn ? group.instances : {}).filter(
    ({ activityId }) => activityId === id,
  );
  expect(
    holders.length === 1,
    () => `the activity "${description}" (${id}) is ${statusCode}, and ${holders.length} instances work on it`,
  );
}
