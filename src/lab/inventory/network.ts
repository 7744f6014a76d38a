// What is left of a project in EC2: whatever carries its tag, and whatever else lies in its VPC and would keep it from going.

import {
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeTags,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { AwsClients } from '../clients.js';
import { PROJECT_TAG, projectOf } from '../project-tag.js';
import { type Found, isKind, type Kind } from './kinds.js';
import { everyPage } from './pages.js';

type Ec2 = AwsClients['ec2'];

export async function networkAndMachines({ ec2 }: AwsClients, project: string): Promise<readonly Found[]> {
  const byTag = await taggedThings(ec2, project);
  const machines = await instances(ec2, byTag);
  const gateways = await natGateways(ec2, byTag);
  const vpcIds = byTag.filter(({ kind }) => kind === 'vpc').map(({ id }) => id);
  const inside = vpcIds.length === 0 ? [] : await insideVpcs(ec2, project, vpcIds);
  const others = byTag.filter(({ kind }) => kind !== 'instance' && kind !== 'natgateway');
  return once([...machines, ...gateways, ...others, ...inside]);
}

async function taggedThings(ec2: Ec2, project: string): Promise<readonly Found[]> {
  const Filters = [
    { Name: 'key', Values: [PROJECT_TAG] },
    { Name: 'value', Values: [project] },
  ];
  const tags = await everyPage(paginateDescribeTags({ client: ec2 }, { Filters }), (page) => page.Tags);
  return tags.flatMap(({ ResourceType: kind = '', ResourceId: id = '' }) =>
    isKind(kind) ? [{ kind, id, tagged: true }] : [],
  );
}

/** Terminated machines stay visible for about an hour; they cost nothing and are not left over. */
async function instances(ec2: Ec2, tagged: readonly Found[]): Promise<readonly Found[]> {
  const ids = tagged.filter(({ kind }) => kind === 'instance').map(({ id }) => id);
  if (ids.length === 0) return [];
  const Filters = [{ Name: 'instance-id', Values: ids }];
  return machinesOf(ec2, Filters, () => true);
}

async function machinesOf(
  ec2: Ec2,
  Filters: { Name: string; Values: string[] }[],
  ours: (tags: Tag[] | undefined) => boolean,
): Promise<readonly Found[]> {
  const reservations = await everyPage(paginateDescribeInstances({ client: ec2 }, { Filters }), (p) => p.Reservations);
  return reservations
    .flatMap(({ Instances = [] }) => Instances)
    .filter(({ State }) => State?.Name !== 'terminated')
    .map(({ InstanceId: id = '', InstanceType: type, State, Tags }) => ({
      kind: 'instance' as const,
      id,
      tagged: ours(Tags),
      ...(type === undefined ? {} : { type }),
      ...(State?.Name === 'shutting-down' ? { going: true as const } : {}),
    }));
}

/** Deleted gateways stay visible for about an hour, too, and so do those that never came to be. */
async function natGateways(ec2: Ec2, tagged: readonly Found[]): Promise<readonly Found[]> {
  const ids = tagged.filter(({ kind }) => kind === 'natgateway').map(({ id }) => id);
  if (ids.length === 0) return [];
  return gatewaysOf(ec2, [{ Name: 'nat-gateway-id', Values: ids }], () => true);
}

async function gatewaysOf(
  ec2: Ec2,
  Filter: { Name: string; Values: string[] }[],
  ours: (tags: Tag[] | undefined) => boolean,
): Promise<readonly Found[]> {
  const all = await everyPage(paginateDescribeNatGateways({ client: ec2 }, { Filter }), (page) => page.NatGateways);
  return all
    .filter(({ State }) => State !== 'deleted' && State !== 'failed')
    .map(({ NatGatewayId: id = '', State, Tags }) => ({
      kind: 'natgateway' as const,
      id,
      tagged: ours(Tags),
      ...(State === 'deleting' ? { going: true as const } : {}),
    }));
}

/** Everything that somebody can have put there, without what AWS itself makes with a VPC and takes away with it. */
async function insideVpcs(ec2: Ec2, project: string, vpcIds: readonly string[]): Promise<readonly Found[]> {
  const Filters = [{ Name: 'vpc-id', Values: [...vpcIds] }];
  const attached = [{ Name: 'attachment.vpc-id', Values: [...vpcIds] }];
  const client = { client: ec2 };
  const ours = (tags: Tag[] | undefined): boolean => projectOf(tags) === project;
  const [subnets, tables, acls, groups, interfaces, gateways] = await Promise.all([
    everyPage(paginateDescribeSubnets(client, { Filters }), (page) => page.Subnets),
    everyPage(paginateDescribeRouteTables(client, { Filters }), (page) => page.RouteTables),
    everyPage(paginateDescribeNetworkAcls(client, { Filters }), (page) => page.NetworkAcls),
    everyPage(paginateDescribeSecurityGroups(client, { Filters }), (page) => page.SecurityGroups),
    everyPage(paginateDescribeNetworkInterfaces(client, { Filters }), (page) => page.NetworkInterfaces),
    everyPage(paginateDescribeInternetGateways(client, { Filters: attached }), (page) => page.InternetGateways),
  ]);
  const thing = (kind: Kind, id: string | undefined, tags: Tag[] | undefined): Found => ({
    kind,
    id: id ?? '',
    tagged: ours(tags),
  });
  return [
    ...(await machinesOf(ec2, Filters, ours)),
    ...(await gatewaysOf(ec2, Filters, ours)),
    ...subnets.map(({ SubnetId, Tags }) => thing('subnet', SubnetId, Tags)),
    ...tables
      .filter(({ Associations = [] }) => !Associations.some(({ Main }) => Main === true))
      .map(({ RouteTableId, Tags }) => thing('route-table', RouteTableId, Tags)),
    ...acls
      .filter(({ IsDefault }) => IsDefault !== true)
      .map(({ NetworkAclId, Tags }) => thing('network-acl', NetworkAclId, Tags)),
    ...groups
      .filter(({ GroupName }) => GroupName !== 'default')
      .map(({ GroupId, Tags }) => thing('security-group', GroupId, Tags)),
    // Interfaces of machines, gateways and load balancers go with them.
    ...interfaces
      .filter(({ Status }) => Status === 'available')
      .map(({ NetworkInterfaceId, TagSet }) => thing('network-interface', NetworkInterfaceId, TagSet)),
    ...gateways.map(({ InternetGatewayId, Tags }) => thing('internet-gateway', InternetGatewayId, Tags)),
  ];
}

/** Found by its tag and in the VPC is found once. */
function once(found: readonly Found[]): readonly Found[] {
  const byId = new Map<string, Found>();
  for (const one of found) if (!byId.has(one.id)) byId.set(one.id, one);
  return [...byId.values()];
}
