// Never accepted and ignored, inside too: a member of a structure within an input that its handler does not name is added to a call that is
// accepted. Either the call is refused, and the refusal names the member or what it stands in; or it stands here why there is nothing to choose.

import { beforeAll, expect, test } from 'vitest';
import type { ServiceError } from '../../src/errors.js';
import type { Sandbox } from '../../src/sandbox/index.js';
import { createServiceModel } from '../../src/sandbox/wire/service-model.js';
import type { Member, Shape } from '../../src/sandbox/wire/shapes.js';
import { operationsOf, SERVICE_NAMES } from '../../src/sandbox/wiring.js';
import { wordsByOperation } from './members-named.js';
import { namedStack } from './named-stack.js';
import { ACCEPTED, type Names } from './refused-parameters.js';
import { modelFiles } from './wire/harness.js';

let stack: Sandbox;
let names: Names;
let checked = 0;

beforeAll(async () => {
  ({ stack, names } = await namedStack());
});

/** The members on the way, from the input down to the one that nobody reads. */
type Path = readonly Member[];

/** Where a member is unread nothing below it is looked at. Members of the input itself are another test's. */
function unreadBelow(shape: Shape, words: ReadonlySet<string>, path: Path = []): readonly Path[] {
  if (shape.kind !== 'structure') return shape.kind === 'scalar' ? [] : unreadBelow(shape.of, words, path);
  return shape.members.flatMap((member) => {
    if (path.some(({ name }) => name === member.name)) return [];
    const way = [...path, member];
    if (words.has(member.name)) return unreadBelow(member.shape, words, way);
    return path.length === 0 ? [] : [way];
  });
}

function sampleOf({ shape, allowed }: Pick<Member, 'shape' | 'allowed'>): unknown {
  switch (shape.kind) {
    case 'scalar':
      if (shape.scalar === 'string') return allowed?.[0] ?? 'x';
      return shape.scalar === 'number' ? 1 : shape.scalar === 'boolean' ? true : new Date(0);
    case 'list':
      return [sampleOf({ shape: shape.of, allowed })];
    case 'map':
      return { x: sampleOf({ shape: shape.of, allowed }) };
    case 'structure':
      return Object.fromEntries(shape.members.slice(0, 1).map((member) => [member.name, sampleOf(member)]));
  }
}

type Plain = Record<string, unknown>;

/** The call with the member in it, everything on the way as the call has it, else as empty as can be. */
function withMember(base: Plain, [member, ...way]: Path): Plain {
  if (member === undefined) return base;
  const inner = base[member.name];
  if (way.length === 0) return { ...base, [member.name]: sampleOf(member) };
  if (member.shape.kind === 'list') {
    const [first = {}, ...others] = (inner as Plain[] | undefined) ?? [];
    return { ...base, [member.name]: [withMember(first, way), ...others] };
  }
  return { ...base, [member.name]: withMember((inner as Plain | undefined) ?? {}, way) };
}

/** What is stored as it was sent, and read when something is made from it. */
const READ_LATER: Readonly<Record<string, string>> = {
  'ec2 CreateLaunchTemplate': 'RunInstances',
  'ec2 CreateLaunchTemplateVersion': 'RunInstances',
};

const permissions = ({ securityGroup }: Names) => ({
  GroupId: securityGroup,
  IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: securityGroup }] }],
});
const mappings = ({ subnet, otherSubnet }: Names) => ({
  SubnetMappings: [{ SubnetId: subnet }, { SubnetId: otherSubnet }],
});
const source = ({ group, targetGroup }: Names) => ({
  AutoScalingGroupName: group,
  TrafficSources: [{ Identifier: targetGroup }],
});
const tagged = ({ group }: Names) => [{ Key: 'a', ResourceId: group, ResourceType: 'auto-scaling-group' }];

