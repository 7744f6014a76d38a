// The permissions of a call as single rules, and rules as the folded permissions that EC2 shows. Pure.

import type { IpPermission } from '@aws-sdk/client-ec2';
import { ServiceError } from '../../../../errors.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { invalidValue } from '../errors.js';
import type { Peer, SecurityGroupRule } from '../model/network.js';
import { canonicalBlock } from './cidr.js';

/** A rule before it has an id. */
export interface WantedRule {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: Peer;
  readonly description?: string;
}

const PROTOCOLS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6', all: '-1' };
const WITH_PORTS = ['tcp', 'udp'];
const WITH_TYPES = ['icmp', 'icmpv6'];

/** One rule per range or group of every permission, as AWS makes them. */
export function wantedRules(permissions: readonly IpPermission[]): readonly WantedRule[] {
  return permissions.flatMap((permission) => {
    if ((permission.PrefixListIds?.length ?? 0) > 0) throw unsupported('prefix lists in security group rules');
    const ports = portsOf(permission.IpProtocol, permission.FromPort, permission.ToPort);
    const peers = peersOf(permission);
    if (peers.length === 0) {
      throw new ServiceError('MissingParameter', 'Source group, CIDR range or prefix list must be specified.');
    }
    return peers.map(({ peer, description }) => ({
      ...ports,
      peer,
      ...(description === undefined ? {} : { description }),
    }));
  });
}

/** The protocol in the form EC2 keeps, and its ports; ports mean nothing with `-1`. */
export function portsOf(protocolText: string | undefined, from: number | undefined, to: number | undefined) {
  const protocol = PROTOCOLS[protocolText?.toLowerCase() ?? ''] ?? protocolText?.toLowerCase() ?? '';
  if (protocol === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter ipProtocol');
  if (WITH_PORTS.includes(protocol)) {
    if (from === undefined || to === undefined) {
      throw invalidValue("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
    }
    if (from < 0 || to > 65_535 || from > to) {
      throw invalidValue(`Invalid value '${from}-${to}' for portRange. Must be between 0 and 65535, lowest first.`);
    }
    return { protocol, fromPort: from, toPort: to };
  }
  if (WITH_TYPES.includes(protocol)) return { protocol, fromPort: from ?? -1, toPort: to ?? -1 };
  if (protocol !== '-1' && !/^\d{1,3}$/.test(protocol))
    throw invalidValue(`Invalid value '${protocolText}' for IP protocol. Unknown protocol.`);
  return { protocol, fromPort: -1, toPort: -1 };
}

function peersOf(
  permission: IpPermission,
): readonly { readonly peer: Peer; readonly description?: string | undefined }[] {
  return [
    ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({
      peer: ipv4Peer(CidrIp),
      description: Description,
    })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({
      peer: { kind: 'ipv6' as const, cidr: CidrIpv6 ?? '' },
      description: Description,
    })),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => {
      // The owner of the group is checked where the account is known.
      onlyModelled('IpPermissions.UserIdGroupPairs', pair, ['GroupId', 'GroupName', 'UserId', 'Description']);
      const { GroupId, Description } = pair;
      if (GroupId === undefined) throw unsupported('groups by name in security group rules; name the GroupId');
      return { peer: { kind: 'group' as const, groupId: GroupId }, description: Description };
    }),
  ];
}

export function ipv4Peer(cidr: string | undefined): Peer {
  if (cidr === undefined || canonicalBlock(cidr) !== cidr) throw invalidValue(`CIDR block ${cidr ?? ''} is malformed`);
  return { kind: 'ipv4', cidr };
}

/** Do they permit the same? Descriptions do not count. */
export function sameRule(a: WantedRule, b: WantedRule): boolean {
  return (
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    peerText(a.peer) === peerText(b.peer)
  );
}

export function peerText(peer: Peer): string {
  return peer.kind === 'group' ? peer.groupId : peer.cidr;
}

/** Rules of one direction as EC2 shows them: equal protocol and ports make one permission. */
export function foldedPermissions(rules: readonly SecurityGroupRule[], ownerId: string): IpPermission[] {
  const folded = new Map<string, IpPermission>();
  for (const rule of rules) {
    const key = `${rule.protocol}/${rule.fromPort}/${rule.toPort}`;
    const permission = folded.get(key) ?? emptyPermission(rule);
    folded.set(key, permission);
    const description = rule.description === undefined ? {} : { Description: rule.description };
    if (rule.peer.kind === 'ipv4') permission.IpRanges?.push({ CidrIp: rule.peer.cidr, ...description });
    if (rule.peer.kind === 'ipv6') permission.Ipv6Ranges?.push({ CidrIpv6: rule.peer.cidr, ...description });
    if (rule.peer.kind === 'group') {
      permission.UserIdGroupPairs?.push({ GroupId: rule.peer.groupId, UserId: ownerId, ...description });
    }
  }
  return [...folded.values()];
}

function emptyPermission({ protocol, fromPort, toPort }: SecurityGroupRule): IpPermission {
  return {
    IpProtocol: protocol,
    ...(protocol === '-1' ? {} : { FromPort: fromPort, ToPort: toPort }),
    IpRanges: [],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: [],
  };
}
