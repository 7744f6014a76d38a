// aws_autoscaling_group over a launch template, with Terraform's wait for capacity. The provider's default_tags do not reach it.
// Not here: mixed instances, warm pools, lifecycle hooks, instance refresh.

import {
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteTagsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { alignMetrics, alignProcesses, alignTargetGroups } from './autoscaling-group-parts.js';
import { GROUP_SCHEMA, type Group } from './autoscaling-group-schema.js';
import { findGroup, waitForCapacity, waitUntilEmpty } from './autoscaling-group-waits.js';

export const awsAutoscalingGroup = defineResource({
  type: 'aws_autoscaling_group',
  schema: GROUP_SCHEMA,

  async create(operation, planned) {
    const command = new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: planned.name,
      ...settings(planned),
      NewInstancesProtectedFromScaleIn: planned.protect_from_scale_in,
      TargetGroupARNs: planned.target_group_arns === null ? undefined : [...planned.target_group_arns],
      Tags: planned.tag.map((tag) => groupTag(planned.name, tag)),
    });
    await retried(operation, () => operation.clients.autoscaling.send(command), {
      on: ['ValidationError'],
      saying: 'Invalid IAM Instance Profile',
      timeoutSeconds: 120,
      describe: 'the instance profile to be known to Auto Scaling',
    });
    return planned.name;
  },

  async settle(operation, id, planned) {
    await waitForCapacity(operation, id, planned, 'create');
    await alignProcesses(operation, id, [], planned.suspended_processes ?? []);
    await alignMetrics(operation, id, [], planned);
  },

  async read(operation, id, known) {
    const group = await findGroup(operation, id);
    return group === undefined ? undefined : readGroup(group, known);
  },

  async update(operation, id, { before, after, changed }) {
    await operation.clients.autoscaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: id,
        ...settings(after),
        // As the provider does: a capacity that nobody changed is left to AWS, which raises it with the minimum (ASG-15).
        DesiredCapacity: changed.has('desired_capacity') ? (after.desired_capacity ?? undefined) : undefined,
        // -1 takes a warm-up away again; leaving it out keeps it.
        DefaultInstanceWarmup: after.default_instance_warmup ?? -1,
        NewInstancesProtectedFromScaleIn: after.protect_from_scale_in,
      }),
    );
    if (changed.has('tag')) await alignTags(operation, id, before, after);
    if (changed.has('target_group_arns')) {
      await alignTargetGroups(operation, id, before.target_group_arns ?? [], after.target_group_arns ?? []);
    }
    if (changed.has('desired_capacity') || changed.has('min_size'))
      await waitForCapacity(operation, id, after, 'update');
    if (changed.has('enabled_metrics') || changed.has('metrics_granularity')) {
      await alignMetrics(operation, id, before.enabled_metrics ?? [], after);
    }
    if (changed.has('suspended_processes')) {
      await alignProcesses(operation, id, before.suspended_processes ?? [], after.suspended_processes ?? []);
    }
  },

  /** Without force_delete the group is emptied first, so its machines drain as they would in a scale-in. */
  async remove(operation, id, known) {
    const { autoscaling } = operation.clients;
    if ((await findGroup(operation, id)) === undefined) return;
    if (!known.force_delete) {
      await autoscaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: id, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 }),
      );
      await waitUntilEmpty(operation, id);
    }
    const command = new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: id, ForceDelete: known.force_delete });
    const call = () => orGone(autoscaling.send(command), []);
    await retried(operation, call, {
      on: ['ResourceInUse', 'ResourceInUseFault', 'ScalingActivityInProgress', 'ScalingActivityInProgressFault'],
      timeoutSeconds: 600,
      describe: `the scaling activities of ${id} to end`,
    });
    await operation.until(async () => (await findGroup(operation, id)) === undefined, {
      timeoutSeconds: 600,
      describe: `the group ${id} to be deleted`,
    });
  },
});

