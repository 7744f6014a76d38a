// Stopping, starting, rebooting and terminating instances: what a caller, the guest or Auto Scaling begins. How it goes on
// is the instance-lifecycle controller's business.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import type { InstanceStateName } from '../../events.js';
import { own } from '../shared/records.js';
import { draw, type Range, type Timing } from '../shared/timing.js';
import { existing } from './errors.js';
import { insufficientCapacity, mayLaunchIn } from './faults.js';
import { newPublicIp } from './interfaces.js';
import type { Instance } from './model/instance.js';
import { PENDING, SHUTTING_DOWN, STOPPING } from './timings.js';

/** EC2-03: who ended it. */
export type Initiator = 'user' | 'instance';

const STATE_REASONS: Readonly<Record<Initiator, { readonly code: string; readonly message: string }>> = {
  user: {
    code: 'Client.UserInitiatedShutdown',
    message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  },
  instance: {
    code: 'Client.InstanceInitiatedShutdown',
    message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
  },
};

/**
 * Begins termination of all of them, or of none: an unknown or protected one refuses the whole call.
 * `evenProtected`: Auto Scaling is not bound by DisableApiTermination, which keeps callers of the API away (ASG-53).
 */
export function terminateInstances(
  context: Context,
  instanceIds: readonly string[],
  reason?: string,
  evenProtected = false,
): void {
  const instances = instanceIds.map((id) => existing('instance', context.world.ec2.instances, id));
  for (const { instanceId, disableApiTermination } of instances) {
    if (disableApiTermination && !evenProtected) throw protectedFrom(instanceId, 'terminated', 'disableApiTermination');
  }
  for (const instance of instances) beginTermination(context, instance, 'user', reason);
}

export function beginTermination(context: Context, instance: Instance, initiator: Initiator, reason?: string): void {
  if (instance.state === 'shutting-down' || instance.state === 'terminated') return;
  endLife(context, instance, initiator);
  change(context, instance, 'shutting-down', { to: 'terminated', timing: SHUTTING_DOWN }, reason);
  context.perform({ kind: 'halt', instanceId: instance.instanceId, how: 'terminate' });
}

export function stopInstance(context: Context, instance: Instance): void {
  if (instance.state === 'stopping' || instance.state === 'stopped') return;
  if (instance.state !== 'running' && instance.state !== 'pending') throw incorrectState(instance, 'stopped');
  if (instance.disableApiStop) throw protectedFrom(instance.instanceId, 'stopped', 'disableApiStop');
  beginStop(context, instance, 'user');
  context.perform({ kind: 'halt', instanceId: instance.instanceId, how: 'stop' });
}

function beginStop(context: Context, instance: Instance, initiator: Initiator): void {
  endLife(context, instance, initiator);
  change(context, instance, 'stopping', { to: 'stopped', timing: STOPPING }, STATE_REASONS[initiator].message);
}

/** EC2-02: `shutdown -h` in the guest stops the instance, or terminates it when it was launched so. */
export function guestHalted(context: Context, instanceId: string): void {
  const instance = own(context.world.ec2.instances, instanceId);
  if (instance === undefined || (instance.state !== 'running' && instance.state !== 'pending')) return;
  if (instance.shutdownBehavior === 'terminate') beginTermination(context, instance, 'instance');
  else beginStop(context, instance, 'instance');
}

/** EC2-02: the private address is kept, a lent public one is another afterwards. */
export function startInstance(context: Context, instance: Instance): void {
  if (instance.state === 'pending' || instance.state === 'running') return;
  if (instance.state !== 'stopped') throw incorrectState(instance, 'started');
  if (!mayLaunchIn(context, instance.availabilityZone)) {
    throw insufficientCapacity(context, instance.instanceType, instance.availabilityZone);
  }
  delete instance.stateReason;
  instance.stateTransitionReason = '';
  instance.launchedAt = context.kernel.now;
  instance.statusChecks = { system: 'initializing', instance: 'initializing' };
  const networkInterface = own(context.world.ec2.networkInterfaces, instance.networkInterfaceId);
  if (networkInterface?.lendsPublicIp === true) networkInterface.lentPublicIp = newPublicIp(context);
  change(context, instance, 'pending', { to: 'running', timing: PENDING }, 'User initiated start');
  context.perform({ kind: 'restart', instanceId: instance.instanceId });
}

/** The state stays `running`. */
export function rebootInstance(context: Context, instance: Instance): void {
  if (instance.state !== 'running') throw incorrectState(instance, 'rebooted');
  context.perform({ kind: 'reboot', instanceId: instance.instanceId });
}

/** What every end of a run has in common: why, when, and that nobody answers any more. */
function endLife(context: Context, instance: Instance, initiator: Initiator): void {
  instance.stateReason = STATE_REASONS[initiator];
  instance.stateTransitionReason = initiator === 'user' ? `User initiated (${gmt(context.kernel.now)})` : '';
  instance.booted = false;
  delete instance.runningSince;
}

function change(
  context: Context,
  instance: Instance,
  to: InstanceStateName,
  next: { readonly to: InstanceStateName; readonly timing: Timing<Range> },
  reason?: string,
): void {
  const from = instance.state;
  const at = context.kernel.now + draw(context.kernel.random('ec2/lifecycle'), next.timing);
  instance.state = to;
  instance.transition = { to: next.to, at };
  const { instanceId } = instance;
  context.kernel.emit({
    type: 'InstanceStateChanged',
    instanceId,
    from,
    to,
    ...(reason === undefined ? {} : { reason }),
  });
  context.kernel.wake('instance-lifecycle', instanceId, at);
}

function incorrectState(instance: Instance, wish: string): ServiceError {
  return new ServiceError(
    'IncorrectInstanceState',
    `The instance '${instance.instanceId}' is not in a state from which it can be ${wish}.`,
  );
}

function protectedFrom(instanceId: string, wish: string, attribute: string): ServiceError {
  return new ServiceError(
    'OperationNotPermitted',
    `The instance '${instanceId}' may not be ${wish}. Modify its '${attribute}' instance attribute and try again.`,
  );
}

/** `2026-01-05 12:00:00 GMT`, as EC2 writes it into the reason of a transition. */
function gmt(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} GMT`;
}
