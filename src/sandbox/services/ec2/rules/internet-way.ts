// VPC-02, VPC-20, VPC-22: the way between an interface and the internet, through an internet gateway or a NAT gateway. Pure over the store.

import type { Passage } from '../../../fleet/environment.js';
import { own } from '../../shared/records.js';
import type { NatGateway, Route, RouteTable, Subnet } from '../model/network.js';
import type { Ec2Store } from '../store.js';
import { crossing } from './acl-crossing.js';
import { ALL_EPHEMERAL_PORTS, type End, type InterfaceEnd, type InternetEnd } from './ends.js';
import { lossBetween } from './packet-loss.js';
import { type Blocked, blocked, isBlocked, passing } from './passage.js';
import { routeState, routeTableOf, routeTo } from './routes.js';

export function internetWay(store: Ec2Store, source: End, destination: End, port: number): Passage {
  if (source.kind === 'interface' && destination.kind === 'internet') return outward(store, source, destination, port);
  if (source.kind === 'internet' && destination.kind === 'interface') return inward(store, source, destination, port);
  return { passes: true, via: [] };
}

interface Step {
  readonly table: RouteTable;
  readonly route: Route;
}

/** The route a subnet's packets take to an address, if it leads anywhere. */
function stepFrom(store: Ec2Store, subnet: Subnet, address: string): Step | Blocked {
  const table = routeTableOf(store, subnet);
  if (table === undefined) return blocked(`${subnet.subnetId} has no route table`, subnet.subnetId);
  const route = routeTo(table, address);
  if (route === undefined) {
    return blocked(
      `route table ${table.routeTableId} of ${subnet.subnetId} has no route to ${address}`,
      table.routeTableId,
    );
  }
  if (routeState(store, table, route) === 'blackhole') {
    const target = route.target.kind === 'local' ? 'local' : route.target.id;
    return blocked(
      `the route ${route.destinationCidrBlock} of ${table.routeTableId} is a blackhole: ${target} is gone`,
      table.routeTableId,
    );
  }
  return { table, route };
}

function outward(store: Ec2Store, source: InterfaceEnd, destination: InternetEnd, port: number): Passage {
  const step = stepFrom(store, source.subnet, destination.address);
  if (isBlocked(step)) return step;
  const { table, route } = step;
  const border = crossing(store, source.subnet, true, destination.address, port, source.ephemeralPorts);
  switch (route.target.kind) {
    case 'local':
      return blocked(`${destination.address} is an address of the VPC that nobody holds`, table.routeTableId);
    case 'internet-gateway':
      if (source.publicAddress === undefined) {
        return blocked(
          `${source.label} has no public IP address, so ${route.target.id} cannot carry its packets`,
          source.interfaceId,
        );
      }
      return border ?? { passes: true, via: [table.routeTableId, route.target.id] };
    case 'nat-gateway':
      if (border !== undefined) return border;
      return throughNat(store, own(store.natGateways, route.target.id), source, destination, port, table.routeTableId);
  }
}

function throughNat(
  store: Ec2Store,
  nat: NatGateway | undefined,
  source: InterfaceEnd,
  destination: InternetEnd,
  port: number,
  routeTableId: string,
): Passage {
  const subnet = own(store.subnets, nat?.subnetId);
  if (nat === undefined || subnet === undefined || nat.state !== 'available') {
    return blocked(`NAT gateway ${nat?.natGatewayId ?? ''} is ${nat?.state ?? 'gone'}`, nat?.natGatewayId);
  }
  if (own(store.zoneFaults, subnet.availabilityZone)?.powerLost === true) {
    return blocked(
      `NAT gateway ${nat.natGatewayId} is in ${subnet.availabilityZone}, which has no power`,
      nat.natGatewayId,
    );
  }
  if (nat.connectivityType === 'private') {
    return blocked(`NAT gateway ${nat.natGatewayId} is private: it does not lead to the internet`, nat.natGatewayId);
  }
  const entry =
    subnet.subnetId === source.subnet.subnetId
      ? undefined
      : crossing(store, subnet, false, source.address, port, source.ephemeralPorts);
  const exit = entry ?? crossing(store, subnet, true, destination.address, port, ALL_EPHEMERAL_PORTS);
  const untilThere = [routeTableId, nat.natGatewayId];
  if (exit !== undefined) return entry === undefined ? { ...exit, via: untilThere } : exit;
  const onward = stepFrom(store, subnet, destination.address);
  if (isBlocked(onward)) return { ...onward, via: untilThere };
  if (onward.route.target.kind !== 'internet-gateway') {
    const because = `${subnet.subnetId}, the subnet of NAT gateway ${nat.natGatewayId}, has no route to an internet gateway`;
    return { ...blocked(because, onward.table.routeTableId), via: untilThere };
  }
  return passing(
    [...untilThere, onward.table.routeTableId, onward.route.target.id],
    lossBetween(store, source.subnet, subnet),
  );
}

function inward(store: Ec2Store, source: InternetEnd, destination: InterfaceEnd, port: number): Passage {
  if (destination.publicAddress === undefined) {
    return blocked(
      `${destination.label} has no public IP address, so nobody on the internet can address it`,
      destination.interfaceId,
    );
  }
  const back = stepFrom(store, destination.subnet, source.address);
  if (isBlocked(back)) return back;
  if (back.route.target.kind !== 'internet-gateway') {
    return blocked(
      `${destination.subnet.subnetId} is not public: ${back.table.routeTableId} does not send ${source.address} to an internet gateway`,
      back.table.routeTableId,
    );
  }
  const border = crossing(store, destination.subnet, false, source.address, port, source.ephemeralPorts);
  return border ?? { passes: true, via: [back.route.target.id, back.table.routeTableId] };
}
