// VPC-01, VPC-22: which route a packet takes out of a subnet, and whether it still leads anywhere. Pure.

import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';
import { prefixHolding } from './cidr.js';
import type { Hop, Network } from './network.js';

export type NextStop =
  | { readonly to: 'local' }
  | { readonly to: 'internet-gateway'; readonly id: string }
  | { readonly to: 'nat-gateway'; readonly id: string }
  | { readonly to: 'nowhere' };

export interface Step {
  readonly hop: Hop;
  readonly next: NextStop;
}

/** The most specific route to the address. Throws REFUSED where it leads to something a trace cannot follow. */
export function stepFrom({ routeTables, subnets }: Network, subnetId: string, address: string): Step {
  const vpcId = subnets.find((subnet) => subnet.SubnetId === subnetId)?.VpcId;
  const table = tableOf(routeTables, subnetId, vpcId);
  const id = table?.RouteTableId ?? subnetId;
  const route = best(table?.Routes ?? [], address);
  if (route === undefined) return lost(id, `${subnetId} has no route to ${address}`);
  const next = nextStop(route);
  const target = next.to === 'local' || next.to === 'nowhere' ? next.to : next.id;
  if (route.State === 'blackhole') {
    return lost(id, `the route ${route.DestinationCidrBlock} is a blackhole: ${target} is gone`);
  }
  const says = `${subnetId} sends ${route.DestinationCidrBlock} to ${target}`;
  return { hop: { kind: 'route', id, passes: true, says }, next };
}

const lost = (id: string, says: string): Step => ({
  hop: { kind: 'route', id, passes: false, says },
  next: { to: 'nowhere' },
});

/** The one associated with the subnet, else the VPC's main one. */
export function tableOf(
  tables: readonly RouteTable[],
  subnetId: string,
  vpcId: string | undefined,
): RouteTable | undefined {
  const own = tables.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId === subnetId));
  return (
    own ?? tables.find(({ Associations, VpcId }) => VpcId === vpcId && Associations?.some(({ Main }) => Main === true))
  );
}

function best(routes: readonly Route[], address: string): Route | undefined {
  return routes
    .map((route) => ({ route, prefix: prefixHolding(route.DestinationCidrBlock, address) ?? -1 }))
    .filter(({ prefix }) => prefix >= 0)
    .sort((a, b) => b.prefix - a.prefix)[0]?.route;
}

function nextStop({ GatewayId: gateway, NatGatewayId: nat, DestinationCidrBlock: block, ...rest }: Route): NextStop {
  if (nat !== undefined) return { to: 'nat-gateway', id: nat };
  if (gateway === 'local') return { to: 'local' };
  if (gateway?.startsWith('igw-')) return { to: 'internet-gateway', id: gateway };
  const target =
    gateway ?? rest.TransitGatewayId ?? rest.VpcPeeringConnectionId ?? rest.NetworkInterfaceId ?? 'something else';
  throw new LabError('REFUSED', `The route ${block} leads to ${target}, which a trace cannot follow.`, {
    suggestions: ['The project’s own routes lead to internet and NAT gateways: ha-lab plan shows what differs'],
    exitCode: 2,
  });
}
