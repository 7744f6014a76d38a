// aws_lb_target_group of instances behind an application load balancer. Not here: Lambda and IP targets, network load balancer options.

import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type ProtocolEnum,
  type TargetGroup,
  type TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { assert } from '../../errors.js';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { type AttributesOf, block, flag, number, setAttribute, TAGS, text, textAttribute } from '../schema.js';
import { elbv2TagInput, elbv2Tags, retagElbv2 } from './elbv2-tags.js';

const GONE = ['TargetGroupNotFound'];

const schema = {
  name: text({ required: true, replaces: true }),
  port: number({ replaces: true }),
  protocol: text({ replaces: true }),
  protocol_version: text({ computed: true, replaces: true }),
  vpc_id: text({ replaces: true }),
  target_type: text({ default: 'instance', replaces: true }),
  deregistration_delay: text({ default: '300' }),
  slow_start: number({ default: 0 }),
  load_balancing_algorithm_type: text({ computed: true }),
  health_check: block(
    'single',
    {
      enabled: flag({ default: true }),
      healthy_threshold: number({ default: 3 }),
      interval: number({ default: 30 }),
      matcher: text({ computed: true }),
      path: text({ computed: true }),
      port: text({ default: 'traffic-port' }),
      protocol: text({ default: 'HTTP' }),
      timeout: number({ computed: true }),
      unhealthy_threshold: number({ default: 3 }),
    },
    { computed: true },
  ),
  stickiness: block(
    'single',
    {
      type: text({ required: true }),
      enabled: flag({ default: true }),
      cookie_duration: number({ default: 86_400 }),
    },
    { computed: true },
  ),
  ...TAGS,
  arn: textAttribute(),
  arn_suffix: textAttribute(),
  ip_address_type: textAttribute(),
  load_balancer_arns: setAttribute(),
};
type Planned = AttributesOf<typeof schema>;

export const awsLbTargetGroup = defineResource({
  type: 'aws_lb_target_group',
  schema,

  async create(operation, planned) {
    const { elbv2 } = operation.clients;
    const there = await orGone(elbv2.send(new DescribeTargetGroupsCommand({ Names: [planned.name] })), GONE);
    if ((there?.TargetGroups ?? []).length > 0)
      throw new Error(`DuplicateTargetGroupName: a target group ${planned.name} exists already.`);
    const { TargetGroups } = await elbv2.send(
      new CreateTargetGroupCommand({
        Name: planned.name,
        Port: planned.port ?? undefined,
        Protocol: (planned.protocol ?? undefined) as ProtocolEnum | undefined,
        ProtocolVersion: planned.protocol_version ?? undefined,
        VpcId: planned.vpc_id ?? undefined,
        TargetType: planned.target_type as TargetTypeEnum,
        Tags: elbv2TagInput(planned.tags_all),
        ...healthCheckInput(planned),
      }),
    );
    const arn = TargetGroups?.[0]?.TargetGroupArn;
    assert(arn, 'CreateTargetGroup answered no target group');
    return arn;
  },

  settle: setAttributes,

  async read(operation, id) {
    const answer = await orGone(
      operation.clients.elbv2.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [id] })),
      GONE,
    );
    const group = answer?.TargetGroups?.[0];
    return group === undefined ? undefined : readGroup(operation, id, group);
  },

  async update(operation, id, { after, changed }) {
    if (changed.has('health_check')) {
      await operation.clients.elbv2.send(
        new ModifyTargetGroupCommand({ TargetGroupArn: id, ...healthCheckInput(after) }),
      );
    }
    await setAttributes(operation, id, after);
  },

  retag: retagElbv2,

  async remove(operation, id) {
    const call = () => orGone(operation.clients.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: id })), GONE);
    await retried(operation, call, {
      on: ['ResourceInUse', 'ResourceInUseException'],
      saying: 'is currently in use by a listener or a rule',
      timeoutSeconds: 120,
      describe: 'the target group to be free of listeners',
    });
  },
});

