// Moves an instance to the state it is on its way to, and forgets it an hour after its end (EC2-01, EC2-02). Key: the instance's id.

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import type { InstanceStateName } from '../../../events.js';
import { own } from '../../shared/records.js';
import { deleteInterface } from '../interfaces.js';
import type { Instance } from '../model/instance.js';
import { TERMINATED_VISIBLE } from '../timings.js';
import { releaseVolumes } from '../volumes.js';

export type LifecycleStep =
  | { readonly kind: 'wait'; readonly until: Instant }
  | { readonly kind: 'become'; readonly state: InstanceStateName }
  | { readonly kind: 'forget' }
  | { readonly kind: 'rest' };

/** What is due for an instance at `now`. */
export function nextStep(
  instance: Pick<Instance, 'state' | 'transition' | 'terminatedAt'>,
  now: Instant,
): LifecycleStep {
  const { transition, terminatedAt } = instance;
  if (transition !== undefined) {
    return transition.at > now ? { kind: 'wait', until: transition.at } : { kind: 'become', state: transition.to };
  }
  if (instance.state !== 'terminated' || terminatedAt === undefined) return { kind: 'rest' };
  const until = terminatedAt + TERMINATED_VISIBLE.value;
  return until > now ? { kind: 'wait', until } : { kind: 'forget' };
}

export const instanceLifecycle: Controller = {
  name: 'instance-lifecycle',
  rank: RANK.controller,
  reconcile(context, key) {
    const instance = own(context.world.ec2.instances, key);
    if (instance === undefined) return undefined;
    const step = nextStep(instance, context.kernel.now);
    switch (step.kind) {
      case 'wait':
        return step.until;
      case 'rest':
        return undefined;
      case 'forget':
        delete context.world.ec2.instances[key];
        return undefined;
      case 'become':
        become(context, instance, step.state);
        return afterwards(nextStep(instance, context.kernel.now));
    }
  },
};

function afterwards(step: LifecycleStep): Instant | undefined {
  return step.kind === 'wait' ? step.until : undefined;
}

function become(context: Context, instance: Instance, to: InstanceStateName): void {
  const from = instance.state;
  instance.state = to;
  delete instance.transition;
  if (to === 'running') instance.runningSince = context.kernel.now;
  if (to === 'stopped') returnLentAddress(context, instance);
  if (to === 'terminated') release(context, instance);
  const { instanceId } = instance;
  const reason = instance.stateReason?.message;
  context.kernel.emit({
    type: 'InstanceStateChanged',
    instanceId,
    from,
    to,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** EC2-02: the lent address goes back; the next start gets another one. */
function returnLentAddress(context: Context, instance: Instance): void {
  const networkInterface = own(context.world.ec2.networkInterfaces, instance.networkInterfaceId);
  if (networkInterface !== undefined) delete networkInterface.lentPublicIp;
}

function release(context: Context, instance: Instance): void {
  instance.terminatedAt = context.kernel.now;
  deleteInterface(context, instance.networkInterfaceId);
  releaseVolumes(context, instance.instanceId);
}
