// The API as Terraform and the CLI use it: shapes, defaults, error codes and the exact words that clients look for.

import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../../src/errors.js';
import { deregisterTargets, registerTargets } from '../../../../src/sandbox/services/elbv2/index.js';
import {
  activeStack,
  createGroup,
  createStack,
  launch,
  newTestWorld,
  operations,
  SECOND,
  subnetIn,
  vpcOf,
} from './harness.js';

function errorOf(action: () => unknown): { code: string; message: string; status: number } {
  try {
    action();
  } catch (error) {
    if (error instanceof ServiceError) return { code: error.code, message: error.message, status: error.status };
    throw error;
  }
  throw new Error('expected a ServiceError');
}

const elbInterfaces = (live: ReturnType<typeof newTestWorld>) =>
  Object.values(live.world.ec2.networkInterfaces).filter(({ description }) => description.startsWith('ELB '));

describe('load balancers', () => {
  test('ALB-01 ALB-02 created in provisioning, with everything Terraform reads', () => {
    const live = newTestWorld();
    const { loadBalancerArn } = createStack(live);
    const { LoadBalancers } = operations.DescribeLoadBalancers({ LoadBalancerArns: [loadBalancerArn] }, live.context);
    expect(LoadBalancers).toHaveLength(1);
    expect(LoadBalancers[0]).toMatchObject({
      LoadBalancerName: 'front',
      State: { Code: 'provisioning' },
      Type: 'application',
      Scheme: 'internet-facing',
      VpcId: vpcOf(live),
      IpAddressType: 'ipv4',
      CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
      AvailabilityZones: [
        { ZoneName: 'us-east-1a', SubnetId: subnetIn(live, 'a'), LoadBalancerAddresses: [] },
        { ZoneName: 'us-east-1b', SubnetId: subnetIn(live, 'b'), LoadBalancerAddresses: [] },
      ],
    });
    expect(LoadBalancers[0]?.SecurityGroups).toHaveLength(1);
    expect(loadBalancerArn).toMatch(
      /^arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer\/app\/front\/[0-9a-f]{16}$/,
    );
    live.run(200 * SECOND);
    expect(operations.DescribeLoadBalancers({ Names: ['front'] }, live.context).LoadBalancers[0]?.State?.Code).toBe(
      'active',
    );
  });

  test('ALB-01 a network interface in each subnet, described as Terraform looks for it, gone on delete', () => {
    const live = newTestWorld();
    const { loadBalancerArn } = createStack(live);
    const description = `ELB ${loadBalancerArn.split(':loadbalancer/')[1]}`;
    expect(elbInterfaces(live).map((one) => one.description)).toEqual([description, description]);
    expect(elbInterfaces(live)[0]?.attachment?.instanceOwnerId).toBe('amazon-elb');
    expect(elbInterfaces(live)[0]?.lentPublicIp).toBeDefined();
    operations.DeleteLoadBalancer({ LoadBalancerArn: loadBalancerArn }, live.context);
    expect(elbInterfaces(live)).toEqual([]);
  });

  test('an absent name is LoadBalancerNotFound', () => {
    const live = newTestWorld();
    expect(errorOf(() => operations.DescribeLoadBalancers({ Names: ['front'] }, live.context))).toEqual({
      code: 'LoadBalancerNotFound',
      message: "Load balancers '[front]' not found",
      status: 400,
    });
    expect(operations.DescribeLoadBalancers({}, live.context).LoadBalancers).toEqual([]);
  });

  test.each<[string, (live: ReturnType<typeof newTestWorld>) => object, string, RegExp]>([
    [
      'ALB-01 one zone',
      (live) => ({ Subnets: [subnetIn(live, 'a')] }),
      'ValidationError',
      /two different Availability Zones/,
    ],
    ['an unknown subnet', () => ({ Subnets: ['subnet-1', 'subnet-2'] }), 'SubnetNotFound', /'subnet-1' does not exist/],
    ['a bad name', () => ({ Name: 'under_score' }), 'ValidationError', /alphanumeric/],
    ['a long name', () => ({ Name: 'x'.repeat(33) }), 'ValidationError', /longer than '32'/],
    ['an unknown group', () => ({ SecurityGroups: ['sg-1'] }), 'InvalidSecurityGroup', /'sg-1' does not exist/],
    ['another type', () => ({ Type: 'network' }), 'UnsupportedOperation', /type network/],
    ['dual stack', () => ({ IpAddressType: 'dualstack' }), 'UnsupportedOperation', /dualstack/],
  ])('refused: %s', (_name, change, code, message) => {
    const live = newTestWorld();
    const input = { Name: 'front', Subnets: [subnetIn(live, 'a'), subnetIn(live, 'b')], ...change(live) };
    const error = errorOf(() => operations.CreateLoadBalancer(input, live.context));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(elbInterfaces(live)).toEqual([]);
  });

  test('ALB-01 a subnet must be a /27 at least, with eight free addresses', () => {
    const live = newTestWorld();
    const subnetId = subnetIn(live, 'a');
    const subnet = live.world.ec2.subnets[subnetId];
    if (subnet !== undefined) live.world.ec2.subnets[subnetId] = { ...subnet, cidrBlock: '172.31.0.0/28' };
    const error = errorOf(() => createStackNamed(live, 'front'));
    expect(error).toMatchObject({
      code: 'InvalidSubnet',
      message: `Not enough IP space available in ${subnetId}. ELB requires at least 8 free IP addresses in each subnet.`,
    });
  });

  test('the same name again: equal settings answer the existing one, others are refused', () => {
    const live = newTestWorld();
    const { loadBalancerArn } = createStack(live);
    const Subnets = [subnetIn(live, 'a'), subnetIn(live, 'b')];
    const again = operations.CreateLoadBalancer({ Name: 'front', Subnets }, live.context);
    expect(again.LoadBalancers[0]?.LoadBalancerArn).toBe(loadBalancerArn);
    const other = () => operations.CreateLoadBalancer({ Name: 'front', Subnets, Scheme: 'internal' }, live.context);
    expect(errorOf(other).code).toBe('DuplicateLoadBalancerName');
  });

  test('deletion protection', () => {
    const live = newTestWorld();
    const { loadBalancerArn } = createStack(live);
    const set = (Value: string) =>
      operations.ModifyLoadBalancerAttributes(
        { LoadBalancerArn: loadBalancerArn, Attributes: [{ Key: 'deletion_protection.enabled', Value }] },
        live.context,
      );
    set('true');
    const remove = () => operations.DeleteLoadBalancer({ LoadBalancerArn: loadBalancerArn }, live.context);
    expect(errorOf(remove).code).toBe('OperationNotPermitted');
    set('false');
    remove();
    expect(operations.DescribeLoadBalancers({}, live.context).LoadBalancers).toEqual([]);
    expect(live.world.elbv2.listeners).toEqual({});
    remove();
  });

  test('SetSubnets enables another zone; nodes that stay keep their interface', () => {
    const live = newTestWorld();
    const stack = activeStack(live);
    const id = launch(live, 'c');
    registerTargets(live.context, stack.targetGroupArn, [{ id }]);
    live.run(20 * SECOND);
    const kept = elbInterfaces(live).find(({ availabilityZone }) => availabilityZone === 'us-east-1b');
    const Subnets = [subnetIn(live, 'b'), subnetIn(live, 'c')];
    operations.SetSubnets({ LoadBalancerArn: stack.loadBalancerArn, Subnets }, live.context);
    expect(
      elbInterfaces(live)
        .map(({ availabilityZone }) => availabilityZone)
        .toSorted(),
    ).toEqual(['us-east-1b', 'us-east-1c']);
    expect(elbInterfaces(live)).toContain(kept);
    live.run(11 * SECOND);
    const [target] = operations.DescribeTargetHealth(
      { TargetGroupArn: stack.targetGroupArn },
      live.context,
    ).TargetHealthDescriptions;
    expect(target?.TargetHealth?.State).toBe('healthy');
  });

  test('SetSubnets refuses the subnets of another VPC and changes nothing', () => {
    const live = newTestWorld();
    const { loadBalancerArn } = createStack(live);
    const before = JSON.stringify(live.world.elbv2);
    const Subnets = ['a', 'b'].map((letter) => {
      const subnet = live.world.ec2.subnets[subnetIn(live, letter)];
      if (subnet === undefined) throw new Error('no subnet');
      const subnetId = `subnet-other-${letter}`;
      live.world.ec2.subnets[subnetId] = { ...subnet, subnetId, vpcId: 'vpc-other' };
      return subnetId;
    });
    const set = () => operations.SetSubnets({ LoadBalancerArn: loadBalancerArn, Subnets }, live.context);
    expect(errorOf(set)).toMatchObject({ code: 'InvalidConfigurationRequest' });
    expect(JSON.stringify(live.world.elbv2)).toBe(before);
  });

  test('SetSecurityGroups reaches the interfaces', () => {
    const live = newTestWorld();
    const { loadBalancerArn } = createStack(live);
    const [SecurityGroup = ''] = Object.keys(live.world.ec2.securityGroups);
    operations.SetSecurityGroups({ LoadBalancerArn: loadBalancerArn, SecurityGroups: [SecurityGroup] }, live.context);
    expect(elbInterfaces(live).every(({ securityGroupIds }) => securityGroupIds[0] === SecurityGroup)).toBe(true);
  });

  test('no capacity is reserved: an empty answer', () => {
    const live = newTestWorld();
    const { loadBalancerArn: LoadBalancerArn } = createStack(live);
    expect(operations.DescribeCapacityReservation({ LoadBalancerArn }, live.context)).toEqual({});
  });
});

