// Networks: whatever points somewhere points at something that exists, and no address is given twice.

import type { NetworkInterface } from '../services/ec2/model/network.js';
import { isListedAsItIs } from '../services/shared/listing.js';
import type { World } from '../world.js';
import { type Breaches, collect, repeated } from './breaches.js';

export function networkBreaches(world: World): readonly string[] {
  const breaches = collect();
  const { ec2 } = world;
  const inVpc: Readonly<Record<string, { readonly vpcId: string }>>[] = [
    ec2.subnets,
    ec2.routeTables,
    ec2.securityGroups,
  ];
  for (const table of [...inVpc, ec2.networkAcls]) {
    for (const [id, { vpcId }] of Object.entries(table))
      breaches.expect(vpcId in ec2.vpcs, () => `${id} is in ${vpcId}, which is gone`);
  }
  for (const { vpcId } of Object.values(ec2.vpcs)) checkVpc(world, breaches, vpcId);
  checkSubnets(world, breaches);
  breaches.expect(isListedAsItIs(ec2.networkInterfaces), () => 'the list of network interfaces is not their record');
  checkGroups(world, breaches);
  for (const one of Object.values(ec2.networkInterfaces)) checkInterface(world, breaches, one);
  checkAddresses(world, breaches);
  checkNatGateways(world, breaches);
  return breaches.found;
}

function checkVpc({ ec2 }: World, { expect }: Breaches, vpcId: string): void {
  const tables = Object.values(ec2.routeTables).filter((table) => table.vpcId === vpcId);
  const main = tables.flatMap(({ associations }) => associations.filter(({ subnetId }) => subnetId === undefined));
  expect(main.length === 1, () => `${vpcId} has ${main.length} main route tables`);
  const acls = Object.values(ec2.networkAcls).filter((acl) => acl.vpcId === vpcId && acl.isDefault);
  expect(acls.length === 1, () => `${vpcId} has ${acls.length} default network ACLs`);
  const gateways = Object.values(ec2.internetGateways).filter((gateway) => gateway.vpcId === vpcId);
  expect(gateways.length <= 1, () => `${vpcId} has ${gateways.length} internet gateways`);
  const groups = Object.values(ec2.securityGroups).filter((group) => group.vpcId === vpcId);
  for (const name of repeated(groups.map(({ groupName }) => groupName)))
    expect(false, () => `${vpcId} has two security groups ${name}`);
}

function checkSubnets({ ec2 }: World, { expect }: Breaches): void {
  const inTables = Object.values(ec2.routeTables).flatMap(({ associations }) =>
    associations.flatMap(({ subnetId }) => subnetId ?? []),
  );
  const inAcls = Object.values(ec2.networkAcls).flatMap(({ associations }) =>
    associations.map(({ subnetId }) => subnetId),
  );
  for (const id of [...inTables, ...inAcls])
    expect(id in ec2.subnets, () => `an association names the subnet ${id}, which is gone`);
  for (const id of repeated(inTables)) expect(false, () => `${id} has two route tables`);
  for (const id of Object.keys(ec2.subnets)) {
    const count = inAcls.filter((known) => known === id).length;
    expect(count === 1, () => `${id} has ${count} network ACLs`);
  }
}

function checkGroups({ ec2 }: World, { expect }: Breaches): void {
  for (const { groupId, rules } of Object.values(ec2.securityGroups)) {
    for (const { ruleId, peer } of rules) {
      expect(
        peer.kind !== 'group' || peer.groupId in ec2.securityGroups,
        () => `rule ${ruleId} of ${groupId} names a group that is gone`,
      );
    }
  }
  const ids = Object.values(ec2.securityGroups).flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId));
  for (const id of repeated(ids)) expect(false, () => `the rule id ${id} occurs twice`);
}

function checkInterface(world: World, { expect }: Breaches, one: NetworkInterface): void {
  const { ec2, elbv2 } = world;
  const id = one.networkInterfaceId;
  expect(one.subnetId in ec2.subnets, () => `${id} is in ${one.subnetId}, which is gone`);
  for (const groupId of one.securityGroupIds) {
    expect(
      ec2.securityGroups[groupId]?.vpcId === one.vpcId,
      () => `${id} is in the security group ${groupId}, which its VPC does not have`,
    );
  }
  const instanceId = one.attachment?.instanceId;
  const instance = ec2.instances[instanceId ?? ''];
  const held = instance !== undefined && instance.state !== 'terminated' && instance.networkInterfaceId === id;
  expect(instanceId === undefined || held, () => `${id} hangs on ${instanceId}, which does not have it`);
  if (one.requester === undefined) {
    expect(instanceId !== undefined, () => `${id} belongs to nobody`);
    return;
  }
  const { owner } = one.requester;
  const nodes = elbv2.loadBalancers[owner]?.nodes ?? [];
  const owned =
    nodes.some(({ networkInterfaceId }) => networkInterfaceId === id) ||
    ec2.natGateways[owner]?.networkInterfaceId === id;
  expect(owned, () => `${id} was made for ${owner}, which does not have it`);
}

function checkAddresses({ ec2 }: World, { expect }: Breaches): void {
  const interfaces = Object.values(ec2.networkInterfaces);
  for (const place of repeated(
    interfaces.map(({ subnetId, privateIpAddress }) => `${privateIpAddress} in ${subnetId}`),
  )) {
    expect(false, () => `${place} was given twice`);
  }
  const lent = interfaces.flatMap(({ lentPublicIp }) => lentPublicIp ?? []);
  for (const ip of repeated([...lent, ...Object.values(ec2.addresses).map(({ publicIp }) => publicIp)])) {
    expect(false, () => `the public address ${ip} was given twice`);
  }
  for (const { allocationId, association } of Object.values(ec2.addresses)) {
    const id = association?.networkInterfaceId;
    expect(
      id === undefined || id in ec2.networkInterfaces,
      () => `${allocationId} is associated with ${id}, which is gone`,
    );
  }
  const taken = Object.values(ec2.addresses).flatMap(({ association }) => association?.networkInterfaceId ?? []);
  for (const id of repeated(taken)) expect(false, () => `${id} has two Elastic IPs`);
}

function checkNatGateways({ ec2, kernel }: World, { expect }: Breaches): void {
  for (const nat of Object.values(ec2.natGateways)) {
    const id = nat.natGatewayId;
    if (nat.state === 'failed' || nat.state === 'deleted') {
      expect(
        !((nat.networkInterfaceId ?? '') in ec2.networkInterfaces),
        () => `${id} is ${nat.state} and has its interface still`,
      );
      continue;
    }
    expect(nat.subnetId in ec2.subnets, () => `${id} is in ${nat.subnetId}, which is gone`);
    expect(
      nat.failure !== undefined || (nat.networkInterfaceId ?? '') in ec2.networkInterfaces,
      () => `${id} has no interface`,
    );
    const { allocationId, connectivityType } = nat;
    const address = ec2.addresses[allocationId ?? ''];
    const holds = address?.association?.networkInterfaceId === nat.networkInterfaceId;
    expect(
      connectivityType === 'private' || nat.failure !== undefined || holds,
      () => `${id} has lost its address ${allocationId}`,
    );
    expect(
      nat.endsAt === undefined || nat.endsAt >= kernel.now,
      () => `${id} should have ended its state at ${nat.endsAt}`,
    );
  }
}
