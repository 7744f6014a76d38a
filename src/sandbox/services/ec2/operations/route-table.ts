// Route tables and their associations (VPC-01).

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { resourceId } from '../../shared/ids.js';
import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { dependencyViolation, existing, invalidValue, notFound } from '../errors.js';
import { remember, remembered } from '../idempotency.js';
import type { Route, RouteTable, RouteTableAssociation } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { routeState } from '../rules/routes.js';
import { createRouteTable } from '../vpcs.js';
import type { Ec2Operations } from './api.js';
import { select, tagsAtBirth } from './common.js';

function filters(context: Context): FilterTable<RouteTable> {
  const { ec2, account } = context.world;
  const targets = (table: RouteTable, kind: string) =>
    table.routes.flatMap(({ target }) => (target.kind === kind && target.kind !== 'local' ? [target.id] : []));
  return {
    'association.main': (table) => table.associations.map(({ subnetId }) => String(subnetId === undefined)),
    'association.route-table-association-id': (table) => table.associations.map(({ associationId }) => associationId),
    'association.route-table-id': (table) => (table.associations.length === 0 ? undefined : table.routeTableId),
    'association.subnet-id': (table) => table.associations.map(({ subnetId }) => subnetId),
    'owner-id': () => account.id,
    'route-table-id': ({ routeTableId }) => routeTableId,
    'route.destination-cidr-block': ({ routes }) => routes.map(({ destinationCidrBlock }) => destinationCidrBlock),
    'route.gateway-id': (table) => ['local', ...targets(table, 'internet-gateway')],
    'route.nat-gateway-id': (table) => targets(table, 'nat-gateway'),
    'route.origin': ({ routes }) => routes.map(({ origin }) => origin),
    'route.state': (table) => table.routes.map((route) => routeState(ec2, table, route)),
    'vpc-id': ({ vpcId }) => vpcId,
  };
}

export const routeTableOperations = {
  CreateRouteTable(input, context) {
    onlyModelled('CreateRouteTable', input, ['ClientToken', 'TagSpecifications', 'VpcId']);
    const { ec2 } = context.world;
    const before = own(ec2.routeTables, remembered(context, 'CreateRouteTable', input)?.[0]);
    if (before !== undefined) return { RouteTable: view(context, before), ClientToken: input.ClientToken };
    const vpc = existing('vpc', ec2.vpcs, input.VpcId);
    const table = createRouteTable(context, vpc, tagsAtBirth(input.TagSpecifications, 'route-table'));
    remember(context, 'CreateRouteTable', input, [table.routeTableId]);
    return { RouteTable: view(context, table), ClientToken: input.ClientToken };
  },

  DescribeRouteTables(input, context) {
    const { routeTables } = context.world.ec2;
    const { items, nextToken } = select('routeTable', routeTables, input.RouteTableIds, input, filters(context));
    return { RouteTables: items.map((table) => view(context, table)), NextToken: nextToken };
  },

  DeleteRouteTable(input, context) {
    const { ec2 } = context.world;
    const table = existing('routeTable', ec2.routeTables, input.RouteTableId);
    if (table.associations.length > 0) {
      throw dependencyViolation(`The routeTable '${table.routeTableId}' has dependencies and cannot be deleted.`);
    }
    delete ec2.routeTables[table.routeTableId];
  },

  AssociateRouteTable(input, context) {
    onlyModelled('AssociateRouteTable', input, ['RouteTableId', 'SubnetId']);
    const { ec2 } = context.world;
    const table = existing('routeTable', ec2.routeTables, input.RouteTableId);
    const { subnetId, vpcId } = existing('subnet', ec2.subnets, input.SubnetId);
    if (table.vpcId !== vpcId) {
      throw invalidValue(`Route table ${table.routeTableId} and subnet ${subnetId} belong to different networks`);
    }
    const holder = Object.values(ec2.routeTables).find(({ associations }) =>
      associations.some((association) => association.subnetId === subnetId),
    );
    if (holder === table) return associated(association(table, subnetId)?.associationId ?? '');
    if (holder !== undefined) {
      throw new ServiceError(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${table.routeTableId} conflicts with an existing association`,
      );
    }
    return associated(associate(context, table, subnetId));
  },

  ReplaceRouteTableAssociation(input, context) {
    const { ec2 } = context.world;
    const { table: from, association: old } = findAssociation(context, input.AssociationId);
    const to = existing('routeTable', ec2.routeTables, input.RouteTableId);
    if (to.vpcId !== from.vpcId) {
      throw invalidValue(`Route tables ${from.routeTableId} and ${to.routeTableId} belong to different networks`);
    }
    from.associations.splice(from.associations.indexOf(old), 1);
    const id = associate(context, to, old.subnetId);
    return { NewAssociationId: id, AssociationState: { State: 'associated' } };
  },

  DisassociateRouteTable(input, context) {
    const { table, association: old } = findAssociation(context, input.AssociationId);
    if (old.subnetId === undefined) {
      throw invalidValue(`cannot disassociate the main route table association ${old.associationId}`);
    }
    table.associations.splice(table.associations.indexOf(old), 1);
    networkChanged(context, table.vpcId, table.routeTableId, `no longer the route table of ${old.subnetId}`);
  },
} satisfies Ec2Operations;

function association(table: RouteTable, subnetId: string): RouteTableAssociation | undefined {
  return table.associations.find((candidate) => candidate.subnetId === subnetId);
}

function associated(associationId: string) {
  return { AssociationId: associationId, AssociationState: { State: 'associated' as const } };
}

/** Without a subnet the table becomes the main one. */
function associate(context: Context, table: RouteTable, subnetId: string | undefined): string {
  const associationId = resourceId(context, 'rtbassoc');
  table.associations.push(subnetId === undefined ? { associationId } : { associationId, subnetId });
  networkChanged(
    context,
    table.vpcId,
    table.routeTableId,
    `route table of ${subnetId ?? 'all subnets without their own'}`,
  );
  return associationId;
}

function findAssociation(context: Context, associationId: string) {
  for (const table of Object.values(context.world.ec2.routeTables)) {
    const found = table.associations.find((candidate) => candidate.associationId === associationId);
    if (found !== undefined) return { table, association: found };
  }
  throw notFound('association', associationId);
}

function view(context: Context, table: RouteTable) {
  return {
    RouteTableId: table.routeTableId,
    VpcId: table.vpcId,
    OwnerId: context.world.account.id,
    PropagatingVgws: [],
    Routes: table.routes.map((route) => routeView(context, table, route)),
    Associations: table.associations.map(({ associationId, subnetId }) => ({
      RouteTableAssociationId: associationId,
      RouteTableId: table.routeTableId,
      SubnetId: subnetId,
      Main: subnetId === undefined,
      AssociationState: { State: 'associated' as const },
    })),
    Tags: tagMembers(table.tags),
  };
}

/** The target stands in the member of its kind: a NAT gateway in `GatewayId` would be drift for Terraform. */
function routeView(context: Context, table: RouteTable, route: Route) {
  const { target } = route;
  return {
    DestinationCidrBlock: route.destinationCidrBlock,
    ...(target.kind === 'nat-gateway'
      ? { NatGatewayId: target.id }
      : { GatewayId: target.kind === 'local' ? 'local' : target.id }),
    Origin: route.origin,
    State: routeState(context.world.ec2, table, route),
  };
}
