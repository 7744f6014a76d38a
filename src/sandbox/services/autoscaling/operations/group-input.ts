// Reading the settings of a group from a request: every check AWS makes, in its words. Changes nothing.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { findSubnet, resolveLaunchTemplate } from '../../ec2/index.js';
import { findTargetGroup } from '../../elbv2/index.js';
import { unsupported } from '../../shared/modelled.js';
import { TERMINATION_POLICIES } from '../rules/termination-policy.js';
import type { GroupTag, LaunchTemplateReference, MaintenancePolicy, ZoneStrategy } from '../store.js';
import type { Input } from './api.js';
import { validation } from './errors.js';

type Settings = Input<'CreateAutoScalingGroup'> | Input<'UpdateAutoScalingGroup'>;

/** Without a version AWS takes the default one, and shows `$Default`. Words like `$Latest` are kept (they are what Terraform reads back). */
export function readLaunchTemplate(
  context: Context,
  wish: NonNullable<Settings['LaunchTemplate']>,
): LaunchTemplateReference {
  const version = wish.Version ?? '$Default';
  try {
    const found = resolveLaunchTemplate(context, {
      launchTemplateId: wish.LaunchTemplateId,
      launchTemplateName: wish.LaunchTemplateName,
      version,
    });
    if (found.data.ImageId === undefined) throw validation('The request must contain the parameter ImageId');
    checkProfile(context, found.data.IamInstanceProfile);
    return { launchTemplateId: found.launchTemplateId, launchTemplateName: found.launchTemplateName, version };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw validation(`You must use a valid fully-formed launch template. ${error.message}`);
  }
}

function checkProfile(
  context: Context,
  profile: { readonly Arn?: string | undefined; readonly Name?: string | undefined } | undefined,
): void {
  const nameOrArn = profile?.Arn ?? profile?.Name;
  if (nameOrArn === undefined || context.lookup.instanceProfile(nameOrArn) !== undefined) return;
  const [member, what] = profile?.Arn === undefined ? ['name', 'name'] : ['arn', 'ARN'];
  throw validation(
    `Value (${nameOrArn}) for parameter iamInstanceProfile.${member} is invalid. Invalid IAM Instance Profile ${what}`,
  );
}

