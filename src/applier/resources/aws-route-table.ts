// aws_route_table without inline routes: those are aws_route resources of their own.

import {
  CreateRouteTableCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidRouteTableID.NotFound'];

export const awsRouteTable = defineResource({
  type: 'aws_route_table',
  schema: {
    vpc_id: text({ required: true, replaces: true }),
    ...TAGS,
    arn: textAttribute(),
    owner_id: textAttribute(),
  },

  async create(operation, planned) {
    const { RouteTable } = await operation.clients.ec2.send(
      new CreateRouteTableCommand({
        VpcId: planned.vpc_id,
        ClientToken: operation.token('CreateRouteTable'),
        TagSpecifications: tagSpecifications('route-table', planned.tags_all),
      }),
    );
    assert(RouteTable?.RouteTableId, 'CreateRouteTable answered no route table');
    return RouteTable.RouteTableId;
  },

  async read(operation, id) {
    const table = await findRouteTable(operation, id);
    if (table === undefined) return undefined;
    const region = await operation.clients.ec2.config.region();
    return {
      vpc_id: table.VpcId ?? '',
      tags_all: tagMap(table.Tags),
      arn: `arn:aws:ec2:${region}:${table.OwnerId ?? ''}:route-table/${id}`,
      owner_id: table.OwnerId ?? null,
    };
  },

  retag: retagEc2,

  async remove(operation, id) {
    const { ec2 } = operation.clients;
    const table = await findRouteTable(operation, id);
    for (const { RouteTableAssociationId } of table?.Associations ?? []) {
      const command = new DisassociateRouteTableCommand({ AssociationId: RouteTableAssociationId });
      await orGone(ec2.send(command), ['InvalidAssociationID.NotFound']);
    }
    const call = () => orGone(ec2.send(new DeleteRouteTableCommand({ RouteTableId: id })), GONE);
    await retried(operation, call, {
      on: ['DependencyViolation'],
      timeoutSeconds: 300,
      describe: `route table ${id} to be free`,
    });
  },
});

export async function findRouteTable({ clients }: Operation, id: string) {
  const answer = await orGone(clients.ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] })), GONE);
  return answer?.RouteTables?.[0];
}
