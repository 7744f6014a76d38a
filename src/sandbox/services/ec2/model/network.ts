// The nouns of a network as the store keeps them: plain data. What AWS derives (route state, free addresses) is not kept.

import type { Instant } from '../../../../kernel/index.js';
import type { Tags } from '../../shared/tags.js';

export interface Vpc {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly cidrAssociationId: string;
  readonly isDefault: boolean;
  readonly instanceTenancy: 'default';
  readonly dhcpOptionsId: string;
  dnsSupport: boolean;
  dnsHostnames: boolean;
  networkAddressUsageMetrics: boolean;
  readonly tags: Tags;
}

export interface DhcpOptions {
  readonly dhcpOptionsId: string;
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly tags: Tags;
}

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  readonly defaultForAz: boolean;
  mapPublicIpOnLaunch: boolean;
  hostnameType: 'ip-name' | 'resource-name';
  resourceNameDnsARecord: boolean;
  readonly tags: Tags;
}

export interface InternetGateway {
  readonly internetGatewayId: string;
  vpcId?: string;
  readonly tags: Tags;
}

export type RouteTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'internet-gateway'; readonly id: string }
  | { readonly kind: 'nat-gateway'; readonly id: string };

export interface Route {
  readonly destinationCidrBlock: string;
  target: RouteTarget;
  readonly origin: 'CreateRouteTable' | 'CreateRoute';
}

export interface RouteTableAssociation {
  readonly associationId: string;
  /** Absent on the association that makes a table the main one. */
  readonly subnetId?: string;
}

export interface RouteTable {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly routes: Route[];
  readonly associations: RouteTableAssociation[];
  readonly tags: Tags;
}

export type Peer =
  | { readonly kind: 'ipv4'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'group'; readonly groupId: string };

export interface SecurityGroupRule {
  readonly ruleId: string;
  readonly isEgress: boolean;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all. */
  protocol: string;
  /** -1 both when the protocol is `-1`; for ICMP, type and code. */
  fromPort: number;
  toPort: number;
  peer: Peer;
  description?: string;
  readonly tags: Tags;
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: SecurityGroupRule[];
  readonly tags: Tags;
}

export interface NetworkAclEntry {
  /** 1–32766; 32767 is the final rule that AWS shows as `*`. */
  readonly ruleNumber: number;
  readonly egress: boolean;
  /** A protocol number as text, `-1` for all. */
  readonly protocol: string;
  readonly action: 'allow' | 'deny';
  readonly cidrBlock: string;
  readonly portRange?: { readonly from: number; readonly to: number };
  readonly icmp?: { readonly type: number; readonly code: number };
}

export interface NetworkAcl {
  readonly networkAclId: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  entries: NetworkAclEntry[];
  readonly associations: { readonly associationId: string; readonly subnetId: string }[];
  readonly tags: Tags;
}

export interface InterfaceAttachment {
  readonly attachmentId: string;
  readonly instanceId?: string;
  /** The account, or the AWS service that holds the interface: `amazon-elb`, `amazon-aws`. */
  readonly instanceOwnerId: string;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  readonly attachedAt: Instant;
}

export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly description: string;
  readonly interfaceType: 'interface' | 'nat_gateway';
  readonly privateIpAddress: string;
  readonly macAddress: string;
  securityGroupIds: readonly string[];
  sourceDestCheck: boolean;
  /** AWS lends it a public address whenever its holder runs. */
  readonly lendsPublicIp: boolean;
  /** The address lent at present; an Elastic IP stands in `addresses` instead. */
  lentPublicIp?: string;
  attachment?: InterfaceAttachment;
  /** For the interfaces that AWS makes: who asked, and the ARN or id of what it serves. */
  readonly requester?: { readonly requesterId: string; readonly owner: string };
  readonly tags: Tags;
}

export interface Address {
  readonly allocationId: string;
  readonly publicIp: string;
  association?: {
    readonly associationId: string;
    readonly networkInterfaceId: string;
    readonly privateIpAddress: string;
    readonly instanceId?: string;
  };
  readonly tags: Tags;
}

export type NatGatewayState = 'pending' | 'failed' | 'available' | 'deleting' | 'deleted';

export interface NatGateway {
  readonly natGatewayId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly connectivityType: 'public' | 'private';
  readonly allocationId?: string;
  readonly associationId?: string;
  readonly networkInterfaceId?: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
  state: NatGatewayState;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly createdAt: Instant;
  deletedAt?: Instant;
  /** When the present state ends by itself: becomes available or deleted, or the record goes. */
  endsAt?: Instant;
  readonly tags: Tags;
}
