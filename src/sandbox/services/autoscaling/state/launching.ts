// Launching one instance for a group: zone by zone until EC2 gives one, each try an activity (ASG-10, ASG-13, ASG-17).

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { findSubnet, type Instance, launchInstances, resolveLaunchTemplate, setGroupMetrics } from '../../ec2/index.js';
import { enlist } from '../../shared/listing.js';
import { draw } from '../../shared/timing.js';
import { descriptions, launchFailure } from '../rules/cause.js';
import { countByZone, launchOrder } from '../rules/zone-balance.js';
import type { AutoScalingGroup, CapacityTrigger, GroupInstance, LaunchTemplateReference } from '../store.js';
import { LAUNCH_RETRY } from '../timings.js';
import { endActivity, startActivity } from './activities.js';
import { activeInstances } from './groups.js';

export interface LaunchOrder {
  /** Zones to try, in order. */
  readonly zones: readonly string[];
  readonly sentences: readonly string[];
  readonly trigger?: CapacityTrigger | undefined;
  readonly substitute: boolean;
}

/** Refusals that concern a zone or subnet, so that another zone is worth a try. */
const ZONAL_REFUSALS = ['InsufficientInstanceCapacity', 'InsufficientFreeAddressesInSubnet', 'Unsupported'];

/** The new instance, `Pending`; undefined when every zone refused. A failure is tried again later (ASG-17). */
export function launchOne(context: Context, group: AutoScalingGroup, order: LaunchOrder): GroupInstance | undefined {
  for (const zone of order.zones) {
    const place = placeIn(context, group, zone);
    if (place === undefined) continue;
    try {
      return admit(context, group, order, ...start(context, group, place.subnetId));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      recordFailure(context, group, order, place, error);
      if (!ZONAL_REFUSALS.includes(error.code)) break;
    }
  }
  group.launchRetryAt = context.kernel.now + draw(context.kernel.random('autoscaling/retry'), LAUNCH_RETRY);
  return undefined;
}

/** ASG-13: the zones to try, emptiest first; `leaving` counts no more. `balanced-only` never leaves the emptiest zones. */
export function zonesToTry(group: AutoScalingGroup, leaving?: GroupInstance): readonly string[] {
  const staying = activeInstances(group).filter((instance) => instance !== leaving);
  const counts = countByZone(
    group.availabilityZones,
    staying.map(({ availabilityZone }) => availabilityZone),
  );
  const order = launchOrder(group.availabilityZones, counts);
  if (group.zoneStrategy === 'balanced-best-effort') return order;
  return order.filter((zone) => counts[zone] === counts[order[0] ?? zone]);
}

interface PlaceToLaunch {
  readonly subnetId: string;
  readonly availabilityZone: string;
}

/** ASG-13: among several subnets of a zone a random one. */
function placeIn(context: Context, group: AutoScalingGroup, zone: string): PlaceToLaunch | undefined {
  const here = group.subnetIds.filter((subnetId) => findSubnet(context, subnetId)?.availabilityZone === zone);
  const subnetId = here.length === 1 ? here[0] : context.kernel.random('autoscaling/subnet').pick(here);
  return subnetId === undefined ? undefined : { subnetId, availabilityZone: zone };
}

function start(context: Context, group: AutoScalingGroup, subnetId: string): [Instance, LaunchTemplateReference] {
  const { launchTemplateId, version } = group.launchTemplate;
  const template = resolveLaunchTemplate(context, { launchTemplateId, version });
  const tags: Record<string, string> = { 'aws:autoscaling:groupName': group.groupName };
  for (const tag of group.tags) if (tag.propagateAtLaunch) tags[tag.key] = tag.value;
  const [instance] = launchInstances(context, {
    launchTemplate: { launchTemplateId, version: String(template.versionNumber) },
    subnetId,
    count: 1,
    tags,
    reason: `Auto Scaling group ${group.groupName}`,
  });
  if (instance === undefined) throw new ServiceError('InternalError', 'EC2 gave no instance.', 500);
  const { launchTemplateName } = template;
  return [instance, { launchTemplateId, launchTemplateName, version: String(template.versionNumber) }];
}

function admit(
  context: Context,
  group: AutoScalingGroup,
  order: LaunchOrder,
  ec2: Instance,
  launchTemplate: LaunchTemplateReference,
): GroupInstance {
  const warmupSeconds = order.trigger?.warmupSeconds;
  const instance: GroupInstance = {
    instanceId: ec2.instanceId,
    instanceType: ec2.instanceType,
    imageId: ec2.imageId,
    availabilityZone: ec2.availabilityZone,
    subnetId: ec2.subnetId,
    launchTemplate,
    launchedAt: context.kernel.now,
    lifecycleState: 'Pending',
    healthStatus: 'Healthy',
    protectedFromScaleIn: group.newInstancesProtectedFromScaleIn,
    ...(warmupSeconds === undefined ? {} : { warmupSeconds }),
    substitute: order.substitute,
    settling: true,
    registeredWith: [],
    step: { kind: 'starting' },
  };
  enlist(group.instances, instance.instanceId, instance);
  delete group.launchRetryAt;
  setGroupMetrics(context, instance.instanceId, { groupName: group.groupName, counted: false });
  const activity = startActivity(context, group, {
    description: descriptions.launching(instance.instanceId),
    sentences: order.sentences,
    statusCode: 'PreInService',
    progress: 30,
    place: instance,
    alarm: order.trigger?.alarm,
    simple: order.trigger?.simple ?? false,
  });
  instance.activityId = activity.activityId;
  context.kernel.emit({
    type: 'GroupInstanceStateChanged',
    groupName: group.groupName,
    instanceId: instance.instanceId,
    to: 'Pending',
  });
  return instance;
}

function recordFailure(
  context: Context,
  group: AutoScalingGroup,
  order: LaunchOrder,
  place: PlaceToLaunch,
  error: ServiceError,
): void {
  const statusMessage = launchFailure(error.code, error.message);
  const activity = startActivity(context, group, {
    description: descriptions.launchFailed(statusMessage),
    sentences: order.sentences,
    statusCode: 'PreInService',
    progress: 0,
    place,
    alarm: order.trigger?.alarm,
    simple: order.trigger?.simple ?? false,
  });
  endActivity(context, group, activity, { statusCode: 'Failed', statusMessage });
}
