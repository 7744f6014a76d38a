// VPC-42: network ACLs. Stateless, numbered, first match wins, the final rule denies. Pure.

import type { NetworkAcl, NetworkAclEntry } from '../model/network.js';
import { cidrContains } from './cidr.js';

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Number of the rule that ends every ACL and denies; AWS shows it as `*`. */
export const FINAL_RULE = 32_767;

const TCP = '6';
const ALL = '-1';

export type AclVerdict =
  | { readonly allowed: true }
  /** The port that is stopped, and by which rule: a number, or `*`. */
  | { readonly allowed: false; readonly port: number; readonly rule: string };

/**
 * May TCP with the other side's address pass, on every port of the range? Replies need a whole ephemeral range,
 * so a rule that lets only a part of it through stops some connections: that counts as stopped.
 */
export function aclVerdict(acl: NetworkAcl, egress: boolean, otherSide: string, ports: PortRange): AclVerdict {
  const entries = acl.entries
    .filter((entry) => entry.egress === egress && concernsTcp(entry) && cidrContains(entry.cidrBlock, otherSide))
    .sort((a, b) => a.ruleNumber - b.ruleNumber);
  for (const port of decidingPorts(entries, ports)) {
    const first = entries.find((entry) => coversPort(entry, port));
    if (first?.action !== 'allow') return { allowed: false, port, rule: ruleName(first) };
  }
  return { allowed: true };
}

function ruleName(entry: NetworkAclEntry | undefined): string {
  return entry === undefined || entry.ruleNumber === FINAL_RULE ? '*' : String(entry.ruleNumber);
}

function concernsTcp(entry: NetworkAclEntry): boolean {
  return entry.protocol === ALL || entry.protocol === TCP;
}

function coversPort(entry: NetworkAclEntry, port: number): boolean {
  const range = entry.protocol === ALL ? undefined : entry.portRange;
  return range === undefined || (port >= range.from && port <= range.to);
}

/** One port of every stretch in which the same entries match: the start, and wherever an entry begins or ends. */
function decidingPorts(entries: readonly NetworkAclEntry[], ports: PortRange): readonly number[] {
  const edges = entries.flatMap(({ portRange }) => (portRange === undefined ? [] : [portRange.from, portRange.to + 1]));
  const inside = edges.filter((port) => port > ports.from && port <= ports.to);
  return [...new Set([ports.from, ...inside])].sort((a, b) => a - b);
}
