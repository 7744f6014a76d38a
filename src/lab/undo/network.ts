// Undoing what drills do to routes and to the VPC's resolver.

import {
  CreateRouteCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import type { Lab } from '../lab.js';
import type { StepOf, Undone } from '../undo.js';

export async function restoreRoute({ clients }: Lab, step: StepOf<'restore-route'>): Promise<Undone> {
  const { routeTableId, destinationCidrBlock, natGatewayId } = step;
  const answer = await clients.ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'route-table-id', Values: [routeTableId] }] }),
  );
  const table = answer.RouteTables?.[0];
  if (table === undefined) return { step, result: 'moot', said: `${routeTableId} is gone, and its routes with it` };
  const present = table.Routes?.find((route) => route.DestinationCidrBlock === destinationCidrBlock);
  const said = `${routeTableId} sends ${destinationCidrBlock} to ${natGatewayId} again`;
  if (present?.NatGatewayId === natGatewayId) return { step, result: 'done', said };
  // Replaced meanwhile: the route to its successor is the project's to make.
  if (!(await stands(clients, natGatewayId))) {
    return { step, result: 'moot', said: `${natGatewayId} is gone; a deploy makes another, and the route to it` };
  }
  const input = {
    RouteTableId: routeTableId,
    DestinationCidrBlock: destinationCidrBlock,
    NatGatewayId: natGatewayId,
  };
  if (present === undefined) await clients.ec2.send(new CreateRouteCommand(input));
  else await clients.ec2.send(new ReplaceRouteCommand(input));
  return { step, result: 'done', said };
}

async function stands({ ec2 }: Lab['clients'], natGatewayId: string): Promise<boolean> {
  const Filter = [{ Name: 'nat-gateway-id', Values: [natGatewayId] }];
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter }));
  return NatGateways.some(({ State }) => State === 'available' || State === 'pending');
}

export async function setDnsSupport({ clients }: Lab, step: StepOf<'set-dns-support'>): Promise<Undone> {
  const { vpcId, enabled } = step;
  const answer = await clients.ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  if ((answer.Vpcs ?? []).length === 0) return { step, result: 'moot', said: `${vpcId} is gone` };
  await clients.ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsSupport: { Value: enabled } }));
  return { step, result: 'done', said: `DNS support of ${vpcId} is ${enabled ? 'on' : 'off'} again` };
}
