// What the words of `deploy` mean: the building of the stack from nothing, as it was recorded with its state. Pure.

import type { Creation } from '../applier/index.js';
import type { History } from './history.js';

export function creationOf({ creation }: History): Record<string, bigint | number> {
  if (creation === undefined) return {};
  const { planned, failed, seconds, steps, healthyAfter } = creation;
  const [balancers, gateways] = [ofType(steps, 'aws_lb'), ofType(steps, 'aws_nat_gateway')];
  const rest = steps.filter((step) => !balancers.includes(step) && !gateways.includes(step));
  const group = ofType(steps, 'aws_autoscaling_group')[0];
  return {
    planned: BigInt(planned),
    created: BigInt(steps.length),
    failed: BigInt(failed),
    seconds,
    ...slowest('loadBalancerSeconds', balancers),
    ...slowest('natGatewaySeconds', gateways),
    ...slowest('restSeconds', rest),
    ...(group === undefined ? {} : { groupAfter: group.begunAfter }),
    ...(healthyAfter === undefined ? {} : { healthyAfter }),
  };
}

const ofType = (steps: Creation['steps'], type: string): Creation['steps'] =>
  steps.filter(({ address }) => address.startsWith(`${type}.`));

const slowest = (name: string, steps: Creation['steps']): Record<string, number> =>
  steps.length === 0 ? {} : { [name]: Math.max(...steps.map(({ durationSeconds }) => durationSeconds)) };
