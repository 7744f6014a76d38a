// The attributes of an Application Load Balancer with their defaults (ALB-04).

import { invalidConfiguration } from '../errors.js';
import type { LoadBalancer } from '../store.js';
import { type AttributeMember, type AttributeTable, changed, fixed, flag, integer, oneOf, text } from './table.js';

export const LOAD_BALANCER_ATTRIBUTES: AttributeTable = {
  'access_logs.s3.enabled': fixed(flag('false'), 'access logs in S3'),
  'access_logs.s3.bucket': text(),
  'access_logs.s3.prefix': text(),
  'connection_logs.s3.enabled': fixed(flag('false'), 'connection logs in S3'),
  'connection_logs.s3.bucket': text(),
  'connection_logs.s3.prefix': text(),
  'health_check_logs.s3.enabled': fixed(flag('false'), 'health check logs in S3'),
  'health_check_logs.s3.bucket': text(),
  'health_check_logs.s3.prefix': text(),
  'deletion_protection.enabled': flag('false'),
  'idle_timeout.timeout_seconds': integer('60', 1, 4_000),
  'client_keep_alive.seconds': integer('3600', 60, 604_800),
  'load_balancing.cross_zone.enabled': flag('true'),
  'routing.http.desync_mitigation_mode': oneOf('defensive', ['monitor', 'defensive', 'strictest']),
  'routing.http.drop_invalid_header_fields.enabled': flag('false'),
  'routing.http.preserve_host_header.enabled': flag('false'),
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': flag('false'),
  'routing.http.xff_client_port.enabled': flag('false'),
  'routing.http.xff_header_processing.mode': oneOf('append', ['append', 'preserve', 'remove']),
  'routing.http2.enabled': flag('true'),
  'waf.fail_open.enabled': flag('false'),
  'zonal_shift.config.enabled': flag('false'),
  'ipv6.deny_all_igw_traffic': flag('false'),
};

export function effectiveAttribute(loadBalancer: LoadBalancer, key: string): string {
  return loadBalancer.attributes[key] ?? LOAD_BALANCER_ATTRIBUTES[key]?.initial ?? '';
}

/** Cross-zone is on and fixed for an ALB (ALB-04). */
export function changedLoadBalancerAttributes(
  set: Readonly<Record<string, string>>,
  members: readonly AttributeMember[],
): Record<string, string> {
  const result = changed('Load balancer', LOAD_BALANCER_ATTRIBUTES, set, members);
  if (result['load_balancing.cross_zone.enabled'] === 'false') {
    throw invalidConfiguration(
      "Load balancer attribute 'load_balancing.cross_zone.enabled' cannot be set to false for load balancers of type 'application'",
    );
  }
  return result;
}
