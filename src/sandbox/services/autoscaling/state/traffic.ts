// A group's dealings with its target groups: registering, deregistering, and how long the drain lasts (ASG-35, ASG-97).

import type { Instant } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { deregisterTargets, findTargetGroup, registerTargets, targetHealth } from '../../elbv2/index.js';
import type { AutoScalingGroup, GroupInstance } from '../store.js';
import { isSuspended } from './groups.js';

/** Registers with every attached target group, unless `AddToLoadBalancer` is suspended (ASG-10, ASG-90). */
export function register(context: Context, group: AutoScalingGroup, instance: GroupInstance): void {
  if (isSuspended(group, 'AddToLoadBalancer')) return;
  for (const source of group.trafficSources) {
    if (source.state !== 'Removing') registerWith(context, instance, source.identifier);
  }
}

export function registerWith(context: Context, instance: GroupInstance, targetGroupArn: string): void {
  if (instance.registeredWith.includes(targetGroupArn)) return;
  const targetGroup = findTargetGroup(context, targetGroupArn);
  const ec2 = findInstance(context, instance.instanceId);
  // ELBv2 would refuse one that was stopped or ended meanwhile, or that lives in another VPC; the next look at its health finds out.
  if (ec2?.state !== 'running' || ec2.vpcId !== targetGroup?.vpcId) return;
  registerTargets(context, targetGroupArn, [{ id: instance.instanceId }]);
  instance.registeredWith.push(targetGroupArn);
}

/**
 * Takes the instance out of its target groups. Answers when the last of them has drained; undefined: nothing to wait for.
 * The whole delay counts even for a dead instance (ASG-35); a target group without a load balancer does not drain.
 */
export function deregister(context: Context, instance: GroupInstance): Instant | undefined {
  let until: Instant | undefined;
  for (const targetGroupArn of [...instance.registeredWith]) {
    const drained = deregisterFrom(context, instance, targetGroupArn);
    if (drained !== undefined) until = Math.max(until ?? 0, drained);
  }
  return until;
}

export function deregisterFrom(context: Context, instance: GroupInstance, targetGroupArn: string): Instant | undefined {
  instance.registeredWith = instance.registeredWith.filter((arn) => arn !== targetGroupArn);
  const targetGroup = findTargetGroup(context, targetGroupArn);
  if (targetGroup === undefined) return undefined;
  const before = targetHealth(context, targetGroupArn, instance.instanceId);
  if (before !== undefined) deregisterTargets(context, targetGroupArn, [{ id: instance.instanceId }]);
  if (before?.reason === 'Target.NotInUse' || targetGroup.deregistrationDelaySeconds === 0) return undefined;
  return context.kernel.now + targetGroup.deregistrationDelaySeconds * 1_000;
}

/** ASG-23: states in the target groups whose attachment has once been in service. */
export function gatedTargetStates(context: Context, group: AutoScalingGroup, instanceId: string): readonly string[] {
  return group.trafficSources
    .filter((source) => source.state === 'InService')
    .flatMap((source) => targetHealth(context, source.identifier, instanceId)?.state ?? []);
}
