// A fleet with a small world around it: one load balancer, round robin over whoever is registered, a network that can be cut.

import { createKernel, type Kernel, type KernelState, newKernelState } from '../../../src/kernel/index.js';
import type { SandboxEvent } from '../../../src/sandbox/events.js';
import type {
  BalancerNode,
  Environment,
  Passage,
  Place,
  RequestOutcome,
} from '../../../src/sandbox/fleet/environment.js';
import type { ClosedLoop, FleetCommand, FleetObservation, MachineSpec } from '../../../src/sandbox/fleet/fleet.js';
import {
  createSimulatedFleet,
  type FleetTimings,
  newState,
  type SimulatedFleetState,
} from '../../../src/sandbox/fleet/simulated/index.js';

export const START = Date.UTC(2026, 0, 5, 12, 0, 0);
export const BALANCER = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1';
export const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1';
export const DNS_NAME = 'web-1.us-east-1.elb.amazonaws.com';

/** Everything outside the fleet, as plain data, so that a test can save and load it with the rest. */
export interface Surroundings {
  targets: string[];
  counter: number;
  /** Round robin, or at random as queueing theory assumes. */
  routing: 'round-robin' | 'random';
  nodes: BalancerNode[];
  exists: boolean;
  /** Why packets between two ends are dropped: `instance>internet`, `load-balancer-node>instance`, `internet>load-balancer-node`. */
  blocked: Record<string, { because: string; resourceId?: string }>;
  resolves: boolean;
  permitted: boolean;
  outcomes: RequestOutcome[];
  keepOutcomes: boolean;
  observations: { at: number; observation: FleetObservation }[];
  mailbox: Record<string, FleetObservation>;
}

export interface Saved {
  kernel: KernelState<SandboxEvent>;
  fleet: SimulatedFleetState;
  around: Surroundings;
}

export class Harness {
  readonly kernel: Kernel<SandboxEvent>;
  private readonly perform_: (command: FleetCommand) => void;

  constructor(readonly saved: Saved) {
    const { around } = saved;
    this.kernel = createKernel(saved.kernel);
    const fleet = createSimulatedFleet(saved.fleet, this.kernel, environmentOf(around));
    this.perform_ = (command) => fleet.perform(command);
    this.kernel.register('mailbox', 0, (key) => {
      const observation = around.mailbox[key];
      delete around.mailbox[key];
      if (observation !== undefined) around.observations.push({ at: this.kernel.now, observation });
      return undefined;
    });
    fleet.subscribe((observation, at) => {
      const key = `${observation.kind}-${saved.kernel.seq}`;
      around.mailbox[key] = observation;
      this.kernel.wake('mailbox', key, at);
    });
  }

  static fresh(timings: Partial<FleetTimings> = {}, seed = 'seed'): Harness {
    return new Harness({
      kernel: newKernelState(seed, START),
      fleet: newState(timings),
      around: {
        targets: [],
        counter: 0,
        routing: 'round-robin',
        nodes: [
          { availabilityZone: 'us-east-1a', alive: true, inDns: true },
          { availabilityZone: 'us-east-1b', alive: true, inDns: true },
        ],
        exists: true,
        blocked: {},
        resolves: true,
        permitted: true,
        outcomes: [],
        keepOutcomes: true,
        observations: [],
        mailbox: {},
      },
    });
  }

  /** The same world, through JSON. */
  reloaded(): Harness {
    return new Harness(JSON.parse(JSON.stringify(this.saved)) as Saved);
  }

  get state(): SimulatedFleetState {
    return this.saved.fleet;
  }

  get around(): Surroundings {
    return this.saved.around;
  }

  perform(command: FleetCommand): void {
    this.kernel.settle();
    this.perform_(command);
  }

  runFor(ms: number): void {
    this.kernel.runUntil(this.kernel.now + ms);
  }

  events<Type extends SandboxEvent['type']>(type: Type): Extract<SandboxEvent, { type: Type }>[] {
    return this.kernel.journal.map(({ event }) => event).filter((event) => event.type === type) as Extract<
      SandboxEvent,
      { type: Type }
    >[];
  }

