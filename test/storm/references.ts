// Names in a storm's steps stand for what will be there when the step is played: `$instance:17` is the 17th instance, counted round.
// So a step keeps its meaning when others are left out, and a failure can be made smaller.

import type { World } from '../../src/sandbox/world.js';

const list = (table: object): readonly string[] => Object.keys(table);

/** What there is of each kind, in the order of the world. */
const KINDS: Readonly<Record<string, (world: World) => readonly string[]>> = {
  instance: ({ ec2 }) => list(ec2.instances),
  running: ({ ec2 }) =>
    Object.values(ec2.instances).flatMap(({ instanceId, state }) => (state === 'running' ? instanceId : [])),
  vpc: ({ ec2 }) => list(ec2.vpcs),
  subnet: ({ ec2 }) => list(ec2.subnets),
  'security-group': ({ ec2 }) => list(ec2.securityGroups),
  'security-rule': ({ ec2 }) =>
    Object.values(ec2.securityGroups).flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId)),
  'route-table': ({ ec2 }) => list(ec2.routeTables),
  'route-association': ({ ec2 }) =>
    Object.values(ec2.routeTables).flatMap(({ associations }) =>
      associations.map(({ associationId }) => associationId),
    ),
  'network-acl': ({ ec2 }) => list(ec2.networkAcls),
  'acl-association': ({ ec2 }) =>
    Object.values(ec2.networkAcls).flatMap(({ associations }) =>
      associations.map(({ associationId }) => associationId),
    ),
  'internet-gateway': ({ ec2 }) => list(ec2.internetGateways),
  'nat-gateway': ({ ec2 }) => list(ec2.natGateways),
  interface: ({ ec2 }) => list(ec2.networkInterfaces),
  attachment: ({ ec2 }) =>
    Object.values(ec2.networkInterfaces).flatMap(({ attachment }) => attachment?.attachmentId ?? []),
  allocation: ({ ec2 }) => list(ec2.addresses),
  'address-association': ({ ec2 }) =>
    Object.values(ec2.addresses).flatMap(({ association }) => association?.associationId ?? []),
  'profile-association': ({ ec2 }) =>
    Object.values(ec2.instances).flatMap(({ instanceProfileAssociationId }) => instanceProfileAssociationId ?? []),
  template: ({ ec2 }) => list(ec2.launchTemplates),
  volume: ({ ec2 }) => list(ec2.volumes),
  group: ({ autoscaling }) => list(autoscaling.groups),
  'group-arn': ({ autoscaling }) => Object.values(autoscaling.groups).map(({ groupArn }) => groupArn),
  member: ({ autoscaling }) => Object.values(autoscaling.groups).flatMap(({ instances }) => list(instances)),
  policy: ({ autoscaling }) => Object.values(autoscaling.policies).map(({ policyName }) => policyName),
  'policy-arn': ({ autoscaling }) => list(autoscaling.policies),
  hook: ({ autoscaling }) =>
    Object.values(autoscaling.groups).flatMap(({ hooks }) => hooks.map(({ hookName }) => hookName)),
  refresh: ({ autoscaling }) =>
    Object.values(autoscaling.refreshes).flatMap((all) => all.map(({ refreshId }) => refreshId)),
  'load-balancer': ({ elbv2 }) => list(elbv2.loadBalancers),
  dns: ({ elbv2 }) => list(elbv2.loadBalancerArnsByDnsName),
  listener: ({ elbv2 }) => list(elbv2.listeners),
  rule: ({ elbv2 }) => list(elbv2.rules),
  'target-group': ({ elbv2 }) => list(elbv2.targetGroups),
  'balanced-arn': ({ elbv2 }) => [elbv2.loadBalancers, elbv2.targetGroups, elbv2.listeners, elbv2.rules].flatMap(list),
  alarm: ({ cloudwatch }) => list(cloudwatch.alarms),
  'alarm-arn': ({ cloudwatch }) => Object.values(cloudwatch.alarms).map(({ alarmArn }) => alarmArn),
  role: ({ iam }) => list(iam.roles),
  profile: ({ iam }) => list(iam.instanceProfiles),
  parameter: ({ ssm }) => list(ssm.parameters),
  command: ({ ssm }) => list(ssm.commands),
  zone: ({ account }) => account.zones.map(({ name }) => name),
  traffic: ({ fleet }) => fleet.traffics.map(({ trafficId }) => trafficId),
};

const REFERENCE = /^\$([a-z-]+):(\d+)$/;

/** A copy of the value with every reference replaced; one to nothing becomes a name that does not exist. */
export function resolved(value: unknown, world: World): unknown {
  // Several in one text, as Auto Scaling takes its subnets.
  if (typeof value === 'string')
    return value
      .split(',')
      .map((part) => resolveText(part, world))
      .join(',');
  if (Array.isArray(value)) return value.map((item) => resolved(item, world));
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, world)]));
}

function resolveText(text: string, world: World): string {
  const [, kind, number] = REFERENCE.exec(text) ?? [];
  if (kind === undefined || number === undefined) return text;
  const there = KINDS[kind]?.(world);
  if (there === undefined) throw new Error(`storm: nothing is called ${kind}`);
  return there[Number(number) % there.length] ?? `${kind}-that-is-not-there`;
}
