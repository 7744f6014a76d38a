// Undoing what drills do to routes and to the VPC's resolver.

import {
  CreateRouteCommand,
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
  const input = {
    RouteTableId: routeTableId,
    DestinationCidrBlock: destinationCidrBlock,
    NatGatewayId: natGatewayId,
  };
  if (present === undefined) await clients.ec2.send(new CreateRouteCommand(input));
  else await clients.ec2.send(new ReplaceRouteCommand(input));
  return { step, result: 'done', said };
}

export async function setDnsSupport({ clients }: Lab, step: StepOf<'set-dns-support'>): Promise<Undone> {
  const { vpcId, enabled } = step;
  const answer = await clients.ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  if ((answer.Vpcs ?? []).length === 0) return { step, result: 'moot', said: `${vpcId} is gone` };
  await clients.ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsSupport: { Value: enabled } }));
  return { step, result: 'done', said: `DNS support of ${vpcId} is ${enabled ? 'on' : 'off'} again` };
}
