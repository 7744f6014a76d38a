// The state of EC2: plain data in the world. An account is born empty here; `seed.ts` furnishes it.

import type { Account } from '../../world.js';
import type { Instance, LaunchTemplate, Volume } from './model/instance.js';
import type {
  Address,
  DhcpOptions,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
} from './model/network.js';

/** What is wrong with a zone; no AWS API causes it, drills do. */
export interface ZoneFault {
  /** No power: machines, NAT gateways and load balancer nodes of the zone are silent. */
  readonly powerLost: boolean;
  /** Launches into the zone are refused with InsufficientInstanceCapacity (ASG-17). */
  readonly insufficientCapacity: boolean;
}

/** Packets between two places get lost; each place is a subnet's id or a zone's name, and the same twice means inside it. */
export interface PacketLoss {
  readonly between: readonly [string, string];
  /** Above 0, up to 1: everything. */
  readonly share: number;
}

/** What an idempotent call answered, kept under its client token. */
export interface RememberedCall {
  readonly fingerprint: string;
  readonly resourceIds: readonly string[];
}

export interface Ec2Store {
  readonly vpcs: Record<string, Vpc>;
  readonly dhcpOptions: Record<string, DhcpOptions>;
  readonly subnets: Record<string, Subnet>;
  readonly internetGateways: Record<string, InternetGateway>;
  readonly routeTables: Record<string, RouteTable>;
  readonly securityGroups: Record<string, SecurityGroup>;
  readonly networkAcls: Record<string, NetworkAcl>;
  readonly networkInterfaces: Record<string, NetworkInterface>;
  readonly addresses: Record<string, Address>;
  readonly natGateways: Record<string, NatGateway>;
  readonly launchTemplates: Record<string, LaunchTemplate>;
  readonly instances: Record<string, Instance>;
  readonly volumes: Record<string, Volume>;
  readonly zoneFaults: Record<string, ZoneFault>;
  /** By its places in order, so that the same two have one. */
  readonly packetLoss: Record<string, PacketLoss>;
  readonly rememberedCalls: Record<string, RememberedCall>;
  /**
   * CW-10: how long after the end of a minute its data show up. One figure for the account: what EC2 reports of a minute arrives
   * together, so a group's newest average is over all its machines or not there yet.
   */
  publicationDelayMs: number;
}

export function newStore(_account: Account): Ec2Store {
  return {
    vpcs: {},
    dhcpOptions: {},
    subnets: {},
    internetGateways: {},
    routeTables: {},
    securityGroups: {},
    networkAcls: {},
    networkInterfaces: {},
    addresses: {},
    natGateways: {},
    launchTemplates: {},
    instances: {},
    volumes: {},
    zoneFaults: {},
    packetLoss: {},
    rememberedCalls: {},
    publicationDelayMs: 0,
  };
}
