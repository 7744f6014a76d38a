// Which invocations may start, and what a command's state is given those of its invocations (SSM-03, SSM-05). Pure.

import type { Command, Invocation } from '../store.js';

export interface CommandState {
  readonly status: 'Pending' | 'InProgress' | 'Success' | 'Cancelled' | 'Failed' | 'TimedOut' | 'Cancelling';
  readonly statusDetails: string;
}

const FINAL: readonly Invocation['status'][] = ['Success', 'Cancelled', 'Failed', 'TimedOut'];

export function isFinal(invocation: Pick<Invocation, 'status'>): boolean {
  return FINAL.includes(invocation.status);
}

/** A number, or a share of the targets rounded up, as Systems Manager reads `10%`. */
export function limitOf(text: string, targets: number): number {
  return text.endsWith('%') ? Math.ceil((Number(text.slice(0, -1)) / 100) * targets) : Number(text);
}

/** SSM-03: an agent that was never reached counts for the outcome, not against MaxErrors. */
export function errorCount(invocations: readonly Invocation[]): number {
  return invocations.filter(({ status, statusDetails }) => status === 'Failed' || statusDetails === 'ExecutionTimedOut')
    .length;
}

export function tooManyErrors(command: Pick<Command, 'maxErrors' | 'invocations'>): boolean {
  return errorCount(command.invocations) > limitOf(command.maxErrors, command.invocations.length);
}

/** The invocations to hand out now: those not yet sent, as many as MaxConcurrency leaves room for. */
export function startable(command: Pick<Command, 'maxConcurrency' | 'invocations'>): readonly Invocation[] {
  const { invocations, maxConcurrency } = command;
  const open = invocations.filter((invocation) => !isFinal(invocation));
  const running = open.filter((invocation) => invocation.sentAt !== undefined).length;
  const room = Math.max(1, limitOf(maxConcurrency, invocations.length)) - running;
  return open.filter((invocation) => invocation.sentAt === undefined).slice(0, Math.max(0, room));
}

export function commandState(command: Command): CommandState {
  const { invocations } = command;
  if (invocations.length === 0) return { status: 'Success', statusDetails: 'NoInstancesInTag' };
  if (!invocations.every(isFinal)) return openState(command);
  if (command.cancelledAt !== undefined && invocations.some(({ status }) => status === 'Cancelled'))
    return same('Cancelled');
  if (invocations.every(({ status }) => status === 'Success')) return same('Success');
  if (tooManyErrors(command)) {
    const timedOut = invocations.every(({ status }) => status === 'TimedOut');
    return timedOut ? { status: 'TimedOut', statusDetails: 'ExecutionTimedOut' } : same('Failed');
  }
  if (invocations.every(({ statusDetails }) => statusDetails === 'DeliveryTimedOut')) {
    return { status: 'TimedOut', statusDetails: 'DeliveryTimedOut' };
  }
  return { status: 'Failed', statusDetails: 'Incomplete' };
}

function openState({ cancelledAt, invocations }: Command): CommandState {
  if (cancelledAt !== undefined) return same('Cancelling');
  const untouched = invocations.every(({ status }) => status === 'Pending' || status === 'Delayed');
  return same(untouched ? 'Pending' : 'InProgress');
}

function same(status: CommandState['status']): CommandState {
  return { status, statusDetails: status };
}
