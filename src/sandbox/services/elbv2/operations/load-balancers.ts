// CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer. What changes an existing one is in load-balancer-changes.ts.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { arnSuffix } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { draw } from '../../shared/timing.js';
import { loadBalancerArn } from '../arns.js';
import { effectiveAttribute } from '../attributes/load-balancer.js';
import { loadBalancerNotFound, validation } from '../errors.js';
import { CONTROLLER } from '../keys.js';
import { forgetListener } from '../listeners.js';
import { checkedSubnets, checkInternet, createNode, deleteNode } from '../nodes.js';
import { presentLoadBalancer } from '../presentation.js';
import { checkedSecurityGroups } from '../security-groups.js';
import type { LoadBalancer } from '../store.js';
import { addTags, mergedTags } from '../tagging.js';
import { TIMINGS } from '../timings.js';
import { refreshUses } from '../uses.js';
import type { Elbv2Operations } from './module.js';
import { checkName } from './names.js';
import { paged } from './paging.js';
import { subnetIdsOf } from './subnet-mappings.js';

type Creation = Parameters<NonNullable<Elbv2Operations['CreateLoadBalancer']>>[0];

export const loadBalancerOperations = {
  CreateLoadBalancer(input, context) {
    checkCreation(input);
    const subnets = checkedSubnets(context, subnetIdsOf(input));
    const vpcId = subnets[0]?.vpcId ?? '';
    const scheme = input.Scheme ?? 'internet-facing';
    const securityGroupIds = checkedSecurityGroups(context, vpcId, input.SecurityGroups);
    const twin = sameName(context, input.Name);
    if (twin !== undefined) {
      const wanted = { scheme, securityGroupIds, subnetIds: subnets.map(({ subnetId }) => subnetId) };
      return { LoadBalancers: [presentLoadBalancer(context, unlessDifferent(twin, wanted))] };
    }
    mergedTags({}, input.Tags);
    if (scheme === 'internet-facing') checkInternet(context, vpcId);
    const bare = newLoadBalancer(context, input.Name, scheme, vpcId, securityGroupIds);
    const created = { ...bare, nodes: subnets.map((subnet) => createNode(context, bare, subnet)) };
    keep(context, created);
    addTags(context, created.loadBalancerArn, input.Tags);
    return { LoadBalancers: [presentLoadBalancer(context, created)] };
  },

  DescribeLoadBalancers(input, context) {
    const { items, marker } = paged(wantedLoadBalancers(context, input.LoadBalancerArns, input.Names), input);
    return { LoadBalancers: items.map((found) => presentLoadBalancer(context, found)), NextMarker: marker };
  },

  /** One that does not exist is no error, as on AWS. */
  DeleteLoadBalancer({ LoadBalancerArn }, context) {
    const found = own(context.world.elbv2.loadBalancers, LoadBalancerArn);
    if (found === undefined) return;
    if (effectiveAttribute(found, 'deletion_protection.enabled') === 'true') {
      throw new ServiceError(
        'OperationNotPermitted',
        `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
      );
    }
    remove(context, found);
  },
} satisfies Elbv2Operations;

function checkCreation(input: Creation): void {
  onlyModelled('CreateLoadBalancer', input, [
    ...(['Name', 'Subnets', 'SubnetMappings', 'SecurityGroups', 'Scheme', 'Tags', 'Type', 'IpAddressType'] as const),
  ]);
  const { Type = 'application', IpAddressType = 'ipv4' } = input;
  if (Type !== 'application') throw unsupported(`load balancers of type ${Type}`);
  if (IpAddressType !== 'ipv4') throw unsupported(`the IP address type ${IpAddressType}`);
  checkName('Load balancer', input.Name);
  if (input.Name.startsWith('internal-')) {
    throw validation(`Load balancer name '${input.Name}' cannot begin with 'internal-'`);
  }
}

function sameName(context: Context, name: string): LoadBalancer | undefined {
  return Object.values(context.world.elbv2.loadBalancers).find((existing) => existing.name === name);
}

/** Creating twice with equal settings answers the existing one. */
function unlessDifferent(
  twin: LoadBalancer,
  wanted: {
    readonly scheme: string;
    readonly securityGroupIds: readonly string[];
    readonly subnetIds: readonly string[];
  },
): LoadBalancer {
  const has = [twin.scheme, ...twin.securityGroupIds.toSorted(), ...twin.nodes.map((node) => node.subnetId).toSorted()];
  const wants = [wanted.scheme, ...wanted.securityGroupIds.toSorted(), ...wanted.subnetIds.toSorted()];
  if (has.join() === wants.join()) return twin;
  throw new ServiceError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${twin.name}' exists, but with different settings`,
  );
}

function newLoadBalancer(
  context: Context,
  name: string,
  scheme: LoadBalancer['scheme'],
  vpcId: string,
  securityGroupIds: readonly string[],
): LoadBalancer {
  const { account } = context.world;
  const { now } = context.kernel;
  const number = context.kernel.random('ids').integer(100_000_000, 1_999_999_999);
  const label = scheme === 'internal' ? `internal-${name}` : name;
  return {
    loadBalancerArn: loadBalancerArn(account, name, arnSuffix(context)),
    name,
    dnsName: `${label}-${number}.${account.region}.elb.amazonaws.com`,
    scheme,
    vpcId,
    createdAt: now,
    activeAt: now + draw(context.kernel.random('elbv2/provisioning'), TIMINGS.provisioning),
    state: 'provisioning',
    securityGroupIds,
    nodes: [],
    attributes: {},
    listenerArns: {},
    zonesInDns: [],
    counters: {},
  };
}

function keep(context: Context, created: LoadBalancer): void {
  const { elbv2 } = context.world;
  const { loadBalancerArn: arn } = created;
  elbv2.loadBalancers[arn] = created;
  elbv2.loadBalancerArnsByDnsName[created.dnsName.toLowerCase()] = arn;
  context.kernel.emit({ type: 'LoadBalancerStateChanged', loadBalancerArn: arn, to: 'provisioning' });
  context.kernel.wake(CONTROLLER.loadBalancerState, arn, created.activeAt);
}

function wantedLoadBalancers(
  context: Context,
  arns: readonly string[] | undefined,
  names: readonly string[] | undefined,
): readonly LoadBalancer[] {
  const all = Object.values(context.world.elbv2.loadBalancers);
  if (arns !== undefined && names !== undefined && arns.length > 0 && names.length > 0) {
    throw validation('Load balancer names and ARNs cannot be specified at the same time');
  }
  if (arns !== undefined && arns.length > 0) return pick(all, arns, (one) => one.loadBalancerArn);
  return names === undefined || names.length === 0 ? all : pick(all, names, (one) => one.name);
}

function pick(
  all: readonly LoadBalancer[],
  wanted: readonly string[],
  nameOf: (one: LoadBalancer) => string,
): readonly LoadBalancer[] {
  const missing = wanted.filter((name) => !all.some((one) => nameOf(one) === name));
  if (missing.length > 0) throw loadBalancerNotFound(missing);
  return all.filter((one) => wanted.includes(nameOf(one)));
}

function remove(context: Context, found: LoadBalancer): void {
  const { elbv2 } = context.world;
  for (const listenerArn of Object.values(found.listenerArns)) forgetListener(context, listenerArn);
  delete elbv2.loadBalancers[found.loadBalancerArn];
  delete elbv2.loadBalancerArnsByDnsName[found.dnsName.toLowerCase()];
  delete elbv2.tags[found.loadBalancerArn];
  for (const node of found.nodes) deleteNode(context, node);
  context.kernel.emit({ type: 'LoadBalancerStateChanged', loadBalancerArn: found.loadBalancerArn, to: 'deleted' });
  refreshUses(context);
}
