// CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, DeleteTargetGroup and the attributes. Instance targets over HTTP only.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { findVpc } from '../../ec2/index.js';
import { arnSuffix } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { targetGroupArn } from '../arns.js';
import { attributeMembers } from '../attributes/table.js';
import { changedTargetGroupAttributes, completeTargetGroupAttributes } from '../attributes/target-group.js';
import { namesNotFound, targetGroupsNotFound, validation } from '../errors.js';
import { DEFAULT_HEALTH_CHECK, healthCheckFrom } from '../health-check-settings.js';
import { requireLoadBalancer } from '../lookups.js';
import { presentTargetGroup } from '../presentation.js';
import { refreshRouting } from '../routing.js';
import { settingsOf } from '../rules/settings.js';
import type { TargetGroup } from '../store.js';
import { addTags, mergedTags } from '../tagging.js';
import { forgetViews } from '../target-state.js';
import { requireTargetGroup } from '../targets.js';
import type { Elbv2Operations } from './module.js';
import { checkName } from './names.js';
import { paged } from './paging.js';

type Creation = Parameters<NonNullable<Elbv2Operations['CreateTargetGroup']>>[0];
type Wanted = Pick<TargetGroup, 'name' | 'port' | 'vpcId' | 'healthCheck'>;

const HEALTH_CHECK_MEMBERS = [
  'HealthCheckProtocol',
  'HealthCheckPort',
  'HealthCheckEnabled',
  'HealthCheckPath',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher',
] as const;

