// Where a connection starts and ends: a place of the world, resolved to an interface with its subnet and groups. Pure over the store.

import type { Place } from '../../../fleet/environment.js';
import { entriesOf } from '../../shared/listing.js';
import { own } from '../../shared/records.js';
import type { NetworkInterface, Subnet } from '../model/network.js';
import type { Ec2Store } from '../store.js';
import { parseAddress } from './cidr.js';
import type { PortRange } from './network-acls.js';
import { type Blocked, blocked } from './passage.js';

export type End = InterfaceEnd | InternetEnd;

export interface InterfaceEnd {
  readonly kind: 'interface';
  /** How messages name it. */
  readonly label: string;
  readonly interfaceId: string;
  readonly address: string;
  /** Lent by AWS or Elastic; absent: the internet cannot address it. */
  readonly publicAddress?: string;
  readonly subnet: Subnet;
  readonly securityGroupIds: readonly string[];
  /** The ports it opens connections from, and so gets replies on. */
  readonly ephemeralPorts: PortRange;
}

export interface InternetEnd {
  readonly kind: 'internet';
  readonly label: string;
  readonly address: string;
  readonly ephemeralPorts: PortRange;
}

/** Stands for any host of the internet that is only known by name (TEST-NET-3, never a real one). */
export const ANY_INTERNET_ADDRESS = '203.0.113.10';

/** Linux opens connections from these ports, load balancers, NAT gateways and strangers from all unprivileged ones (VPC-42). */
const LINUX_PORTS: PortRange = { from: 32_768, to: 60_999 };
export const ALL_EPHEMERAL_PORTS: PortRange = { from: 1_024, to: 65_535 };

/** The end that a place stands for, or why nothing is there. */
export function endOf(store: Ec2Store, place: Place): End | Blocked {
  switch (place.kind) {
    case 'internet': {
      const address = parseAddress(place.host) === undefined ? ANY_INTERNET_ADDRESS : place.host;
      return { kind: 'internet', label: `the internet (${place.host})`, address, ephemeralPorts: ALL_EPHEMERAL_PORTS };
    }
    case 'instance':
      return instanceEnd(store, place.instanceId);
    case 'load-balancer-node':
      return loadBalancerEnd(store, place.loadBalancerArn, place.availabilityZone);
  }
}

function instanceEnd(store: Ec2Store, instanceId: string): End | Blocked {
  const instance = own(store.instances, instanceId);
  if (instance === undefined) return blocked(`there is no instance ${instanceId}`, instanceId);
  if (instance.state === 'terminated' || instance.state === 'stopped') {
    return blocked(`${instanceId} is ${instance.state}`, instanceId);
  }
  return interfaceEnd(store, own(store.networkInterfaces, instance.networkInterfaceId), instanceId, LINUX_PORTS);
}

function loadBalancerEnd(store: Ec2Store, loadBalancerArn: string, zone: string): End | Blocked {
  const [, node] =
    entriesOf(store.networkInterfaces).find(
      ([, { requester, availabilityZone }]) => requester?.owner === loadBalancerArn && availabilityZone === zone,
    ) ?? [];
  return interfaceEnd(store, node, `the load balancer node in ${zone}`, ALL_EPHEMERAL_PORTS);
}

function interfaceEnd(
  store: Ec2Store,
  found: NetworkInterface | undefined,
  label: string,
  ephemeralPorts: PortRange,
): End | Blocked {
  const subnet = own(store.subnets, found?.subnetId);
  if (found === undefined || subnet === undefined) return blocked(`${label} has no network interface`);
  if (own(store.zoneFaults, subnet.availabilityZone)?.powerLost === true) {
    return blocked(`${subnet.availabilityZone}, the zone of ${label}, has no power`, subnet.availabilityZone);
  }
  const publicAddress = publicAddressOf(store, found);
  return {
    kind: 'interface',
    label,
    interfaceId: found.networkInterfaceId,
    address: found.privateIpAddress,
    ...(publicAddress === undefined ? {} : { publicAddress }),
    subnet,
    securityGroupIds: found.securityGroupIds,
    ephemeralPorts,
  };
}

/** The Elastic IP of an interface, else the address lent to it. */
export function publicAddressOf(store: Ec2Store, networkInterface: NetworkInterface): string | undefined {
  const elastic = Object.values(store.addresses).find(
    ({ association }) => association?.networkInterfaceId === networkInterface.networkInterfaceId,
  );
  return elastic?.publicIp ?? networkInterface.lentPublicIp;
}
