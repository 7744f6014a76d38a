// Registering and deregistering: the core of the API's operations and what the Auto Scaling group calls.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { findInstance } from '../ec2/index.js';
import { enlist } from '../shared/listing.js';
import { own } from '../shared/records.js';
import { targetGroupsNotFound, validation } from './errors.js';
import { CONTROLLER, keyOf } from './keys.js';
import { loadBalancerOf, refreshRouting } from './routing.js';
import { HEALTH } from './rules/health.js';
import { type Health, type Target, type TargetGroup, targetKey } from './store.js';
import { leaveChecks, removeTarget } from './target-state.js';

export interface TargetSpec {
  readonly id: string;
  /** Absent: the target group's own port. */
  readonly port?: number | undefined;
}

/** Throws TargetGroupNotFound. */
export function requireTargetGroup(context: Context, arn: string): TargetGroup {
  const targetGroup = own(context.world.elbv2.targetGroups, arn);
  if (targetGroup === undefined) throw targetGroupsNotFound([arn]);
  return targetGroup;
}

/**
 * Registers instances, all or none. One that is registered already stays as it is; one that is draining starts afresh.
 * Throws TargetGroupNotFound, InvalidTarget.
 */
export function registerTargets(context: Context, targetGroupArn: string, specs: readonly TargetSpec[]): void {
  const targetGroup = requireTargetGroup(context, targetGroupArn);
  checkRegistrable(context, targetGroup, specs);
  for (const { id, port = targetGroup.port } of specs) {
    const known = own(targetGroup.targets, targetKey(targetGroup, id, port));
    if (known !== undefined && known.health.state !== 'draining') continue;
    addTarget(context, targetGroup, id, port);
  }
}

function checkRegistrable(context: Context, { vpcId }: TargetGroup, specs: readonly TargetSpec[]): void {
  const instances = specs.map(({ id }) => ({ id, instance: findInstance(context, id) }));
  refuse(
    'are not valid instances',
    instances.filter(({ instance }) => instance === undefined),
  );
  refuse(
    'are not in a running state and cannot be registered',
    instances.filter(({ instance }) => instance?.state !== 'running'),
  );
  refuse(
    `are not in the target group VPC '${vpcId}'`,
    instances.filter(({ instance }) => instance?.vpcId !== vpcId),
  );
  const wrong = specs.find(({ port }) => port !== undefined && (port < 1 || port > 65_535));
  if (wrong !== undefined) throw validation(`Port '${wrong.port}' is not valid: it must be between 1 and 65535`);
}

function refuse(why: string, offenders: readonly { readonly id: string }[]): void {
  if (offenders.length === 0) return;
  const ids = offenders.map(({ id }) => `'${id}'`).join(', ');
  throw new ServiceError('InvalidTarget', `The following targets ${why}: ${ids}`);
}

function addTarget(context: Context, targetGroup: TargetGroup, targetId: string, port: number): void {
  const availabilityZone = findInstance(context, targetId)?.availabilityZone ?? '';
  const fresh: Target = {
    targetId,
    port,
    availabilityZone,
    registeredAt: context.kernel.now,
    health: HEALTH.registering,
    views: {},
    openProbes: {},
    outstanding: 0,
    slowStartCredit: 0,
  };
  const target = { ...fresh, health: unusedBecause(context, targetGroup, fresh) ?? HEALTH.registering };
  enlist(targetGroup.targets, targetKey(targetGroup, targetId, port), target);
  refreshRouting(context, targetGroup);
  context.kernel.emit({ type: 'TargetRegistered', targetGroupArn: targetGroup.targetGroupArn, targetId, port });
  context.kernel.wake(CONTROLLER.targetHealth, keyOf(targetGroup, target));
}

/** ALB-14: why the target gets neither checks nor requests; undefined when it does. */
export function unusedBecause(context: Context, targetGroup: TargetGroup, target: Target): Health | undefined {
  const instance = findInstance(context, target.targetId);
  if (instance?.state === 'stopped' || instance?.state === 'pending') return HEALTH.stopped;
  const loadBalancer = loadBalancerOf(context, targetGroup);
  if (loadBalancer === undefined) return HEALTH.notInUse;
  const enabled = loadBalancer.nodes.some((node) => node.availabilityZone === target.availabilityZone);
  return enabled ? undefined : HEALTH.zoneDisabled;
}

/** Starts the drain (ALB-30). A target that is not registered is no error, one that is not in use goes at once. */
export function deregisterTargets(context: Context, targetGroupArn: string, specs: readonly TargetSpec[]): void {
  const targetGroup = requireTargetGroup(context, targetGroupArn);
  for (const { id, port = targetGroup.port } of specs) {
    const target = own(targetGroup.targets, targetKey(targetGroup, id, port));
    if (target !== undefined && target.health.state !== 'draining') deregister(context, targetGroup, target);
  }
}

function deregister(context: Context, targetGroup: TargetGroup, target: Target): void {
  const inUse = target.health.state !== 'unused';
  const drainsUntil = context.kernel.now + (inUse ? targetGroup.settings.deregistrationDelayMs : 0);
  target.drainsUntil = drainsUntil;
  const { targetGroupArn } = targetGroup;
  const { targetId, port } = target;
  context.kernel.emit({ type: 'TargetDeregistered', targetGroupArn, targetId, port, drainsUntil });
  if (!inUse) {
    removeTarget(context, targetGroup, target);
    return;
  }
  leaveChecks(context, targetGroup, target, HEALTH.draining);
  context.kernel.wake(CONTROLLER.drain, keyOf(targetGroup, target), drainsUntil);
}

/** The health of an instance in a group; with several ports of one instance the first registered. Undefined: not registered. */
export function targetHealth(context: Context, targetGroupArn: string, instanceId: string): Health | undefined {
  const targetGroup = own(context.world.elbv2.targetGroups, targetGroupArn);
  if (targetGroup === undefined) return undefined;
  const atOwnPort = own(targetGroup.targets, targetKey(targetGroup, instanceId, targetGroup.port));
  return (atOwnPort ?? Object.values(targetGroup.targets).find(({ targetId }) => targetId === instanceId))?.health;
}
