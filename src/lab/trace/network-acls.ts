// VPC-42: what the network ACL of a subnet says to packets of one direction. Stateless, numbered, the first match wins. Pure.

import type { NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { holds } from './cidr.js';
import type { Hop, Network, PortRange } from './network.js';

/** AWS shows this number, which ends every ACL and denies, as `*`. */
export const FINAL_RULE = 32_767;

export interface Crossing {
  readonly subnetId: string;
  readonly egress: boolean;
  /** Address on the far side of the subnet's border. */
  readonly otherSide: string;
  /** All of them must pass: the replies of a connection need the whole ephemeral range. */
  readonly ports: PortRange;
  readonly what: string;
}

export function aclHop({ networkAcls, subnets }: Network, crossing: Crossing): Hop {
  const { subnetId, egress, otherSide, ports, what } = crossing;
  const acl = aclOf(networkAcls, subnetId, subnets.find((subnet) => subnet.SubnetId === subnetId)?.VpcId);
  const entries = (acl?.Entries ?? [])
    .filter((entry) => entry.Egress === egress && isTcp(entry) && holds(entry.CidrBlock, otherSide))
    .sort((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));
  const rules = stretches(entries, ports).map((port) => entries.find((entry) => covers(entry, port)));
  const denying = rules.findIndex((rule) => rule?.RuleAction !== 'allow');
  const passes = denying < 0;
  const rule = rules[passes ? 0 : denying];
  const name = rule === undefined || rule.RuleNumber === FINAL_RULE ? '*' : String(rule.RuleNumber);
  const way = egress ? 'out of' : 'into';
  return {
    kind: 'network-acl',
    id: acl?.NetworkAclId ?? subnetId,
    passes,
    says: `${egress ? 'outbound' : 'inbound'} rule ${name} ${passes ? 'allows' : 'denies'} ${what} ${way} ${subnetId}`,
  };
}

/** The one associated with the subnet, else the VPC's default one. */
export function aclOf(
  acls: readonly NetworkAcl[],
  subnetId: string,
  vpcId: string | undefined,
): NetworkAcl | undefined {
  const own = acls.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId === subnetId));
  return own ?? acls.find(({ IsDefault, VpcId }) => IsDefault === true && VpcId === vpcId);
}

const isTcp = ({ Protocol }: NetworkAclEntry): boolean => Protocol === '-1' || Protocol === '6';

function covers({ Protocol, PortRange }: NetworkAclEntry, port: number): boolean {
  if (Protocol === '-1' || PortRange === undefined) return true;
  return port >= (PortRange.From ?? 0) && port <= (PortRange.To ?? 65_535);
}

/** One port of every stretch over which the same entries match. */
function stretches(entries: readonly NetworkAclEntry[], { from, to }: PortRange): readonly number[] {
  const edges = entries.flatMap(({ PortRange }) =>
    PortRange === undefined ? [] : [PortRange.From ?? 0, (PortRange.To ?? 65_535) + 1],
  );
  return [from, ...edges.filter((port) => port > from && port <= to)].sort((a, b) => a - b);
}
