// Commands in the store: what starts, ends and cancels their invocations. The operations check, the controller keeps time.

import type { Context } from '../../context.js';
import { findInstance } from '../ec2/index.js';
import { own } from '../shared/records.js';
import { isFinal } from './rules/command-status.js';
import type { Command, Invocation, InvocationStatus } from './store.js';

export const RUN_COMMAND_CONTROLLER = 'run-command';

export function findCommand(context: Context, commandId: string): Command | undefined {
  return own(context.world.ssm.commands, commandId);
}

export function findInvocation(command: Command | undefined, instanceId: string): Invocation | undefined {
  return command?.invocations.find((invocation) => invocation.instanceId === instanceId);
}

/** The machine has registered and runs: then a command is accepted, even when its agent cannot be reached now (SSM-04). */
export function acceptsCommands(context: Context, instanceId: string): boolean {
  const isManaged = own(context.world.ssm.managedInstances, instanceId) !== undefined;
  return isManaged && findInstance(context, instanceId)?.state === 'running';
}

export function setInvocation(
  context: Context,
  command: Command,
  invocation: Invocation,
  status: InvocationStatus,
  statusDetails: string = status,
): void {
  if (invocation.status === status && invocation.statusDetails === statusDetails) return;
  invocation.status = status;
  invocation.statusDetails = statusDetails;
  if (isFinal(invocation)) invocation.finishedAt = context.kernel.now;
  const { commandId } = command;
  context.kernel.emit({
    type: 'CommandInvocationChanged',
    commandId,
    instanceId: invocation.instanceId,
    to: statusDetails,
  });
}

/** The agent began. A command that was cancelled meanwhile is stopped again by the cancellation that is under way. */
export function started(context: Context, commandId: string, instanceId: string): void {
  const command = findCommand(context, commandId);
  const invocation = findInvocation(command, instanceId);
  if (command === undefined || invocation === undefined || isFinal(invocation)) return;
  invocation.startedAt = context.kernel.now;
  if (invocation.status !== 'Cancelling') setInvocation(context, command, invocation, 'InProgress');
  context.kernel.wake(RUN_COMMAND_CONTROLLER, commandId);
}

export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly error: string;
}

/** The agent is done: success by exit code, unless it was cancelled or ran into its execution timeout (SSM-03). */
export function finished(context: Context, commandId: string, instanceId: string, outcome: Outcome): void {
  const command = findCommand(context, commandId);
  const invocation = findInvocation(command, instanceId);
  if (command === undefined || invocation === undefined || isFinal(invocation)) return;
  const { now } = context.kernel;
  const startedAt = invocation.startedAt ?? invocation.sentAt ?? now;
  Object.assign(invocation, { startedAt, exitCode: outcome.exitCode, output: outcome.output, error: outcome.error });
  const ranOut = outcome.exitCode !== 0 && now - startedAt >= command.executionTimeoutSeconds * 1_000;
  if (invocation.status === 'Cancelling') setInvocation(context, command, invocation, 'Cancelled');
  else if (ranOut) setInvocation(context, command, invocation, 'TimedOut', 'ExecutionTimedOut');
  else setInvocation(context, command, invocation, outcome.exitCode === 0 ? 'Success' : 'Failed');
  context.kernel.wake(RUN_COMMAND_CONTROLLER, commandId);
}

/** What never reached an agent is cancelled at once; what runs is `Cancelling` until the agent says that it ended. */
export function cancel(context: Context, command: Command, instanceIds: readonly string[]): void {
  command.cancelledAt ??= context.kernel.now;
  for (const invocation of command.invocations) {
    if (isFinal(invocation) || (instanceIds.length > 0 && !instanceIds.includes(invocation.instanceId))) continue;
    if (invocation.sentAt !== undefined) withdraw(context, command, invocation);
    setInvocation(context, command, invocation, invocation.startedAt === undefined ? 'Cancelled' : 'Cancelling');
  }
  context.kernel.wake(RUN_COMMAND_CONTROLLER, command.commandId);
}

/** An agent that comes back later must not run it any more. */
export function withdraw(context: Context, { commandId }: Command, { instanceId }: Invocation): void {
  context.perform({ kind: 'cancel-command', commandId, instanceId });
}
