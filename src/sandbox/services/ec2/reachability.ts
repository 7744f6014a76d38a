// May a new TCP connection pass, and if not: why not. Pure over the store; answers like the Reachability Analyzer, naming what decides.
// A connection is one way out (security groups of both ends, ACLs of both subnets, routes) and its replies (ACLs only: they are stateless).

import type { Passage, Place } from '../../fleet/environment.js';
import { own } from '../shared/records.js';
import { aclsBothWays } from './rules/acl-crossing.js';
import { type End, endOf } from './rules/ends.js';
import { internetWay } from './rules/internet-way.js';
import { lossBetween } from './rules/packet-loss.js';
import { type Blocked, blocked, isBlocked, passing } from './rules/passage.js';
import { groupsPermit } from './rules/security-groups.js';
import type { Ec2Store } from './store.js';

/** The rules in the order in which a packet meets them; the first that stops it is the answer. */
export function reach(store: Ec2Store, from: Place, to: Place, port: number): Passage {
  const source = endOf(store, from);
  if (isBlocked(source)) return source;
  const destination = endOf(store, to);
  if (isBlocked(destination)) return destination;
  return (
    leave(store, source, destination, port) ??
    enter(store, source, destination, port) ??
    carry(store, source, destination, port)
  );
}

function leave(store: Ec2Store, source: End, destination: End, port: number): Blocked | undefined {
  if (source.kind === 'internet') return undefined;
  if (groupsPermit(groupsOf(store, source), 'egress', otherEnd(destination), port)) return undefined;
  return blocked(
    `no rule of ${names(source)} lets ${source.label} open connections to ${destination.label} on port ${port}`,
    source.securityGroupIds[0],
  );
}

function enter(store: Ec2Store, source: End, destination: End, port: number): Blocked | undefined {
  if (destination.kind === 'internet') return undefined;
  if (groupsPermit(groupsOf(store, destination), 'ingress', otherEnd(source), port)) return undefined;
  return blocked(
    `no rule of ${names(destination)} lets ${source.label} in to ${destination.label} on port ${port}`,
    destination.securityGroupIds[0],
  );
}

function carry(store: Ec2Store, source: End, destination: End, port: number): Passage {
  if (source.kind === 'internet' && destination.kind === 'internet') return { passes: true, via: [] };
  if (source.kind === 'internet' || destination.kind === 'internet') {
    return internetWay(store, source, destination, port);
  }
  if (source.subnet.vpcId !== destination.subnet.vpcId) {
    return blocked(
      `${source.label} is in ${source.subnet.vpcId}, ${destination.label} in ${destination.subnet.vpcId}: no route joins them`,
      source.subnet.vpcId,
    );
  }
  return (
    aclsBothWays(store, source, destination, port) ??
    passing(['local'], lossBetween(store, source.subnet, destination.subnet))
  );
}

function groupsOf(store: Ec2Store, end: Extract<End, { kind: 'interface' }>) {
  return end.securityGroupIds.flatMap((groupId) => own(store.securityGroups, groupId) ?? []);
}

function otherEnd(end: End) {
  return { address: end.address, securityGroupIds: end.kind === 'internet' ? [] : end.securityGroupIds };
}

function names(end: Extract<End, { kind: 'interface' }>): string {
  return end.securityGroupIds.length === 0 ? 'its security groups (it has none)' : end.securityGroupIds.join(', ');
}

/** VPC-30: does the VPC's resolver answer this instance? */
export function resolverAnswers(store: Ec2Store, instanceId: string): boolean {
  const instance = own(store.instances, instanceId);
  return instance !== undefined && own(store.vpcs, instance.vpcId)?.dnsSupport === true;
}
