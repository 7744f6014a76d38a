// Instances that come and go by hand: standby, attach, detach (ASG-95, ASG-96).

import type { Context } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { findTargetGroup } from '../../elbv2/index.js';
import { enlist } from '../../shared/listing.js';
import { clauses, descriptions, sentence } from '../rules/cause.js';
import { endActivityOf, startActivity } from '../state/activities.js';
import { activeInstances, membership, requireGroup, requireInstance } from '../state/groups.js';
import { moveTo } from '../state/instances.js';
import { deregister, register } from '../state/traffic.js';
import type { AutoScalingGroup, GroupInstance, LifecycleState, ScalingActivity } from '../store.js';
import { activityView } from './activities.js';
import type { AutoScalingOperations } from './api.js';
import { validation } from './errors.js';
import { shrinkByOne } from './instances.js';

export const membershipOperations = {
  EnterStandby(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const instances = membersIn(group, input.InstanceIds, 'InService');
    const takeOut = leaving(context, group, input.ShouldDecrementDesiredCapacity, instances.length);
    return {
      Activities: instances.map((instance) => {
        const activity = begin(context, group, instance, {
          description: descriptions.toStandby(instance.instanceId),
          clause: clauses.toStandby(instance.instanceId, takeOut()),
          to: 'EnteringStandby',
        });
        return activityView(activity, context);
      }),
    };
  },

  ExitStandby(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const instances = membersIn(group, input.InstanceIds, 'Standby');
    const before = activeInstances(group).length;
    raiseDesired(context, group, instances.length);
    return {
      Activities: instances.map((instance, index) =>
        activityView(
          comeIn(context, group, instance, {
            description: descriptions.outOfStandby(instance.instanceId),
            clause: clauses.outOfStandby(instance.instanceId, before + index, before + index + 1),
          }),
          context,
        ),
      ),
    };
  },

  DetachInstances(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const instances = each(input.InstanceIds).map((id) => requireInstance(group, id));
    for (const { instanceId, lifecycleState } of instances) {
      if (lifecycleState !== 'InService' && lifecycleState !== 'Standby') throw wrongState(instanceId, 'InService');
    }
    const takeOut = leaving(context, group, input.ShouldDecrementDesiredCapacity, instances.length);
    return {
      Activities: instances.map((instance) => {
        const activity = begin(context, group, instance, {
          description: descriptions.detaching(instance.instanceId),
          clause: clauses.detached(instance.instanceId, takeOut()),
          to: 'Detaching',
        });
        return activityView(activity, context);
      }),
    };
  },

  AttachInstances(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const ids = each(input.InstanceIds);
    for (const id of ids) checkAttachable(context, group, id);
    const before = activeInstances(group).length;
    raiseDesired(context, group, ids.length);
    for (const [index, id] of ids.entries()) {
      const instance = adopt(context, group, id);
      comeIn(context, group, instance, {
        description: descriptions.attaching(id),
        clause: clauses.attached(before + index, before + index + 1),
      });
    }
  },
} satisfies AutoScalingOperations;

/** One that was named twice moves once. */
function each(ids: readonly string[] | undefined): readonly string[] {
  return [...new Set(ids)];
}

function membersIn(group: AutoScalingGroup, ids: readonly string[] | undefined, state: LifecycleState) {
  const instances = each(ids).map((id) => requireInstance(group, id));
  const wrong = instances.find((instance) => instance.lifecycleState !== state);
  if (wrong !== undefined) throw wrongState(wrong.instanceId, state);
  return instances;
}

function wrongState(instanceId: string, state: LifecycleState) {
  return validation(`The instance ${instanceId} is not in ${state}.`);
}

/** Lowers desired at once when asked to, and tells for one instance after the other which sizes its cause names. */
function leaving(context: Context, group: AutoScalingGroup, decrement: boolean, count: number) {
  if (!decrement) return () => undefined;
  const { from } = shrinkByOne(context, group, count);
  let left = from;
  return () => {
    left -= 1;
    return { from: left + 1, to: left };
  };
}

