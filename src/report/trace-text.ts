// A trace in words: the verdict first, then every rule that was met, the deciding one last. Pure.

import type { Hop, Trace } from '../lab/trace/index.js';
import type { TextOptions } from './status-text.js';
import { indented } from './table.js';

export function traceText(traces: readonly Trace[], { paint }: TextOptions): string {
  return traces.map((one) => oneTrace(one, paint).join('\n')).join('\n\n');
}

function oneTrace(
  { from, to, port, passes, hops, seenAs, findsNames }: Trace,
  paint: TextOptions['paint'],
): readonly string[] {
  const verdict = passes ? paint('good', 'passes') : paint('bad', 'does not pass');
  const names =
    findsNames === false ? 'but no name: DNS support of the VPC is off, so nobody there finds an address' : undefined;
  return [
    `${from} → ${to}, TCP ${port}: ${verdict}${seenAs === undefined ? '' : `, seen as ${seenAs}`}`,
    ...hops.flatMap((hop) => indented(`  ${hop.passes ? '✓' : '✗'} `, hopText(hop))),
    ...(names === undefined ? [] : indented('  ! ', names)),
  ];
}

const NAMES = {
  state: '',
  'security-group': 'security group ',
  route: 'route table ',
  'network-acl': 'network ACL ',
  'nat-gateway': 'NAT gateway ',
  'internet-gateway': 'internet gateway ',
  address: '',
} as const satisfies Readonly<Record<Hop['kind'], string>>;

const hopText = ({ kind, id, says }: Hop): string =>
  kind === 'state' || kind === 'address' ? says : `${NAMES[kind]}${id}: ${says}`;
