// Reading a lifecycle hook from a request. Changes nothing.

import type { LifecycleHook } from '../store.js';
import { validation } from './errors.js';

interface HookWish {
  readonly LifecycleHookName?: string | undefined;
  readonly LifecycleTransition?: string | undefined;
  readonly NotificationMetadata?: string | undefined;
  readonly HeartbeatTimeout?: number | undefined;
  readonly DefaultResult?: string | undefined;
  readonly NotificationTargetARN?: string | undefined;
  readonly RoleARN?: string | undefined;
}

/** ASG-11: 3,600 seconds and ABANDON unless said otherwise. */
export function readHook(wish: HookWish): LifecycleHook {
  const { LifecycleTransition: transition, HeartbeatTimeout: heartbeat = 3_600, DefaultResult: result } = wish;
  if (transition !== 'autoscaling:EC2_INSTANCE_LAUNCHING' && transition !== 'autoscaling:EC2_INSTANCE_TERMINATING')
    throw validation(
      'Unknown lifecycle transition: it must be autoscaling:EC2_INSTANCE_LAUNCHING or autoscaling:EC2_INSTANCE_TERMINATING',
    );
  if (heartbeat < 30 || heartbeat > 7_200) throw validation('HeartbeatTimeout must be between 30 and 7200 seconds');
  if (result !== undefined && result !== 'CONTINUE' && result !== 'ABANDON')
    throw validation('Lifecycle hook default result must be either CONTINUE or ABANDON');
  return {
    hookName: wish.LifecycleHookName ?? '',
    transition,
    heartbeatTimeoutSeconds: heartbeat,
    defaultResult: result ?? 'ABANDON',
    ...(wish.NotificationMetadata === undefined ? {} : { notificationMetadata: wish.NotificationMetadata }),
    ...(wish.NotificationTargetARN === undefined ? {} : { notificationTargetArn: wish.NotificationTargetARN }),
    ...(wish.RoleARN === undefined ? {} : { roleArn: wish.RoleARN }),
  };
}
