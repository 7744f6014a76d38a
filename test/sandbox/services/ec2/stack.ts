// The reference stack's network, made through the API: two zones, public and private subnets, a NAT gateway in each, a load balancer's nodes.

import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import type { Bench } from './harness.js';
import { got, IMAGE } from './harness.js';

export const BALANCER = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0123456789abcdef';

export interface ZoneOfStack {
  readonly zone: string;
  readonly publicSubnet: string;
  readonly privateSubnet: string;
  readonly privateTable: string;
  readonly nat: string;
  readonly instanceId: string;
  readonly node: string;
}

export interface Stack {
  readonly vpcId: string;
  readonly gateway: string;
  readonly balancerGroup: string;
  readonly instanceGroup: string;
  readonly publicTable: string;
  readonly a: ZoneOfStack;
  readonly b: ZoneOfStack;
}

/** Builds it and waits until the NAT gateways and the instances run. */
export function buildStack({ api, context, advance }: Bench): Stack {
  const vpcId = got(api.CreateVpc({ CidrBlock: '10.0.0.0/16' }, context).Vpc?.VpcId);
  const gateway = got(api.CreateInternetGateway({}, context).InternetGateway?.InternetGatewayId);
  api.AttachInternetGateway({ InternetGatewayId: gateway, VpcId: vpcId }, context);
  const publicTable = got(api.CreateRouteTable({ VpcId: vpcId }, context).RouteTable?.RouteTableId);
  api.CreateRoute({ RouteTableId: publicTable, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway }, context);
  const group = (name: string): string =>
    got(api.CreateSecurityGroup({ GroupName: name, Description: name, VpcId: vpcId }, context).GroupId);
  const balancerGroup = group('alb');
  const instanceGroup = group('web');
  const http = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
  api.AuthorizeSecurityGroupIngress(
    { GroupId: balancerGroup, IpPermissions: [{ ...http, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
    context,
  );
  api.AuthorizeSecurityGroupIngress(
    { GroupId: instanceGroup, IpPermissions: [{ ...http, UserIdGroupPairs: [{ GroupId: balancerGroup }] }] },
    context,
  );
  const common = { vpcId, publicTable, balancerGroup, instanceGroup };
  const a = buildZone({ api, context }, common, 'us-east-1a', 0);
  const b = buildZone({ api, context }, common, 'us-east-1b', 1);
  advance(180_000);
  return { vpcId, gateway, balancerGroup, instanceGroup, publicTable, a, b };
}

type Common = Pick<Stack, 'vpcId' | 'publicTable' | 'balancerGroup' | 'instanceGroup'>;

function buildZone({ api, context }: Pick<Bench, 'api' | 'context'>, common: Common, zone: string, index: number) {
  const { vpcId } = common;
  const subnet = (third: number): string =>
    got(
      api.CreateSubnet({ VpcId: vpcId, CidrBlock: `10.0.${third}.0/24`, AvailabilityZone: zone }, context).Subnet
        ?.SubnetId,
    );
  const publicSubnet = subnet(index);
  const privateSubnet = subnet(10 + index);
  api.AssociateRouteTable({ RouteTableId: common.publicTable, SubnetId: publicSubnet }, context);
  const allocation = got(api.AllocateAddress({ Domain: 'vpc' }, context).AllocationId);
  const nat = got(
    api.CreateNatGateway({ SubnetId: publicSubnet, AllocationId: allocation }, context).NatGateway?.NatGatewayId,
  );
  const privateTable = got(api.CreateRouteTable({ VpcId: vpcId }, context).RouteTable?.RouteTableId);
  api.CreateRoute({ RouteTableId: privateTable, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: nat }, context);
  api.AssociateRouteTable({ RouteTableId: privateTable, SubnetId: privateSubnet }, context);
  const node = ec2.createRequesterManagedInterface(context, {
    subnetId: publicSubnet,
    description: 'ELB app/web/0123456789abcdef',
    securityGroupIds: [common.balancerGroup],
    owner: BALANCER,
    requesterId: 'amazon-elb',
    publicAddress: true,
  }).networkInterfaceId;
  const [instance] = ec2.launchInstances(context, {
    imageId: IMAGE,
    instanceType: 't3.micro',
    subnetId: privateSubnet,
    securityGroupIds: [common.instanceGroup],
    count: 1,
    reason: 'test',
  });
  return { zone, publicSubnet, privateSubnet, privateTable, nat, instanceId: got(instance).instanceId, node };
}