function createStackNamed(live: ReturnType<typeof newTestWorld>, Name: string): void {
  operations.CreateLoadBalancer({ Name, Subnets: [subnetIn(live, 'a'), subnetIn(live, 'b')] }, live.context);
}

describe('attributes', () => {
  /** What the AWS provider sends when it creates an ALB with nothing configured. */
  const SENT_BY_TERRAFORM = {
    'access_logs.s3.enabled': 'false',
    'connection_logs.s3.enabled': 'false',
    'health_check_logs.s3.enabled': 'false',
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'deletion_protection.enabled': 'false',
    'routing.http2.enabled': 'true',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
    'waf.fail_open.enabled': 'false',
    'routing.http.xff_client_port.enabled': 'false',
    'idle_timeout.timeout_seconds': '60',
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http.xff_header_processing.mode': 'append',
    'client_keep_alive.seconds': '3600',
    'zonal_shift.config.enabled': 'false',
  };

  test('ALB-04 defaults are what Terraform sends, and what is sent is echoed', () => {
    const live = newTestWorld();
    const { loadBalancerArn: LoadBalancerArn } = createStack(live);
    const read = () => {
      const { Attributes } = operations.DescribeLoadBalancerAttributes({ LoadBalancerArn }, live.context);
      return Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]));
    };
    const before = read();
    expect(before).toMatchObject({ ...SENT_BY_TERRAFORM, 'load_balancing.cross_zone.enabled': 'true' });
    const Attributes = Object.entries(SENT_BY_TERRAFORM).map(([Key, Value]) => ({ Key, Value }));
    operations.ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes }, live.context);
    expect(read()).toEqual(before);
  });

  test.each([
    [
      'an unknown key',
      'no.such.key',
      'x',
      'InvalidConfigurationRequest',
      "attribute key 'no.such.key' is not recognized",
    ],
    ['a value out of range', 'idle_timeout.timeout_seconds', '4001', 'ValidationError', 'between 1 and 4000'],
    [
      'ALB-04 cross-zone is fixed',
      'load_balancing.cross_zone.enabled',
      'false',
      'InvalidConfigurationRequest',
      'cannot be set',
    ],
    ['what is not modelled', 'access_logs.s3.enabled', 'true', 'UnsupportedOperation', 'access logs in S3'],
  ])('load balancer attribute refused: %s', (_name, Key, Value, code, words) => {
    const live = newTestWorld();
    const { loadBalancerArn: LoadBalancerArn } = createStack(live);
    const error = errorOf(() =>
      operations.ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value }] }, live.context),
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  test('ALB-05 defaults of a target group', () => {
    const live = newTestWorld();
    const { targetGroupArn: TargetGroupArn } = createStack(live);
    const { Attributes } = operations.DescribeTargetGroupAttributes({ TargetGroupArn }, live.context);
    expect(Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]))).toEqual({
      'deregistration_delay.timeout_seconds': '300',
      'load_balancing.algorithm.type': 'round_robin',
      'load_balancing.algorithm.anomaly_mitigation': 'off',
      'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
      'slow_start.duration_seconds': '0',
      'stickiness.enabled': 'false',
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.cookie_name': '',
      'stickiness.app_cookie.duration_seconds': '86400',
      'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
    });
  });

  test.each<[string, Record<string, string>, string]>([
    ['ALB-05 delay out of range', { 'deregistration_delay.timeout_seconds': '3601' }, 'ValidationError'],
    ['ALB-05 slow start below 30 s', { 'slow_start.duration_seconds': '29' }, 'ValidationError'],
    [
      'ALB-21 slow start excludes least outstanding requests',
      { 'slow_start.duration_seconds': '30', 'load_balancing.algorithm.type': 'least_outstanding_requests' },
      'InvalidConfigurationRequest',
    ],
    ['sticky sessions are not modelled', { 'stickiness.enabled': 'true' }, 'UnsupportedOperation'],
  ])('target group attribute refused: %s', (_name, change, code) => {
    const live = newTestWorld();
    const { targetGroupArn: TargetGroupArn } = createStack(live);
    const Attributes = Object.entries(change).map(([Key, Value]) => ({ Key, Value }));
    expect(
      errorOf(() => operations.ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, live.context)).code,
    ).toBe(code);
  });

  test('listener attributes: defaults, and an echo of what is set', () => {
    const live = newTestWorld();
    const { listenerArn: ListenerArn } = createStack(live);
    const Attributes = [{ Key: 'routing.http.response.server.enabled', Value: 'false' }];
    const { Attributes: after } = operations.ModifyListenerAttributes({ ListenerArn, Attributes }, live.context);
    expect(after[0]).toEqual(Attributes[0]);
    expect(operations.DescribeListenerAttributes({ ListenerArn }, live.context).Attributes).toEqual(after);
  });
});

