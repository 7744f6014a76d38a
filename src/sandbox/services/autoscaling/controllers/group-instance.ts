// One instance's way through its group: starting, hooks, registering, in service, draining, ending. Key: the instance id.
// A table of steps: what the instance waits for decides what is done next (ASG-10, ASG-11, ASG-35).

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { draw } from '../../shared/timing.js';
import { abandonedAction, clauses, DIED_WHILE_LAUNCHING, sentence } from '../rules/cause.js';
import { nextHook } from '../rules/hooks.js';
import { endActivityOf } from '../state/activities.js';
import { membership } from '../state/groups.js';
import { countForMetrics, enterService, leave, moveTo } from '../state/instances.js';
import { beginTermination, endInEc2, hookOrEnd, waitForHook } from '../state/terminating.js';
import { register } from '../state/traffic.js';
import type { AutoScalingGroup, GroupInstance, InstanceStep } from '../store.js';
import { REGISTRATION } from '../timings.js';

type StepOf<Kind extends InstanceStep['kind']> = Extract<InstanceStep, { readonly kind: Kind }>;
type Handler<Kind extends InstanceStep['kind']> = (
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  step: StepOf<Kind>,
) => Instant | undefined;

export const groupInstance: Controller = {
  name: 'group-instance',
  rank: RANK.controller,
  reconcile(context, instanceId) {
    const member = membership(context, instanceId);
    if (member === undefined) return undefined;
    const { group, instance } = member;
    const handle = STEPS[instance.step.kind] as Handler<InstanceStep['kind']>;
    return handle(context, group, instance, instance.step);
  },
};

const STEPS: { readonly [Kind in InstanceStep['kind']]: Handler<Kind> } = {
  none: warmUp,
  starting: startUp,
  registering(context, group, instance, { until }) {
    if (context.kernel.now < until) return until;
    endActivityOf(context, group, instance, { statusCode: 'Successful' });
    enterService(context, group, instance);
    return instance.warmUntil;
  },
  draining(context, group, instance, { until }) {
    if (context.kernel.now < until) return until;
    drained(context, group, instance);
    return undefined;
  },
  hook: passHook,
  ending(context, group, instance, { until }) {
    if (context.kernel.now < until) return until;
    endActivityOf(context, group, instance, { statusCode: 'Successful' });
    leave(context, group, instance, 'Terminated');
    return undefined;
  },
};

/** ASG-72: the end of the warm-up. */
function warmUp(context: Context, group: AutoScalingGroup, instance: GroupInstance): Instant | undefined {
  if (instance.warmUntil === undefined || context.kernel.now < instance.warmUntil) return instance.warmUntil;
  delete instance.warmUntil;
  countForMetrics(context, group, instance);
  context.kernel.emit({ type: 'InstanceWarmedUp', groupName: group.groupName, instanceId: instance.instanceId });
  return undefined;
}

function startUp(context: Context, group: AutoScalingGroup, instance: GroupInstance): Instant | undefined {
  const state = findInstance(context, instance.instanceId)?.state;
  if (state === 'pending') return undefined;
  if (state !== 'running') return dieWhileLaunching(context, group, instance);
  const hook = nextHook(group.hooks, 'autoscaling:EC2_INSTANCE_LAUNCHING', []);
  if (hook === undefined) return beginRegistration(context, group, instance);
  waitForHook(context, group, instance, hook, []);
  return undefined;
}

/** ASG-19: `Cancelled`, and the capacity controller tries again. */
export function dieWhileLaunching(context: Context, group: AutoScalingGroup, instance: GroupInstance): undefined {
  endActivityOf(context, group, instance, { statusCode: 'Cancelled', statusMessage: DIED_WHILE_LAUNCHING });
  leave(context, group, instance, 'Terminated');
}

function beginRegistration(context: Context, group: AutoScalingGroup, instance: GroupInstance): Instant {
  register(context, group, instance);
  const until = context.kernel.now + draw(context.kernel.random('autoscaling/registration'), REGISTRATION);
  instance.step = { kind: 'registering', until };
  return until;
}

function drained(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  switch (instance.lifecycleState) {
    case 'EnteringStandby':
      instance.step = { kind: 'none' };
      endActivityOf(context, group, instance, { statusCode: 'Successful' });
      moveTo(context, group, instance, 'Standby');
      return;
    case 'Detaching':
      endActivityOf(context, group, instance, { statusCode: 'Successful' });
      leave(context, group, instance, 'Detached');
      return;
    default:
      hookOrEnd(context, group, instance);
  }
}

/** ASG-11: completed or timed out; a launch that is abandoned is terminated and replaced. */
function passHook(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  step: StepOf<'hook'>,
): Instant | undefined {
  const until = Math.min(step.until, step.globalUntil);
  if (step.result === undefined && context.kernel.now < until) return until;
  const hook = group.hooks.find(({ hookName }) => hookName === step.hookName);
  const result = step.result ?? hook?.defaultResult ?? 'ABANDON';
  const launching = instance.lifecycleState === 'Pending:Wait';
  const done = [...step.done, step.hookName];
  if (launching && result === 'ABANDON') {
    const how = step.result === undefined ? 'Abandon Default Result' : 'Completed by user with ABANDON';
    endActivityOf(context, group, instance, {
      statusCode: 'Cancelled',
      statusMessage: abandonedAction(step.token, how),
    });
    beginTermination(context, group, instance, {
      purpose: 'failed-launch',
      sentences: [sentence(context.kernel.now, clauses.abandoned(instance.instanceId))],
    });
    return undefined;
  }
  const transition = launching ? 'autoscaling:EC2_INSTANCE_LAUNCHING' : 'autoscaling:EC2_INSTANCE_TERMINATING';
  const next = nextHook(group.hooks, transition, done);
  if (next !== undefined) {
    waitForHook(context, group, instance, next, done);
    return undefined;
  }
  moveTo(context, group, instance, launching ? 'Pending:Proceed' : 'Terminating:Proceed');
  if (launching) return beginRegistration(context, group, instance);
  endInEc2(context, group, instance);
  return undefined;
}
