// The map of a network as text: each zone's subnets with their routes and who stands there, the network ACLs, and what can reach what. Pure.

import type { InstanceObservation } from '../lab/observation.js';
import type { AclOnMap, NetworkMap, RouteOnMap, Standing, SubnetOnMap } from '../lab/trace/map.js';
import type { WayOnMap } from '../lab/trace/ways.js';
import type { Layout } from './status-text.js';
import { type Row, tableText } from './table.js';

/** @param instances for the load balancer's word on each. */
export function networkLines(
  map: NetworkMap,
  instances: readonly InstanceObservation[],
  layout: Layout,
): readonly string[] {
  const short = shortened(map);
  const gateways = map.internetGatewayIds.length === 0 ? 'no internet gateway' : map.internetGatewayIds.join(', ');
  const names = map.dnsSupport ? 'DNS support on' : layout.paint('bad', 'DNS support off: no machine finds a name');
  const text = [
    `VPC    ${map.vpcId}  ${map.cidr}   internet gateway ${gateways}   ${names}`,
    '',
    subnetTable(map, instances, short, layout),
    '',
    aclTable(map, short, layout),
    '',
    wayTable(map, short, layout),
  ].join('\n');
  return short(text).split('\n');
}

const ID = /\b(vpc|subnet|rtb|igw|nat|acl|sg|eni|i)-[0-9a-f]{8,17}\b/g;
const FEWEST_DIGITS = 6;

/** Cuts every id to as many digits as tell them all apart. */
function shortened(map: NetworkMap): (text: string) => string {
  const ids = [...new Set(JSON.stringify(map).match(ID) ?? [])];
  const cut = (id: string, digits: number): string => id.slice(0, id.indexOf('-') + 1 + digits);
  let digits = FEWEST_DIGITS;
  while (digits < 17 && new Set(ids.map((id) => cut(id, digits))).size < ids.length) digits += 1;
  return (text) => text.replace(ID, (id) => cut(id, digits));
}

type Short = (text: string) => string;

function subnetTable(
  { zones }: NetworkMap,
  instances: readonly InstanceObservation[],
  short: Short,
  { width, paint }: Layout,
): string {
  const rows = zones.flatMap(({ zone, subnets }) =>
    subnets.flatMap((subnet, index): Row[] => [
      [
        index === 0 ? zone.slice(-2) : '',
        `${subnet.public ? 'public ' : 'private'} ${short(subnet.id)}`,
        subnet.cidr,
        short(subnet.routeTableId),
        short(routesText(subnet.routes)),
      ],
      { note: short(standingText(subnet, instances)) },
    ]),
  );
  const columns = ['AZ', 'SUBNET', 'CIDR', 'ROUTE TABLE', 'ROUTES OUT'].map((title) => ({ title }));
  return tableText(columns, rows, width).replace(/BLACKHOLE/g, (word) => paint('bad', word));
}

function routesText(routes: readonly RouteOnMap[]): string {
  const out = routes.filter(({ target }) => target !== 'local');
  if (out.length === 0) return 'none: nothing leaves the VPC';
  return out
    .map(({ destination, target, blackhole }) => `${destination} → ${target}${blackhole ? ' BLACKHOLE' : ''}`)
    .join(', ');
}

function standingText({ nodes, natGateways, instances }: SubnetOnMap, seen: readonly InstanceObservation[]): string {
  const parts = [
    ...nodes.map((node) => `load balancer node ${addressText(node)}`),
    ...natGateways.map(
      (nat) => `NAT gateway ${nat.id} ${nat.state}${nat.publicAddress === undefined ? '' : ` ${nat.publicAddress}`}`,
    ),
    ...instances.map((one) => {
      const word = seen.find(({ id }) => id === one.id);
      return `${one.id} ${addressText(one)} ${word?.target ?? 'not registered'}`;
    }),
  ];
  return parts.length === 0 ? 'nobody' : parts.join('; ');
}

const addressText = ({ address = '', publicAddress }: Standing): string =>
  publicAddress === undefined ? address : `${address} = ${publicAddress}`;

function aclTable({ networkAcls, zones }: NetworkMap, short: Short, { width, paint }: Layout): string {
  const all = zones.flatMap(({ subnets }) => subnets);
  const rows = networkAcls.map((acl) => [
    short(acl.id),
    acl.subnetIds.length === all.length ? `all ${all.length} subnets` : short(acl.subnetIds.join(', ')),
    letsText(acl),
  ]);
  const columns = ['NETWORK ACL', 'GUARDS', 'LETS PASS'].map((title) => ({ title }));
  return tableText(columns, rows, width).replace(/nothing, in or out/g, (word) => paint('bad', word));
}

function letsText({ lets, inbound, outbound }: AclOnMap): string {
  if (lets === 'everything') return 'everything, in and out';
  if (lets === 'nothing') return 'nothing, in or out';
  const side = (rules: readonly string[]): string => [...rules, '* deny'].join(', ');
  return `in: ${side(inbound)}; out: ${side(outbound)}`;
}

const PASSES = { yes: 'good', no: 'dim', some: 'busy', unknown: 'busy' } as const;
const RESOURCES: Readonly<Record<string, string>> = {
  'security-group': 'security group: ',
  route: 'route: ',
  'network-acl': 'network ACL: ',
};

function wayTable({ ways }: NetworkMap, short: Short, { width, paint }: Layout): string {
  const rows = ways.map((way) => [
    `${way.from}${fromZone(way)}`,
    `${way.to}${toZone(way)}`,
    String(way.port),
    way.passes,
    short(decidingText(way)),
  ]);
  const columns = [
    { title: 'FROM' },
    { title: 'TO' },
    { title: 'TCP', align: 'right' as const },
    { title: 'PASSES' },
    { title: 'WHAT DECIDES' },
  ];
  return tableText(columns, rows, width)
    .split('\n')
    .map((line) =>
      line.replace(/(?<=\d {2})(yes|no|some|unknown)(?= )/, (word) => paint(PASSES[word as keyof typeof PASSES], word)),
    )
    .join('\n');
}

const zoneText = (zone: string | undefined): string => (zone === undefined ? '' : ` ${zone.slice(-2)}`);
const fromZone = ({ from, zone }: WayOnMap): string => (from === 'the internet' ? '' : zoneText(zone));
const toZone = ({ from, zone }: WayOnMap): string => (from === 'the internet' ? zoneText(zone) : '');

function decidingText({ to, passes, decidedBy, rule, findsNames }: WayOnMap): string {
  if (passes === 'no' && decidedBy === 'address') return 'no public address: nobody on the internet can address them';
  if (passes === 'no' && decidedBy === 'nat-gateway' && to === 'NAT gateways')
    return 'they take no connections, only replies';
  // A trace asks about one address that stands for all.
  const what = `${RESOURCES[decidedBy] ?? ''}${to === 'the internet' ? rule.replace(/ to \d[\d.]+$/, ' to the internet') : rule}`;
  return findsNames === false ? `${what}; but it finds no name` : what;
}
