// EC2 alone with IAM, on virtual time: a recording fleet instead of machines, a list instead of CloudWatch.

import { createKernel, type Instant, type Kernel, newKernelState } from '../../../../src/kernel/index.js';
import type { Context, MetricDatum } from '../../../../src/sandbox/context.js';
import type { SandboxEvent } from '../../../../src/sandbox/events.js';
import type { FleetCommand, FleetObservation } from '../../../../src/sandbox/fleet/fleet.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import * as iam from '../../../../src/sandbox/services/iam/index.js';
import type { World } from '../../../../src/sandbox/world.js';

export const START: Instant = Date.UTC(2026, 0, 5, 12, 0, 0);
export const IMAGE = 'ami-0a1b2c3d4e5f60718';

export interface Bench {
  readonly context: Context;
  readonly kernel: Kernel<SandboxEvent>;
  readonly commands: FleetCommand[];
  readonly metrics: MetricDatum[];
  readonly parameters: Record<string, string>;
  readonly api: typeof ec2.operations;
  advance(milliseconds: number): void;
  observe(observation: FleetObservation): void;
  /** Events of one type, in order. */
  events<Type extends SandboxEvent['type']>(type: Type): Extract<SandboxEvent, { type: Type }>[];
}

const ACCOUNT = {
  id: '123456789012',
  region: 'us-east-1',
  zones: ['a', 'b', 'c'].map((letter, index) => ({ name: `us-east-1${letter}`, id: `use1-az${index + 1}` })),
};

/** A fresh account. A world saved as JSON may be given instead: then nothing is seeded. */
export function bench(seed = 'ec2', saved?: string): Bench {
  const world = (saved === undefined ? freshWorld(seed) : JSON.parse(saved)) as World;
  const kernel = createKernel<SandboxEvent>(world.kernel);
  const commands: FleetCommand[] = [];
  const metrics: MetricDatum[] = [];
  const parameters: Record<string, string> = {};
  const context: Context = {
    kernel,
    world,
    perform: (command) => commands.push(command),
    metrics: { publish: (datum) => metrics.push(datum) },
    lookup: {
      instanceProfile: (nameOrArn) => iam.instanceProfile(context, nameOrArn),
      parameter: (name) => parameters[name],
      quota: () => 5,
      consoleOutput: () => undefined,
      linkedService: () => undefined,
    },
  };
  for (const { name, rank, reconcile } of ec2.controllers)
    kernel.register(name, rank, (key) => reconcile(context, key));
  kernel.subscribe(({ event }) => {
    const react = ec2.reactions[event.type] as ((event: SandboxEvent, context: Context) => void) | undefined;
    react?.(event, context);
  });
  if (saved === undefined) ec2.seed(context);
  return {
    context,
    kernel,
    commands,
    metrics,
    parameters,
    api: ec2.operations,
    advance: (milliseconds) => kernel.runUntil(kernel.now + milliseconds),
    observe: (observation) => {
      const take = ec2.observations[observation.kind] as
        | ((observation: FleetObservation, context: Context) => void)
        | undefined;
      take?.(observation, context);
    },
    events: (type) =>
      kernel.journal.flatMap(({ event }) =>
        event.type === type ? [event as Extract<SandboxEvent, { type: typeof type }>] : [],
      ),
  };
}

function freshWorld(seed: string): unknown {
  return {
    account: ACCOUNT,
    kernel: newKernelState(seed, START),
    ec2: ec2.newStore(ACCOUNT),
    iam: iam.newStore(ACCOUNT),
    mailbox: {},
  };
}

/** Code of the ServiceError that the work throws; 'nothing thrown' otherwise. */
export function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
}

/** An id that an answer must hold. */
export function got<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the answer lacks a member that it must have');
  return value;
}
