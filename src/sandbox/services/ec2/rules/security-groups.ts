// VPC-40: security groups. Stateful, allow rules only, the rules of all groups of an interface united. Pure.

import type { SecurityGroup, SecurityGroupRule } from '../model/network.js';
import { cidrContains } from './cidr.js';

/** The other end of a connection, as a rule can name it. */
export interface OtherEnd {
  readonly address: string;
  /** Groups of its interface; empty for the internet. */
  readonly securityGroupIds: readonly string[];
}

/** Does any rule of any of the groups let TCP to this port pass? For egress the other end is the destination. */
export function groupsPermit(
  groups: readonly SecurityGroup[],
  direction: 'ingress' | 'egress',
  otherEnd: OtherEnd,
  port: number,
): boolean {
  return groups.some((group) =>
    group.rules.some(
      (rule) => rule.isEgress === (direction === 'egress') && coversPort(rule, port) && coversPeer(rule.peer, otherEnd),
    ),
  );
}

function coversPort(rule: SecurityGroupRule, port: number): boolean {
  if (rule.protocol === '-1') return true;
  return (rule.protocol === 'tcp' || rule.protocol === '6') && port >= rule.fromPort && port <= rule.toPort;
}

function coversPeer(peer: SecurityGroupRule['peer'], otherEnd: OtherEnd): boolean {
  switch (peer.kind) {
    case 'ipv4':
      return cidrContains(peer.cidr, otherEnd.address);
    case 'group':
      return otherEnd.securityGroupIds.includes(peer.groupId);
    case 'ipv6':
      return false;
  }
}
