// Load balancers and targets: what is derived agrees with what it was derived from, and whoever drains is chosen by nobody.

import type { Action, LoadBalancer, Target, TargetGroup } from '../services/elbv2/store.js';
import { isListedAsItIs } from '../services/shared/listing.js';
import type { World } from '../world.js';
import { type Breaches, collect, repeated } from './breaches.js';
import { pendingNames } from './kernel.js';

export function loadBalancingBreaches(world: World): readonly string[] {
  const breaches = collect();
  const { expect } = breaches;
  const { elbv2 } = world;
  const pending = pendingNames(world);
  for (const loadBalancer of Object.values(elbv2.loadBalancers)) checkLoadBalancer(world, breaches, loadBalancer);
  for (const { listenerArn, loadBalancerArn, port, defaultAction, ruleArns } of Object.values(elbv2.listeners)) {
    expect(
      elbv2.loadBalancers[loadBalancerArn]?.listenerArns[port] === listenerArn,
      () => `${listenerArn} is unknown to its load balancer`,
    );
    checkAction(world, breaches, loadBalancerArn, listenerArn, defaultAction);
    const priorities = ruleArns.map((arn) => elbv2.rules[arn]?.priority ?? Number.NaN);
    expect(
      priorities.every((priority, place) => place === 0 || priority > (priorities[place - 1] ?? 0)),
      () => `the rules of ${listenerArn} are out of order: ${priorities}`,
    );
  }
  for (const { ruleArn, listenerArn, action } of Object.values(elbv2.rules)) {
    const listener = elbv2.listeners[listenerArn];
    expect(listener?.ruleArns.includes(ruleArn) === true, () => `${ruleArn} is unknown to its listener`);
    if (listener !== undefined) checkAction(world, breaches, listener.loadBalancerArn, ruleArn, action);
  }
  for (const group of Object.values(elbv2.targetGroups)) checkTargetGroup(world, breaches, pending, group);
  for (const [id, { targetGroupArn, targetKey, nodeZone }] of Object.entries(elbv2.probes)) {
    const awaited = elbv2.targetGroups[targetGroupArn]?.targets[targetKey]?.openProbes[nodeZone];
    expect(awaited === id, () => `nobody waits for ${id} any more`);
  }
  const taggable = [elbv2.loadBalancers, elbv2.listeners, elbv2.rules, elbv2.targetGroups];
  for (const arn of Object.keys(elbv2.tags)) {
    expect(
      taggable.some((table) => arn in table) ||
        Object.values(elbv2.listeners).some(({ defaultRuleArn }) => defaultRuleArn === arn),
      () => `the tags of ${arn} are left over`,
    );
  }
  return breaches.found;
}

function checkLoadBalancer({ ec2, elbv2 }: World, { expect }: Breaches, loadBalancer: LoadBalancer): void {
  const { loadBalancerArn: arn, nodes, zonesInDns, listenerArns, dnsName } = loadBalancer;
  expect(elbv2.loadBalancerArnsByDnsName[dnsName] === arn, () => `${dnsName} does not lead to ${arn}`);
  for (const listenerArn of Object.values(listenerArns))
    expect(listenerArn in elbv2.listeners, () => `${arn} has lost ${listenerArn}`);
  for (const { networkInterfaceId, availabilityZone } of nodes) {
    expect(
      ec2.networkInterfaces[networkInterfaceId]?.requester?.owner === arn,
      () => `the node of ${arn} in ${availabilityZone} has no interface`,
    );
  }
  for (const zone of repeated(nodes.map(({ availabilityZone }) => availabilityZone)))
    expect(false, () => `${arn} has two nodes in ${zone}`);
  for (const zone of zonesInDns)
    expect(
      nodes.some((node) => node.availabilityZone === zone),
      () => `${arn} is in DNS with ${zone}, where it has no node`,
    );
  for (const groupId of loadBalancer.securityGroupIds)
    expect(groupId in ec2.securityGroups, () => `${arn} is in the security group ${groupId}, which is gone`);
}

function checkAction(
  { elbv2 }: World,
  { expect }: Breaches,
  loadBalancerArn: string,
  arn: string,
  action: Action,
): void {
  if (action.type !== 'forward') return;
  for (const { targetGroupArn } of action.targetGroups) {
    const users = elbv2.targetGroups[targetGroupArn]?.loadBalancerArns ?? [];
    expect(
      users.includes(loadBalancerArn),
      () => `${arn} forwards to ${targetGroupArn}, which does not know its load balancer`,
    );
  }
}

function checkTargetGroup(world: World, breaches: Breaches, pending: ReadonlySet<string>, group: TargetGroup): void {
  const { expect } = breaches;
  const { elbv2, ec2 } = world;
  expect(group.vpcId in ec2.vpcs, () => `${group.name} is in ${group.vpcId}, which is gone`);
  const forwards = [
    ...Object.values(elbv2.listeners).map(({ defaultAction, loadBalancerArn }) => ({
      action: defaultAction,
      loadBalancerArn,
    })),
    ...Object.values(elbv2.rules).map(({ action, listenerArn }) => ({
      action,
      loadBalancerArn: elbv2.listeners[listenerArn]?.loadBalancerArn ?? '',
    })),
  ];
  const users = new Set(
    forwards
      .filter(
        ({ action }) =>
          action.type === 'forward' &&
          action.targetGroups.some(({ targetGroupArn }) => targetGroupArn === group.targetGroupArn),
      )
      .map(({ loadBalancerArn }) => loadBalancerArn),
  );
  expect(
    group.loadBalancerArns.length === users.size && group.loadBalancerArns.every((arn) => users.has(arn)),
    () => `${group.name} counts ${group.loadBalancerArns.length} load balancers, and ${users.size} use it`,
  );
  expect(isListedAsItIs(group.targets), () => `the list of ${group.name}'s targets is not its record`);
  for (const [key, target] of Object.entries(group.targets)) checkTarget(world, breaches, pending, group, key, target);
  for (const [zone, { targetKeys }] of Object.entries(group.rotations)) {
    for (const key of targetKeys) {
      const state = group.targets[key]?.health.state;
      expect(
        state !== undefined && state !== 'draining' && state !== 'unused',
        () => `the node in ${zone} would choose ${key} of ${group.name}, which is ${state ?? 'gone'}`,
      );
    }
  }
}

function checkTarget(
  world: World,
  { expect }: Breaches,
  pending: ReadonlySet<string>,
  group: TargetGroup,
  key: string,
  target: Target,
): void {
  const name = `${key} of ${group.name}`;
  const instance = world.ec2.instances[target.targetId];
  const { state } = target.health;
  const drains = state === 'draining';
  const followed =
    pending.has(`drain ${group.targetGroupArn} ${key}`) || pending.has(`target-health ${group.targetGroupArn} ${key}`);
  expect(!drains || followed, () => `${name} drains for ever`);
  expect(
    instance !== undefined || drains || target.leaving !== undefined,
    () => `${name} is registered, and there is no such instance`,
  );
  expect(
    target.outstanding >= 0 && Number.isInteger(target.outstanding),
    () => `${name} has ${target.outstanding} requests outstanding`,
  );
  for (const [zone, id] of Object.entries(target.openProbes))
    expect(id in world.elbv2.probes, () => `${name} waits in ${zone} for ${id}, which nobody sent`);
  expect(
    (state !== 'draining' && state !== 'unused') || Object.keys(target.views).length === 0,
    () => `${name} is ${state} and still checked`,
  );
}
