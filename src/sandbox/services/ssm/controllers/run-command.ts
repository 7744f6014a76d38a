// Hands commands to the agents, as many at a time as MaxConcurrency allows, and keeps the time of those that do not answer (SSM-03 … SSM-05).

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { findCommand, RUN_COMMAND_CONTROLLER, setInvocation, withdraw } from '../commands.js';
import { isFinal, startable, tooManyErrors } from '../rules/command-status.js';
import type { Command, Invocation } from '../store.js';
import { DELAYED_AFTER_MS } from '../timings.js';

/** SSM-04: delivery and execution timeout together, from the request on. */
export function expiresAt(command: Command): Instant {
  return command.requestedAt + (command.deliveryTimeoutSeconds + command.executionTimeoutSeconds) * 1_000;
}

/** What time alone does to an open invocation. */
export function overdue(command: Command, invocation: Invocation, now: Instant): 'expired' | 'delayed' | undefined {
  if (isFinal(invocation)) return undefined;
  if (now >= expiresAt(command)) return 'expired';
  const { sentAt, startedAt, status } = invocation;
  const waits = sentAt !== undefined && startedAt === undefined && status === 'Pending';
  return waits && now >= sentAt + DELAYED_AFTER_MS.value ? 'delayed' : undefined;
}

function keepTime(context: Context, command: Command): void {
  for (const invocation of command.invocations) {
    if (isFinal(invocation)) continue;
    if (isGone(context, invocation)) {
      setInvocation(context, command, invocation, 'Failed', 'Undeliverable');
      continue;
    }
    const verdict = overdue(command, invocation, context.kernel.now);
    if (verdict === 'delayed') setInvocation(context, command, invocation, 'Delayed');
    if (verdict !== 'expired') continue;
    withdraw(context, command, invocation);
    if (invocation.startedAt === undefined) setInvocation(context, command, invocation, 'TimedOut', 'DeliveryTimedOut');
    else setInvocation(context, command, invocation, 'TimedOut', 'ExecutionTimedOut');
  }
}

/** SSM-03, Undeliverable: the machine no longer exists. */
function isGone(context: Context, { instanceId }: Invocation): boolean {
  const state = findInstance(context, instanceId)?.state;
  return state === undefined || state === 'terminated';
}

function handOut(context: Context, command: Command): void {
  if (command.cancelledAt !== undefined) return;
  if (tooManyErrors(command)) {
    for (const invocation of command.invocations) {
      if (isFinal(invocation) || invocation.sentAt !== undefined) continue;
      setInvocation(context, command, invocation, 'Cancelled', 'Terminated');
    }
    return;
  }
  const { commandId, lines, executionTimeoutSeconds } = command;
  for (const invocation of startable(command)) {
    invocation.sentAt = context.kernel.now;
    const timeoutMs = executionTimeoutSeconds * 1_000;
    context.perform({ kind: 'run-command', commandId, instanceId: invocation.instanceId, lines, timeoutMs });
  }
}

function nextLook(command: Command): Instant | undefined {
  const open = command.invocations.filter((invocation) => !isFinal(invocation));
  if (open.length === 0) return undefined;
  const delays = open.flatMap(({ sentAt, status }) =>
    sentAt !== undefined && status === 'Pending' ? [sentAt + DELAYED_AFTER_MS.value] : [],
  );
  return Math.min(expiresAt(command), ...delays);
}

export const runCommand: Controller = {
  name: RUN_COMMAND_CONTROLLER,
  rank: RANK.controller,
  reconcile(context, commandId) {
    const command = findCommand(context, commandId);
    if (command === undefined) return undefined;
    keepTime(context, command);
    handOut(context, command);
    return nextLook(command);
  },
};
