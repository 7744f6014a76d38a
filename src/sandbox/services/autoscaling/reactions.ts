// What Auto Scaling does when something happened, here or elsewhere: mostly wakes one of its controllers. The loops are in this table.

import type { Context } from '../../context.js';
import type { EventOf } from '../../events.js';
import type { Reactions } from '../shared/reactions.js';
import { draw } from '../shared/timing.js';
import { receiveAlarm } from './controllers/scaling-policy.js';
import { findGroup, membership } from './state/groups.js';
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
  TargetHealthChanged({ targetId, to }, context) {
    if (to !== 'healthy') return;
    const member = membership(context, targetId);
    if (member !== undefined) wake(context, member.group.groupName, ['group-attachment', 'group-replacement']);
  },
  AlarmActionInvoked: ({ actionArn, alarmName }, context) => receiveAlarm(context, actionArn, alarmName),
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

/** ASG-26: what EC2 knows at once, the group's next look may not see yet. */
function noticeState({ instanceId, to }: EventOf<'InstanceStateChanged'>, context: Context): void {
  const member = membership(context, instanceId);
  if (member === undefined) return;
  const { instance } = member;
  if (to === 'running') delete instance.notRunningVisibleAt;
  else if (to !== 'pending') {
    instance.notRunningVisibleAt ??=
      context.kernel.now + draw(context.kernel.random('autoscaling/status-feed'), EC2_STATUS_LAG);
  }
  if (instance.step.kind === 'starting') context.kernel.wake('group-instance', instanceId);
}

function noticeStatus({ instanceId, to }: EventOf<'InstanceStatusChanged'>, context: Context): void {
  const instance = membership(context, instanceId)?.instance;
  if (instance === undefined) return;
  if (to === 'impaired') instance.impairedSince ??= context.kernel.now;
  else if (to === 'ok') delete instance.impairedSince;
}