  seen<Kind extends FleetObservation['kind']>(kind: Kind): Extract<FleetObservation, { kind: Kind }>[] {
    return this.around.observations
      .map(({ observation }) => observation)
      .filter((observation) => observation.kind === kind) as Extract<FleetObservation, { kind: Kind }>[];
  }

  boot(instanceId: string, script: string | undefined, parts: Partial<MachineSpec> = {}): void {
    this.perform({ kind: 'boot', machine: spec(instanceId, script, parts) });
  }

  /** Machines that run the sample, booted and listening. */
  serving(
    ids: readonly string[],
    container: Record<string, string | number> = {},
    parts: Partial<MachineSpec> = {},
  ): void {
    for (const id of ids) this.boot(id, sampleScript(container), parts);
    this.runFor(600_000);
    this.around.targets = [...ids];
  }

  /** CPU shares since the last call, in percent. */
  sample(...ids: readonly string[]): number[] {
    this.around.observations = this.around.observations.filter(({ observation }) => observation.kind !== 'sampled');
    for (const instanceId of ids) this.perform({ kind: 'sample', instanceId });
    this.kernel.settle();
    return this.seen('sampled').map(({ sample }) => sample.cpuPercent);
  }
}

export function spec(instanceId: string, script: string | undefined, parts: Partial<MachineSpec> = {}): MachineSpec {
  return {
    instanceId,
    instanceType: 't3.micro',
    availabilityZone: 'us-east-1a',
    subnetId: 'subnet-1',
    vpcId: 'vpc-1',
    privateIpAddress: '10.0.1.10',
    imageId: 'ami-1',
    creditMode: 'unlimited',
    metadataHopLimit: 2,
    ...(script === undefined ? {} : { userData: btoa(script) }),
    ...parts,
  };
}

export function sampleScript(environment: Record<string, string | number> = {}): string {
  const flags = Object.entries({ WORK_MS: 16.5, ...environment }).map(([name, value]) => `-e ${name}=${value}`);
  return `#!/bin/bash
set -euo pipefail
dnf install -y docker
systemctl enable --now docker
docker run -d --name django --restart unless-stopped -p 80:8000 ${flags.join(' ')} ha-lab/django-sample:1
`;
}

export function plan(users: number | ClosedLoop['users'], parts: Partial<ClosedLoop> = {}): ClosedLoop {
  return {
    trafficId: 'load',
    dnsName: DNS_NAME,
    port: 80,
    path: '/',
    users: typeof users === 'number' ? [{ atMs: 0, count: users }] : users,
    thinkMs: { low: 500, high: 1_500 },
    clientTimeoutMs: 120_000,
    ...parts,
  };
}

function nextPlace(around: Surroundings): number {
  const count = Math.max(1, around.targets.length);
  if (around.routing === 'round-robin') {
    around.counter += 1;
    return (around.counter - 1) % count;
  }
  // A linear congruential generator; its high bits are good enough for a share.
  around.counter = (around.counter * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return Math.floor((around.counter / 4_294_967_296) * count);
}

const PASSES: Passage = { passes: true, via: [] };

export function environmentOf(around: Surroundings): Environment {
  return {
    connect: (from: Place, to: Place) => {
      const block = around.blocked[`${from.kind}>${to.kind}`];
      return block === undefined ? PASSES : { passes: false, ...block };
    },
    resolvesNames: () => around.resolves,
    balancer: (dnsName) =>
      around.exists && dnsName === DNS_NAME
        ? { loadBalancerArn: BALANCER, nodes: around.nodes, idleTimeoutMs: 60_000 }
        : undefined,
    route: () => {
      const instanceId = around.targets[nextPlace(around)];
      if (instanceId === undefined) return { to: 'nobody', statusCode: 503 };
      return { to: 'target', targetGroupArn: GROUP, instanceId, port: 80, failOpen: false };
    },
    requestFinished: (outcome) => {
      if (around.keepOutcomes) around.outcomes.push(outcome);
    },
    permitsSystemsManager: () => around.permitted,
  };
}
