// What is in transition: everything that AWS itself will bring to an end soon, if only time passes. Pure; one row per kind of thing.
//
// An instant sandbox runs until this list is empty. Not in it, because time alone need not end it: an alarm that waits for data, a
// target that stays unhealthy, a lifecycle hook that waits for its caller (ASG-11), a launch that is tried again after it failed
// (ASG-17), a process that was suspended, cooldowns and warm-ups, traffic.

import type { Instant } from '../kernel/index.js';
import type { World } from './world.js';

export interface Transition {
  /** Names the thing: an id, a name, or an ARN with what belongs to it. */
  readonly id: string;
  /** What it is passing through, as its API says it. */
  readonly state: string;
}

/** After this long in its group a target that was never seen healthy is taken for one that will not heal by itself. */
export const MAY_STILL_START_MS = 10 * 60_000;

type Row = (world: World, now: Instant) => readonly Transition[];

const ROWS: readonly Row[] = [
  instances,
  natGateways,
  loadBalancers,
  groupInstances,
  groupWork,
  trafficSources,
  activities,
  refreshes,
  targets,
  commands,
];

/** In a fixed order; empty: the world is at rest until somebody acts or a clock-driven thing (a probe, an alarm) finds news. */
export function inTransition(world: World): readonly Transition[] {
  return ROWS.flatMap((row) => row(world, world.kernel.now));
}

const PASSING_INSTANCE_STATES = new Set(['pending', 'stopping', 'shutting-down']);

/** EC2-04: `initializing` ends too, in `ok` or `impaired`. */
function instances({ ec2 }: World): readonly Transition[] {
  return Object.values(ec2.instances).flatMap(({ instanceId, state, statusChecks }) => {
    if (PASSING_INSTANCE_STATES.has(state)) return [{ id: instanceId, state }];
    const checking = state === 'running' && Object.values(statusChecks).includes('initializing');
    return checking ? [{ id: instanceId, state: 'initializing' }] : [];
  });
}

function natGateways({ ec2 }: World): readonly Transition[] {
  return Object.values(ec2.natGateways)
    .filter(({ state }) => state === 'pending' || state === 'deleting')
    .map(({ natGatewayId, state }) => ({ id: natGatewayId, state }));
}

function loadBalancers({ elbv2 }: World): readonly Transition[] {
  return Object.values(elbv2.loadBalancers)
    .filter(({ state }) => state === 'provisioning')
    .map(({ loadBalancerArn, state }) => ({ id: loadBalancerArn, state }));
}

/** `Pending:Wait` and `Terminating:Wait` are missing on purpose: a hook waits for its caller. */
const PASSING_LIFECYCLE_STATES = new Set([
  'Pending',
  'Pending:Proceed',
  'Terminating',
  'Terminating:Proceed',
  'Detaching',
  'EnteringStandby',
]);

function groupInstances({ autoscaling }: World): readonly Transition[] {
  return Object.values(autoscaling.groups).flatMap(({ groupName, instances: members }) =>
    Object.values(members)
      .filter(({ lifecycleState }) => PASSING_LIFECYCLE_STATES.has(lifecycleState))
      .map(({ instanceId, lifecycleState }) => ({ id: `${groupName}/${instanceId}`, state: lifecycleState })),
  );
}

/** Work that was decided and begins at an instant to come. Once that instant has passed, something keeps the group from it. */
function groupWork({ autoscaling }: World, now: Instant): readonly Transition[] {
  return Object.values(autoscaling.groups).flatMap(({ groupName, trigger, substitutes }) => {
    const due = [...(trigger === undefined ? [] : [trigger]), ...substitutes].some(({ workAt }) => workAt > now);
    return due ? [{ id: groupName, state: 'CapacityChange' }] : [];
  });
}

function trafficSources({ autoscaling }: World): readonly Transition[] {
  return Object.values(autoscaling.groups).flatMap(({ groupName, trafficSources: sources }) =>
    sources
      .filter(({ state }) => state === 'Adding' || state === 'Removing')
      .map(({ identifier, state }) => ({ id: `${groupName}/${identifier}`, state })),
  );
}

function activities({ autoscaling }: World): readonly Transition[] {
  return Object.values(autoscaling.groups).flatMap(({ groupArn }) =>
    (autoscaling.activities[groupArn] ?? [])
      .filter(({ endedAt, statusCode }) => endedAt === undefined && statusCode !== 'MidLifecycleAction')
      .map(({ activityId, statusCode }) => ({ id: activityId, state: statusCode })),
  );
}

/** ASG-98: one that is stuck fails only after an hour. */
function refreshes({ autoscaling }: World): readonly Transition[] {
  return Object.values(autoscaling.groups).flatMap(({ groupArn }) =>
    (autoscaling.refreshes[groupArn] ?? [])
      .filter(({ endedAt, stuckSince }) => endedAt === undefined && stuckSince === undefined)
      .map(({ refreshId, status }) => ({ id: refreshId, state: status })),
  );
}

/**
 * `initial` and `draining` end by themselves. `unhealthy` (ALB-12) may: while some node has seen it pass, and while its machine may
 * still be starting.
 */
function targets({ elbv2 }: World, now: Instant): readonly Transition[] {
  return Object.values(elbv2.targetGroups).flatMap(({ targetGroupArn, targets: members }) =>
    Object.entries(members)
      .filter(([, { health, views, registeredAt }]) => {
        if (health.state !== 'unhealthy') return health.state === 'initial' || health.state === 'draining';
        const recovering = Object.values(views).some(({ consecutivePasses }) => consecutivePasses > 0);
        return recovering || now - registeredAt < MAY_STILL_START_MS;
      })
      .map(([key, { health }]) => ({ id: `${targetGroupArn}/${key}`, state: health.state })),
  );
}

/** SSM-03. `Delayed` and `Pending` end with the delivery timeout at the latest. */
const PASSING_INVOCATION_STATES = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling']);

function commands({ ssm }: World): readonly Transition[] {
  return Object.values(ssm.commands).flatMap(({ commandId, invocations }) =>
    invocations
      .filter(({ status }) => PASSING_INVOCATION_STATES.has(status))
      .map(({ instanceId, status }) => ({ id: `${commandId}/${instanceId}`, state: status })),
  );
}
