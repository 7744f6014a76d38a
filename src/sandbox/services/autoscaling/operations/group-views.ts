// Groups and their instances as DescribeAutoScalingGroups shows them. Reads only.

import type {
  AutoScalingGroup as ApiGroup,
  Instance as ApiInstance,
  TagDescription,
} from '@aws-sdk/client-auto-scaling';
import { instancesOf } from '../state/groups.js';
import type { AutoScalingGroup, GroupInstance, LaunchTemplateReference } from '../store.js';

export function groupView(group: AutoScalingGroup): ApiGroup {
  return {
    AutoScalingGroupName: group.groupName,
    AutoScalingGroupARN: group.groupArn,
    LaunchTemplate: templateView(group.launchTemplate),
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    DefaultCooldown: group.defaultCooldownSeconds,
    AvailabilityZones: [...group.availabilityZones],
    LoadBalancerNames: [],
    TargetGroupARNs: attached(group),
    HealthCheckType: group.healthCheckType,
    HealthCheckGracePeriod: group.healthCheckGracePeriodSeconds,
    Instances: instancesOf(group).map(instanceView),
    CreatedTime: new Date(group.createdAt),
    SuspendedProcesses: group.suspendedProcesses.map(({ processName, suspensionReason }) => ({
      ProcessName: processName,
      SuspensionReason: suspensionReason,
    })),
    VPCZoneIdentifier: group.vpcZoneIdentifier,
    EnabledMetrics: group.enabledMetrics.map((Metric) => ({ Metric, Granularity: '1Minute' })),
    Status: group.deleting ? 'Delete in progress' : undefined,
    Tags: tagViews(group),
    TerminationPolicies: [...group.terminationPolicies],
    NewInstancesProtectedFromScaleIn: group.newInstancesProtectedFromScaleIn,
    ServiceLinkedRoleARN: group.serviceLinkedRoleArn,
    CapacityRebalance: group.capacityRebalance ? true : undefined,
    Context: group.context,
    DefaultInstanceWarmup: group.defaultInstanceWarmupSeconds,
    InstanceMaintenancePolicy: group.instanceMaintenancePolicy && {
      MinHealthyPercentage: group.instanceMaintenancePolicy.minHealthyPercentage,
      MaxHealthyPercentage: group.instanceMaintenancePolicy.maxHealthyPercentage,
    },
    TrafficSources: attached(group).map((Identifier) => ({ Identifier, Type: 'elbv2' })),
    AvailabilityZoneDistribution: { CapacityDistributionStrategy: group.zoneStrategy },
    // AWS says so of every group without capacity reservations; Terraform shows a change where it is absent.
    CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
  };
}

/** Attached target groups; AWS mirrors them as traffic sources. */
function attached(group: AutoScalingGroup): string[] {
  return group.trafficSources.filter(({ state }) => state !== 'Removing').map(({ identifier }) => identifier);
}

export function instanceView(instance: GroupInstance): ApiInstance {
  return {
    InstanceId: instance.instanceId,
    InstanceType: instance.instanceType,
    AvailabilityZone: instance.availabilityZone,
    LifecycleState: instance.lifecycleState,
    HealthStatus: instance.healthStatus,
    LaunchTemplate: instance.launchTemplate === undefined ? undefined : templateView(instance.launchTemplate),
    ProtectedFromScaleIn: instance.protectedFromScaleIn,
  };
}

export function templateView(reference: LaunchTemplateReference) {
  return {
    LaunchTemplateId: reference.launchTemplateId,
    LaunchTemplateName: reference.launchTemplateName,
    Version: reference.version,
  };
}

export function tagViews(group: AutoScalingGroup): TagDescription[] {
  return group.tags.map(({ key, value, propagateAtLaunch }) => ({
    ResourceId: group.groupName,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  }));
}
