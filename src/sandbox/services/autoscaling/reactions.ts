// What Auto Scaling does when something happened, here or elsewhere: mostly wakes one of its controllers. The loops are in this table.

import type { Context } from '../../context.js';
import type { EventOf, SandboxEvent } from '../../events.js';
import { findInstance } from '../ec2/index.js';
import type { Reactions } from '../shared/reactions.js';
import { draw } from '../shared/timing.js';
import { receiveAlarm } from './controllers/scaling-policy.js';
import { findGroup, membership } from './state/groups.js';
import type { GroupInstance } from './store.js';
import { EC2_STATUS_LAG } from './timings.js';

export const reactions: Reactions = {
  GroupCreated: ({ groupName }, context) => wakeAll(context, groupName),
  GroupUpdated: ({ groupName }, context) => wakeAll(context, groupName),
  DesiredCapacityChanged({ groupName }, context) {
    const workAt = findGroup(context, groupName)?.trigger?.workAt;
    if (workAt !== undefined) context.kernel.wake('group-capacity', groupName, workAt);
  },
  ScalingActivityStarted: ({ groupName }, context) => wake(context, groupName, ['group-capacity']),
  ScalingActivityEnded: ({ groupName }, context) =>
    wake(context, groupName, ['group-capacity', 'group-replacement', 'instance-refresh']),
  GroupInstanceStateChanged({ groupName, instanceId }, context) {
    context.kernel.wake('group-instance', instanceId);
    wake(context, groupName, ['group-capacity', 'group-replacement', 'zone-rebalance', 'instance-refresh']);
  },
  GroupInstanceHealthChanged: ({ groupName }, context) => wake(context, groupName, ['group-replacement']),
  InstanceWarmedUp: ({ groupName }, context) => wake(context, groupName, ['group-replacement']),
  InstanceStateChanged: noticeState,
  InstanceStatusChanged: noticeStatus,
  TargetHealthChanged: noticeTarget,
  AlarmActionInvoked: (event, context) => receiveAlarm(context, event),
};

const ALL_OF_A_GROUP = [
  'group-capacity',
  'group-health',
  'group-replacement',
  'group-attachment',
  'group-metrics',
  'zone-rebalance',
  'instance-refresh',
];

function wakeAll(context: Context, groupName: string): void {
  wake(context, groupName, ALL_OF_A_GROUP);
}

function wake(context: Context, groupName: string, controllers: readonly string[]): void {
  if (findGroup(context, groupName) === undefined) return;
  for (const controller of controllers) context.kernel.wake(controller, groupName);
}

/** The journal entry of an event that is being told right now. */
function entryOf(context: Context, event: SandboxEvent): number | undefined {
  return context.kernel.journal.findLast((entry) => entry.event === event)?.seq;
}

function suspect(context: Context, instance: GroupInstance, event: SandboxEvent): void {
  const seq = entryOf(context, event);
  if (seq !== undefined) instance.suspicion = seq;
}

/** ASG-23: a first pass opens the gate; ASG-22: what the load balancer says is looked at in the next round. */
function noticeTarget(event: EventOf<'TargetHealthChanged'>, context: Context): void {
  const member = membership(context, event.targetId);
  if (member === undefined) return;
  if (event.to === 'unhealthy') suspect(context, member.instance, event);
  if (event.to === 'healthy') wake(context, member.group.groupName, ['group-attachment', 'group-replacement']);
}

/** ASG-26: what EC2 knows at once, the group's next look may not see yet. */
function noticeState(event: EventOf<'InstanceStateChanged'>, context: Context): void {
  const instance = membership(context, event.instanceId)?.instance;
  if (instance === undefined) return;
  if (event.to === 'running') delete instance.notRunningVisibleAt;
  else if (event.to !== 'pending' && instance.notRunningVisibleAt === undefined) {
    const lag = draw(context.kernel.random('autoscaling/status-feed'), EC2_STATUS_LAG);
    instance.notRunningVisibleAt = context.kernel.now + lag;
    suspect(context, instance, event);
  }
  if (instance.step.kind === 'starting') context.kernel.wake('group-instance', event.instanceId);
}

function noticeStatus(event: EventOf<'InstanceStatusChanged'>, context: Context): void {
  const instance = membership(context, event.instanceId)?.instance;
  if (instance === undefined) return;
  if (event.to === 'impaired' && instance.impairedSince === undefined) {
    instance.impairedSince = context.kernel.now;
    suspect(context, instance, event);
  } else if (event.to === 'ok' && !failsAnyCheck(context, event.instanceId)) delete instance.impairedSince;
}

/** One check that passes again says nothing of the other. */
function failsAnyCheck(context: Context, instanceId: string): boolean {
  const { system, instance } = findInstance(context, instanceId)?.statusChecks ?? {};
  return system === 'impaired' || instance === 'impaired';
}
