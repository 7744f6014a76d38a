// The attributes of a target group of instances behind an ALB, with their defaults (ALB-05).

import { invalidConfiguration } from '../errors.js';
import {
  type AttributeMember,
  type AttributeTable,
  changed,
  complete,
  fixed,
  flag,
  integer,
  oneOf,
  text,
} from './table.js';

export const TARGET_GROUP_ATTRIBUTES: AttributeTable = {
  'deregistration_delay.timeout_seconds': integer('300', 0, 3_600),
  'load_balancing.algorithm.type': oneOf('round_robin', [
    'round_robin',
    'least_outstanding_requests',
    'weighted_random',
  ]),
  'load_balancing.algorithm.anomaly_mitigation': fixed(oneOf('off', ['on', 'off']), 'automatic target weights'),
  'load_balancing.cross_zone.enabled': oneOf('use_load_balancer_configuration', [
    'true',
    'false',
    'use_load_balancer_configuration',
  ]),
  'slow_start.duration_seconds': integer('0', 30, 900, ['0']),
  'stickiness.enabled': fixed(flag('false'), 'sticky sessions'),
  'stickiness.type': oneOf('lb_cookie', ['lb_cookie', 'app_cookie']),
  'stickiness.lb_cookie.duration_seconds': integer('86400', 1, 604_800),
  'stickiness.app_cookie.cookie_name': text(),
  'stickiness.app_cookie.duration_seconds': integer('86400', 1, 604_800),
  'target_group_health.dns_failover.minimum_healthy_targets.count': integer('1', 1, 1_000, ['off']),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': integer('off', 1, 100, ['off']),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': integer('1', 1, 1_000),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': integer('off', 1, 100, ['off']),
};

export function completeTargetGroupAttributes(set: Readonly<Record<string, string>>): Record<string, string> {
  return complete(TARGET_GROUP_ATTRIBUTES, set);
}

/** ALB-21: least-outstanding-requests and weighted random exclude slow start. */
export function changedTargetGroupAttributes(
  set: Readonly<Record<string, string>>,
  members: readonly AttributeMember[],
): Record<string, string> {
  const result = changed('Target group', TARGET_GROUP_ATTRIBUTES, set, members);
  const all = completeTargetGroupAttributes(result);
  const algorithm = all['load_balancing.algorithm.type'];
  if (algorithm !== 'round_robin' && all['slow_start.duration_seconds'] !== '0') {
    throw invalidConfiguration(
      `Target group attribute 'slow_start.duration_seconds' cannot be enabled with the load balancing algorithm '${algorithm}'`,
    );
  }
  return result;
}
