// Single routes. Targets are internet and NAT gateways; others are refused by name.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { existing, invalidValue, missingParameter } from '../errors.js';
import type { Route, RouteTable, RouteTarget } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { blockWithin, canonicalBlock, parseBlock } from '../rules/cidr.js';
import type { Ec2Operations } from './api.js';

interface RouteInput {
  readonly RouteTableId?: string | undefined;
  readonly DestinationCidrBlock?: string | undefined;
  readonly GatewayId?: string | undefined;
  readonly NatGatewayId?: string | undefined;
}

export const routeOperations = {
  CreateRoute(input, context) {
    onlyModelled('CreateRoute', input, ['DestinationCidrBlock', 'GatewayId', 'NatGatewayId', 'RouteTableId']);
    const { table, destination } = placeOf(context, input);
    const target = targetOf(context, table, input);
    if (routeFor(table, destination) !== undefined) {
      throw new ServiceError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
    }
    refuseInsideVpc(context, table, destination);
    table.routes.push({ destinationCidrBlock: destination, target, origin: 'CreateRoute' });
    networkChanged(context, table.vpcId, table.routeTableId, `route ${destination} added`);
    return { Return: true };
  },

  ReplaceRoute(input, context) {
    onlyModelled('ReplaceRoute', input, ['DestinationCidrBlock', 'GatewayId', 'NatGatewayId', 'RouteTableId']);
    const { table, destination } = placeOf(context, input);
    const target = targetOf(context, table, input);
    const route = routeFor(table, destination);
    if (route === undefined) {
      throw invalidValue(`There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`);
    }
    if (route.target.kind === 'local') throw unsupported('another target for the local route');
    route.target = target;
    networkChanged(context, table.vpcId, table.routeTableId, `route ${destination} leads elsewhere`);
  },

  DeleteRoute(input, context) {
    onlyModelled('DeleteRoute', input, ['DestinationCidrBlock', 'RouteTableId']);
    const { table, destination } = placeOf(context, input);
    const route = routeFor(table, destination);
    if (route === undefined) {
      throw new ServiceError(
        'InvalidRoute.NotFound',
        `no route with destination-cidr-block ${destination} in route table ${table.routeTableId}`,
      );
    }
    if (route.target.kind === 'local') {
      throw invalidValue(`cannot remove local route ${destination} in route table ${table.routeTableId}`);
    }
    table.routes.splice(table.routes.indexOf(route), 1);
    networkChanged(context, table.vpcId, table.routeTableId, `route ${destination} removed`);
  },
} satisfies Ec2Operations;

function placeOf(context: Context, input: RouteInput) {
  const table = existing('routeTable', context.world.ec2.routeTables, input.RouteTableId);
  if (input.DestinationCidrBlock === undefined) throw missingParameter('DestinationCidrBlock');
  const destination = canonicalBlock(input.DestinationCidrBlock);
  if (destination !== undefined) return { table, destination };
  throw invalidValue(
    `Value (${input.DestinationCidrBlock}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
  );
}

function routeFor(table: RouteTable, destination: string): Route | undefined {
  return table.routes.find(({ destinationCidrBlock }) => destinationCidrBlock === destination);
}

function refuseInsideVpc(context: Context, table: RouteTable, destination: string): void {
  const inner = parseBlock(destination);
  const outer = parseBlock(own(context.world.ec2.vpcs, table.vpcId)?.cidrBlock ?? '');
  if (inner === undefined || outer === undefined || !blockWithin(inner, outer)) return;
  throw unsupported(`a route to ${destination}, which is inside the VPC and more specific than its local route`);
}

function targetOf(context: Context, table: RouteTable, input: RouteInput): RouteTarget {
  const { GatewayId: gatewayId, NatGatewayId: natGatewayId } = input;
  if ((gatewayId === undefined) === (natGatewayId === undefined)) {
    throw new ServiceError('InvalidParameterCombination', 'Exactly one target of the route must be specified.');
  }
  return natGatewayId === undefined
    ? internetGateway(context, table, gatewayId ?? '')
    : natGateway(context, table, natGatewayId);
}

function internetGateway(context: Context, table: RouteTable, id: string): RouteTarget {
  if (!id.startsWith('igw-')) throw unsupported(`routes to ${id}: only internet gateways and NAT gateways`);
  const gateway = own(context.world.ec2.internetGateways, id);
  if (gateway === undefined) {
    throw new ServiceError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  }
  if (gateway.vpcId !== table.vpcId) throw differentNetworks(table, `network gateway ${id}`);
  return { kind: 'internet-gateway', id };
}

function natGateway(context: Context, table: RouteTable, id: string): RouteTarget {
  const nat = own(context.world.ec2.natGateways, id);
  if (nat === undefined || nat.state === 'deleted' || nat.state === 'failed') {
    throw new ServiceError('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`);
  }
  if (nat.vpcId !== table.vpcId) throw differentNetworks(table, `NAT gateway ${id}`);
  return { kind: 'nat-gateway', id };
}

function differentNetworks(table: RouteTable, other: string): ServiceError {
  return invalidValue(`route table ${table.routeTableId} and ${other} belong to different networks`);
}
