// May a new TCP connection pass from one end to the other? Walks rule after rule, in the packet's order, and stops at the first that denies.
// Security groups remember connections; network ACLs do not, so they are asked about the replies, too. Pure. What no Describe call
// tells (a zone without power, a process that hangs) it cannot know.

import {
  ANY_PORTS,
  type End,
  type Hop,
  type InterfaceEnd,
  type InternetEnd,
  type Network,
  type PortRange,
  type Trace,
} from './network.js';
import { aclHop } from './network-acls.js';
import { stepFrom } from './routes.js';
import { groupsHop } from './security-groups.js';

export function trace(network: Network, from: End, to: End, port: number): Trace {
  const hops: Hop[] = [];
  for (const hop of way(network, from, to, port)) {
    hops.push(hop);
    if (!hop.passes) break;
  }
  const passes = hops.every((hop) => hop.passes);
  const seenAs =
    passes && from.kind === 'interface' && to.kind === 'internet' ? outsideAddress(network, from, hops) : undefined;
  return {
    from: from.label,
    to: to.label,
    port,
    passes,
    hops,
    ...(seenAs === undefined ? {} : { seenAs }),
    ...(from.kind === 'interface' && from.looksUpNames && to.kind === 'internet'
      ? { findsNames: network.dnsSupport }
      : {}),
  };
}

/** Lazy on purpose: what comes after a denial is never looked at. */
function* way(network: Network, from: End, to: End, port: number): Generator<Hop> {
  for (const end of [from, to]) {
    if (end.kind === 'interface' && end.absent !== undefined) yield no('state', end.id, end.absent);
  }
  if (to.kind === 'nat-gateway' || from.kind === 'nat-gateway') {
    // VPC-20: it translates for those behind it, and is nobody's partner itself.
    const id = to.kind === 'nat-gateway' ? to.id : from.kind === 'nat-gateway' ? from.id : '';
    yield no(
      'nat-gateway',
      id,
      `a NAT gateway takes no connections and opens none of its own: only replies to its machines come in`,
    );
    return;
  }
  if (from.kind === 'interface') yield groupsHop(network, from, 'egress', to, port);
  if (from.kind === 'interface' && to.kind === 'interface') yield* inside(network, from, to, port);
  if (from.kind === 'interface' && to.kind === 'internet') yield* outward(network, from, to, port);
  if (from.kind === 'internet' && to.kind === 'interface') yield* inward(network, from, to, port);
}

function* inside(network: Network, from: InterfaceEnd, to: InterfaceEnd, port: number): Generator<Hop> {
  const crosses = from.subnetId !== to.subnetId;
  const [out, into] = [
    border(network, from.subnetId, true, to.address),
    border(network, to.subnetId, false, from.address),
  ];
  if (crosses) yield out.request(port);
  yield stepFrom(network, from.subnetId, to.address).hop;
  if (crosses) yield into.request(port);
  yield groupsHop(network, to, 'ingress', from, port);
  if (!crosses) return;
  yield into.replies(from.ephemeralPorts);
  yield out.replies(from.ephemeralPorts);
}

function* inward(network: Network, from: InternetEnd, to: InterfaceEnd, port: number): Generator<Hop> {
  if (to.publicAddress === undefined) {
    yield no('address', to.id, `${to.label} has no public address: nobody on the internet can address it`);
    return;
  }
  yield yes('address', to.id, `${to.label} has the public address ${to.publicAddress}`);
  // The way in is the way back: without a route to the gateway, no gateway carries its packets.
  const back = stepFrom(network, to.subnetId, from.address);
  yield back.hop;
  if (back.next.to !== 'internet-gateway') {
    yield no('route', back.hop.id, `${to.subnetId} is not public: its packets for the internet take another way`);
    return;
  }
  yield yes('internet-gateway', back.next.id, 'translates the public address into the private one');
  const edge = border(network, to.subnetId, false, from.address);
  yield edge.request(port);
  yield groupsHop(network, to, 'ingress', from, port);
  yield edge.replies(from.ephemeralPorts);
}

function* outward(network: Network, from: InterfaceEnd, to: InternetEnd, port: number): Generator<Hop> {
  const edge = border(network, from.subnetId, true, to.address);
  yield edge.request(port);
  const { hop, next } = stepFrom(network, from.subnetId, to.address);
  yield hop;
  if (next.to === 'local') yield no('route', hop.id, `${to.address} is an address of the VPC that nobody holds`);
  if (next.to === 'internet-gateway') {
    if (from.publicAddress === undefined) {
      yield no('address', from.id, `${from.label} has no public address, so ${next.id} cannot carry its packets`);
      return;
    }
    yield yes('internet-gateway', next.id, `the internet sees ${from.publicAddress}`);
  }
  if (next.to === 'nat-gateway') yield* throughNat(network, next.id, from, to, port);
  yield edge.replies(from.ephemeralPorts);
}

function* throughNat(network: Network, id: string, from: InterfaceEnd, to: InternetEnd, port: number): Generator<Hop> {
  const nat = network.natGateways.find((gateway) => gateway.NatGatewayId === id);
  const { State: state = 'gone', SubnetId: subnetId = '', ConnectivityType: type } = nat ?? {};
  if (state !== 'available') yield no('nat-gateway', id, `is ${state}`);
  if (type === 'private') yield no('nat-gateway', id, 'is private: it does not lead to the internet');
  const crosses = subnetId !== from.subnetId;
  const entry = border(network, subnetId, false, from.address);
  const exit = border(network, subnetId, true, to.address);
  if (crosses) yield entry.request(port);
  yield yes('nat-gateway', id, `the internet sees ${publicIpOf(network, id) ?? 'its address'}`);
  yield exit.request(port);
  const { hop, next } = stepFrom(network, subnetId, to.address);
  yield hop;
  if (next.to !== 'internet-gateway') {
    yield no('route', hop.id, `${subnetId}, where ${id} stands, has no route to an internet gateway`);
    return;
  }
  yield yes('internet-gateway', next.id, 'carries it out');
  yield exit.replies(ANY_PORTS);
  if (crosses) yield entry.replies(from.ephemeralPorts);
}

/** The two questions to the ACL at a subnet's border: the connection in its direction, the replies in the other. */
function border(network: Network, subnetId: string, egress: boolean, otherSide: string) {
  return {
    request: (port: number): Hop =>
      aclHop(network, { subnetId, egress, otherSide, ports: { from: port, to: port }, what: `TCP ${port}` }),
    replies: (ports: PortRange): Hop => {
      const what = `replies on TCP ${ports.from}-${ports.to}`;
      return aclHop(network, { subnetId, egress: !egress, otherSide, ports, what });
    },
  };
}

function publicIpOf({ natGateways }: Network, id: string): string | undefined {
  const addresses = natGateways.find((gateway) => gateway.NatGatewayId === id)?.NatGatewayAddresses ?? [];
  return addresses.find(({ PublicIp }) => PublicIp !== undefined)?.PublicIp;
}

function outsideAddress(network: Network, from: InterfaceEnd, hops: readonly Hop[]): string | undefined {
  const nat = hops.find(({ kind }) => kind === 'nat-gateway');
  return nat === undefined ? from.publicAddress : publicIpOf(network, nat.id);
}

const yes = (kind: Hop['kind'], id: string, says: string): Hop => ({ kind, id, passes: true, says });
const no = (kind: Hop['kind'], id: string, says: string): Hop => ({ kind, id, passes: false, says });
