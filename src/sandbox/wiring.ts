// The composition root: which services there are, who reacts to whom, and how the machines hang on. Read this to see AWS's loops:
//
//   probe → target unhealthy → group replaces → new machine boots → probe → healthy      (elbv2 → autoscaling → ec2 → fleet → elbv2)
//   load → CPU sample → metric → alarm → policy → desired capacity → launch → load shared (fleet → ec2 → cloudwatch → autoscaling)
//
// Nothing is decided here: services export tables of reactions, this file only connects them.

import { createKernel, type Instant, type Kernel } from '../kernel/index.js';
import { type BirthCertificate, newWorld } from './birth.js';
import { type Context, type Controller, RANK } from './context.js';
import type { SandboxEvent } from './events.js';
import type { Environment } from './fleet/environment.js';
import type { Fleet, FleetObservation } from './fleet/fleet.js';
import { consoleOutput, createSimulatedFleet } from './fleet/simulated/index.js';
import * as autoscaling from './services/autoscaling/index.js';
import * as cloudwatch from './services/cloudwatch/index.js';
import * as ec2 from './services/ec2/index.js';
import * as elbv2 from './services/elbv2/index.js';
import * as iam from './services/iam/index.js';
import * as logs from './services/logs/index.js';
import * as servicequotas from './services/servicequotas/index.js';
import type { Observations, Reactions } from './services/shared/reactions.js';
import * as ssm from './services/ssm/index.js';
import * as sts from './services/sts/index.js';
import type { World } from './world.js';

export type OperationTable = Readonly<Record<string, ((input: never, context: Context) => unknown) | undefined>>;

interface Service {
  readonly operations: OperationTable;
  readonly controllers: readonly Controller[];
  readonly reactions?: Reactions;
  readonly observations?: Observations;
  /** What an account is born with. */
  readonly seed?: (context: Context) => void;
}

/** In the order in which they react to one event. */
const SERVICES: Readonly<Record<string, Service>> = {
  ec2,
  elbv2,
  autoscaling,
  cloudwatch,
  iam,
  sts,
  ssm,
  logs,
  servicequotas,
};

export const SERVICE_NAMES: readonly string[] = Object.keys(SERVICES);

/** A world with everything bound to it that makes it go. */
export interface LiveWorld {
  readonly world: World;
  readonly kernel: Kernel<SandboxEvent>;
  readonly context: Context;
  readonly fleet: Fleet;
}

export function operationsOf(service: string): OperationTable {
  return SERVICES[service]?.operations ?? {};
}

/** A fresh account with all that AWS gives one. */
export function bringForth(birth: BirthCertificate): LiveWorld {
  const live = bringToLife(newWorld(birth));
  for (const service of Object.values(SERVICES)) service.seed?.(live.context);
  return live;
}

/** Binds controllers, reactions and machines to a world, new or loaded. */
export function bringToLife(world: World): LiveWorld {
  const kernel = createKernel(world.kernel);
  const context: Context = {
    kernel,
    world,
    perform: (command) => fleet.perform(command),
    metrics: { publish: (datum) => cloudwatch.publish(context, datum) },
    lookup: {
      instanceProfile: (nameOrArn) => iam.instanceProfile(context, nameOrArn),
      linkedService: (roleArn) => iam.linkedService(context, roleArn),
      parameter: (name) => ssm.parameter(context, name),
      quota: (quota) => servicequotas.appliedQuota(context, quota),
      consoleOutput: (instanceId) => consoleOutput(world.fleet, instanceId),
    },
  };
  const fleet: Fleet = createSimulatedFleet(world.fleet, kernel, environmentOf(context));
  bindControllers(context);
  bindReactions(context);
  bindObservations(context, fleet);
  return { world, kernel, context, fleet };
}

function environmentOf(context: Context): Environment {
  return {
    connect: (from, to, port) => ec2.connect(context, from, to, port),
    resolvesNames: (instanceId) => ec2.resolvesNames(context, instanceId),
    balancer: (dnsName) => elbv2.balancer(context, dnsName),
    route: (loadBalancerArn, nodeZone, port, path, host) =>
      elbv2.route(context, loadBalancerArn, nodeZone, port, path, host),
    requestFinished: (outcome) => elbv2.requestFinished(context, outcome),
    permitsSystemsManager: (instanceId) => {
      const profile = ec2.findInstance(context, instanceId)?.instanceProfileArn;
      return profile !== undefined && iam.instanceProfile(context, profile)?.permitsSystemsManager === true;
    },
  };
}

function bindControllers(context: Context): void {
  for (const service of Object.values(SERVICES)) {
    for (const controller of service.controllers) {
      context.kernel.register(controller.name, controller.rank, (key) => controller.reconcile(context, key));
    }
  }
}

function bindReactions(context: Context): void {
  context.kernel.subscribe(({ event }) => {
    for (const service of Object.values(SERVICES)) {
      const react = service.reactions?.[event.type] as ((event: SandboxEvent, context: Context) => void) | undefined;
      react?.(event, context);
    }
    if (event.type === 'NetworkChanged') context.perform({ kind: 'network-changed' });
  });
}

/** Observations wait in the mailbox for their instant; the kernel task holds only the key. */
function bindObservations(context: Context, fleet: Fleet): void {
  const { kernel, world } = context;
  kernel.register('observation', RANK.observation, (key) => {
    const observation = world.mailbox[key];
    delete world.mailbox[key];
    if (observation !== undefined) deliver(context, observation);
    return undefined;
  });
  fleet.subscribe((observation: FleetObservation, at: Instant) => {
    const key = `observation-${world.kernel.seq}`;
    world.mailbox[key] = observation;
    kernel.wake('observation', key, at);
  });
}

function deliver(context: Context, observation: FleetObservation): void {
  for (const service of Object.values(SERVICES)) {
    const take = service.observations?.[observation.kind] as
      | ((observation: FleetObservation, context: Context) => void)
      | undefined;
    take?.(observation, context);
  }
}