function healthCheckInput({ health_check: [check] }: Planned) {
  if (check === undefined) return {};
  return {
    HealthCheckEnabled: check.enabled,
    HealthCheckIntervalSeconds: check.interval,
    HealthCheckPath: check.path ?? undefined,
    HealthCheckPort: check.port,
    HealthCheckProtocol: check.protocol as ProtocolEnum,
    HealthCheckTimeoutSeconds: check.timeout ?? undefined,
    HealthyThresholdCount: check.healthy_threshold,
    UnhealthyThresholdCount: check.unhealthy_threshold,
    Matcher: check.matcher ? { HttpCode: check.matcher } : undefined,
  };
}

function attributeValues(planned: Planned): Readonly<Record<string, string>> {
  const [sticky] = planned.stickiness;
  const algorithm = planned.load_balancing_algorithm_type;
  return {
    'deregistration_delay.timeout_seconds': planned.deregistration_delay,
    'slow_start.duration_seconds': String(planned.slow_start),
    ...(algorithm === null ? {} : { 'load_balancing.algorithm.type': algorithm }),
    ...(sticky === undefined
      ? {}
      : {
          'stickiness.enabled': String(sticky.enabled),
          'stickiness.type': sticky.type,
          'stickiness.lb_cookie.duration_seconds': String(sticky.cookie_duration),
        }),
  };
}

async function setAttributes(operation: Operation, id: string, planned: Planned): Promise<void> {
  const now = await attributesNow(operation, id);
  const differing = Object.entries(attributeValues(planned)).filter(([key, value]) => now.get(key) !== value);
  if (differing.length === 0) return;
  const Attributes = differing.map(([Key, Value]) => ({ Key, Value }));
  await operation.clients.elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: id, Attributes }));
}

async function attributesNow({ clients }: Operation, id: string): Promise<ReadonlyMap<string, string>> {
  const { Attributes } = await clients.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: id }));
  return new Map((Attributes ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

async function readGroup(operation: Operation, id: string, group: TargetGroup): Promise<Partial<Planned>> {
  const now = await attributesNow(operation, id);
  return {
    name: group.TargetGroupName ?? '',
    port: group.Port ?? null,
    protocol: group.Protocol ?? null,
    protocol_version: group.ProtocolVersion ?? null,
    vpc_id: group.VpcId ?? null,
    target_type: group.TargetType ?? 'instance',
    deregistration_delay: now.get('deregistration_delay.timeout_seconds') ?? '300',
    slow_start: Number(now.get('slow_start.duration_seconds') ?? 0),
    load_balancing_algorithm_type: now.get('load_balancing.algorithm.type') ?? null,
    health_check: [healthCheckOf(group)],
    stickiness: [
      {
        type: now.get('stickiness.type') ?? 'lb_cookie',
        enabled: now.get('stickiness.enabled') === 'true',
        cookie_duration: Number(now.get('stickiness.lb_cookie.duration_seconds') ?? 86_400),
      },
    ],
    tags_all: await elbv2Tags(operation, id),
    arn: id,
    arn_suffix: id.split(':').at(-1) ?? null,
    ip_address_type: group.IpAddressType ?? null,
    load_balancer_arns: group.LoadBalancerArns ?? [],
  };
}

function healthCheckOf(group: TargetGroup): Planned['health_check'][number] {
  return {
    enabled: group.HealthCheckEnabled ?? true,
    healthy_threshold: group.HealthyThresholdCount ?? 3,
    interval: group.HealthCheckIntervalSeconds ?? 30,
    matcher: group.Matcher?.HttpCode ?? null,
    path: group.HealthCheckPath ?? null,
    port: group.HealthCheckPort ?? 'traffic-port',
    protocol: group.HealthCheckProtocol ?? 'HTTP',
    timeout: group.HealthCheckTimeoutSeconds ?? null,
    unhealthy_threshold: group.UnhealthyThresholdCount ?? 3,
  };
}
