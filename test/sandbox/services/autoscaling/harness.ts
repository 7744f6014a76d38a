// A small world of real EC2, ELBv2, CloudWatch and Auto Scaling with scripted machines: each test says how instances answer
// probes and how busy they are. Not a sandbox: no user data runs, no traffic flows.

import { createKernel, type Kernel, newKernelState } from '../../../../src/kernel/index.js';
import { type Context, type MetricDatum, RANK } from '../../../../src/sandbox/context.js';
import type { EventOf, EventType, SandboxEvent } from '../../../../src/sandbox/events.js';
import type { FleetCommand, FleetObservation } from '../../../../src/sandbox/fleet/fleet.js';
import * as autoscaling from '../../../../src/sandbox/services/autoscaling/index.js';
import type { AutoScalingGroup, GroupInstance } from '../../../../src/sandbox/services/autoscaling/store.js';
import * as cloudwatch from '../../../../src/sandbox/services/cloudwatch/index.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import * as elbv2 from '../../../../src/sandbox/services/elbv2/index.js';
import { IMAGES } from '../../../../src/sandbox/services/shared/images.js';
import type { Observations, Reactions } from '../../../../src/sandbox/services/shared/reactions.js';
import type { Account, World } from '../../../../src/sandbox/world.js';
import { ALONE } from '../shared/lookup.js';

export const START = Date.UTC(2026, 0, 5, 12, 0, 0);
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const GROUP = 'web';

const ACCOUNT: Account = {
  id: '123456789012',
  region: 'us-east-1',
  zones: ['a', 'b', 'c'].map((letter, index) => ({ name: `us-east-1${letter}`, id: `use1-az${index + 1}` })),
};

/** How the machines behave; may be changed while the world runs. */
export interface Script {
  /** From `pending` until the application answers health checks. */
  bootMs: number;
  /** Instances whose application does not answer. */
  readonly broken: Set<string>;
  /** Of every running machine, in percent. */
  cpuPercent: number;
}

export interface Live {
  readonly world: World;
  readonly context: Context;
  readonly kernel: Kernel<SandboxEvent>;
  readonly script: Script;
  readonly data: MetricDatum[];
  run(ms: number): void;
  events<T extends EventType>(type: T): readonly { readonly at: number; readonly event: EventOf<T> }[];
}

const SERVICES = [ec2, elbv2, autoscaling, cloudwatch] as const;

export function newLive(seed = 'autoscaling'): Live {
  const world = {
    account: ACCOUNT,
    kernel: newKernelState<SandboxEvent>(seed, START),
    ec2: ec2.newStore(ACCOUNT),
    elbv2: elbv2.newStore(ACCOUNT),
    cloudwatch: cloudwatch.newStore(ACCOUNT),
    autoscaling: autoscaling.newStore(ACCOUNT),
    mailbox: {},
  } as unknown as World;
  const live = revive(world);
  ec2.seed(live.context);
  return live;
}

/** Binds controllers and scripted machines to a world, new or loaded. */
export function revive(world: World, script: Script = { bootMs: MINUTE, broken: new Set(), cpuPercent: 10 }): Live {
  const kernel = createKernel(world.kernel);
  const data: MetricDatum[] = [];
  const context: Context = {
    kernel,
    world,
    perform: (command) => obey(live, command),
    metrics: {
      publish: (datum) => {
        data.push(datum);
        cloudwatch.publish(context, datum);
      },
    },
    lookup: ALONE,
  };
  const live: Live = {
    ...{ world, context, kernel, script, data },
    run: (ms) => kernel.runUntil(kernel.now + ms),
    events: <T extends EventType>(type: T) =>
      kernel.journal.flatMap(({ at, event }) => (event.type === type ? [{ at, event: event as EventOf<T> }] : [])),
  };
  bind(live);
  return live;
}

function bind({ context, kernel, world }: Live): void {
  for (const service of SERVICES) {
    for (const controller of service.controllers)
      kernel.register(controller.name, controller.rank, (key) => controller.reconcile(context, key));
  }
  kernel.subscribe(({ event }) => {
    for (const service of SERVICES) {
      const { reactions } = service as { readonly reactions?: Reactions };
      const react = reactions?.[event.type] as ((event: SandboxEvent, context: Context) => void) | undefined;
      react?.(event, context);
    }
  });
  kernel.register('observation', RANK.observation, (key) => {
    const observation = world.mailbox[key];
    delete world.mailbox[key];
    for (const service of observation === undefined ? [] : SERVICES) {
      const { observations } = service as { readonly observations?: Observations };
      const take = observations?.[observation?.kind ?? 'booted'] as
        | ((observation: FleetObservation | undefined, context: Context) => void)
        | undefined;
      take?.(observation, context);
    }
    return undefined;
  });
}

function obey(live: Live, command: FleetCommand): void {
  const { now } = live.kernel;
  if (command.kind === 'boot') {
    const { instanceId } = command.machine;
    post(live, `boot-${instanceId}`, { kind: 'booted', instanceId }, now + 20 * SECOND);
  } else if (command.kind === 'probe') {
    const { probeId, instanceId } = command.probe;
    const result = answers(live, instanceId)
      ? ({ outcome: 'answered', statusCode: 200 } as const)
      : ({ outcome: 'refused' } as const);
    post(live, probeId, { kind: 'probe-answered', probeId, result }, now + 20);
  } else if (command.kind === 'sample') {
    const { instanceId } = command;
    const sample = {
      ...{ from: now - MINUTE, to: now, cpuPercent: live.script.cpuPercent, networkInBytes: 0, networkOutBytes: 0 },
      ...{ creditBalance: 100, creditUsage: 0, surplusCreditBalance: 0, surplusCreditsCharged: 0 },
    };
    post(live, `sample-${instanceId}-${now}`, { kind: 'sampled', instanceId, sample }, now);
  }
}

