// A network drawn as a map: each zone with its subnets, what routes, gateways and network ACLs they have, who stands in them; and what can
// reach what, decided by the same trace as everywhere. Pure.

import type { InternetGateway, NetworkAcl, NetworkAclEntry, Route, Subnet, Vpc } from '@aws-sdk/client-ec2';
import type { Network } from './network.js';
import { aclOf, FINAL_RULE } from './network-acls.js';
import type { Known } from './read.js';
import { tableOf } from './routes.js';
import { type WayOnMap, waysOf } from './ways.js';

/** One node of the load balancer, an instance or a NAT gateway in its subnet. */
export interface Standing {
  readonly id: string;
  readonly address?: string;
  readonly publicAddress?: string;
  /** EC2's word (`running`), or the NAT gateway's (`available`); absent for a node, which has none. */
  readonly state?: string;
}

export interface RouteOnMap {
  readonly destination: string;
  /** Id of the gateway; `local`. */
  readonly target: string;
  /** What it leads to is gone: packets on it are lost (VPC-22). */
  readonly blackhole: boolean;
}

export interface SubnetOnMap {
  readonly id: string;
  readonly cidr: string;
  /** Its route table leads to an internet gateway. */
  readonly public: boolean;
  readonly routeTableId: string;
  readonly routes: readonly RouteOnMap[];
  readonly networkAclId: string;
  readonly nodes: readonly Standing[];
  readonly natGateways: readonly Standing[];
  readonly instances: readonly Standing[];
}

export interface AclOnMap {
  readonly id: string;
  readonly subnetIds: readonly string[];
  /** Numbered rules in the order in which they are tried; `*` ends each and denies. */
  readonly inbound: readonly string[];
  readonly outbound: readonly string[];
  /** The first rule allows everything, in and out; or there is no rule before `*`. */
  readonly lets: 'everything' | 'nothing' | 'some';
}

export interface NetworkMap {
  readonly vpcId: string;
  readonly cidr: string;
  /** `enableDnsSupport`: does the VPC's resolver answer (VPC-30)? */
  readonly dnsSupport: boolean;
  readonly internetGatewayIds: readonly string[];
  readonly zones: readonly { readonly zone: string; readonly subnets: readonly SubnetOnMap[] }[];
  /** Those that guard a subnet. */
  readonly networkAcls: readonly AclOnMap[];
  readonly ways: readonly WayOnMap[];
}

export interface MapFacts {
  readonly vpc: Vpc | undefined;
  readonly internetGateways: readonly InternetGateway[];
  readonly network: Network;
  readonly known: Known;
}

export function networkMap({ vpc, internetGateways, network, known }: MapFacts): NetworkMap {
  const zones = [...new Set(network.subnets.map(({ AvailabilityZone: zone = '' }) => zone))].sort();
  const drawn = zones.map((zone) => ({
    zone,
    subnets: network.subnets
      .filter(({ AvailabilityZone }) => AvailabilityZone === zone)
      .map((subnet) => subnetOnMap(subnet, network, known))
      .sort((a, b) => Number(b.public) - Number(a.public) || (a.cidr < b.cidr ? -1 : 1)),
  }));
  return {
    vpcId: vpc?.VpcId ?? '',
    cidr: vpc?.CidrBlock ?? '',
    dnsSupport: network.dnsSupport,
    internetGatewayIds: internetGateways.map(({ InternetGatewayId: id = '' }) => id),
    zones: drawn,
    networkAcls: aclsOnMap(
      network.networkAcls,
      drawn.flatMap(({ subnets }) => subnets),
    ),
    ways: waysOf(network, known),
  };
}

