// A small world of real EC2 and real load balancers with scripted machines: each instance answers probes as the test says.
// Not a sandbox: no other service runs, the load balancers' metrics are only collected.

import { createKernel, type Kernel, newKernelState } from '../../../../src/kernel/index.js';
import type { Context, MetricDatum } from '../../../../src/sandbox/context.js';
import { RANK } from '../../../../src/sandbox/context.js';
import type { EventOf, EventType, SandboxEvent } from '../../../../src/sandbox/events.js';
import type { FleetCommand, FleetObservation, ProbeRequest, ProbeResult } from '../../../../src/sandbox/fleet/fleet.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import * as elbv2 from '../../../../src/sandbox/services/elbv2/index.js';
import { IMAGES } from '../../../../src/sandbox/services/shared/images.js';
import type { Account, World } from '../../../../src/sandbox/world.js';
import { ALONE } from '../shared/lookup.js';

export const START = Date.UTC(2026, 0, 5, 12, 0, 0);
export const SECOND = 1_000;
export const MINUTE = 60_000;

const ACCOUNT: Account = {
  id: '123456789012',
  region: 'us-east-1',
  zones: ['a', 'b', 'c'].map((letter, index) => ({ name: `us-east-1${letter}`, id: `use1-az${index + 1}` })),
};

/** How a machine answers a probe; `silent` lets it time out. */
export type Answer = number | 'refused' | 'malformed' | 'silent';

export interface TestWorld {
  readonly world: World;
  readonly context: Context;
  readonly kernel: Kernel<SandboxEvent>;
  readonly commands: FleetCommand[];
  readonly data: MetricDatum[];
  /** By instance id; 200 where nothing is said. May depend on the probe. */
  readonly answers: Record<string, Answer | ((probe: ProbeRequest) => Answer)>;
  run(ms: number): void;
  events<T extends EventType>(type: T): readonly { readonly at: number; readonly event: EventOf<T> }[];
}

export function newTestWorld(seed = 'elbv2'): TestWorld {
  const world = {
    account: ACCOUNT,
    kernel: newKernelState<SandboxEvent>(seed, START),
    ec2: ec2.newStore(ACCOUNT),
    elbv2: elbv2.newStore(ACCOUNT),
    mailbox: {},
  } as unknown as World;
  const live = revive(world);
  ec2.seed(live.context);
  return live;
}

/** Binds controllers and scripted machines to a world, new or loaded. */
export function revive(world: World, answers: TestWorld['answers'] = {}): TestWorld {
  const kernel = createKernel(world.kernel);
  const commands: FleetCommand[] = [];
  const data: MetricDatum[] = [];
  const context: Context = {
    kernel,
    world,
    perform: (command) => {
      commands.push(command);
      if (command.kind === 'probe') post(live, command.probe);
    },
    metrics: { publish: (datum) => datum.namespace === 'AWS/ApplicationELB' && data.push(datum) },
    lookup: ALONE,
  };
  const live: TestWorld = {
    ...{ world, context, kernel, commands, data, answers },
    run: (ms) => kernel.runUntil(kernel.now + ms),
    events: <T extends EventType>(type: T) =>
      kernel.journal.flatMap(({ at, event }) => (event.type === type ? [{ at, event: event as EventOf<T> }] : [])),
  };
  bind(live);
  return live;
}

function bind({ context, kernel, world }: TestWorld): void {
  for (const controller of [...ec2.controllers, ...elbv2.controllers]) {
    kernel.register(controller.name, controller.rank, (key) => controller.reconcile(context, key));
  }
  kernel.subscribe(({ event }) => {
    for (const service of [ec2, elbv2]) {
      const react = service.reactions[event.type] as ((event: SandboxEvent, context: Context) => void) | undefined;
      react?.(event, context);
    }
  });
  kernel.register('observation', RANK.observation, (key) => {
    const observation = world.mailbox[key];
    delete world.mailbox[key];
    if (observation?.kind === 'probe-answered') elbv2.observations['probe-answered']?.(observation, context);
    return undefined;
  });
}