export const targetGroupOperations = {
  CreateTargetGroup(input, context) {
    checkKind(input);
    const wanted = checkedWish(context, input);
    const twin = Object.values(context.world.elbv2.targetGroups).find(({ name }) => name === wanted.name);
    if (twin !== undefined) return { TargetGroups: [presentTargetGroup(unlessDifferent(twin, wanted))] };
    mergedTags({}, input.Tags);
    const created = newTargetGroup(context, wanted);
    context.world.elbv2.targetGroups[created.targetGroupArn] = created;
    addTags(context, created.targetGroupArn, input.Tags);
    return { TargetGroups: [presentTargetGroup(created)] };
  },

  DescribeTargetGroups(input, context) {
    const { items, marker } = paged(wantedTargetGroups(context, input), input);
    return { TargetGroups: items.map(presentTargetGroup), NextMarker: marker };
  },

  /** Counters and states stay: the next check is simply judged by the new settings. */
  ModifyTargetGroup(input, context) {
    onlyModelled('ModifyTargetGroup', input, [...HEALTH_CHECK_MEMBERS, 'TargetGroupArn']);
    const found = requireTargetGroup(context, input.TargetGroupArn);
    found.healthCheck = healthCheckFrom(input, found.healthCheck);
    return { TargetGroups: [presentTargetGroup(found)] };
  },

  DeleteTargetGroup({ TargetGroupArn }, context) {
    const found = own(context.world.elbv2.targetGroups, TargetGroupArn);
    if (found === undefined) return;
    if (found.loadBalancerArns.length > 0) {
      throw new ServiceError(
        'ResourceInUse',
        `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
      );
    }
    for (const target of Object.values(found.targets)) forgetViews(context, target, Object.keys(target.views));
    delete context.world.elbv2.targetGroups[TargetGroupArn];
    delete context.world.elbv2.tags[TargetGroupArn];
  },

  DescribeTargetGroupAttributes({ TargetGroupArn }, context) {
    return { Attributes: allAttributes(requireTargetGroup(context, TargetGroupArn)) };
  },

  ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, context) {
    const found = requireTargetGroup(context, TargetGroupArn);
    found.attributes = changedTargetGroupAttributes(found.attributes, Attributes);
    found.settings = settingsOf(completeTargetGroupAttributes(found.attributes));
    refreshRouting(context, found);
    return { Attributes: allAttributes(found) };
  },
} satisfies Elbv2Operations;

function checkKind(input: Creation): void {
  onlyModelled('CreateTargetGroup', input, [
    ...HEALTH_CHECK_MEMBERS,
    ...(['Name', 'Protocol', 'ProtocolVersion', 'Port', 'VpcId', 'TargetType', 'Tags', 'IpAddressType'] as const),
  ]);
  const { TargetType = 'instance', Protocol, IpAddressType = 'ipv4' } = input;
  // Terraform sends the empty text when its configuration says nothing.
  const ProtocolVersion = input.ProtocolVersion || 'HTTP1';
  if (TargetType !== 'instance') throw unsupported(`target groups of type ${TargetType}`);
  if (Protocol === undefined) throw validation('A protocol must be specified');
  if (Protocol !== 'HTTP') throw unsupported(`target groups with the protocol ${Protocol}`);
  if (ProtocolVersion !== 'HTTP1') throw unsupported(`target groups with the protocol version ${ProtocolVersion}`);
  if (IpAddressType !== 'ipv4') throw unsupported(`the IP address type ${IpAddressType}`);
}

function checkedWish(context: Context, input: Creation): Wanted {
  const { Name: name, Port: port, VpcId: vpcId } = input;
  checkName('Target group', name);
  if (port === undefined) throw validation('A port must be specified');
  if (port < 1 || port > 65_535) throw validation(`Port '${port}' must be between 1 and 65535`);
  if (vpcId === undefined || vpcId === '') throw validation('A VPC ID must be specified');
  if (findVpc(context, vpcId) === undefined) throw validation(`The VPC ID '${vpcId}' is not found`);
  return { name, port, vpcId, healthCheck: healthCheckFrom(input, DEFAULT_HEALTH_CHECK) };
}

/** Creating twice with equal settings answers the existing one. */
function unlessDifferent(twin: TargetGroup, wanted: Wanted): TargetGroup {
  const settings = ({ port, vpcId, healthCheck }: Wanted): readonly unknown[] => [
    port,
    vpcId,
    ...Object.values(healthCheck),
  ];
  if (settings(twin).join() === settings(wanted).join()) return twin;
  throw new ServiceError(
    'DuplicateTargetGroupName',
    `A target group with the same name '${wanted.name}' exists, but with different settings`,
  );
}

function newTargetGroup(context: Context, wanted: Wanted): TargetGroup {
  return {
    ...wanted,
    targetGroupArn: targetGroupArn(context.world.account, wanted.name, arnSuffix(context)),
    createdAt: context.kernel.now,
    attributes: {},
    settings: settingsOf(completeTargetGroupAttributes({})),
    loadBalancerArns: [],
    targets: {},
    rotations: {},
  };
}

interface Selection {
  readonly LoadBalancerArn?: string | undefined;
  readonly TargetGroupArns?: readonly string[] | undefined;
  readonly Names?: readonly string[] | undefined;
}

function wantedTargetGroups(context: Context, selection: Selection): readonly TargetGroup[] {
  const { LoadBalancerArn, TargetGroupArns = [], Names = [] } = selection;
  const all = Object.values(context.world.elbv2.targetGroups);
  if (TargetGroupArns.length > 0) {
    const missing = TargetGroupArns.filter((arn) => own(context.world.elbv2.targetGroups, arn) === undefined);
    if (missing.length > 0) throw targetGroupsNotFound(missing);
    return all.filter((one) => TargetGroupArns.includes(one.targetGroupArn));
  }
  if (Names.length > 0) {
    const missing = Names.filter((name) => !all.some((one) => one.name === name));
    if (missing.length > 0) throw namesNotFound('TargetGroup', missing);
    return all.filter((one) => Names.includes(one.name));
  }
  if (LoadBalancerArn === undefined) return all;
  const { loadBalancerArn } = requireLoadBalancer(context, LoadBalancerArn);
  return all.filter((one) => one.loadBalancerArns.includes(loadBalancerArn));
}

function allAttributes(targetGroup: TargetGroup) {
  return attributeMembers(completeTargetGroupAttributes(targetGroup.attributes));
}