function answers({ world, kernel, script }: Live, instanceId: string): boolean {
  const instance = world.ec2.instances[instanceId];
  if (instance === undefined || script.broken.has(instanceId)) return false;
  return instance.state === 'running' && kernel.now >= instance.launchedAt + script.bootMs;
}

function post({ kernel, world }: Live, key: string, observation: FleetObservation, at: number): void {
  world.mailbox[key] = observation;
  kernel.wake('observation', key, at);
}

export const api = autoscaling.operations;

export function subnetIn({ world }: Live, letter: string): string {
  const found = Object.values(world.ec2.subnets).find(({ availabilityZone }) => availabilityZone.endsWith(letter));
  return found?.subnetId ?? '';
}

/** Puts a launch template, or a new version of it, straight into the store. */
export function putTemplate({ world, kernel }: Live, versions = 1): string {
  const launchTemplateId = 'lt-00000000000000001';
  world.ec2.launchTemplates[launchTemplateId] = {
    launchTemplateId,
    launchTemplateName: 'web',
    createdAt: kernel.now,
    defaultVersion: 1,
    latestVersion: versions,
    versions: Object.fromEntries(
      Array.from({ length: versions }, (_, index) => [
        String(index + 1),
        {
          versionNumber: index + 1,
          createdAt: kernel.now,
          data: { ImageId: IMAGES[0]?.imageId ?? '', InstanceType: 't3.micro', Monitoring: { Enabled: true } },
        },
      ]),
    ),
    tags: {},
  };
  return launchTemplateId;
}

type GroupInput = Partial<Parameters<typeof api.CreateAutoScalingGroup>[0]>;

/** A group of two zones with the stack's sizes 1/2/4. */
export function createGroup(live: Live, input: GroupInput = {}): AutoScalingGroup {
  const LaunchTemplateId = putTemplate(live);
  api.CreateAutoScalingGroup(
    {
      AutoScalingGroupName: GROUP,
      LaunchTemplate: { LaunchTemplateId, Version: '$Latest' },
      MinSize: 1,
      MaxSize: 4,
      DesiredCapacity: 2,
      VPCZoneIdentifier: `${subnetIn(live, 'a')},${subnetIn(live, 'b')}`,
      ...input,
    },
    live.context,
  );
  return groupOf(live);
}

export function groupOf({ world }: Live): AutoScalingGroup {
  const group = world.autoscaling.groups[GROUP];
  if (group === undefined) throw new Error('the group is gone');
  return group;
}

type HealthCheck = Partial<Parameters<typeof elbv2.operations.CreateTargetGroup>[0]>;
const EVERY_10_S = { HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2, UnhealthyThresholdCount: 2 };

/** An active load balancer with a target group; health every 10 s unless said otherwise. */
export function createTargetGroup(
  live: Live,
  deregistrationDelaySeconds = 300,
  check: HealthCheck = EVERY_10_S,
): string {
  const { context } = live;
  const [balancer] = elbv2.operations.CreateLoadBalancer(
    { Name: 'front', Subnets: [subnetIn(live, 'a'), subnetIn(live, 'b')] },
    context,
  ).LoadBalancers;
  const [targetGroup] = elbv2.operations.CreateTargetGroup(
    {
      ...{ Name: 'web', Protocol: 'HTTP', Port: 80, VpcId: Object.keys(live.world.ec2.vpcs)[0] ?? '' },
      ...check,
    },
    context,
  ).TargetGroups;
  const TargetGroupArn = targetGroup?.TargetGroupArn ?? '';
  elbv2.operations.ModifyTargetGroupAttributes(
    {
      TargetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(deregistrationDelaySeconds) }],
    },
    context,
  );
  elbv2.operations.CreateListener(
    {
      ...{ LoadBalancerArn: balancer?.LoadBalancerArn ?? '', Port: 80, Protocol: 'HTTP' },
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    },
    context,
  );
  live.run(200 * SECOND);
  return TargetGroupArn;
}

export function inService(live: Live): readonly GroupInstance[] {
  return Object.values(groupOf(live).instances).filter(({ lifecycleState }) => lifecycleState === 'InService');
}

export function first(live: Live): GroupInstance {
  const [instance] = inService(live);
  if (instance === undefined) throw new Error('nobody is in service');
  return instance;
}

/** As DescribeScalingActivities shows them. */
export function activities(live: Live) {
  return api.DescribeScalingActivities({ AutoScalingGroupName: GROUP }, live.context).Activities;
}

/** The newest activity whose description begins like this. */
export function activity(live: Live, description: string) {
  const found = activities(live).find(({ Description }) => Description?.startsWith(description) === true);
  if (found === undefined) throw new Error(`no activity begins with ${description}`);
  return found;
}

export function secondsBetween(from: Date | undefined, to: Date | undefined): number {
  return ((to?.getTime() ?? Number.NaN) - (from?.getTime() ?? Number.NaN)) / SECOND;
}

/** Seconds between the two sentences of a cause (ASG-42). */
export function gapInCause(cause: string | undefined): number {
  const stamps = [...(cause ?? '').matchAll(/At (\S+Z) /g)].map((match) => new Date(match[1] ?? ''));
  return secondsBetween(stamps[0], stamps[1]);
}

/** Two instances behind a load balancer, both healthy. */
export function servingStack(grace = 0) {
  const live = newLive();
  const targetGroupArn = createTargetGroup(live);
  createGroup(live, {
    TargetGroupARNs: [targetGroupArn],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: grace,
  });
  live.run(4 * MINUTE);
  return { live, targetGroupArn };
}
