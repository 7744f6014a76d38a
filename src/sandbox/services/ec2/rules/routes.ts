// VPC-01: which route a packet takes, and whether the route still leads anywhere. Pure over the store.

import { own } from '../../shared/records.js';
import type { Route, RouteTable, Subnet } from '../model/network.js';
import type { Ec2Store } from '../store.js';
import { blockContains, parseAddress, parseBlock } from './cidr.js';

/** The table of a subnet: the one associated explicitly, else the VPC's main table. */
export function routeTableOf(store: Ec2Store, subnet: Pick<Subnet, 'subnetId' | 'vpcId'>): RouteTable | undefined {
  const tables = Object.values(store.routeTables).filter((table) => table.vpcId === subnet.vpcId);
  const explicit = tables.find((table) => table.associations.some(({ subnetId }) => subnetId === subnet.subnetId));
  return explicit ?? tables.find(isMain);
}

export function isMain(table: RouteTable): boolean {
  return table.associations.some(({ subnetId }) => subnetId === undefined);
}

/** The most specific route to an address; undefined: there is none. */
export function routeTo(table: RouteTable, address: string): Route | undefined {
  const number = parseAddress(address);
  if (number === undefined) return undefined;
  let best: { readonly route: Route; readonly prefix: number } | undefined;
  for (const route of table.routes) {
    const block = parseBlock(route.destinationCidrBlock);
    if (block === undefined || !blockContains(block, number)) continue;
    if (best === undefined || block.prefix > best.prefix) best = { route, prefix: block.prefix };
  }
  return best?.route;
}

/** VPC-22: a route whose target is gone stays in its table as a `blackhole`. */
export function routeState(store: Ec2Store, table: RouteTable, route: Route): 'active' | 'blackhole' {
  switch (route.target.kind) {
    case 'local':
      return 'active';
    case 'internet-gateway':
      return own(store.internetGateways, route.target.id)?.vpcId === table.vpcId ? 'active' : 'blackhole';
    case 'nat-gateway': {
      const state = own(store.natGateways, route.target.id)?.state;
      return state === 'available' || state === 'pending' ? 'active' : 'blackhole';
    }
  }
}
