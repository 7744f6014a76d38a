// What a storm does to load balancers: nodes, listeners, rules, target groups and their settings.

import { forwarding, name, port, type Row, subnets } from './arguments.js';

export const BALANCING: readonly Row[] = [
  [
    3,
    'elbv2',
    'CreateLoadBalancer',
    (d) => ({
      Name: name(d, 'lb'),
      Subnets: subnets(d),
      SecurityGroups: d.several('security-group', 1, 1),
      Scheme: d.one(['internet-facing', 'internal']),
    }),
  ],
  [1, 'elbv2', 'DeleteLoadBalancer', (d) => ({ LoadBalancerArn: d.some('load-balancer') })],
  [3, 'elbv2', 'SetSubnets', (d) => ({ LoadBalancerArn: d.some('load-balancer'), Subnets: subnets(d) })],
  [
    2,
    'elbv2',
    'SetSecurityGroups',
    (d) => ({ LoadBalancerArn: d.some('load-balancer'), SecurityGroups: d.several('security-group', 1, 2) }),
  ],
  [
    3,
    'elbv2',
    'CreateTargetGroup',
    (d) => ({
      Name: name(d, 'tg'),
      Protocol: 'HTTP',
      Port: d.one([80, 8000]),
      VpcId: d.some('vpc'),
      HealthCheckIntervalSeconds: d.one([5, 10, 30]),
      HealthCheckTimeoutSeconds: d.one([2, 4, 5]),
      HealthyThresholdCount: d.number(2, 5),
    }),
  ],
  [1, 'elbv2', 'DeleteTargetGroup', (d) => ({ TargetGroupArn: d.some('target-group') })],
  [
    4,
    'elbv2',
    'CreateListener',
    (d) => ({
      LoadBalancerArn: d.some('load-balancer'),
      Protocol: 'HTTP',
      Port: d.one([80, 8080, 81]),
      DefaultActions: [forwarding(d)],
    }),
  ],
  [
    2,
    'elbv2',
    'ModifyListener',
    (d) => ({
      ListenerArn: d.some('listener'),
      ...(d.chance(0.3) ? { Port: d.one([80, 8080, 81]) } : {}),
      DefaultActions: [
        d.chance(0.7) ? forwarding(d) : { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } },
      ],
    }),
  ],
  [1, 'elbv2', 'DeleteListener', (d) => ({ ListenerArn: d.some('listener') })],
  [
    3,
    'elbv2',
    'CreateRule',
    (d) => ({
      ListenerArn: d.some('listener'),
      Priority: d.number(1, 5),
      Conditions: [{ Field: 'path-pattern', Values: [d.one(['/', '/api/*', '*'])] }],
      Actions: [
        d.chance(0.6)
          ? forwarding(d)
          : {
              Type: 'forward',
              ForwardConfig: {
                TargetGroups: [
                  { TargetGroupArn: d.some('target-group'), Weight: 1 },
                  { TargetGroupArn: d.some('target-group'), Weight: d.number(0, 2) },
                ],
              },
            },
      ],
    }),
  ],
  [
    2,
    'elbv2',
    'SetRulePriorities',
    (d) => ({ RulePriorities: [{ RuleArn: d.some('rule'), Priority: d.number(1, 5) }] }),
  ],
  [1, 'elbv2', 'DeleteRule', (d) => ({ RuleArn: d.some('rule') })],
  [
    6,
    'elbv2',
    'RegisterTargets',
    (d) => ({
      TargetGroupArn: d.some('target-group'),
      Targets: d.several('running', 1, 2).map((Id) => ({ Id, ...(d.chance(0.2) ? { Port: port(d) } : {}) })),
    }),
  ],
  [
    6,
    'elbv2',
    'DeregisterTargets',
    (d) => ({ TargetGroupArn: d.some('target-group'), Targets: d.several('instance', 1, 2).map((Id) => ({ Id })) }),
  ],
  [
    3,
    'elbv2',
    'ModifyTargetGroup',
    (d) => ({
      TargetGroupArn: d.some('target-group'),
      HealthCheckPath: d.one(['/', '/health/', '/nowhere']),
      HealthCheckIntervalSeconds: d.one([5, 10, 30, 300]),
      UnhealthyThresholdCount: d.number(2, 4),
    }),
  ],
  [
    3,
    'elbv2',
    'ModifyTargetGroupAttributes',
    (d) => ({
      TargetGroupArn: d.some('target-group'),
      Attributes: [
        d.one([
          { Key: 'deregistration_delay.timeout_seconds', Value: String(d.one([0, 10, 60, 300])) },
          { Key: 'slow_start.duration_seconds', Value: d.one(['0', '30']) },
          {
            Key: 'load_balancing.algorithm.type',
            Value: d.one(['round_robin', 'least_outstanding_requests', 'weighted_random']),
          },
          { Key: 'target_group_health.dns_failover.minimum_healthy_targets.count', Value: d.one(['1', '2', 'off']) },
          {
            Key: 'load_balancing.cross_zone.enabled',
            Value: d.one(['true', 'false', 'use_load_balancer_configuration']),
          },
        ]),
      ],
    }),
  ],
  [
    2,
    'elbv2',
    'ModifyLoadBalancerAttributes',
    (d) => ({
      LoadBalancerArn: d.some('load-balancer'),
      Attributes: [
        d.one([
          { Key: 'idle_timeout.timeout_seconds', Value: String(d.number(1, 100)) },
          { Key: 'deletion_protection.enabled', Value: d.one(['true', 'false']) },
        ]),
      ],
    }),
  ],
];
