// Which machines Systems Manager knows, and whether it thinks them reachable: heartbeats make them Online, silence ConnectionLost (SSM-02).

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { own } from '../../shared/records.js';
import type { ManagedInstance, PingStatus } from '../store.js';
import { PING_CHECK_INTERVAL_MS, PING_SILENCE_MS } from '../timings.js';

export const MANAGED_INSTANCE_CONTROLLER = 'managed-instance';

/** The flag lags: it changes only when the service looks. */
export function pingStatusAt(managed: ManagedInstance, now: Instant): PingStatus {
  return now - managed.lastPingAt > PING_SILENCE_MS.value ? 'ConnectionLost' : 'Online';
}

/** The agent spoke: the first time registers the machine (SSM-06). An agent that could not speak is not heard. */
export function heartbeat(context: Context, instanceId: string, reached: boolean): void {
  if (!reached || findInstance(context, instanceId) === undefined) return;
  const { managedInstances } = context.world.ssm;
  const { now } = context.kernel;
  const known = own(managedInstances, instanceId);
  if (known === undefined) {
    managedInstances[instanceId] = { instanceId, registeredAt: now, pingStatus: 'Online', lastPingAt: now };
    context.kernel.emit({ type: 'ManagedInstanceChanged', instanceId, to: 'Online' });
    context.kernel.wake(MANAGED_INSTANCE_CONTROLLER, instanceId, now + PING_CHECK_INTERVAL_MS.value);
    return;
  }
  known.lastPingAt = now;
  setPingStatus(context, known, 'Online');
}

function setPingStatus(context: Context, managed: ManagedInstance, to: PingStatus): void {
  if (managed.pingStatus === to) return;
  managed.pingStatus = to;
  context.kernel.emit({ type: 'ManagedInstanceChanged', instanceId: managed.instanceId, to });
}

/** A terminated machine is forgotten. */
export function forget(context: Context, instanceId: string): void {
  delete context.world.ssm.managedInstances[instanceId];
}

export const managedInstance: Controller = {
  name: MANAGED_INSTANCE_CONTROLLER,
  rank: RANK.controller,
  reconcile(context, instanceId) {
    const managed = own(context.world.ssm.managedInstances, instanceId);
    if (managed === undefined) return undefined;
    setPingStatus(context, managed, pingStatusAt(managed, context.kernel.now));
    return context.kernel.now + PING_CHECK_INTERVAL_MS.value;
  },
};
