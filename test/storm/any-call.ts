// What a storm calls at random: any served operation, its input made from the wire model, with names of things that exist where a
// member's name suggests them. Most of it is refused; none of it may break anything.

import { loadWireModel } from '../../src/sandbox/server/load-wire-model.js';
import { createServiceModel, type ServiceModel } from '../../src/sandbox/wire/service-model.js';
import type { Member, Shape, StructureShape } from '../../src/sandbox/wire/shapes.js';
import type { Call } from './calls/index.js';
import type { Dice } from './dice.js';

const models: readonly ServiceModel[] = loadWireModel().map(createServiceModel);
const operations = models.flatMap((model) => Object.keys(model.file.operations).map((name) => ({ model, name })));

/** What the names of members mean, first match first. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^(Resources?|ResourceId)$/, 'instance'],
  [/InstanceProfileName/, 'profile'],
  [/InstanceIds?$/, 'instance'],
  [/SubnetIds?$|^Subnets$|VPCZoneIdentifier/, 'subnet'],
  [/VpcIds?$/, 'vpc'],
  [/SecurityGroupRuleIds?/, 'security-rule'],
  [/SecurityGroups?(Ids?)?$|^GroupIds?$|^Groups$/, 'security-group'],
  [/RouteTableIds?/, 'route-table'],
  [/NetworkAclIds?/, 'network-acl'],
  [/(Internet)?GatewayIds?$/, 'internet-gateway'],
  [/NatGatewayIds?/, 'nat-gateway'],
  [/NetworkInterfaceIds?/, 'interface'],
  [/AllocationIds?/, 'allocation'],
  [/AssociationIds?/, 'route-association'],
  [/LaunchTemplateIds?/, 'template'],
  [/VolumeIds?/, 'volume'],
  [/AutoScalingGroupNames?/, 'group'],
  [/PolicyNames?/, 'policy'],
  [/LifecycleHookNames?/, 'hook'],
  [/LoadBalancerArns?/, 'load-balancer'],
  [/ListenerArns?/, 'listener'],
  [/RuleArns?/, 'rule'],
  [/TargetGroupA(rn|RN)s?/, 'target-group'],
  [/ResourceArns?|ResourceARN/, 'balanced-arn'],
  [/AlarmNames?/, 'alarm'],
  [/RoleName/, 'role'],
  [/CommandId/, 'command'],
  [/AvailabilityZones?$/, 'zone'],
];
const WORDS = [
  'storm',
  '',
  '0',
  '-1',
  '10.0.0.0/16',
  'arn:aws:iam::123456789012:role/x',
  '$Latest',
  '*',
  'ünïcödé ✓',
  'constructor',
  '__proto__',
  'a'.repeat(300),
];
const NUMBERS = [0, 1, 2, 5, 60, 80, 100, -1, 65_535, 1e9, 0.5, 2 ** 53];

export function anyCall(dice: Dice): Call {
  const { model, name } = dice.one(operations);
  const shape = model.operation(name).input;
  return {
    service: model.service,
    operation: name,
    input: shape?.kind === 'structure' ? structure(dice, shape, 0) : {},
  };
}

export function modelOf(service: string): ServiceModel | undefined {
  return models.find((model) => model.service === service);
}

function structure(dice: Dice, shape: StructureShape, depth: number): Record<string, unknown> {
  const members = shape.union ? [dice.one(shape.members)] : shape.members;
  const made: Record<string, unknown> = {};
  for (const member of members) {
    const share = member.name === 'DryRun' ? 0.02 : 0.25 / (depth + 1);
    if (member.required || shape.union || dice.chance(share))
      made[member.name] = value(dice, member.shape, member, depth + 1);
  }
  return made;
}

function value(dice: Dice, shape: Shape, member: Member, depth: number): unknown {
  switch (shape.kind) {
    case 'structure':
      return depth > 5 ? {} : structure(dice, shape, depth);
    case 'list':
      return Array.from({ length: dice.number(0, depth > 5 ? 0 : 2) }, () => value(dice, shape.of, member, depth));
    case 'map':
      return { [dice.one(WORDS)]: value(dice, shape.of, member, depth) };
    case 'scalar':
      return scalar(dice, shape.scalar, member);
  }
}

function scalar(dice: Dice, kind: string, member: Member): unknown {
  switch (kind) {
    case 'string': {
      if (member.allowed !== undefined) return dice.one(member.allowed);
      const meant = MEANINGS.find(([pattern]) => pattern.test(member.name))?.[1];
      return meant !== undefined && dice.chance(0.85) ? dice.some(meant) : dice.one(WORDS);
    }
    case 'number':
      return dice.one(NUMBERS);
    case 'boolean':
      return dice.chance(0.5);
    case 'blob':
      return Uint8Array.from([dice.number(0, 255), 0]);
    default:
      return new Date(Date.UTC(2026, 0, 5, dice.number(0, 23)));
  }
}
