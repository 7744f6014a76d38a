// aws_route_table_association: which route table a subnet uses. Not here: associations of gateways.

import {
  AssociateRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  ReplaceRouteTableAssociationCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { text } from '../schema.js';

export const awsRouteTableAssociation = defineResource({
  type: 'aws_route_table_association',
  schema: {
    route_table_id: text({ required: true }),
    subnet_id: text({ required: true, replaces: true }),
  },

  async create({ clients }, planned) {
    const { AssociationId } = await clients.ec2.send(
      new AssociateRouteTableCommand({ RouteTableId: planned.route_table_id, SubnetId: planned.subnet_id }),
    );
    assert(AssociationId, 'AssociateRouteTable answered no association');
    return AssociationId;
  },

  async read(operation, id) {
    const association = await find(operation, id);
    if (association === undefined) return undefined;
    return { route_table_id: association.RouteTableId ?? '', subnet_id: association.SubnetId ?? '' };
  },

  /** The replaced association has a new id. */
  async update(operation, id, { after }) {
    const { NewAssociationId } = await operation.clients.ec2.send(
      new ReplaceRouteTableAssociationCommand({ AssociationId: id, RouteTableId: after.route_table_id }),
    );
    assert(NewAssociationId, 'ReplaceRouteTableAssociation answered no association');
    operation.renamed(NewAssociationId);
  },

  async remove({ clients }, id) {
    await orGone(clients.ec2.send(new DisassociateRouteTableCommand({ AssociationId: id })), [
      'InvalidAssociationID.NotFound',
    ]);
  },
});

async function find({ clients }: Operation, id: string) {
  const filter = { Name: 'association.route-table-association-id', Values: [id] };
  const { RouteTables } = await clients.ec2.send(new DescribeRouteTablesCommand({ Filters: [filter] }));
  const associations = (RouteTables ?? []).flatMap(({ Associations }) => Associations ?? []);
  return associations.find(
    (association) =>
      association.RouteTableAssociationId === id && association.AssociationState?.State !== 'disassociated',
  );
}
