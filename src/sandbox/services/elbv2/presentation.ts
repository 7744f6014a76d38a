// The stored things in the shapes that the API answers. Reads only.

import type {
  Action as ApiAction,
  Listener as ApiListener,
  LoadBalancer as ApiLoadBalancer,
  Rule as ApiRule,
  TargetGroup as ApiTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Context } from '../../context.js';
import { hostedZoneId } from './arns.js';
import type { Action, Condition, Listener, LoadBalancer, Rule, TargetGroup } from './store.js';

export function presentLoadBalancer(context: Context, found: LoadBalancer): ApiLoadBalancer {
  return {
    LoadBalancerArn: found.loadBalancerArn,
    DNSName: found.dnsName,
    CanonicalHostedZoneId: hostedZoneId(context.world.account.region),
    CreatedTime: new Date(found.createdAt),
    LoadBalancerName: found.name,
    Scheme: found.scheme,
    VpcId: found.vpcId,
    State: { Code: found.state },
    Type: 'application',
    AvailabilityZones: presentZones(found),
    SecurityGroups: [...found.securityGroupIds],
    IpAddressType: 'ipv4',
  };
}

export function presentZones(found: LoadBalancer) {
  return found.nodes.map((node) => ({
    ZoneName: node.availabilityZone,
    SubnetId: node.subnetId,
    LoadBalancerAddresses: [],
  }));
}

export function presentTargetGroup(found: TargetGroup): ApiTargetGroup {
  const { healthCheck } = found;
  return {
    TargetGroupArn: found.targetGroupArn,
    TargetGroupName: found.name,
    Protocol: 'HTTP',
    Port: found.port,
    VpcId: found.vpcId,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: { HttpCode: healthCheck.matcher },
    LoadBalancerArns: [...found.loadBalancerArns],
    TargetType: 'instance',
    ProtocolVersion: 'HTTP1',
    IpAddressType: 'ipv4',
  };
}

export function presentListener(found: Listener): ApiListener {
  return {
    ListenerArn: found.listenerArn,
    LoadBalancerArn: found.loadBalancerArn,
    Port: found.port,
    Protocol: 'HTTP',
    DefaultActions: [presentAction(found.defaultAction)],
  };
}

export function presentRule(found: Rule): ApiRule {
  return {
    RuleArn: found.ruleArn,
    Priority: String(found.priority),
    Conditions: found.conditions.map(presentCondition),
    Actions: [presentAction(found.action)],
    IsDefault: false,
  };
}

/** Each listener's last rule: its default action under an ARN of its own. */
export function presentDefaultRule(listener: Listener): ApiRule {
  return {
    RuleArn: listener.defaultRuleArn,
    Priority: 'default',
    Conditions: [],
    Actions: [presentAction(listener.defaultAction)],
    IsDefault: true,
  };
}

/** A forward to one group is answered in both of its forms, so that a caller finds the one that it wrote; to several only as ForwardConfig. */
export function presentAction(action: Action): ApiAction {
  const order = action.order === undefined ? {} : { Order: action.order };
  switch (action.type) {
    case 'forward': {
      const only = action.targetGroups.length === 1 ? action.targetGroups[0] : undefined;
      return {
        Type: 'forward',
        ...(only === undefined ? {} : { TargetGroupArn: only.targetGroupArn }),
        ...order,
        ForwardConfig: {
          TargetGroups: action.targetGroups.map(({ targetGroupArn, weight }) => ({
            TargetGroupArn: targetGroupArn,
            Weight: weight,
          })),
          TargetGroupStickinessConfig: { Enabled: false },
        },
      };
    }
    case 'fixed-response': {
      const { statusCode: StatusCode, contentType: ContentType, messageBody: MessageBody } = action;
      return { Type: 'fixed-response', ...order, FixedResponseConfig: { StatusCode, ContentType, MessageBody } };
    }
    case 'redirect': {
      const { protocol, port, host, path, query, statusCode: StatusCode } = action;
      const target = { Protocol: protocol, Port: port, Host: host, Path: path, Query: query };
      return { Type: 'redirect', ...order, RedirectConfig: { ...target, StatusCode } };
    }
  }
}

function presentCondition({ field, values }: Condition) {
  const Values = [...values];
  const config = field === 'path-pattern' ? { PathPatternConfig: { Values } } : { HostHeaderConfig: { Values } };
  return { Field: field, Values, ...config };
}
