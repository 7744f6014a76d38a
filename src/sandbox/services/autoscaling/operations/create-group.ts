// CreateAutoScalingGroup: a group with its settings; launching is the controllers' work.

import type { Context } from '../../../context.js';
import { uuid } from '../../shared/ids.js';
import { onlyModelled } from '../../shared/modelled.js';
import { attach } from '../controllers/group-attachment.js';
import { clauses } from '../rules/cause.js';
import { changeDesiredCapacity } from '../state/capacity.js';
import { findGroup } from '../state/groups.js';
import type { AutoScalingGroup } from '../store.js';
import { HEALTH_TICK, USER_REQUEST_LAG } from '../timings.js';
import type { Input } from './api.js';
import { alreadyExists, validation } from './errors.js';
import {
  checkSizes,
  readHealthCheckType,
  readLaunchTemplate,
  readMaintenancePolicy,
  readPlacement,
  readServiceLinkedRole,
  readTags,
  readTargetGroups,
  readTerminationPolicies,
  readWarmup,
  readZoneStrategy,
  withoutEmptyWishes,
} from './group-input.js';
import { readHook } from './hook-input.js';

type CreateInput = Input<'CreateAutoScalingGroup'>;

const MODELLED: readonly (keyof CreateInput & string)[] = [
  'AutoScalingGroupName',
  'LaunchTemplate',
  'MinSize',
  'MaxSize',
  'DesiredCapacity',
  'DefaultCooldown',
  'AvailabilityZones',
  'TargetGroupARNs',
  'TrafficSources',
  'HealthCheckType',
  'HealthCheckGracePeriod',
  'VPCZoneIdentifier',
  'TerminationPolicies',
  'NewInstancesProtectedFromScaleIn',
  'CapacityRebalance',
  'LifecycleHookSpecificationList',
  'Tags',
  'ServiceLinkedRoleARN',
  'Context',
  'DefaultInstanceWarmup',
  'AvailabilityZoneDistribution',
  'InstanceMaintenancePolicy',
];

export function createAutoScalingGroup(input: CreateInput, context: Context): void {
  onlyModelled('CreateAutoScalingGroup', withoutEmptyWishes(input), MODELLED);
  if (findGroup(context, input.AutoScalingGroupName) !== undefined) throw alreadyExists(input.AutoScalingGroupName);
  const desired = input.DesiredCapacity ?? input.MinSize;
  checkSizes(input.MinSize, input.MaxSize, desired);
  const targetGroups = readTargetGroups(context, input.TargetGroupARNs, input.TrafficSources);
  const group = newGroup(input, context);
  context.world.autoscaling.groups[group.groupName] = group;
  for (const targetGroupArn of targetGroups) attach(context, group, targetGroupArn);
  context.kernel.emit({ type: 'GroupCreated', groupName: group.groupName });
  changeDesiredCapacity(context, group, {
    to: desired,
    clause: clauses.groupCreated(desired),
    lag: USER_REQUEST_LAG,
  });
}

function newGroup(input: CreateInput, context: Context): AutoScalingGroup {
  if (input.LaunchTemplate === undefined)
    throw validation(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  const launchTemplate = readLaunchTemplate(context, input.LaunchTemplate);
  const placement = readPlacement(context, input);
  if (placement === undefined) throw validation('At least one Availability Zone or VPC Subnet is required.');
  const { now } = context.kernel;
  const { id, region } = context.world.account;
  const groupName = input.AutoScalingGroupName;
  const warmup = readWarmup(input.DefaultInstanceWarmup);
  const maintenance = readMaintenancePolicy(input.InstanceMaintenancePolicy);
  return {
    groupName,
    groupArn: `arn:aws:autoscaling:${region}:${id}:autoScalingGroup:${uuid(context)}:autoScalingGroupName/${groupName}`,
    createdAt: now,
    launchTemplate,
    minSize: input.MinSize,
    maxSize: input.MaxSize,
    desiredCapacity: 0,
    defaultCooldownSeconds: input.DefaultCooldown ?? 300,
    ...placement,
    trafficSources: [],
    healthCheckType: readHealthCheckType(input.HealthCheckType ?? 'EC2'),
    healthCheckGracePeriodSeconds: input.HealthCheckGracePeriod ?? 0,
    ...(warmup === undefined ? {} : { defaultInstanceWarmupSeconds: warmup }),
    terminationPolicies: readTerminationPolicies(input.TerminationPolicies ?? []),
    newInstancesProtectedFromScaleIn: input.NewInstancesProtectedFromScaleIn ?? false,
    capacityRebalance: input.CapacityRebalance ?? false,
    zoneStrategy: readZoneStrategy(input.AvailabilityZoneDistribution) ?? 'balanced-best-effort',
    serviceLinkedRoleArn: readServiceLinkedRole(context, input.ServiceLinkedRoleARN),
    ...(maintenance === undefined ? {} : { instanceMaintenancePolicy: maintenance }),
    ...(input.Context === undefined ? {} : { context: input.Context }),
    suspendedProcesses: [],
    enabledMetrics: [],
    tags: readTags(input.AutoScalingGroupName, input.Tags),
    scheduledActions: [],
    hooks: (input.LifecycleHookSpecificationList ?? []).map(readHook),
    instances: {},
    deleting: false,
    substitutes: [],
    healthTickAt: now + context.kernel.random('autoscaling/health-tick').integer(0, HEALTH_TICK.value - 1),
    invocations: [],
  };
}
