// The same requests are counted three times: by the users, by the load balancers and in CloudWatch. The three must agree.

import { USER } from '../../src/sandbox/fleet/simulated/state.js';
import { forEachPoint } from '../../src/sandbox/services/cloudwatch/rules/column.js';
import type { World } from '../../src/sandbox/world.js';

/** Once a load balancer was deleted, its unfinished minute is gone with it, and nothing is compared. */
export function requestBreaches(world: World): readonly string[] {
  const { journal } = world.kernel;
  if (journal.some(({ event }) => event.type === 'LoadBalancerStateChanged' && event.to === 'deleted')) return [];
  const routed = routedByUsers(world);
  const counted = countedByLoadBalancers(world);
  return routed === counted ? [] : [`the users were routed ${routed} times, RequestCount says ${counted}`];
}

function routedByUsers({ fleet }: World): number {
  let routed = 0;
  for (const { statistics } of fleet.traffics) {
    for (const { instances } of [...statistics.halfMinutes, ...statistics.seconds, statistics.open]) {
      for (let row = 0; row < instances.length; row += 4) routed += instances[row + 1] ?? 0;
    }
  }
  const open = fleet.users.filter(
    ({ phase, targetGroupArn }) => (phase === USER.waiting || phase === USER.served) && targetGroupArn !== '',
  );
  return routed + open.length;
}

function countedByLoadBalancers({ elbv2, cloudwatch }: World): number {
  let counted = 0;
  for (const { counters } of Object.values(elbv2.loadBalancers)) {
    for (const zone of Object.values(counters)) for (const { requests } of Object.values(zone)) counted += requests;
  }
  for (const { namespace, metricName, dimensions, streams } of Object.values(cloudwatch.metrics)) {
    if (namespace !== 'AWS/ApplicationELB' || metricName !== 'RequestCount' || dimensions.length !== 1) continue;
    if (dimensions[0]?.name !== 'LoadBalancer') continue;
    for (const { columns, fresh } of Object.values(streams)) {
      for (const column of Object.values(columns)) {
        forEachPoint(column, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, (_at, { sum }) => {
          counted += sum;
        });
      }
      for (const { sum } of fresh) counted += sum;
    }
  }
  return counted;
}
