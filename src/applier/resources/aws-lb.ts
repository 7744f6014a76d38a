// aws_lb of type application. Not here: network and gateway load balancers, access logs, subnet mappings.

import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  type LoadBalancer,
  ModifyLoadBalancerAttributesCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { assert } from '../../errors.js';
import { orGone } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { type AttributesOf, flag, number, set, TAGS, text, textAttribute } from '../schema.js';
import { elbv2TagInput, elbv2Tags, retagElbv2 } from './elbv2-tags.js';

const GONE = ['LoadBalancerNotFound'];

const schema = {
  name: text({ required: true, replaces: true }),
  internal: flag({ computed: true, replaces: true }),
  load_balancer_type: text({ default: 'application', replaces: true }),
  security_groups: set({ computed: true }),
  subnets: set({ computed: true }),
  idle_timeout: number({ default: 60 }),
  client_keep_alive: number({ default: 3600 }),
  enable_deletion_protection: flag({ default: false }),
  enable_http2: flag({ default: true }),
  drop_invalid_header_fields: flag({ default: false }),
  preserve_host_header: flag({ default: false }),
  desync_mitigation_mode: text({ default: 'defensive' }),
  xff_header_processing_mode: text({ default: 'append' }),
  ...TAGS,
  arn: textAttribute(),
  arn_suffix: textAttribute(),
  dns_name: textAttribute(),
  ip_address_type: textAttribute(),
  vpc_id: textAttribute(),
  zone_id: textAttribute(),
};
type Planned = AttributesOf<typeof schema>;

/** Terraform's names for the attributes AWS keeps as text, and what AWS assumes for one that it does not list. */
const ATTRIBUTES = [
  ['idle_timeout', 'idle_timeout.timeout_seconds', '60'],
  ['client_keep_alive', 'client_keep_alive.seconds', '3600'],
  ['enable_deletion_protection', 'deletion_protection.enabled', 'false'],
  ['enable_http2', 'routing.http2.enabled', 'true'],
  ['drop_invalid_header_fields', 'routing.http.drop_invalid_header_fields.enabled', 'false'],
  ['preserve_host_header', 'routing.http.preserve_host_header.enabled', 'false'],
  ['desync_mitigation_mode', 'routing.http.desync_mitigation_mode', 'defensive'],
  ['xff_header_processing_mode', 'routing.http.xff_header_processing.mode', 'append'],
] as const;

export const awsLb = defineResource({
  type: 'aws_lb',
  schema,

  async create(operation, planned) {
    const { elbv2 } = operation.clients;
    const there = await orGone(elbv2.send(new DescribeLoadBalancersCommand({ Names: [planned.name] })), GONE);
    if ((there?.LoadBalancers ?? []).length > 0)
      throw new Error(`DuplicateLoadBalancerName: a load balancer ${planned.name} exists already.`);
    const { LoadBalancers } = await elbv2.send(
      new CreateLoadBalancerCommand({
        Name: planned.name,
        Type: 'application',
        Scheme: planned.internal === true ? 'internal' : undefined,
        SecurityGroups: planned.security_groups === null ? undefined : [...planned.security_groups],
        Subnets: [...(planned.subnets ?? [])],
        Tags: elbv2TagInput(planned.tags_all),
      }),
    );
    const arn = LoadBalancers?.[0]?.LoadBalancerArn;
    assert(arn, 'CreateLoadBalancer answered no load balancer');
    return arn;
  },

  async settle(operation, id, planned) {
    await active(operation, id);
    await setAttributes(operation, id, planned);
  },

  async read(operation, id) {
    const balancer = await find(operation, id);
    return balancer === undefined ? undefined : readBalancer(operation, id, balancer);
  },

  async update(operation, id, { after, changed }) {
    const { elbv2 } = operation.clients;
    if (ATTRIBUTES.some(([name]) => changed.has(name))) await setAttributes(operation, id, after);
    if (changed.has('security_groups')) {
      await elbv2.send(
        new SetSecurityGroupsCommand({ LoadBalancerArn: id, SecurityGroups: [...(after.security_groups ?? [])] }),
      );
    }
    if (changed.has('subnets'))
      await elbv2.send(new SetSubnetsCommand({ LoadBalancerArn: id, Subnets: [...(after.subnets ?? [])] }));
    await active(operation, id);
  },

  retag: retagElbv2,

  /** Its network interfaces go a little later; until then its subnets and security groups cannot be deleted. */
  async remove(operation, id) {
    await orGone(operation.clients.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: id })), GONE);
    const description = `ELB ${id.split(':loadbalancer/')[1] ?? id}`;
    const free = async (): Promise<boolean> => {
      const filter = { Name: 'description', Values: [description] };
      const { NetworkInterfaces } = await operation.clients.ec2.send(
        new DescribeNetworkInterfacesCommand({ Filters: [filter] }),
      );
      return (NetworkInterfaces ?? []).length === 0;
    };
    await operation.until(free, { timeoutSeconds: 600, describe: 'the network interfaces of the load balancer to go' });
  },
});

