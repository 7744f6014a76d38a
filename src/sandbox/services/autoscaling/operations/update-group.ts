// UpdateAutoScalingGroup: all checks first, then all changes; desired follows the limits (ASG-15).

import type { Context } from '../../../context.js';
import { onlyModelled } from '../../shared/modelled.js';
import { clauses } from '../rules/cause.js';
import { type Sizes, sizesAfter } from '../rules/sizes.js';
import { changeDesiredCapacity } from '../state/capacity.js';
import { requireGroup, sizesOf } from '../state/groups.js';
import type { AutoScalingGroup } from '../store.js';
import { USER_REQUEST_LAG } from '../timings.js';
import type { Input } from './api.js';
import { validation } from './errors.js';
import {
  checkSizes,
  readHealthCheckType,
  readLaunchTemplate,
  readMaintenancePolicy,
  readPlacement,
  readServiceLinkedRole,
  readTerminationPolicies,
  readWarmup,
  readZoneStrategy,
  withoutEmptyWishes,
} from './group-input.js';

type UpdateInput = Input<'UpdateAutoScalingGroup'>;

const MODELLED: readonly (keyof UpdateInput & string)[] = [
  'AutoScalingGroupName',
  'LaunchTemplate',
  'MinSize',
  'MaxSize',
  'DesiredCapacity',
  'DefaultCooldown',
  'AvailabilityZones',
  'HealthCheckType',
  'HealthCheckGracePeriod',
  'VPCZoneIdentifier',
  'TerminationPolicies',
  'NewInstancesProtectedFromScaleIn',
  'CapacityRebalance',
  'ServiceLinkedRoleARN',
  'Context',
  'DefaultInstanceWarmup',
  'AvailabilityZoneDistribution',
  'InstanceMaintenancePolicy',
];

export function updateAutoScalingGroup(input: UpdateInput, context: Context): void {
  onlyModelled('UpdateAutoScalingGroup', withoutEmptyWishes(input), MODELLED);
  const group = requireGroup(context, input.AutoScalingGroupName);
  if (group.deleting) throw validation('You cannot update an AutoScalingGroup that is being deleted.');
  const sizes = readSizes(input, group);
  applySettings(context, input, group);
  group.minSize = sizes.min;
  group.maxSize = sizes.max;
  changeDesiredCapacity(context, group, {
    to: sizes.desired,
    clause: clauses.constraintsUpdated(sizes, group.desiredCapacity, sizes.desired),
    lag: USER_REQUEST_LAG,
  });
  context.kernel.emit({ type: 'GroupUpdated', groupName: group.groupName });
}

/** ASG-15: without a desired capacity of its own the request's limits pull it along; with one it must lie within them. */
function readSizes(input: UpdateInput, group: AutoScalingGroup): Sizes {
  const wish = { min: input.MinSize, max: input.MaxSize, desired: input.DesiredCapacity };
  const sizes = sizesAfter(sizesOf(group), wish);
  checkSizes(sizes.min, sizes.max, sizes.desired);
  return sizes;
}

function applySettings(context: Context, input: UpdateInput, group: AutoScalingGroup): void {
  const launchTemplate = input.LaunchTemplate && readLaunchTemplate(context, input.LaunchTemplate);
  const placement = readPlacement(context, input);
  const healthCheckType = input.HealthCheckType === undefined ? undefined : readHealthCheckType(input.HealthCheckType);
  const terminationPolicies = input.TerminationPolicies && readTerminationPolicies(input.TerminationPolicies);
  const warmup = readWarmup(input.DefaultInstanceWarmup);
  const maintenance = readMaintenancePolicy(input.InstanceMaintenancePolicy);
  const zoneStrategy = readZoneStrategy(input.AvailabilityZoneDistribution);
  const arn = input.ServiceLinkedRoleARN;
  const role = arn === undefined ? undefined : readServiceLinkedRole(context, arn);
  Object.assign(group, {
    ...given('launchTemplate', launchTemplate),
    ...placement,
    ...given('healthCheckType', healthCheckType),
    ...given('healthCheckGracePeriodSeconds', input.HealthCheckGracePeriod),
    ...given('defaultCooldownSeconds', input.DefaultCooldown),
    ...given('terminationPolicies', terminationPolicies),
    ...given('newInstancesProtectedFromScaleIn', input.NewInstancesProtectedFromScaleIn),
    ...given('capacityRebalance', input.CapacityRebalance),
    ...given('serviceLinkedRoleArn', role),
    ...given('context', input.Context),
    ...given('defaultInstanceWarmupSeconds', warmup),
    ...given('zoneStrategy', zoneStrategy),
    ...given('instanceMaintenancePolicy', maintenance),
  } satisfies Partial<AutoScalingGroup>);
  if (input.DefaultInstanceWarmup === -1) delete group.defaultInstanceWarmupSeconds;
  if (input.InstanceMaintenancePolicy !== undefined && maintenance === undefined)
    delete group.instanceMaintenancePolicy;
}

function given<Key extends keyof AutoScalingGroup>(
  key: Key,
  value: AutoScalingGroup[Key] | undefined,
): Partial<Pick<AutoScalingGroup, Key>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Pick<AutoScalingGroup, Key>>);
}
