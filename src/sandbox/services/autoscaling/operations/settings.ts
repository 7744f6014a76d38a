// A group's switches and labels: suspended processes, metrics, tags (ASG-90, ASG-99).

import type { Context } from '../../../context.js';
import { filtered } from '../../shared/filters.js';
import { GROUP_METRICS } from '../controllers/group-metrics.js';
import { allGroups, requireGroup } from '../state/groups.js';
import type { AutoScalingGroup } from '../store.js';
import type { AutoScalingOperations } from './api.js';
import { validation } from './errors.js';
import { checkTaggedType, readTags } from './group-input.js';
import { tagViews } from './group-views.js';
import { paged } from './paging.js';

export const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
] as const;

export const settingOperations = {
  SuspendProcesses(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    for (const processName of readProcesses(input.ScalingProcesses)) {
      if (group.suspendedProcesses.some((process) => process.processName === processName)) continue;
      const at = new Date(context.kernel.now).toISOString().slice(0, 19);
      group.suspendedProcesses.push({ processName, suspensionReason: `User suspended at ${at}Z` });
    }
    updated(context, group);
  },

  /** What waited meanwhile is looked at again at once: `GroupUpdated` wakes all the controllers. */
  ResumeProcesses(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const resumed = readProcesses(input.ScalingProcesses);
    group.suspendedProcesses = group.suspendedProcesses.filter(({ processName }) => !resumed.includes(processName));
    updated(context, group);
  },

  EnableMetricsCollection(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    if (input.Granularity !== '1Minute')
      throw validation(`Invalid granularity ${input.Granularity}: only 1Minute is valid.`);
    const wanted = new Set([...group.enabledMetrics, ...readMetrics(input.Metrics)]);
    group.enabledMetrics = GROUP_METRICS.filter((metric) => wanted.has(metric));
    updated(context, group);
  },

  DisableMetricsCollection(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const disabled = readMetrics(input.Metrics);
    group.enabledMetrics = group.enabledMetrics.filter((metric) => !disabled.includes(metric));
    updated(context, group);
  },

  CreateOrUpdateTags(input, context) {
    for (const tag of input.Tags) {
      const group = groupOfTag(context, tag);
      for (const read of readTags(group.groupName, [tag])) {
        group.tags = [...group.tags.filter(({ key }) => key !== read.key), read];
      }
    }
  },

  DeleteTags(input, context) {
    for (const tag of input.Tags) {
      const group = groupOfTag(context, tag);
      group.tags = group.tags.filter(({ key }) => key !== tag.Key);
    }
  },

  DescribeTags(input, context) {
    const all = allGroups(context).flatMap(tagViews);
    const found = filtered(all, input.Filters, {
      'auto-scaling-group': (tag) => tag.ResourceId,
      key: (tag) => tag.Key,
      value: (tag) => tag.Value,
      'propagate-at-launch': (tag) => tag.PropagateAtLaunch,
    });
    const { items, nextToken } = paged(found, input);
    return { Tags: items, NextToken: nextToken };
  },
} satisfies AutoScalingOperations;

function updated(context: Context, group: AutoScalingGroup): void {
  context.kernel.emit({ type: 'GroupUpdated', groupName: group.groupName });
}

/** No names mean all of them. */
function readProcesses(names: readonly string[] | undefined): readonly string[] {
  if (names === undefined || names.length === 0) return PROCESSES;
  const unknown = names.find((name) => !(PROCESSES as readonly string[]).includes(name));
  if (unknown !== undefined) throw validation(`${unknown} is not a valid scaling process.`);
  return names;
}

function readMetrics(names: readonly string[] | undefined): readonly string[] {
  if (names === undefined || names.length === 0) return GROUP_METRICS;
  const unknown = names.find((name) => !GROUP_METRICS.includes(name));
  if (unknown !== undefined) throw validation(`${unknown} is not a valid metric.`);
  return names;
}

function groupOfTag(
  context: Context,
  tag: { readonly ResourceId?: string | undefined; readonly ResourceType?: string | undefined },
): AutoScalingGroup {
  checkTaggedType(tag.ResourceType);
  return requireGroup(context, tag.ResourceId ?? '');
}
