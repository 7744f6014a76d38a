// VPC-40: what the security groups of an interface say to a new connection: any rule of any of them is enough. Pure.

import type { IpPermission } from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';
import { holds } from './cidr.js';
import type { End, Hop, InterfaceEnd, Network } from './network.js';

/** @param direction as seen from `end`: it opens the connection (egress), or `other` does (ingress). */
export function groupsHop(
  { securityGroups }: Network,
  end: InterfaceEnd,
  direction: 'ingress' | 'egress',
  other: End,
  port: number,
): Hop {
  const groups = securityGroups.filter(({ GroupId = '' }) => end.securityGroupIds.includes(GroupId));
  for (const group of groups) {
    const rules = (direction === 'ingress' ? group.IpPermissions : group.IpPermissionsEgress) ?? [];
    for (const rule of rules.filter((candidate) => covers(candidate, port))) {
      const peer = peerOf(rule, other);
      if (peer === undefined) continue;
      const says = `${direction} rule: ${portsText(rule)} ${direction === 'ingress' ? 'from' : 'to'} ${peer}`;
      return { kind: 'security-group', id: group.GroupId ?? '', passes: true, says };
    }
  }
  const names = end.securityGroupIds.join(', ') || 'its security groups (it has none)';
  const what =
    direction === 'ingress' ? `lets ${other.label} in to ${end.label}` : `lets ${end.label} out to ${other.label}`;
  return {
    kind: 'security-group',
    id: end.securityGroupIds[0] ?? end.id,
    passes: false,
    says: `no ${direction} rule of ${names} ${what} on TCP ${port}`,
  };
}

function covers({ IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission, port: number): boolean {
  if (IpProtocol === '-1') return true;
  return (IpProtocol === 'tcp' || IpProtocol === '6') && port >= FromPort && port <= ToPort;
}

/** The part of the rule that names the other end; undefined: none does. */
function peerOf(rule: IpPermission, other: End): string | undefined {
  const address = other.kind === 'nat-gateway' ? '' : other.address;
  const range = rule.IpRanges?.find(({ CidrIp }) => holds(CidrIp, address))?.CidrIp;
  if (range !== undefined) return range;
  const groups = other.kind === 'interface' ? other.securityGroupIds : [];
  const group = rule.UserIdGroupPairs?.find(({ GroupId = '' }) => groups.includes(GroupId))?.GroupId;
  if (group !== undefined) return group;
  const list = rule.PrefixListIds?.[0]?.PrefixListId;
  if (list === undefined) return undefined;
  throw new LabError('REFUSED', `A rule names the prefix list ${list}, which a trace cannot follow.`, {
    suggestions: [`Look what it holds: aws ec2 get-managed-prefix-list-entries --prefix-list-id ${list}`],
    exitCode: 2,
  });
}

function portsText({ IpProtocol, FromPort, ToPort }: IpPermission): string {
  if (IpProtocol === '-1') return 'everything';
  return FromPort === ToPort ? `TCP ${FromPort}` : `TCP ${FromPort}-${ToPort}`;
}