function settings(planned: Group) {
  const [template] = planned.launch_template;
  return {
    MinSize: planned.min_size,
    MaxSize: planned.max_size,
    DesiredCapacity: planned.desired_capacity ?? undefined,
    VPCZoneIdentifier:
      planned.vpc_zone_identifier === null ? undefined : [...planned.vpc_zone_identifier].sort().join(','),
    LaunchTemplate: template && {
      ...(template.id ? { LaunchTemplateId: template.id } : { LaunchTemplateName: template.name ?? undefined }),
      Version: template.version || undefined,
    },
    HealthCheckType: planned.health_check_type ?? undefined,
    HealthCheckGracePeriod: planned.health_check_grace_period,
    DefaultCooldown: planned.default_cooldown ?? undefined,
    DefaultInstanceWarmup: planned.default_instance_warmup ?? undefined,
    TerminationPolicies:
      (planned.termination_policies ?? []).length === 0 ? undefined : [...(planned.termination_policies ?? [])],
    MaxInstanceLifetime: planned.max_instance_lifetime ?? undefined,
  };
}

type Tag = Group['tag'][number];

function groupTag(name: string, { key, value, propagate_at_launch }: Tag) {
  return {
    ResourceId: name,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: value,
    PropagateAtLaunch: propagate_at_launch,
  };
}

async function alignTags({ clients }: Operation, id: string, before: Group, after: Group): Promise<void> {
  const keys = new Set(after.tag.map(({ key }) => key));
  const gone = before.tag.filter(({ key }) => !keys.has(key)).map((tag) => groupTag(id, tag));
  if (gone.length > 0) await clients.autoscaling.send(new DeleteTagsCommand({ Tags: gone }));
  const put = after.tag.map((tag) => groupTag(id, tag));
  if (put.length > 0) await clients.autoscaling.send(new CreateOrUpdateTagsCommand({ Tags: put }));
}

function readGroup(group: AutoScalingGroup, known: Group): Partial<Group> {
  const template = group.LaunchTemplate;
  const { termination_policies: policies } = known;
  // The provider leaves the default policy out of an unset argument.
  const isDefault = (group.TerminationPolicies ?? []).join() === 'Default' && (policies ?? []).length === 0;
  return {
    name: group.AutoScalingGroupName ?? '',
    min_size: group.MinSize ?? 0,
    max_size: group.MaxSize ?? 0,
    desired_capacity: group.DesiredCapacity ?? null,
    vpc_zone_identifier: (group.VPCZoneIdentifier ?? '').split(',').filter((id) => id !== ''),
    availability_zones: group.AvailabilityZones ?? [],
    launch_template:
      template === undefined
        ? []
        : [
            {
              id: template.LaunchTemplateId ?? null,
              name: template.LaunchTemplateName ?? null,
              version: template.Version ?? '$Default',
            },
          ],
    target_group_arns: group.TargetGroupARNs ?? [],
    health_check_type: group.HealthCheckType ?? null,
    health_check_grace_period: group.HealthCheckGracePeriod ?? 0,
    default_cooldown: group.DefaultCooldown ?? null,
    default_instance_warmup: group.DefaultInstanceWarmup ?? null,
    termination_policies: isDefault ? [] : (group.TerminationPolicies ?? []),
    enabled_metrics: (group.EnabledMetrics ?? []).flatMap(({ Metric }) => Metric ?? []),
    suspended_processes: (group.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []),
    protect_from_scale_in: group.NewInstancesProtectedFromScaleIn ?? false,
    max_instance_lifetime: group.MaxInstanceLifetime ?? null,
    tag: (group.Tags ?? [])
      .filter(({ Key }) => Key !== undefined && !Key.startsWith('aws:'))
      .map(({ Key, Value, PropagateAtLaunch }) => ({
        key: Key ?? '',
        value: Value ?? '',
        propagate_at_launch: PropagateAtLaunch ?? false,
      })),
    arn: group.AutoScalingGroupARN ?? null,
    service_linked_role_arn: group.ServiceLinkedRoleARN ?? null,
  };
}