describe('target groups', () => {
  test('ALB-10 the defaults of an HTTP group', () => {
    const live = newTestWorld();
    const TargetGroupArn = createGroup(live, 'web');
    const [group] = operations.DescribeTargetGroups({ TargetGroupArns: [TargetGroupArn] }, live.context).TargetGroups;
    expect(group).toEqual({
      ...{ TargetGroupArn, TargetGroupName: 'web', Protocol: 'HTTP', Port: 80, VpcId: vpcOf(live) },
      ...{
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: 'traffic-port',
        HealthCheckEnabled: true,
        HealthCheckPath: '/',
      },
      ...{ HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5 },
      ...{ HealthyThresholdCount: 5, UnhealthyThresholdCount: 2, Matcher: { HttpCode: '200' } },
      ...{ LoadBalancerArns: [], TargetType: 'instance', ProtocolVersion: 'HTTP1', IpAddressType: 'ipv4' },
    });
  });

  test('LoadBalancerArns is filled when a listener forwards to it; in use it cannot be deleted', () => {
    const live = newTestWorld();
    const { targetGroupArn: TargetGroupArn, loadBalancerArn, listenerArn: ListenerArn } = createStack(live);
    const read = () => operations.DescribeTargetGroups({ LoadBalancerArn: loadBalancerArn }, live.context).TargetGroups;
    expect(read()[0]?.LoadBalancerArns).toEqual([loadBalancerArn]);
    const remove = () => operations.DeleteTargetGroup({ TargetGroupArn }, live.context);
    expect(errorOf(remove)).toEqual({
      code: 'ResourceInUse',
      message: `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
      status: 400,
    });
    operations.DeleteListener({ ListenerArn }, live.context);
    expect(read()).toEqual([]);
    remove();
    expect(errorOf(() => operations.DescribeTargetGroups({ Names: ['web'] }, live.context)).code).toBe(
      'TargetGroupNotFound',
    );
  });

  test.each<[string, object, string]>([
    [
      'timeout not below interval',
      { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 10 },
      'ValidationError',
    ],
    ['ALB-10 interval', { HealthCheckIntervalSeconds: 4 }, 'ValidationError'],
    ['ALB-10 threshold', { HealthyThresholdCount: 11 }, 'ValidationError'],
    ['ALB-10 matcher', { Matcher: { HttpCode: '200-599' } }, 'ValidationError'],
    ['path', { HealthCheckPath: 'healthz' }, 'ValidationError'],
    ['ALB-10 checks cannot be switched off', { HealthCheckEnabled: false }, 'ValidationError'],
    ['unknown VPC', { VpcId: 'vpc-1' }, 'ValidationError'],
    ['ip targets', { TargetType: 'ip' }, 'UnsupportedOperation'],
    ['HTTPS', { Protocol: 'HTTPS' }, 'UnsupportedOperation'],
    ['HTTP/2', { ProtocolVersion: 'HTTP2' }, 'UnsupportedOperation'],
  ])('refused: %s', (_name, change, code) => {
    const live = newTestWorld();
    expect(errorOf(() => createGroup(live, 'web', change)).code).toBe(code);
    expect(live.world.elbv2.targetGroups).toEqual({});
  });

  test('the same name again: equal settings answer the existing one, others are refused', () => {
    const live = newTestWorld();
    expect(createGroup(live, 'web')).toBe(createGroup(live, 'web'));
    expect(errorOf(() => createGroup(live, 'web', { Port: 81 })).code).toBe('DuplicateTargetGroupName');
  });
});

describe('targets', () => {
  test('only running instances of the VPC can be registered, all or none', () => {
    const live = newTestWorld();
    const TargetGroupArn = createGroup(live, 'web');
    const id = launch(live, 'a');
    const register = (...ids: string[]) =>
      operations.RegisterTargets({ TargetGroupArn, Targets: ids.map((Id) => ({ Id })) }, live.context);
    expect(errorOf(() => register(id, 'i-0bad'))).toMatchObject({
      code: 'InvalidTarget',
      message: "The following targets are not valid instances: 'i-0bad'",
    });
    expect(live.world.elbv2.targetGroups[TargetGroupArn]?.targets).toEqual({});
    register(id);
    operations.RegisterTargets({ TargetGroupArn, Targets: [{ Id: id, Port: 8080 }] }, live.context);
    const { TargetHealthDescriptions } = operations.DescribeTargetHealth({ TargetGroupArn }, live.context);
    expect(TargetHealthDescriptions.map(({ Target, HealthCheckPort }) => [Target.Port, HealthCheckPort])).toEqual([
      [80, '80'],
      [8080, '8080'],
    ]);
  });

  test('an instance that does not run yet is refused', () => {
    const live = newTestWorld();
    const TargetGroupArn = createGroup(live, 'web');
    const id = launch(live, 'a');
    const instance = live.world.ec2.instances[id];
    if (instance !== undefined) instance.state = 'stopped';
    expect(errorOf(() => registerTargets(live.context, TargetGroupArn, [{ id }])).message).toBe(
      `The following targets are not in a running state and cannot be registered: '${id}'`,
    );
  });

  test('deregistering what is not registered is no error', () => {
    const live = newTestWorld();
    const targetGroupArn = createGroup(live, 'web');
    deregisterTargets(live.context, targetGroupArn, [{ id: 'i-0123' }]);
    expect(errorOf(() => deregisterTargets(live.context, 'arn:none', [])).code).toBe('TargetGroupNotFound');
  });
});
