// What an account is born with in a region: a default VPC with a public subnet in every zone. The images are a table, not state.

import type { Context } from '../../context.js';
import { resourceId } from '../shared/ids.js';
import { draw } from '../shared/timing.js';
import type { Subnet } from './model/network.js';
import { PUBLICATION_DELAY } from './timings.js';
import { createSubnet, createVpc } from './vpcs.js';

const DEFAULT_VPC_CIDR = '172.31.0.0/16';

export function seed(context: Context): void {
  const { ec2, account } = context.world;
  ec2.publicationDelayMs = draw(context.kernel.random('ec2/publication'), PUBLICATION_DELAY);
  const dhcpOptionsId = resourceId(context, 'dopt');
  const domain = account.region === 'us-east-1' ? 'ec2.internal' : `${account.region}.compute.internal`;
  ec2.dhcpOptions[dhcpOptionsId] = {
    dhcpOptionsId,
    options: { 'domain-name': [domain], 'domain-name-servers': ['AmazonProvidedDNS'] },
    tags: {},
  };
  const vpc = createVpc(context, { cidrBlock: DEFAULT_VPC_CIDR, isDefault: true, tags: {} });
  const internetGatewayId = resourceId(context, 'igw');
  ec2.internetGateways[internetGatewayId] = { internetGatewayId, vpcId: vpc.vpcId, tags: {} };
  const mainTable = Object.values(ec2.routeTables).find((table) => table.vpcId === vpc.vpcId);
  mainTable?.routes.push({
    destinationCidrBlock: '0.0.0.0/0',
    target: { kind: 'internet-gateway', id: internetGatewayId },
    origin: 'CreateRoute',
  });
  account.zones.forEach((zone, index) => {
    defaultSubnet(context, vpc.vpcId, zone.name, index);
  });
}

function defaultSubnet(context: Context, vpcId: string, availabilityZone: string, index: number): Subnet {
  return createSubnet(context, {
    vpcId,
    cidrBlock: `172.31.${index * 16}.0/20`,
    availabilityZone,
    defaultForAz: true,
    tags: {},
  });
}