/** The service's own, which comes with the first group, or one that CreateServiceLinkedRole has made with another name. */
export function readServiceLinkedRole(context: Context, arn: string | undefined): string {
  const usual = `arn:aws:iam::${context.world.account.id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  if (arn === undefined || arn === usual) return usual;
  if (context.lookup.linkedService(arn) === 'autoscaling.amazonaws.com') return arn;
  throw validation('ARN specified for Service-Linked Role does not exist.');
}

export interface Placement {
  readonly vpcZoneIdentifier: string;
  readonly subnetIds: readonly string[];
  readonly availabilityZones: readonly string[];
}

/** Subnets and the zones they stand for. Zones alone would mean the default VPC's subnets, which is not modelled. */
export function readPlacement(context: Context, input: Settings): Placement | undefined {
  const { VPCZoneIdentifier: text, AvailabilityZones: zones } = input;
  if (text === undefined || text === '') {
    if (zones === undefined || zones.length === 0) return undefined;
    throw unsupported('AvailabilityZones without VPCZoneIdentifier: name the subnets');
  }
  const subnetIds = text.split(',').map((id) => id.trim());
  const ofSubnets = subnetIds.map((id) => {
    const subnet = findSubnet(context, id);
    if (subnet === undefined) throw validation(`The subnet ID '${id}' does not exist`);
    return subnet.availabilityZone;
  });
  const availabilityZones = [...new Set(ofSubnets)].sort();
  if (zones?.some((zone) => !availabilityZones.includes(zone)) === true)
    throw validation('The availability zones of the specified subnets and the Auto Scaling group do not match');
  return { vpcZoneIdentifier: text, subnetIds, availabilityZones };
}

export function checkSizes(minSize: number, maxSize: number, desired: number): void {
  for (const [name, value] of [
    ['MinSize', minSize],
    ['MaxSize', maxSize],
    ['DesiredCapacity', desired],
  ] as const) {
    if (!Number.isInteger(value) || value < 0) throw validation(`${name} must be a non-negative integer: ${value}`);
  }
  if (minSize > maxSize)
    throw validation(`Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`);
  if (desired < minSize || desired > maxSize)
    throw validation(
      `Desired capacity:${desired} must be between the specified min size:${minSize} and max size:${maxSize}`,
    );
}

/** ASG-20: what is not modelled is refused, what does not exist is an error. */
export function readHealthCheckType(text: string): string {
  for (const type of text.split(',').map((name) => name.trim())) {
    if (type === 'EBS' || type === 'VPC_LATTICE') throw unsupported(`the health check type ${type}`);
    if (type !== 'EC2' && type !== 'ELB') throw validation(`Invalid Health Check Type - ${type}`);
  }
  return text;
}

/** ASG-52. */
export function readTerminationPolicies(policies: readonly string[]): readonly string[] {
  for (const [index, policy] of policies.entries()) {
    if (policy.startsWith('arn:')) throw unsupported('termination policies that are Lambda functions');
    if (!(TERMINATION_POLICIES as readonly string[]).includes(policy))
      throw validation(`Termination policy '${policy}' does not exist`);
    if (policy === 'Default' && index !== policies.length - 1)
      throw validation('The Default termination policy must be the last in the list');
  }
  return policies.length === 0 ? ['Default'] : [...policies];
}

/** Seconds of warm-up; −1 takes the setting away (ASG-85). */
export function readWarmup(seconds: number | undefined): number | undefined {
  if (seconds === undefined || seconds === -1) return undefined;
  if (seconds < 0 || seconds > 3_600) throw validation('DefaultInstanceWarmup must be between 0 and 3600 seconds');
  return seconds;
}

export function readZoneStrategy(distribution: Settings['AvailabilityZoneDistribution']): ZoneStrategy | undefined {
  const strategy = distribution?.CapacityDistributionStrategy;
  if (strategy === undefined) return undefined;
  if (strategy === 'balanced-best-effort' || strategy === 'balanced-only') return strategy;
  throw unsupported(`the capacity distribution strategy ${strategy}`);
}

/** Target groups of either list; AWS takes one list or the other. */
export function readTargetGroups(
  context: Context,
  arns: readonly string[] | undefined,
  sources: Input<'CreateAutoScalingGroup'>['TrafficSources'],
): readonly string[] {
  checkSourceTypes(sources ?? []);
  const all = [...new Set([...(arns ?? []), ...(sources ?? []).flatMap(({ Identifier }) => Identifier ?? [])])];
  if (all.some((arn) => findTargetGroup(context, arn) === undefined))
    throw validation('Provided Target Groups may not be valid. Please ensure they exist and try again.');
  return all;
}

export function checkSourceTypes(sources: readonly { readonly Type?: string | undefined }[]): void {
  for (const { Type } of sources) {
    if (Type !== undefined && Type !== 'elbv2') throw unsupported(`traffic sources of type ${Type}`);
  }
}

/** Of a group that is being made: whom a tag is for goes without saying, and may be said. */
export function readTags(groupName: string, tags: Input<'CreateAutoScalingGroup'>['Tags']): GroupTag[] {
  return (tags ?? []).map(({ Key, Value, PropagateAtLaunch, ResourceId = groupName, ResourceType }) => {
    checkTaggedType(ResourceType);
    if (ResourceId !== groupName)
      throw validation(`The tag is for '${ResourceId}', and the group is named '${groupName}'`);
    if (Key === undefined || Key === '' || Key.startsWith('aws:')) throw validation(`Invalid tag key: '${Key ?? ''}'`);
    return { key: Key, value: Value ?? '', propagateAtLaunch: PropagateAtLaunch ?? false };
  });
}

export function checkTaggedType(type: string | undefined): void {
  if (type !== undefined && type !== 'auto-scaling-group') throw validation(`Invalid resource type: ${type}`);
}

/** ASG-31: both percentages or neither; −1 twice takes the policy away and is `undefined` here. */
export function readMaintenancePolicy(wish: Settings['InstanceMaintenancePolicy']): MaintenancePolicy | undefined {
  if (wish === undefined) return undefined;
  const { MinHealthyPercentage: min, MaxHealthyPercentage: max } = wish;
  if (min === undefined || max === undefined)
    throw validation('MinHealthyPercentage and MaxHealthyPercentage must both be specified.');
  if (min === -1 && max === -1) return undefined;
  if (min < 0 || min > 100) throw validation('MinHealthyPercentage must be between 0 and 100, or -1');
  if (max < 100 || max > 200) throw validation('MaxHealthyPercentage must be between 100 and 200, or -1');
  if (max - min > 100)
    throw validation('MaxHealthyPercentage must not exceed MinHealthyPercentage by more than 100 percentage points');
  return { minHealthyPercentage: min, maxHealthyPercentage: max };
}

/** Values that ask for what is the case anyway: no lifetime (0), no deletion protection. */
export function withoutEmptyWishes<Wishes extends Settings>(input: Wishes): Wishes {
  const { MaxInstanceLifetime: lifetime, DeletionProtection: protection } = input;
  return {
    ...input,
    MaxInstanceLifetime: lifetime === 0 ? undefined : lifetime,
    DeletionProtection: protection === 'none' ? undefined : protection,
  };
}
