// A network as AWS's Describe calls tell it, and what a trace through it is. Plain data.

import type { NatGateway, NetworkAcl, RouteTable, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';

export interface Network {
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly networkAcls: readonly NetworkAcl[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly natGateways: readonly NatGateway[];
  /** `enableDnsSupport` of the VPC: does its resolver answer (VPC-30)? */
  readonly dnsSupport: boolean;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Something with a network interface: an instance, or one node of a load balancer. */
export interface InterfaceEnd {
  readonly kind: 'interface';
  /** How the words name it. */
  readonly label: string;
  /** Of the instance or of the interface. */
  readonly id: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  /** The ports it opens connections from, and so gets replies on. */
  readonly ephemeralPorts: PortRange;
  /** Why it takes part in nothing at present: `i-0a1 is stopped`. */
  readonly absent?: string;
  /** Its user data and its agent look names up; a load balancer node does not. */
  readonly looksUpNames: boolean;
}

export interface InternetEnd {
  readonly kind: 'internet';
  readonly label: string;
  readonly address: string;
  readonly ephemeralPorts: PortRange;
}

export interface NatEnd {
  readonly kind: 'nat-gateway';
  readonly label: string;
  readonly id: string;
}

export type End = InterfaceEnd | InternetEnd | NatEnd;

export interface Hop {
  readonly kind: 'state' | 'security-group' | 'route' | 'network-acl' | 'nat-gateway' | 'internet-gateway' | 'address';
  /** Of the resource that decides here. */
  readonly id: string;
  readonly passes: boolean;
  /** The deciding rule, in words. */
  readonly says: string;
}

export interface Trace {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly passes: boolean;
  /** In the order in which the packet meets them; the last one decides where it does not pass. */
  readonly hops: readonly Hop[];
  /** The address under which the internet sees it; absent where it does not get there. */
  readonly seenAs?: string;
  /** Whether the sender can look up names, for what leaves for the internet: a packet to an address does not need it. */
  readonly findsNames?: boolean;
}

/** Linux opens connections from these ports; load balancers, NAT gateways and strangers from all unprivileged ones (VPC-42). */
export const LINUX_PORTS: PortRange = { from: 32_768, to: 60_999 };
export const ANY_PORTS: PortRange = { from: 1_024, to: 65_535 };

/** Stands for any host of the internet (TEST-NET-3: never a real one). */
export const INTERNET: InternetEnd = {
  kind: 'internet',
  label: 'the internet',
  address: '203.0.113.10',
  ephemeralPorts: ANY_PORTS,
};