/** Drains first if it was serving; then the group-instance controller goes on. */
function begin(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  move: { readonly description: string; readonly clause: string; readonly to: 'EnteringStandby' | 'Detaching' },
): ScalingActivity {
  const activity = startActivity(context, group, {
    description: move.description,
    sentences: [sentence(context.kernel.now, move.clause)],
    statusCode: 'InProgress',
    progress: 50,
    place: instance,
  });
  instance.activityId = activity.activityId;
  delete instance.warmUntil;
  instance.step = { kind: 'draining', until: deregister(context, instance) ?? context.kernel.now };
  moveTo(context, group, instance, move.to);
  return activity;
}

/** ASG-96: fails when it would exceed the maximum. */
function raiseDesired(context: Context, group: AutoScalingGroup, by: number): void {
  const from = group.desiredCapacity;
  const to = from + by;
  if (to > group.maxSize)
    throw validation(
      `AutoScalingGroup ${group.groupName} has min-size=${group.minSize}, max-size=${group.maxSize}, and desired-size=${from}. To place into service ${by} more instance(s) would make the desired size greater than the maximum.`,
    );
  group.desiredCapacity = to;
  context.kernel.emit({
    type: 'DesiredCapacityChanged',
    groupName: group.groupName,
    from,
    to,
    trigger: 'a user request put instances into service',
  });
}

/** Registers, then in service with a new grace period (ASG-24). */
function comeIn(
  context: Context,
  group: AutoScalingGroup,
  instance: GroupInstance,
  move: { readonly description: string; readonly clause: string },
): ScalingActivity {
  endActivityOf(context, group, instance, { statusCode: 'Cancelled' });
  const activity = startActivity(context, group, {
    description: move.description,
    sentences: [sentence(context.kernel.now, move.clause)],
    statusCode: 'PreInService',
    progress: 30,
    place: instance,
  });
  instance.activityId = activity.activityId;
  instance.step = { kind: 'registering', until: context.kernel.now };
  register(context, group, instance);
  moveTo(context, group, instance, 'Pending');
  return activity;
}

function checkAttachable(context: Context, group: AutoScalingGroup, instanceId: string): void {
  const ec2 = findInstance(context, instanceId);
  if (ec2 === undefined) throw validation(`Invalid Instance ID(s): [${instanceId}]`);
  if (ec2.state !== 'running') throw validation(`Instance ${instanceId} is not in running state.`);
  const owner = membership(context, instanceId)?.group.groupName;
  if (owner !== undefined) throw validation(`Instance ${instanceId} is already part of AutoScalingGroup:${owner}`);
  if (!group.availabilityZones.includes(ec2.availabilityZone))
    throw validation(
      `Instance ${instanceId} is in availability zone ${ec2.availabilityZone}, which the group does not use.`,
    );
  checkNetwork(context, group, instanceId, ec2.vpcId);
}

/** ASG-96: its load balancer must be able to take the instance. */
function checkNetwork(context: Context, group: AutoScalingGroup, instanceId: string, vpcId: string): void {
  const foreign = group.trafficSources.find(({ identifier }) => {
    const targetGroup = findTargetGroup(context, identifier);
    return targetGroup !== undefined && targetGroup.vpcId !== vpcId;
  });
  if (foreign !== undefined)
    throw validation(
      `Instance ${instanceId} is in VPC ${vpcId}, and the target group ${foreign.identifier} is in another VPC.`,
    );
}

function adopt(context: Context, group: AutoScalingGroup, instanceId: string): GroupInstance {
  const ec2 = findInstance(context, instanceId);
  if (ec2 === undefined) throw validation(`Invalid Instance ID(s): [${instanceId}]`);
  const instance: GroupInstance = {
    instanceId,
    instanceType: ec2.instanceType,
    imageId: ec2.imageId,
    availabilityZone: ec2.availabilityZone,
    subnetId: ec2.subnetId,
    launchedAt: ec2.launchedAt,
    lifecycleState: 'Pending',
    healthStatus: 'Healthy',
    protectedFromScaleIn: group.newInstancesProtectedFromScaleIn,
    substitute: false,
    registeredWith: [],
    step: { kind: 'none' },
  };
  enlist(group.instances, instanceId, instance);
  return instance;
}
