// Systems Manager alone, with a real kernel, machines that the test plays itself, and an EC2 that knows only their state.

import { createKernel, newKernelState } from '../../../../src/kernel/index.js';
import type { Context } from '../../../../src/sandbox/context.js';
import type { SandboxEvent } from '../../../../src/sandbox/events.js';
import type { FleetCommand, FleetObservation } from '../../../../src/sandbox/fleet/fleet.js';
import {
  controllers,
  newStore,
  observations,
  operations,
  reactions,
} from '../../../../src/sandbox/services/ssm/index.js';
import type { World } from '../../../../src/sandbox/world.js';
import { ALONE } from '../shared/lookup.js';

export const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const ACCOUNT = { id: '123456789012', region: 'us-east-1', zones: [] };

export interface Bench {
  readonly context: Context;
  /** What was sent to the machines, oldest first. */
  readonly sent: FleetCommand[];
  /** A running machine, not yet registered. */
  addInstance(instanceId: string, tags?: Record<string, string>): void;
  setState(instanceId: string, state: string): void;
  /** An observation arrives now. */
  observe(observation: FleetObservation): void;
  /** Heartbeat that got through: the first one registers. */
  beat(...instanceIds: readonly string[]): void;
  advance(seconds: number): void;
  finish(commandId: string, instanceId: string, exitCode?: number): void;
}

export function bench(): Bench {
  const world = {
    account: ACCOUNT,
    kernel: newKernelState<SandboxEvent>('test', START),
    ssm: newStore(ACCOUNT),
    ec2: { instances: {} as Record<string, object> },
  };
  const kernel = createKernel<SandboxEvent>(world.kernel);
  const sent: FleetCommand[] = [];
  const context: Context = {
    kernel,
    world: world as unknown as World,
    perform: (command) => sent.push(command),
    metrics: { publish: () => undefined },
    lookup: ALONE,
  };
  for (const { name, rank, reconcile } of controllers) kernel.register(name, rank, (key) => reconcile(context, key));
  const observe = (observation: FleetObservation): void => {
    const take = observations[observation.kind] as ((seen: FleetObservation, context: Context) => void) | undefined;
    take?.(observation, context);
    kernel.settle();
  };
  return {
    context,
    sent,
    observe,
    addInstance(instanceId, tags = {}) {
      world.ec2.instances[instanceId] = { instanceId, state: 'running', tags, privateIpAddress: '10.0.10.7' };
    },
    setState(instanceId, state) {
      Object.assign(world.ec2.instances[instanceId] ?? {}, { state });
      reactions.InstanceStateChanged?.({ type: 'InstanceStateChanged', instanceId, to: state as 'running' }, context);
      kernel.settle();
    },
    beat(...instanceIds) {
      for (const instanceId of instanceIds) observe({ kind: 'agent-heartbeat', instanceId, reached: true });
    },
    advance(seconds) {
      kernel.runUntil(kernel.now + seconds * 1_000);
    },
    finish(commandId, instanceId, exitCode = 0) {
      observe({
        kind: 'command-finished',
        commandId,
        instanceId,
        exitCode,
        output: 'out',
        error: exitCode === 0 ? '' : 'err',
      });
    },
  };
}

/** Registered machines, ready for commands. */
export function benchWith(...instanceIds: readonly string[]): Bench {
  const made = bench();
  for (const instanceId of instanceIds) made.addInstance(instanceId);
  made.beat(...instanceIds);
  return made;
}

type SendInput = Parameters<typeof operations.SendCommand>[0];

/** Sends `docker stop app` unless told otherwise; answers the command's id. */
export function send(made: Bench, changes: Partial<SendInput> = {}): string {
  const Parameters = { commands: ['docker stop app'] };
  const { Command } = operations.SendCommand(
    { DocumentName: 'AWS-RunShellScript', Parameters, ...changes },
    made.context,
  );
  made.context.kernel.settle();
  return Command?.CommandId ?? '';
}

export function look(made: Bench, CommandId: string, InstanceId: string) {
  return operations.GetCommandInvocation({ CommandId, InstanceId }, made.context);
}

export function command(made: Bench, CommandId: string) {
  return operations.ListCommands({ CommandId }, made.context).Commands?.[0];
}

export function runs(made: Bench): readonly string[] {
  return made.sent.flatMap((one) => (one.kind === 'run-command' ? [one.instanceId] : []));
}
