// Lifecycle hooks: put, describe, delete, and the answers of those who were waited for (ASG-11).

import type { LifecycleHook as ApiHook } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../../../context.js';
import { instancesOf, requireGroup, requireInstance } from '../state/groups.js';
import type { AutoScalingGroup, GroupInstance, InstanceStep, LifecycleHook } from '../store.js';
import { HOOK_CAP } from '../timings.js';
import type { AutoScalingOperations } from './api.js';
import { validation } from './errors.js';
import { readHook } from './hook-input.js';

type HookStep = Extract<InstanceStep, { readonly kind: 'hook' }>;

export const hookOperations = {
  /** An existing hook is changed in place; members left out keep their value. */
  PutLifecycleHook(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const index = group.hooks.findIndex(({ hookName }) => hookName === input.LifecycleHookName);
    const known = group.hooks[index];
    const hook = readHook({
      LifecycleHookName: input.LifecycleHookName,
      LifecycleTransition: input.LifecycleTransition ?? known?.transition,
      HeartbeatTimeout: input.HeartbeatTimeout ?? known?.heartbeatTimeoutSeconds,
      DefaultResult: input.DefaultResult ?? known?.defaultResult,
      NotificationMetadata: input.NotificationMetadata ?? known?.notificationMetadata,
      NotificationTargetARN: input.NotificationTargetARN ?? known?.notificationTargetArn,
      RoleARN: input.RoleARN ?? known?.roleArn,
    });
    if (known === undefined) group.hooks.push(hook);
    else group.hooks[index] = hook;
    return {};
  },

  DescribeLifecycleHooks(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const names = input.LifecycleHookNames ?? [];
    const found = group.hooks.filter(({ hookName }) => names.length === 0 || names.includes(hookName));
    return { LifecycleHooks: found.map((hook) => hookView(group, hook)) };
  },

  /** Who waits for the deleted hook goes on as if it had been completed. */
  DeleteLifecycleHook(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const index = group.hooks.findIndex(({ hookName }) => hookName === input.LifecycleHookName);
    if (index === -1) throw validation(`No Lifecycle Hook found with name: ${input.LifecycleHookName}`);
    group.hooks.splice(index, 1);
    for (const instance of instancesOf(group)) {
      if (instance.step.kind === 'hook' && instance.step.hookName === input.LifecycleHookName)
        complete(context, instance, instance.step, 'CONTINUE');
    }
    return {};
  },

  CompleteLifecycleAction(input, context) {
    const { LifecycleActionResult: result } = input;
    if (result !== 'CONTINUE' && result !== 'ABANDON')
      throw validation('LifecycleActionResult must be either CONTINUE or ABANDON');
    const { instance, step } = waiting(context, input);
    complete(context, instance, step, result);
    return {};
  },

  /** Starts the heartbeat's timeout anew; the cap over all of them stays. */
  RecordLifecycleActionHeartbeat(input, context) {
    const { group, instance, step } = waiting(context, input);
    const hook = group.hooks.find(({ hookName }) => hookName === step.hookName);
    const heartbeatMs = (hook?.heartbeatTimeoutSeconds ?? 3_600) * 1_000;
    instance.step = { ...step, until: context.kernel.now + heartbeatMs };
    return {};
  },
} satisfies AutoScalingOperations;

function complete(context: Context, instance: GroupInstance, step: HookStep, result: 'CONTINUE' | 'ABANDON'): void {
  instance.step = { ...step, result };
  context.kernel.wake('group-instance', instance.instanceId);
}

function waiting(
  context: Context,
  input: {
    readonly AutoScalingGroupName: string;
    readonly LifecycleHookName: string;
    readonly LifecycleActionToken?: string | undefined;
    readonly InstanceId?: string | undefined;
  },
): { group: AutoScalingGroup; instance: GroupInstance; step: HookStep } {
  const group = requireGroup(context, input.AutoScalingGroupName);
  const { InstanceId: instanceId, LifecycleActionToken: token, LifecycleHookName: hookName } = input;
  const candidates = instanceId === undefined ? instancesOf(group) : [requireInstance(group, instanceId)];
  for (const instance of candidates) {
    const { step } = instance;
    if (step.kind !== 'hook' || step.hookName !== hookName) continue;
    if (instanceId !== undefined || step.token === token) return { group, instance, step };
  }
  throw validation(
    `No active Lifecycle Action found with ${instanceId === undefined ? `token ${token}` : `instance ID ${instanceId}`}`,
  );
}

function hookView(group: AutoScalingGroup, hook: LifecycleHook): ApiHook {
  return {
    LifecycleHookName: hook.hookName,
    AutoScalingGroupName: group.groupName,
    LifecycleTransition: hook.transition,
    NotificationTargetARN: hook.notificationTargetArn,
    RoleARN: hook.roleArn,
    NotificationMetadata: hook.notificationMetadata,
    HeartbeatTimeout: hook.heartbeatTimeoutSeconds,
    GlobalTimeout: Math.min(HOOK_CAP.value / 1_000, 100 * hook.heartbeatTimeoutSeconds),
    DefaultResult: hook.defaultResult,
  };
}
