// What a load balancer hears of a request that is over: its metrics count it, and its target no longer has it.

import type { Simulation } from '../simulation.js';
import type { Traffic, User } from '../state.js';

export function tell(
  simulation: Simulation,
  user: User,
  traffic: Traffic,
  statusCode: number,
  connectionFailed: boolean,
  byTarget: boolean,
): void {
  const { now } = simulation;
  const routed = user.targetGroupArn !== '';
  simulation.environment.requestFinished({
    at: Math.floor(now),
    loadBalancerArn: traffic.loadBalancerArn,
    nodeZone: user.zone,
    targetGroupArn: routed ? user.targetGroupArn : undefined,
    instanceId: routed ? user.instanceId : undefined,
    port: routed ? user.targetPort : undefined,
    madeBy: byTarget ? 'target' : 'load-balancer',
    statusCode,
    targetResponseSeconds: byTarget ? (now - user.startedAt) / 1000 : undefined,
    connectionFailed,
    failOpen: user.failOpen,
  });
}
