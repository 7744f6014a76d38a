// VPC-42: what network ACLs do to a connection and to its replies, at the borders of subnets. Pure over the store.

import type { NetworkAcl, Subnet } from '../model/network.js';
import type { Ec2Store } from '../store.js';
import type { InterfaceEnd } from './ends.js';
import { aclVerdict, type PortRange } from './network-acls.js';
import { type Blocked, blocked } from './passage.js';

/** The ACL of a subnet: the one associated with it, else the VPC's default one. */
export function networkAclOf(store: Ec2Store, subnet: Subnet): NetworkAcl | undefined {
  const acls = Object.values(store.networkAcls).filter((acl) => acl.vpcId === subnet.vpcId);
  const explicit = acls.find((acl) => acl.associations.some(({ subnetId }) => subnetId === subnet.subnetId));
  return explicit ?? acls.find((acl) => acl.isDefault);
}

/**
 * One crossing of a subnet's border by a connection: the packets that open it, and the replies in the other direction.
 * `outbound` says which way the connection goes; `otherSide` is the address on the far side of the border.
 */
export function crossing(
  store: Ec2Store,
  subnet: Subnet,
  outbound: boolean,
  otherSide: string,
  port: number,
  replyPorts: PortRange,
): Blocked | undefined {
  const acl = networkAclOf(store, subnet);
  if (acl === undefined) return undefined;
  return (
    oneWay(acl, subnet, outbound, otherSide, { from: port, to: port }, `TCP port ${port}`) ??
    oneWay(acl, subnet, !outbound, otherSide, replyPorts, `replies on TCP ports ${replyPorts.from}-${replyPorts.to}`)
  );
}

function oneWay(
  acl: NetworkAcl,
  subnet: Subnet,
  egress: boolean,
  otherSide: string,
  ports: PortRange,
  what: string,
): Blocked | undefined {
  const verdict = aclVerdict(acl, egress, otherSide, ports);
  if (verdict.allowed) return undefined;
  const way = egress ? 'out of' : 'into';
  const side = egress ? 'outbound' : 'inbound';
  return blocked(
    `network ACL ${acl.networkAclId} does not let ${what} ${way} ${subnet.subnetId} (${otherSide}): ${side} rule ${verdict.rule} denies`,
    acl.networkAclId,
  );
}

/** Between two interfaces of one VPC; within one subnet no ACL is asked. */
export function aclsBothWays(
  store: Ec2Store,
  source: InterfaceEnd,
  destination: InterfaceEnd,
  port: number,
): Blocked | undefined {
  if (source.subnet.subnetId === destination.subnet.subnetId) return undefined;
  const replies = source.ephemeralPorts;
  return (
    crossing(store, source.subnet, true, destination.address, port, replies) ??
    crossing(store, destination.subnet, false, source.address, port, replies)
  );
}
