// The load balancers' public face: the API, the controllers, and what the Auto Scaling group and the fleet ask of them.

import type { Context, Controller } from '../../context.js';
import { own } from '../shared/records.js';
import { drain } from './controllers/drain.js';
import { healthProbe } from './controllers/health-probe.js';
import { loadBalancerMetrics } from './controllers/load-balancer-metrics.js';
import { loadBalancerState } from './controllers/load-balancer-state.js';
import { targetHealthController } from './controllers/target-health.js';
import type { TargetGroup as StoredTargetGroup } from './store.js';

export { operations } from './operations/index.js';
export { observations, reactions } from './reactions.js';
export { balancer, requestFinished, route } from './requests.js';
export { type FailureCause, STATUS_BY_CAUSE, type Verdict } from './rules/status-by-cause.js';
export { type Elbv2Store, type Health, newStore, type Target } from './store.js';
export { deregisterTargets, registerTargets, type TargetSpec, targetHealth } from './targets.js';

export const controllers: readonly Controller[] = [
  loadBalancerState,
  targetHealthController,
  drain,
  loadBalancerMetrics,
  healthProbe,
];

export type TargetGroup = StoredTargetGroup & { readonly deregistrationDelaySeconds: number };

export function findTargetGroup(context: Context, targetGroupArn: string): TargetGroup | undefined {
  const found = own(context.world.elbv2.targetGroups, targetGroupArn);
  return found && { ...found, deregistrationDelaySeconds: found.settings.deregistrationDelayMs / 1_000 };
}