function subnetOnMap(subnet: Subnet, network: Network, known: Known): SubnetOnMap {
  const { SubnetId: id = '', VpcId: vpcId } = subnet;
  const table = tableOf(network.routeTables, id, vpcId);
  const routes = (table?.Routes ?? []).map(routeOnMap);
  const here = ({ subnetId }: { readonly subnetId: string }): boolean => subnetId === id;
  return {
    id,
    cidr: subnet.CidrBlock ?? '',
    public: routes.some(({ target }) => target.startsWith('igw-')),
    routeTableId: table?.RouteTableId ?? '',
    routes,
    networkAclId: aclOf(network.networkAcls, id, vpcId)?.NetworkAclId ?? '',
    nodes: known.nodes.filter(here).map(standing),
    natGateways: network.natGateways
      .filter(({ SubnetId, State }) => SubnetId === id && State !== 'deleted')
      .map(({ NatGatewayId = '', State = 'unknown', NatGatewayAddresses = [] }) => ({
        id: NatGatewayId,
        state: State,
        ...standingAt(NatGatewayAddresses[0]?.PrivateIp, NatGatewayAddresses[0]?.PublicIp),
      })),
    instances: known.instances
      .filter((one) => here(one) && one.absent === undefined)
      .map((one) => ({ ...standing(one), state: 'running' })),
  };
}

const standing = (one: Known['instances'][number]): Standing => ({
  id: one.id,
  ...standingAt(one.address, one.publicAddress),
});

const standingAt = (address: string | undefined, publicAddress: string | undefined): Omit<Standing, 'id'> => ({
  ...(address === undefined || address === '' ? {} : { address }),
  ...(publicAddress === undefined ? {} : { publicAddress }),
});

function routeOnMap(route: Route): RouteOnMap {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId, State } = route;
  return {
    destination: DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? '',
    target:
      route.NatGatewayId ??
      route.GatewayId ??
      route.TransitGatewayId ??
      route.VpcPeeringConnectionId ??
      route.NetworkInterfaceId ??
      '',
    blackhole: State === 'blackhole',
  };
}

function aclsOnMap(acls: readonly NetworkAcl[], subnets: readonly SubnetOnMap[]): readonly AclOnMap[] {
  return acls
    .map(({ NetworkAclId: id = '', Entries = [] }): AclOnMap => {
      const [inbound, outbound] = [false, true].map((egress) => entriesOf(Entries, egress));
      const both = [inbound ?? [], outbound ?? []];
      const lets = both.every(([first]) => first !== undefined && allowsAll(first))
        ? 'everything'
        : both.every((entries) => entries.every(({ RuleAction }) => RuleAction !== 'allow'))
          ? 'nothing'
          : 'some';
      const [inWords = [], outWords = []] = both.map((entries) => entries.map(entryWords));
      const subnetIds = subnets.filter(({ networkAclId }) => networkAclId === id).map((subnet) => subnet.id);
      return { id, subnetIds, inbound: inWords, outbound: outWords, lets };
    })
    .filter(({ subnetIds }) => subnetIds.length > 0);
}

/** Without the last one, which every ACL has. */
const entriesOf = (entries: readonly NetworkAclEntry[], egress: boolean): readonly NetworkAclEntry[] =>
  entries
    .filter(({ Egress, RuleNumber }) => Egress === egress && RuleNumber !== FINAL_RULE)
    .sort((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));

const allowsAll = ({ RuleAction, Protocol, CidrBlock }: NetworkAclEntry): boolean =>
  RuleAction === 'allow' && Protocol === '-1' && CidrBlock === '0.0.0.0/0';

const PROTOCOLS: Readonly<Record<string, string>> = { '-1': 'all', '6': 'TCP', '17': 'UDP', '1': 'ICMP' };

/** `90 deny TCP 1024-65535 0.0.0.0/0`. */
function entryWords({ RuleNumber, RuleAction, Protocol = '-1', PortRange: ports, CidrBlock }: NetworkAclEntry): string {
  const { From: from, To: to } = ports ?? {};
  const range = from === undefined ? '' : from === to ? ` ${from}` : ` ${from}-${to}`;
  return `${RuleNumber} ${RuleAction} ${PROTOCOLS[Protocol] ?? `protocol ${Protocol}`}${range} ${CidrBlock ?? ''}`.trim();
}