const ANSWER_MS = 20;

function post({ kernel, world, answers }: TestWorld, probe: ProbeRequest): void {
  const scripted = answers[probe.instanceId] ?? 200;
  const answer = typeof scripted === 'function' ? scripted(probe) : scripted;
  const key = `observation-${probe.probeId}`;
  const observation: FleetObservation = { kind: 'probe-answered', probeId: probe.probeId, result: resultOf(answer) };
  world.mailbox[key] = observation;
  kernel.wake('observation', key, kernel.now + (answer === 'silent' ? probe.timeoutMs : ANSWER_MS));
}

function resultOf(answer: Answer): ProbeResult {
  if (answer === 'silent') return { outcome: 'timed-out' };
  return typeof answer === 'number' ? { outcome: 'answered', statusCode: answer } : { outcome: answer };
}

/** Subnet of the default VPC in a zone given by its letter. */
export function subnetIn({ world }: TestWorld, letter: string): string {
  const found = Object.values(world.ec2.subnets).find(({ availabilityZone }) => availabilityZone.endsWith(letter));
  return found?.subnetId ?? '';
}

export function vpcOf({ world }: TestWorld): string {
  return Object.keys(world.ec2.vpcs)[0] ?? '';
}

/** A running instance in a zone. */
export function launch(live: TestWorld, letter: string): string {
  const [instance] = ec2.launchInstances(live.context, {
    imageId: IMAGES[0]?.imageId ?? '',
    instanceType: 't3.micro',
    subnetId: subnetIn(live, letter),
    count: 1,
    tags: {},
    reason: 'test',
  });
  live.run(20 * SECOND);
  return instance?.instanceId ?? '';
}

export const { operations } = elbv2;

export interface Stack {
  readonly loadBalancerArn: string;
  readonly targetGroupArn: string;
  readonly listenerArn: string;
  readonly dnsName: string;
}

type GroupInput = Partial<Parameters<typeof operations.CreateTargetGroup>[0]>;

/** A load balancer in zones a and b, a target group and a listener on port 80; not yet active. */
export function createStack(live: TestWorld, group: GroupInput = {}): Stack {
  const { context } = live;
  const [loadBalancer] = operations.CreateLoadBalancer(
    { Name: 'front', Subnets: [subnetIn(live, 'a'), subnetIn(live, 'b')] },
    context,
  ).LoadBalancers;
  const targetGroupArn = createGroup(live, 'web', group);
  const loadBalancerArn = loadBalancer?.LoadBalancerArn ?? '';
  const [listener] = operations.CreateListener(
    {
      LoadBalancerArn: loadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    },
    context,
  ).Listeners;
  return {
    loadBalancerArn,
    targetGroupArn,
    listenerArn: listener?.ListenerArn ?? '',
    dnsName: loadBalancer?.DNSName ?? '',
  };
}

export function createGroup(live: TestWorld, name: string, group: GroupInput = {}): string {
  const [created] = operations.CreateTargetGroup(
    { Name: name, Protocol: 'HTTP', Port: 80, VpcId: vpcOf(live), ...group },
    live.context,
  ).TargetGroups;
  return created?.TargetGroupArn ?? '';
}

/** The same, run until the load balancer is active. */
export function activeStack(live: TestWorld, group: GroupInput = {}): Stack {
  const stack = createStack(live, group);
  live.run(200 * SECOND);
  return stack;
}

export function healthOf(live: TestWorld, { targetGroupArn }: Stack, instanceId: string): string | undefined {
  const health = elbv2.targetHealth(live.context, targetGroupArn, instanceId);
  return health && [health.state, health.reason].filter((part) => part !== undefined).join(' ');
}

/** The instant of the latest change of a target into a state. */
export function lastChangeTo(live: TestWorld, instanceId: string, state: string): number {
  const changes = live
    .events('TargetHealthChanged')
    .filter(({ event }) => event.targetId === instanceId && event.to === state && event.from !== state);
  return changes.at(-1)?.at ?? Number.NaN;
}
