// aws_route: one IPv4 destination to an internet gateway or a NAT gateway. Not here: other targets and destinations.

import { CreateRouteCommand, DeleteRouteCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { text, textAttribute } from '../schema.js';
import { findRouteTable } from './aws-route-table.js';

interface Target {
  readonly route_table_id: string;
  readonly destination_cidr_block: string;
  readonly gateway_id: string | null;
  readonly nat_gateway_id: string | null;
}

export const awsRoute = defineResource({
  type: 'aws_route',
  schema: {
    route_table_id: text({ required: true, replaces: true }),
    destination_cidr_block: text({ required: true, replaces: true }),
    gateway_id: text(),
    nat_gateway_id: text(),
    origin: textAttribute(),
    state: textAttribute(),
  },

  async create(operation, planned) {
    const there = await find(operation, planned);
    if (there?.Origin === 'CreateRoute') {
      throw new Error(
        `RouteAlreadyExists: ${planned.route_table_id} has a route to ${planned.destination_cidr_block} already.`,
      );
    }
    const call = () => operation.clients.ec2.send(new CreateRouteCommand(input(planned)));
    const describe = `${planned.route_table_id} to take the route to ${planned.destination_cidr_block}`;
    await retried(operation, call, { on: ['InvalidParameterException'], timeoutSeconds: 300, describe });
    return `${planned.route_table_id}_${planned.destination_cidr_block}`;
  },

  async read(operation, _id, known) {
    const route = await find(operation, known);
    if (route === undefined) return undefined;
    return {
      gateway_id: route.GatewayId ?? '',
      nat_gateway_id: route.NatGatewayId ?? '',
      origin: route.Origin ?? null,
      state: route.State ?? null,
    };
  },

  async update(operation, _id, { after }) {
    await operation.clients.ec2.send(new ReplaceRouteCommand(input(after)));
  },

  async remove(operation, _id, known) {
    const command = new DeleteRouteCommand({
      RouteTableId: known.route_table_id,
      DestinationCidrBlock: known.destination_cidr_block,
    });
    await orGone(operation.clients.ec2.send(command), ['InvalidRoute.NotFound', 'InvalidRouteTableID.NotFound']);
  },
});

function input(planned: Target) {
  return {
    RouteTableId: planned.route_table_id,
    DestinationCidrBlock: planned.destination_cidr_block,
    GatewayId: planned.gateway_id || undefined,
    NatGatewayId: planned.nat_gateway_id || undefined,
  };
}

async function find(operation: Operation, { route_table_id, destination_cidr_block }: Target) {
  const table = await findRouteTable(operation, route_table_id);
  return table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === destination_cidr_block);
}