async function find({ clients }: Operation, id: string): Promise<LoadBalancer | undefined> {
  const answer = await orGone(clients.elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] })), GONE);
  return answer?.LoadBalancers?.[0];
}

async function active(operation: Operation, id: string): Promise<void> {
  const isActive = async (): Promise<boolean> => {
    const state = (await find(operation, id))?.State;
    if (state?.Code === 'failed') throw new Error(`The load balancer failed: ${state.Reason ?? 'no reason given'}`);
    return state?.Code === 'active';
  };
  await operation.until(isActive, { timeoutSeconds: 600, describe: 'the load balancer to become active' });
}

async function attributesNow({ clients }: Operation, id: string): Promise<ReadonlyMap<string, string>> {
  const { Attributes } = await clients.elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: id }));
  return new Map((Attributes ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

async function setAttributes(operation: Operation, id: string, planned: Planned): Promise<void> {
  const now = await attributesNow(operation, id);
  const differing = ATTRIBUTES.filter(([name, key, assumed]) => String(planned[name]) !== (now.get(key) ?? assumed));
  if (differing.length === 0) return;
  const Attributes = differing.map(([name, Key]) => ({ Key, Value: String(planned[name]) }));
  await operation.clients.elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: id, Attributes }));
}

async function readBalancer(operation: Operation, id: string, balancer: LoadBalancer): Promise<Partial<Planned>> {
  const now = await attributesNow(operation, id);
  const value = (name: (typeof ATTRIBUTES)[number][0]): string => {
    const row = ATTRIBUTES.find(([each]) => each === name);
    return row === undefined ? '' : (now.get(row[1]) ?? row[2]);
  };
  return {
    name: balancer.LoadBalancerName ?? '',
    internal: balancer.Scheme === 'internal',
    load_balancer_type: balancer.Type ?? 'application',
    security_groups: balancer.SecurityGroups ?? [],
    subnets: (balancer.AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
    idle_timeout: Number(value('idle_timeout')),
    client_keep_alive: Number(value('client_keep_alive')),
    enable_deletion_protection: value('enable_deletion_protection') === 'true',
    enable_http2: value('enable_http2') === 'true',
    drop_invalid_header_fields: value('drop_invalid_header_fields') === 'true',
    preserve_host_header: value('preserve_host_header') === 'true',
    desync_mitigation_mode: value('desync_mitigation_mode'),
    xff_header_processing_mode: value('xff_header_processing_mode'),
    tags_all: await elbv2Tags(operation, id),
    arn: id,
    arn_suffix: id.split(':loadbalancer/')[1] ?? null,
    dns_name: balancer.DNSName ?? null,
    ip_address_type: balancer.IpAddressType ?? null,
    vpc_id: balancer.VpcId ?? null,
    zone_id: balancer.CanonicalHostedZoneId ?? null,
  };
}
