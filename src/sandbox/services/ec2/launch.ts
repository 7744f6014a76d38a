// Launching instances: the core of RunInstances, also called by Auto Scaling. Looks everything up first, then changes the world.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { resourceId } from '../shared/ids.js';
import { IMAGES, type Image } from '../shared/images.js';
import { own } from '../shared/records.js';
import { draw } from '../shared/timing.js';
import { existing, invalidValue, missingParameter, notFound } from './errors.js';
import { insufficientCapacity, mayLaunchIn } from './faults.js';
import { createInterface, freeAddressCount, noFreeAddress } from './interfaces.js';
import { type LaunchTemplateReference, resolveLaunchTemplate } from './launch-templates.js';
import { machineOf } from './machines.js';
import type { Instance } from './model/instance.js';
import { findInstanceType, type InstanceType } from './model/instance-types.js';
import type { Subnet } from './model/network.js';
import { checkGroupQuota } from './quotas.js';
import {
  checkUserData,
  defaultCreditMode,
  type LaunchSettings,
  mergeSettings,
  metadataDefaults,
  settingsFrom,
} from './rules/launch-settings.js';
import { PENDING } from './timings.js';
import { createVolumes } from './volumes.js';

export interface LaunchRequest extends LaunchSettings {
  readonly launchTemplate?: LaunchTemplateReference;
  readonly count: number;
  /** With fewer free addresses, or a smaller wish, as few as this many are launched; default: all or none. */
  readonly minimumCount?: number;
  readonly clientToken?: string;
  /** For the journal. */
  readonly reason: string;
}

/** Everything looked up and permitted: from here on nothing can fail. */
interface Plan {
  readonly request: LaunchRequest;
  readonly settings: LaunchSettings;
  readonly image: Image;
  readonly type: InstanceType;
  readonly subnet: Subnet;
  readonly securityGroupIds: readonly string[];
  readonly instanceProfileArn?: string;
  readonly template?: { readonly id: string; readonly version: string };
  readonly reservationId: string;
}

/** Throws ServiceError with EC2's codes; then nothing was launched. The instances are `pending` (EC2-02) and their machines boot. */
export function launchInstances(context: Context, request: LaunchRequest): readonly Instance[] {
  const resolved = request.launchTemplate && resolveLaunchTemplate(context, request.launchTemplate);
  const settings = mergeSettings(resolved === undefined ? {} : settingsFrom(resolved.data), request);
  const subnet = subnetFor(context, settings.subnetId, settings.availabilityZone);
  const image = imageFor(context, settings.imageId);
  const type = typeFor(settings.instanceType, image);
  const securityGroupIds = groupsFor(context, settings.securityGroupIds, subnet);
  const instanceProfileArn = settings.instanceProfile && profileFor(context, settings.instanceProfile);
  checkUserData(settings.userData);
  if (settings.keyName !== undefined) {
    throw new ServiceError('InvalidKeyPair.NotFound', `The key pair '${settings.keyName}' does not exist`);
  }
  if (!mayLaunchIn(context, subnet.availabilityZone)) {
    throw insufficientCapacity(context, type.instanceType, subnet.availabilityZone);
  }
  const count = countFor(context, request, subnet);
  const plan: Plan = {
    request,
    settings,
    image,
    type,
    subnet,
    securityGroupIds,
    ...(instanceProfileArn === undefined ? {} : { instanceProfileArn }),
    ...(resolved === undefined
      ? {}
      : { template: { id: resolved.launchTemplateId, version: String(resolved.versionNumber) } }),
    reservationId: resourceId(context, 'r'),
  };
  return Array.from({ length: count }, (_, launchIndex) => launchOne(context, plan, launchIndex));
}

function launchOne(context: Context, plan: Plan, launchIndex: number): Instance {
  const instance = newInstance(context, plan, launchIndex);
  const { instanceId } = instance;
  const at = context.kernel.now + draw(context.kernel.random('ec2/launch'), PENDING);
  instance.transition = { to: 'running', at };
  context.world.ec2.instances[instanceId] = instance;
  context.kernel.emit({ type: 'InstanceStateChanged', instanceId, to: 'pending', reason: plan.request.reason });
  context.perform({ kind: 'boot', machine: machineOf(instance) });
  context.kernel.wake('instance-lifecycle', instanceId, at);
  return instance;
}

