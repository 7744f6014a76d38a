// Reads a network and the ends of a trace from AWS: Describe calls only, nothing is changed.

import {
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  type Instance,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Lab } from '../lab.js';
import { ANY_PORTS, type InterfaceEnd, LINUX_PORTS, type NatEnd, type Network } from './network.js';

/** What a learner can name, besides the internet. */
export interface Known {
  readonly instances: readonly InterfaceEnd[];
  /** One per zone, in the order of zones. */
  readonly nodes: readonly InterfaceEnd[];
  readonly nats: readonly NatEnd[];
}

export async function readNetwork({ clients: { ec2 }, outputs: { vpcId } }: Lab): Promise<Network> {
  const filters = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  const [subnets, tables, acls, groups, nats, dns] = await Promise.all([
    ec2.send(new DescribeSubnetsCommand(filters)),
    ec2.send(new DescribeRouteTablesCommand(filters)),
    ec2.send(new DescribeNetworkAclsCommand(filters)),
    ec2.send(new DescribeSecurityGroupsCommand(filters)),
    ec2.send(new DescribeNatGatewaysCommand({ Filter: filters.Filters })),
    ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: 'enableDnsSupport' })),
  ]);
  return {
    subnets: subnets.Subnets ?? [],
    routeTables: tables.RouteTables ?? [],
    networkAcls: acls.NetworkAcls ?? [],
    securityGroups: groups.SecurityGroups ?? [],
    natGateways: nats.NatGateways ?? [],
    dnsSupport: dns.EnableDnsSupport?.Value === true,
  };
}

export async function readKnown(lab: Lab, network: Network): Promise<Known> {
  const { ec2 } = lab.clients;
  const filters = { Filters: [{ Name: 'vpc-id', Values: [lab.outputs.vpcId] }] };
  const [instances, interfaces, description] = await Promise.all([
    ec2.send(new DescribeInstancesCommand(filters)),
    ec2.send(new DescribeNetworkInterfacesCommand(filters)),
    nodeDescription(lab),
  ]);
  const machines = (instances.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  const nodes = (interfaces.NetworkInterfaces ?? []).filter(({ Description }) => Description === description);
  return {
    instances: machines.map(instanceEnd),
    nodes: nodes.map(nodeEnd).sort(byLabel),
    nats: network.natGateways
      .filter(({ State }) => State !== 'deleted')
      .map(({ NatGatewayId: id = '', SubnetId }): NatEnd => {
        const zone = network.subnets.find((subnet) => subnet.SubnetId === SubnetId)?.AvailabilityZone ?? '';
        return { kind: 'nat-gateway', label: `nat (${zone})`, id };
      })
      .sort(byLabel),
  };
}

const byLabel = (a: { readonly label: string }, b: { readonly label: string }): number => (a.label < b.label ? -1 : 1);

/** AWS describes the interfaces of a load balancer by the end of its ARN: `ELB app/name/0123456789abcdef`. */
async function nodeDescription({ clients, outputs }: Lab): Promise<string | undefined> {
  const answer = await clients.elbv2.send(new DescribeLoadBalancersCommand({}));
  const ours = answer.LoadBalancers?.find(({ DNSName }) => DNSName === outputs.loadBalancerDnsName);
  const end = ours?.LoadBalancerArn?.split(':loadbalancer/')[1];
  return end === undefined ? undefined : `ELB ${end}`;
}

function instanceEnd(instance: Instance): InterfaceEnd {
  const { InstanceId: id = '', PublicIpAddress: publicAddress, State } = instance;
  const state = State?.Name ?? 'gone';
  return {
    kind: 'interface',
    label: id,
    id,
    address: instance.PrivateIpAddress ?? '',
    ...(publicAddress === undefined ? {} : { publicAddress }),
    subnetId: instance.SubnetId ?? '',
    securityGroupIds: (instance.SecurityGroups ?? []).map(({ GroupId = '' }) => GroupId),
    ephemeralPorts: LINUX_PORTS,
    ...(['terminated', 'stopped'].includes(state) ? { absent: `${id} is ${state}` } : {}),
    looksUpNames: true,
  };
}

function nodeEnd(node: NetworkInterface): InterfaceEnd {
  const publicAddress = node.Association?.PublicIp;
  return {
    kind: 'interface',
    label: `alb (${node.AvailabilityZone})`,
    id: node.NetworkInterfaceId ?? '',
    address: node.PrivateIpAddress ?? '',
    ...(publicAddress === undefined ? {} : { publicAddress }),
    subnetId: node.SubnetId ?? '',
    securityGroupIds: (node.Groups ?? []).map(({ GroupId = '' }) => GroupId),
    ephemeralPorts: ANY_PORTS,
    looksUpNames: false,
  };
}
