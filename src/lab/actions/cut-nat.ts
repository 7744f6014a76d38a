// A zone's way out is gone: every route to the NAT gateway that its private machines use is deleted. The gateway itself stays.

import { DeleteRouteCommand, DescribeRouteTablesCommand, type RouteTable } from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';
import type { Lab } from '../lab.js';
import { defineAction } from './action.js';
import { oursInVpc } from './ours.js';
import { chooseZone, onZone, subnetsOf } from './zone.js';

interface CutRoute {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  readonly natGatewayId: string;
}

export const cutNat = defineAction({
  name: 'cut-nat',
  summary: 'takes away the routes to one zone’s NAT gateway',
  expect:
    'machines that run go on serving; a new one in that zone cannot install or pull anything and never gets healthy',
  parameters: onZone,
  hits: 'zone',
  async plan(lab, { on }, seen) {
    const zone = chooseZone(seen, on);
    const routes = await routesToNat(lab, zone);
    const gateways = [...new Set(routes.map(({ natGatewayId }) => natGatewayId))].join(', ');
    const tables = routes.map(({ routeTableId }) => routeTableId).join(', ');
    return {
      title: `cut-nat of ${zone}: ${gateways} (routes in ${tables})`,
      target: zone,
      touches: routes.map(({ routeTableId: id }) => ({ kind: 'route-table', id })),
      undo: routes.map((route) => ({ do: 'restore-route', ...route })),
      perform: async (lab) => {
        for (const { routeTableId, destinationCidrBlock } of routes) {
          await lab.clients.ec2.send(
            new DeleteRouteCommand({ RouteTableId: routeTableId, DestinationCidrBlock: destinationCidrBlock }),
          );
        }
      },
    };
  },
});

/** Routes of the zone's subnets to NAT gateways, and those of other zones that lean on the same gateways. */
async function routesToNat(lab: Lab, zone: string): Promise<readonly CutRoute[]> {
  const subnets = await subnetsOf(lab, zone);
  const answer = await lab.clients.ec2.send(new DescribeRouteTablesCommand({ Filters: oursInVpc(lab) }));
  const tables = [...(answer.RouteTables ?? [])].sort((a, b) =>
    (a.RouteTableId ?? '') < (b.RouteTableId ?? '') ? -1 : 1,
  );
  const inZone = tables.filter((table) => table.Associations?.some(({ SubnetId = '' }) => subnets.includes(SubnetId)));
  const gateways = new Set(inZone.flatMap(natRoutes).map(({ natGatewayId }) => natGatewayId));
  const routes = tables.flatMap(natRoutes).filter(({ natGatewayId }) => gateways.has(natGatewayId));
  if (routes.length > 0) return routes;
  throw new LabError('UNKNOWN_TARGET', `No route of ${zone} leads to a NAT gateway; there is nothing to cut.`, {
    suggestions: ['If it is cut already, undo that: ha-lab heal', 'Another zone: ha-lab break cut-nat --on <zone>'],
    exitCode: 2,
  });
}

function natRoutes({ RouteTableId: routeTableId = '', Routes = [] }: RouteTable): readonly CutRoute[] {
  return Routes.flatMap(({ NatGatewayId: natGatewayId, DestinationCidrBlock: destinationCidrBlock }) =>
    natGatewayId === undefined || destinationCidrBlock === undefined
      ? []
      : [{ routeTableId, destinationCidrBlock, natGatewayId }],
  );
}
