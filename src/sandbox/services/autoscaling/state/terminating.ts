// Taking an instance out of a group: drain first, then the hook, then EC2 (ASG-35). The steps after the first are the controller's.

import type { Context } from '../../../context.js';
import { findInstance, terminateInstances } from '../../ec2/index.js';
import { uuid } from '../../shared/ids.js';
import { draw } from '../../shared/timing.js';
import { descriptions } from '../rules/cause.js';
import { nextHook } from '../rules/hooks.js';
import type {
  AutoScalingGroup,
  GroupInstance,
  InvokingAlarm,
  LifecycleHook,
  ScalingActivity,
  TerminationPurpose,
} from '../store.js';
import { HOOK_CAP, TERMINATION_ENDING } from '../timings.js';
import { activityOf, endActivityOf, startActivity, startCooldown } from './activities.js';
import { moveTo } from './instances.js';
import { deregister } from './traffic.js';

export interface TerminationOrder {
  readonly purpose: TerminationPurpose;
  readonly sentences: readonly string[];
  readonly alarm?: InvokingAlarm | undefined;
  readonly simple?: boolean;
  /** False: deregister, but do not wait (deletion by force). */
  readonly drain?: boolean;
}

/** Begins the terminating activity and the drain; without a drain goes straight on to the hook or to EC2. */
export function beginTermination(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  order: TerminationOrder,
): ScalingActivity {
  endActivityOf(context, group, instance, { statusCode: 'Cancelled' });
  instance.terminationPurpose = order.purpose;
  delete instance.warmUntil;
  const drainedAt = deregister(context, instance);
  const draining = drainedAt !== undefined && order.drain !== false;
  const description = descriptions.terminating(instance.instanceId);
  const activity = startActivity(context, group, {
    description: draining ? descriptions.draining(description) : description,
    sentences: order.sentences,
    statusCode: draining ? 'WaitingForELBConnectionDraining' : 'InProgress',
    progress: draining ? 50 : 0,
    place: instance,
    alarm: order.alarm,
    simple: order.simple ?? false,
  });
  instance.activityId = activity.activityId;
  instance.step = draining ? { kind: 'draining', until: drainedAt } : { kind: 'none' };
  moveTo(context, group, instance, 'Terminating');
  if (!draining) hookOrEnd(context, group, instance);
  return activity;
}

/** After the drain: the termination hooks, then the end. */
export function hookOrEnd(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  const activity = activityOf(context, group, instance);
  if (activity !== undefined) {
    activity.statusCode = 'InProgress';
    activity.description = descriptions.drained(activity.description);
    startCooldown(context, group, activity);
  }
  const hook = group.deleting ? undefined : nextHook(group.hooks, 'autoscaling:EC2_INSTANCE_TERMINATING', []);
  if (hook === undefined) endInEc2(context, group, instance);
  else waitForHook(context, group, instance, hook, []);
}

/** ASG-11: the heartbeat's timeout, and the cap over all heartbeats. */
export function waitForHook(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  hook: LifecycleHook,
  done: readonly string[],
): void {
  const { now } = context.kernel;
  const heartbeatMs = hook.heartbeatTimeoutSeconds * 1_000;
  instance.step = {
    kind: 'hook',
    hookName: hook.hookName,
    token: uuid(context),
    until: now + heartbeatMs,
    globalUntil: now + Math.min(HOOK_CAP.value, 100 * heartbeatMs),
    done,
  };
  const activity = activityOf(context, group, instance);
  if (activity !== undefined) activity.statusCode = 'MidLifecycleAction';
  const launching = hook.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING';
  moveTo(context, group, instance, launching ? 'Pending:Wait' : 'Terminating:Wait');
}

export function endInEc2(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  const ec2 = findInstance(context, instance.instanceId);
  if (ec2 !== undefined && ec2.state !== 'terminated' && ec2.state !== 'shutting-down') {
    terminateInstances(context, [instance.instanceId], `Auto Scaling group ${group.groupName}`, true);
  }
  const lag = draw(context.kernel.random('autoscaling/ending'), TERMINATION_ENDING);
  instance.step = { kind: 'ending', until: context.kernel.now + lag };
  context.kernel.wake('group-instance', instance.instanceId, context.kernel.now + lag);
}
