// The network: one VPC; in each zone a public and a private subnet; one way in (the internet
// gateway) and one way out for the private machines (NAT).
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import type { ITerraformDependable, TerraformStack } from 'cdktf';
import config from '../ha-lab.json';

const EVERYWHERE = '0.0.0.0/0';

export interface Network {
  readonly vpc: Vpc;
  readonly publicSubnets: readonly Subnet[];
  readonly privateSubnets: readonly Subnet[];
  /** What must stand before something in a public subnet can be reached from the internet. */
  readonly wayIn: readonly ITerraformDependable[];
  /** What must stand before a machine in a private subnet can reach the internet. */
  readonly wayOut: readonly ITerraformDependable[];
}

export function createNetwork(stack: TerraformStack): Network {
  const vpc = new Vpc(stack, 'vpc', {
    cidrBlock: config.vpc.cidrBlock,
    // With DNS support off, machines cannot resolve names: installing and pulling fail at birth.
    enableDnsSupport: config.vpc.enableDnsSupport,
    enableDnsHostnames: config.vpc.enableDnsHostnames,
    tags: { Name: `${config.name}-vpc` },
  });

  const publicSubnets = createSubnets(stack, vpc, 'public', config.vpc.publicSubnetCidrs);
  const privateSubnets = createSubnets(stack, vpc, 'private', config.vpc.privateSubnetCidrs);

  const wayIn = createWayIn(stack, vpc, publicSubnets);
  const wayOut = createWayOut(stack, vpc, publicSubnets, privateSubnets, wayIn);
  return { vpc, publicSubnets, privateSubnets, wayIn, wayOut };
}

/** One subnet in each zone. Neither kind hands out public addresses: only NAT and the load balancer have one. */
function createSubnets(
  stack: TerraformStack,
  vpc: Vpc,
  kind: 'public' | 'private',
  cidrBlocks: readonly string[],
): Subnet[] {
  return config.availabilityZones.map((zone, index) => {
    const letter = zoneLetter(zone);
    return new Subnet(stack, `${kind}_subnet_${letter}`, {
      vpcId: vpc.id,
      availabilityZone: zone,
      cidrBlock: cidrBlocks[index],
      mapPublicIpOnLaunch: false,
      tags: { Name: `${config.name}-${kind}-${letter}` },
    });
  });
}

/** Public subnets share one route table: everything foreign goes to the internet gateway. */
function createWayIn(stack: TerraformStack, vpc: Vpc, publicSubnets: readonly Subnet[]): ITerraformDependable[] {
  const gateway = new InternetGateway(stack, 'internet_gateway', {
    vpcId: vpc.id,
    tags: { Name: `${config.name}-igw` },
  });
  const table = new RouteTable(stack, 'public_routes', {
    vpcId: vpc.id,
    tags: { Name: `${config.name}-public` },
  });
  const route = new Route(stack, 'public_to_internet', {
    routeTableId: table.id,
    destinationCidrBlock: EVERYWHERE,
    gatewayId: gateway.id,
  });
  const associations = publicSubnets.map(
    (subnet, index) =>
      new RouteTableAssociation(stack, `public_subnet_${letterAt(index)}_routes`, {
        subnetId: subnet.id,
        routeTableId: table.id,
      }),
  );
  return [route, ...associations];
}

/**
 * Private subnets each have a route table of their own, towards the NAT gateway of their own zone:
 * if a zone fails, it takes only its own way out with it. With "single", all lean on the first zone's NAT.
 */
function createWayOut(
  stack: TerraformStack,
  vpc: Vpc,
  publicSubnets: readonly Subnet[],
  privateSubnets: readonly Subnet[],
  wayIn: readonly ITerraformDependable[],
): ITerraformDependable[] {
  const natHomes = config.vpc.natGateways === 'single' ? publicSubnets.slice(0, 1) : publicSubnets;
  const nats = natHomes.map((subnet, index) => createNat(stack, subnet, letterAt(index), wayIn));

  return privateSubnets.flatMap((subnet, index) => {
    const letter = letterAt(index);
    const nat = nats[index] ?? nats[0];
    const table = new RouteTable(stack, `private_routes_${letter}`, {
      vpcId: vpc.id,
      tags: { Name: `${config.name}-private-${letter}` },
    });
    const route = new Route(stack, `private_to_nat_${letter}`, {
      routeTableId: table.id,
      destinationCidrBlock: EVERYWHERE,
      natGatewayId: nat.id,
    });
    const association = new RouteTableAssociation(stack, `private_subnet_${letter}_routes`, {
      subnetId: subnet.id,
      routeTableId: table.id,
    });
    return [route, association];
  });
}

function createNat(
  stack: TerraformStack,
  subnet: Subnet,
  letter: string,
  wayIn: readonly ITerraformDependable[],
): NatGateway {
  const address = new Eip(stack, `nat_address_${letter}`, {
    domain: 'vpc',
    tags: { Name: `${config.name}-nat-${letter}` },
  });
  return new NatGateway(stack, `nat_${letter}`, {
    allocationId: address.id,
    subnetId: subnet.id,
    tags: { Name: `${config.name}-nat-${letter}` },
    // A NAT gateway is useless, and may fail to start, before the internet gateway's route stands.
    dependsOn: [...wayIn],
  });
}

/** us-east-1a → a: short, readable Terraform names. */
function zoneLetter(zone: string): string {
  return zone.slice(-1);
}

function letterAt(index: number): string {
  return zoneLetter(config.availabilityZones[index]);
}