/** The calls that the members are added to, where `ACCEPTED` has none, or one without the structure in question. */
const CALLS: Readonly<Record<string, (names: Names) => Plain>> = {
  'ec2 CreateLaunchTemplateVersion': ({ template }) => ({ LaunchTemplateId: template, LaunchTemplateData: {} }),
  'ec2 AuthorizeSecurityGroupEgress': permissions,
  'ec2 AuthorizeSecurityGroupIngress': permissions,
  'ec2 RevokeSecurityGroupEgress': permissions,
  'ec2 RevokeSecurityGroupIngress': permissions,
  'ec2 UpdateSecurityGroupRuleDescriptionsEgress': permissions,
  'ec2 UpdateSecurityGroupRuleDescriptionsIngress': permissions,
  'ec2 ModifySecurityGroupRules': ({ securityGroup, rule }) => ({
    GroupId: securityGroup,
    SecurityGroupRules: [
      {
        SecurityGroupRuleId: rule,
        SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIpv4: '10.0.0.0/8' },
      },
    ],
  }),
  'elbv2 CreateLoadBalancer': (all) => ({ Name: 'another', ...mappings(all) }),
  'elbv2 SetSubnets': (all) => ({ LoadBalancerArn: all.loadBalancer, ...mappings(all) }),
  'elbv2 ModifyCapacityReservation': ({ loadBalancer }) => ({ LoadBalancerArn: loadBalancer }),
  'elbv2 ModifyListener': ({ listener, targetGroup }) => ({
    ListenerArn: listener,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroup }],
  }),
  'elbv2 ModifyRule': ({ listenerRule }) => ({
    RuleArn: listenerRule,
    Conditions: [{ Field: 'path-pattern', Values: ['/new'] }],
    Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '410' } }],
  }),
  'autoscaling CreateAutoScalingGroup': (all) => ({
    ...ACCEPTED['autoscaling CreateAutoScalingGroup']?.(all),
    Tags: [{ Key: 'a' }],
  }),
  'autoscaling DetachTrafficSources': source,
  'autoscaling DeleteTags': (all) => ({ Tags: tagged(all) }),
};

/** Why a member may be there and change nothing, by the ends of their paths. */
const REASONS: readonly (readonly [end: string, reason: string])[] = [
  ['TargetGroupStickinessConfig.DurationSeconds', 'stickiness that is on is refused; off, it lasts for no time'],
  ['DeleteTags Tags.PropagateAtLaunch', 'a tag is deleted by its key'],
];

test.each(SERVICE_NAMES)('%s: no member within an input is accepted and ignored', (service) => {
  const file = modelFiles.find((one) => one.service === service);
  if (file === undefined) throw new Error(`no model of ${service}`);
  const model = createServiceModel(file);
  const known = wordsByOperation(service);
  const ignored: string[] = [];
  for (const operation of Object.keys(operationsOf(service))) {
    const name = `${service} ${operation}`;
    const { input } = model.operation(operation);
    if (input === undefined) continue;
    const words = new Set([...(known.get(operation) ?? []), ...(known.get(READ_LATER[name] ?? '') ?? [])]);
    const call = (CALLS[name] ?? ACCEPTED[name])?.(names) ?? {};
    for (const path of unreadBelow(input, words)) {
      const text = path.map((member) => member.name).join('.');
      const refusal = refusalOf(service, operation, withMember(call as Plain, path));
      const isRefused =
        refusal.startsWith('UnsupportedOperation') || path.some(({ name: each }) => refusal.includes(each));
      const isExcused = REASONS.some(([end]) => `${operation} ${text}`.endsWith(end));
      if (!isRefused && !isExcused) ignored.push(`${operation} ${text}: ${refusal}`);
      checked += 1;
    }
  }
  expect(ignored).toEqual([]);
});

function refusalOf(service: string, operation: string, call: object): string {
  try {
    stack.fork().call(service, operation, call);
    return 'accepted';
  } catch (error) {
    const { code, message } = error as ServiceError;
    return `${code}: ${message}`;
  }
}

test('enough members were looked at to mean something', () => {
  expect(checked).toBeGreaterThan(200);
});