function newInstance(context: Context, plan: Plan, launchIndex: number): Instance {
  const { settings, image, type, subnet, request } = plan;
  const instanceId = resourceId(context, 'i');
  const networkInterface = createInterface(context, {
    subnet,
    description: '',
    securityGroupIds: plan.securityGroupIds,
    ...(settings.privateIpAddress === undefined ? {} : { privateIpAddress: settings.privateIpAddress }),
    lendsPublicIp: settings.associatePublicIp ?? subnet.mapPublicIpOnLaunch,
    attachment: {
      instanceId,
      instanceOwnerId: context.world.account.id,
      deviceIndex: 0,
      deleteOnTermination: true,
    },
  });
  return {
    instanceId,
    reservationId: plan.reservationId,
    launchIndex,
    ...(request.clientToken === undefined ? {} : { clientToken: request.clientToken }),
    state: 'pending',
    stateTransitionReason: '',
    launchedAt: context.kernel.now,
    booted: false,
    statusChecks: { system: 'initializing', instance: 'initializing' },
    instanceType: type.instanceType,
    imageId: image.imageId,
    architecture: image.architecture,
    availabilityZone: subnet.availabilityZone,
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    privateIpAddress: networkInterface.privateIpAddress,
    networkInterfaceId: networkInterface.networkInterfaceId,
    securityGroupIds: plan.securityGroupIds,
    monitoring: settings.monitoring ?? 'basic',
    ...(plan.instanceProfileArn === undefined
      ? {}
      : {
          instanceProfileArn: plan.instanceProfileArn,
          instanceProfileAssociationId: resourceId(context, 'iip-assoc'),
        }),
    ...(plan.template === undefined ? {} : { launchTemplate: plan.template }),
    ...(settings.userData ? { userData: settings.userData } : {}),
    metadataOptions: { ...metadataDefaults(image), ...settings.metadataOptions },
    creditMode: settings.creditMode ?? defaultCreditMode(type.instanceType),
    shutdownBehavior: settings.shutdownBehavior ?? 'stop',
    disableApiTermination: settings.disableApiTermination ?? false,
    disableApiStop: settings.disableApiStop ?? false,
    ebsOptimized: settings.ebsOptimized ?? false,
    rootVolumeId: createVolumes(context, instanceId, subnet.availabilityZone, image, settings),
    tags: { ...settings.tags },
  };
}

/** The subnet asked for, which must lie in the zone asked for; else the default subnet of the first zone that has capacity. */
function subnetFor(context: Context, subnetId: string | undefined, zone: string | undefined): Subnet {
  const { ec2, account } = context.world;
  if (zone !== undefined && !account.zones.some(({ name }) => name === zone)) {
    throw invalidValue(`Invalid availability zone: [${zone}]`);
  }
  if (subnetId !== undefined) {
    const subnet = existing('subnet', ec2.subnets, subnetId);
    if (zone === undefined || zone === subnet.availabilityZone) return subnet;
    throw invalidValue(
      `The availability zone '${zone}' does not match the availability zone '${subnet.availabilityZone}' of subnet '${subnetId}'.`,
    );
  }
  const defaults = Object.values(ec2.subnets).filter(
    ({ defaultForAz, availabilityZone }) => defaultForAz && (zone === undefined || zone === availabilityZone),
  );
  const chosen = defaults.find(({ availabilityZone }) => mayLaunchIn(context, availabilityZone)) ?? defaults[0];
  if (chosen === undefined) {
    throw new ServiceError('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.');
  }
  return chosen;
}

const PARAMETER_PREFIX = 'resolve:ssm:';

/** An image id, or `resolve:ssm:<parameter>` as launch templates may say. */
function imageFor(context: Context, imageId: string | undefined): Image {
  if (imageId === undefined) throw missingParameter('ImageId');
  const id = imageId.startsWith(PARAMETER_PREFIX) ? parameterValue(context, imageId) : imageId;
  if (!/^ami-[0-9a-f]+$/.test(id)) {
    throw new ServiceError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  }
  const image = IMAGES.find((candidate) => candidate.imageId === id);
  if (image === undefined) throw notFound('image', id);
  return image;
}

function parameterValue(context: Context, imageId: string): string {
  const name = imageId.slice(PARAMETER_PREFIX.length);
  const value = context.lookup.parameter(name);
  if (value === undefined) throw invalidValue(`The SSM parameter ${name} that ${imageId} names does not exist.`);
  return value;
}

function typeFor(name: string | undefined, image: Image): InstanceType {
  if (name === undefined) {
    throw new ServiceError(
      'UnsupportedOperation',
      'The sandbox does not model m1.small, the instance type EC2 takes when none is named. Name an InstanceType.',
    );
  }
  const type = findInstanceType(name);
  if (type === undefined) throw invalidValue(`Invalid value '${name}' for InstanceType.`);
  if (type.architecture !== image.architecture) {
    throw invalidValue(
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
    );
  }
  return type;
}

function groupsFor(context: Context, wanted: readonly string[] | undefined, subnet: Subnet): readonly string[] {
  const groups = context.world.ec2.securityGroups;
  checkGroupQuota(wanted ?? []);
  if (wanted === undefined) {
    return Object.values(groups)
      .filter(({ vpcId, groupName }) => vpcId === subnet.vpcId && groupName === 'default')
      .map(({ groupId }) => groupId);
  }
  for (const groupId of wanted) {
    if (existing('securityGroup', groups, groupId).vpcId === subnet.vpcId) continue;
    throw new ServiceError(
      'InvalidParameter',
      `Security group ${groupId} and subnet ${subnet.subnetId} belong to different networks.`,
    );
  }
  return wanted;
}

/** ARN of an instance profile, given by name or ARN. */
export function profileFor(context: Context, nameOrArn: string): string {
  const profile = context.lookup.instanceProfile(nameOrArn);
  if (profile !== undefined) return profile.arn;
  const member = nameOrArn.startsWith('arn:') ? 'arn' : 'name';
  throw invalidValue(
    `Value (${nameOrArn}) for parameter iamInstanceProfile.${member} is invalid. Invalid IAM Instance Profile ${member === 'arn' ? 'ARN' : 'name'}`,
  );
}

function countFor(context: Context, request: LaunchRequest, subnet: Subnet): number {
  const free = freeAddressCount(context.world.ec2, subnet);
  if (free < (request.minimumCount ?? request.count)) throw noFreeAddress(subnet.subnetId);
  return Math.min(request.count, free);
}

export function findInstance(context: Context, instanceId: string): Instance | undefined {
  return own(context.world.ec2.instances, instanceId);
}
