// Attaching and detaching target groups, under both of their names (ASG-03, ASG-97).

import type { Context } from '../../../context.js';
import { attach, detach } from '../controllers/group-attachment.js';
import { requireGroup } from '../state/groups.js';
import type { AutoScalingGroup } from '../store.js';
import type { AutoScalingOperations } from './api.js';
import { validation } from './errors.js';
import { checkSourceTypes, readTargetGroups } from './group-input.js';
import { paged } from './paging.js';

export const trafficOperations = {
  AttachLoadBalancerTargetGroups(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    attachAll(context, group, readTargetGroups(context, input.TargetGroupARNs, undefined));
    return {};
  },

  DetachLoadBalancerTargetGroups(input, context) {
    detachAll(context, requireGroup(context, input.AutoScalingGroupName), input.TargetGroupARNs);
    return {};
  },

  DescribeLoadBalancerTargetGroups(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const { items, nextToken } = paged(group.trafficSources, input, 100);
    return {
      LoadBalancerTargetGroups: items.map(({ identifier, state }) => ({
        LoadBalancerTargetGroupARN: identifier,
        State: state,
      })),
      NextToken: nextToken,
    };
  },

  AttachTrafficSources(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    attachAll(context, group, readTargetGroups(context, undefined, input.TrafficSources));
    return {};
  },

  DetachTrafficSources(input, context) {
    checkSourceTypes(input.TrafficSources);
    const arns = input.TrafficSources.flatMap(({ Identifier }) => Identifier ?? []);
    detachAll(context, requireGroup(context, input.AutoScalingGroupName), arns);
    return {};
  },

  DescribeTrafficSources(input, context) {
    const group = requireGroup(context, input.AutoScalingGroupName);
    const wanted = input.TrafficSourceType === undefined || input.TrafficSourceType === 'elbv2';
    const { items, nextToken } = paged(wanted ? group.trafficSources : [], input, 100);
    return {
      TrafficSources: items.map(({ identifier, state }) => ({
        Identifier: identifier,
        Type: 'elbv2',
        State: state,
        TrafficSource: identifier,
      })),
      NextToken: nextToken,
    };
  },

  /** Classic load balancers do not exist here, so a group has none. */
  DescribeLoadBalancers(input, context) {
    requireGroup(context, input.AutoScalingGroupName);
    return { LoadBalancers: [] };
  },
} satisfies AutoScalingOperations;

function attachAll(context: Context, group: AutoScalingGroup, arns: readonly string[]): void {
  for (const arn of arns) attach(context, group, arn);
  context.kernel.emit({ type: 'GroupUpdated', groupName: group.groupName });
}

function detachAll(context: Context, group: AutoScalingGroup, arns: readonly string[]): void {
  const sources = arns.map((arn) => {
    const source = group.trafficSources.find(({ identifier, state }) => identifier === arn && state !== 'Removing');
    if (source === undefined)
      throw validation(`Target group ${arn} is not attached to Auto Scaling group ${group.groupName}.`);
    return source;
  });
  for (const source of sources) detach(context, group, source);
  context.kernel.emit({ type: 'GroupUpdated', groupName: group.groupName });
}
