// DescribeAccountLimits and DescribeSSLPolicies: what AWS answers without looking at anything of yours.

import { ServiceError } from '../../../../errors.js';
import type { Elbv2Operations } from './module.js';
import { paged } from './paging.js';
import { SSL_POLICIES } from './ssl-policies.js';

/** AWS's initial quotas for application load balancers, without how many of these there may be: that is asked. */
const LIMITS: Readonly<Record<string, number>> = {
  'target-groups': 3_000,
  'targets-per-application-load-balancer': 1_000,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
  'targets-per-target-group': 1_000,
  'target-groups-per-application-load-balancer': 100,
  'certificates-per-application-load-balancer': 25,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 6,
  'target-groups-per-action-on-application-load-balancer': 5,
  'target-id-registrations-per-application-load-balancer': 1_000,
};

export const accountOperations = {
  DescribeAccountLimits(input, context) {
    const balancers = context.lookup.quota('elasticloadbalancing/L-53DA6B97');
    const limits = Object.entries({ ...LIMITS, 'application-load-balancers': balancers }).map(([Name, max]) => ({
      Name,
      Max: String(max),
    }));
    const { items, marker } = paged(limits, input);
    return { Limits: items, NextMarker: marker };
  },

  DescribeSSLPolicies(input) {
    const names = input.Names ?? [];
    const missing = names.filter((name) => !SSL_POLICIES.some((policy) => policy.Name === name));
    if (missing.length > 0) {
      throw new ServiceError('SSLPolicyNotFound', `SSL policies '${missing.join("', '")}' not found`);
    }
    const type = input.LoadBalancerType ?? 'application';
    const wanted = SSL_POLICIES.filter(
      ({ Name, SupportedLoadBalancerTypes: types }) =>
        (names.length === 0 || names.includes(Name)) && types.includes(type),
    );
    const { items, marker } = paged(wanted, input);
    return { SslPolicies: items, NextMarker: marker };
  },
} satisfies Elbv2Operations;
