// Listeners, rules, tags and account questions at the API.

import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../../src/errors.js';
import { createGroup, createStack, newTestWorld, operations, type Stack, subnetIn, type TestWorld } from './harness.js';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ServiceError) return error.code;
    throw error;
  }
  return 'no error';
}

function scene(): { live: TestWorld; stack: Stack } {
  const live = newTestWorld();
  return { live, stack: createStack(live) };
}

type Action = Parameters<typeof operations.CreateListener>[0]['DefaultActions'][number];

function listen({ live, stack }: ReturnType<typeof scene>, Port: number, action: Action, more: object = {}) {
  const input = { LoadBalancerArn: stack.loadBalancerArn, Protocol: 'HTTP' as const, Port, DefaultActions: [action] };
  return operations.CreateListener({ ...input, ...more }, live.context).Listeners[0];
}

describe('listeners', () => {
  test('a forward to one group is answered in both forms', () => {
    const world = scene();
    const { targetGroupArn: TargetGroupArn } = world.stack;
    const both = {
      Type: 'forward',
      TargetGroupArn,
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn, Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    };
    expect(listen(world, 81, { Type: 'forward', TargetGroupArn })?.DefaultActions).toEqual([both]);
    const TargetGroups = [{ TargetGroupArn }];
    expect(listen(world, 82, { Type: 'forward', ForwardConfig: { TargetGroups } })?.DefaultActions).toEqual([both]);
    expect(listen(world, 83, { Type: 'forward', TargetGroupArn, Order: 1 })?.DefaultActions).toEqual([
      { ...both, Order: 1 },
    ]);
  });

  test('a forward to several groups is answered as ForwardConfig only', () => {
    const world = scene();
    const TargetGroups = [
      { TargetGroupArn: world.stack.targetGroupArn, Weight: 90 },
      { TargetGroupArn: createGroup(world.live, 'canary'), Weight: 10 },
    ];
    const [action] = listen(world, 81, { Type: 'forward', ForwardConfig: { TargetGroups } })?.DefaultActions ?? [];
    expect(action).not.toHaveProperty('TargetGroupArn');
    expect(action?.ForwardConfig?.TargetGroups).toEqual(TargetGroups);
  });

  test('neither certificates nor a policy on HTTP', () => {
    const { live, stack } = scene();
    const [listener] = operations.DescribeListeners({ ListenerArns: [stack.listenerArn] }, live.context).Listeners;
    expect(Object.keys(listener ?? {})).toEqual([
      'ListenerArn',
      'LoadBalancerArn',
      'Port',
      'Protocol',
      'DefaultActions',
    ]);
    expect(listener?.ListenerArn?.startsWith(stack.loadBalancerArn.replace(':loadbalancer/', ':listener/'))).toBe(true);
    expect(
      operations.DescribeListenerCertificates({ ListenerArn: stack.listenerArn }, live.context).Certificates,
    ).toEqual([]);
  });

  test.each<[string, string, (world: ReturnType<typeof scene>) => unknown]>([
    [
      'a port twice',
      'DuplicateListener',
      (w) => listen(w, 80, { Type: 'forward', TargetGroupArn: w.stack.targetGroupArn }),
    ],
    [
      'an unknown target group',
      'TargetGroupNotFound',
      (w) => listen(w, 81, { Type: 'forward', TargetGroupArn: 'arn:none' }),
    ],
    ['no target group', 'ValidationError', (w) => listen(w, 81, { Type: 'forward' })],
    ['authentication', 'UnsupportedOperation', (w) => listen(w, 81, { Type: 'authenticate-oidc' })],
    [
      'HTTPS, by name',
      'UnsupportedOperation',
      (w) => listen(w, 443, { Type: 'forward', TargetGroupArn: w.stack.targetGroupArn }, { Protocol: 'HTTPS' }),
    ],
    [
      'TCP on an application load balancer',
      'ValidationError',
      (w) => listen(w, 81, { Type: 'forward', TargetGroupArn: w.stack.targetGroupArn }, { Protocol: 'TCP' }),
    ],
    [
      'target group stickiness',
      'UnsupportedOperation',
      (w) =>
        listen(w, 81, {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn: w.stack.targetGroupArn }],
            TargetGroupStickinessConfig: { Enabled: true },
          },
        }),
    ],
    [
      'a fixed response with a redirect code',
      'ValidationError',
      (w) => listen(w, 81, { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '301' } }),
    ],
    [
      'an unknown listener',
      'ListenerNotFound',
      (w) => operations.DeleteListener({ ListenerArn: 'arn:none' }, w.live.context),
    ],
  ])('refused: %s', (_name, code, action) => {
    const world = scene();
    expect(codeOf(() => action(world))).toBe(code);
    expect(Object.keys(world.live.world.elbv2.listeners)).toHaveLength(1);
  });

  test('a target group serves one load balancer only', () => {
    const { live, stack } = scene();
    const Subnets = [subnetIn(live, 'a'), subnetIn(live, 'b')];
    const [second] = operations.CreateLoadBalancer({ Name: 'second', Subnets }, live.context).LoadBalancers;
    const input = {
      LoadBalancerArn: second?.LoadBalancerArn ?? '',
      Port: 80,
      Protocol: 'HTTP' as const,
      DefaultActions: [{ Type: 'forward' as const, TargetGroupArn: stack.targetGroupArn }],
    };
    expect(codeOf(() => operations.CreateListener(input, live.context))).toBe('TargetGroupAssociationLimit');
  });

  test('ModifyListener moves it to another port', () => {
    const { live, stack } = scene();
    operations.ModifyListener({ ListenerArn: stack.listenerArn, Port: 8080 }, live.context);
    expect(live.world.elbv2.loadBalancers[stack.loadBalancerArn]?.listenerArns).toEqual({ '8080': stack.listenerArn });
  });
});

describe('rules', () => {
  const create = ({ live, stack }: ReturnType<typeof scene>, Priority: number, more: object = {}) =>
    operations.CreateRule(
      {
        ListenerArn: stack.listenerArn,
        Priority,
        Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } }],
        Actions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_302' } }],
        ...more,
      },
      live.context,
    ).Rules[0]?.RuleArn ?? '';

  test('described in order of priority, the default last', () => {
    const world = scene();
    const { live, stack } = world;
    const [low, high] = [create(world, 20), create(world, 10)];
    const { Rules } = operations.DescribeRules({ ListenerArn: stack.listenerArn }, live.context);
    expect(Rules.map(({ Priority, IsDefault }) => [Priority, IsDefault])).toEqual([
      ['10', false],
      ['20', false],
      ['default', true],
    ]);
    expect(Rules.slice(0, 2).map(({ RuleArn }) => RuleArn)).toEqual([high, low]);
    expect(Rules[0]).toMatchObject({
      Conditions: [
        { Field: 'host-header', Values: ['*.example.com'], HostHeaderConfig: { Values: ['*.example.com'] } },
      ],
      Actions: [
        {
          Type: 'redirect',
          RedirectConfig: {
            ...{ Protocol: 'HTTPS', Port: '#{port}', Host: '#{host}', Path: '/#{path}', Query: '#{query}' },
            StatusCode: 'HTTP_302',
          },
        },
      ],
    });
    expect(low.startsWith(stack.listenerArn.replace(':listener/', ':listener-rule/'))).toBe(true);
  });

  test('SetRulePriorities lets two rules change places, and refuses a priority that is taken', () => {
    const world = scene();
    const { live } = world;
    const [first, second, third] = [create(world, 1), create(world, 2), create(world, 3)];
    const set = (...pairs: [string, number][]) =>
      operations.SetRulePriorities(
        { RulePriorities: pairs.map(([RuleArn, Priority]) => ({ RuleArn, Priority })) },
        live.context,
      );
    set([first, 2], [second, 1]);
    const { Rules } = operations.DescribeRules({ ListenerArn: world.stack.listenerArn }, live.context);
    expect(Rules.map(({ RuleArn }) => RuleArn).slice(0, 3)).toEqual([second, first, third]);
    expect(codeOf(() => set([first, 3]))).toBe('PriorityInUse');
  });

  test('ModifyRule and DeleteRule; the default rule can be neither', () => {
    const world = scene();
    const { live, stack } = world;
    const RuleArn = create(world, 1);
    const Conditions = [{ Field: 'path-pattern', Values: ['/a', '/b'] }];
    const [after] = operations.ModifyRule({ RuleArn, Conditions }, live.context).Rules;
    expect(after?.Conditions?.[0]?.PathPatternConfig).toEqual({ Values: ['/a', '/b'] });
    operations.DeleteRule({ RuleArn }, live.context);
    expect(codeOf(() => operations.DescribeRules({ RuleArns: [RuleArn] }, live.context))).toBe('RuleNotFound');
    const [standard] = operations.DescribeRules({ ListenerArn: stack.listenerArn }, live.context).Rules;
    expect(codeOf(() => operations.DeleteRule({ RuleArn: standard?.RuleArn ?? '' }, live.context))).toBe(
      'OperationNotPermitted',
    );
  });

  test.each<[string, object, string]>([
    ['a priority that is taken', { Priority: 1 }, 'PriorityInUse'],
    ['a priority out of range', { Priority: 50_001 }, 'ValidationError'],
    ['no conditions', { Conditions: [] }, 'ValidationError'],
    [
      'a source IP condition, by name',
      { Conditions: [{ Field: 'source-ip', Values: ['10.0.0.0/8'] }] },
      'UnsupportedOperation',
    ],
    ['regular expressions', { Conditions: [{ Field: 'path-pattern', RegexValues: ['.*'] }] }, 'UnsupportedOperation'],
    [
      'too many values',
      { Conditions: [{ Field: 'path-pattern', Values: ['1', '2', '3', '4', '5', '6'] }] },
      'ValidationError',
    ],
    ['transforms', { Transforms: [{ Type: 'url-rewrite' }] }, 'UnsupportedOperation'],
  ])('refused: %s', (_name, change, code) => {
    const world = scene();
    create(world, 1);
    expect(codeOf(() => create(world, 2, change))).toBe(code);
    expect(Object.keys(world.live.world.elbv2.rules)).toHaveLength(1);
  });
});

describe('tags', () => {
  test('one description for each ARN, also without tags: Terraform reads the first without looking', () => {
    const { live, stack } = scene();
    const ResourceArns = [stack.loadBalancerArn, stack.targetGroupArn, stack.listenerArn];
    operations.AddTags({ ResourceArns: [stack.targetGroupArn], Tags: [{ Key: 'a', Value: '1' }] }, live.context);
    expect(operations.DescribeTags({ ResourceArns }, live.context).TagDescriptions).toEqual([
      { ResourceArn: stack.loadBalancerArn, Tags: [] },
      { ResourceArn: stack.targetGroupArn, Tags: [{ Key: 'a', Value: '1' }] },
      { ResourceArn: stack.listenerArn, Tags: [] },
    ]);
    operations.RemoveTags({ ResourceArns: [stack.targetGroupArn], TagKeys: ['a'] }, live.context);
    expect(operations.DescribeTags({ ResourceArns }, live.context).TagDescriptions[1]?.Tags).toEqual([]);
  });

  test.each([
    ['loadbalancer/app/x/1', 'LoadBalancerNotFound'],
    ['targetgroup/x/1', 'TargetGroupNotFound'],
    ['listener/app/x/1/2', 'ListenerNotFound'],
    ['listener-rule/app/x/1/2/3', 'RuleNotFound'],
    ['something', 'ValidationError'],
  ])('unknown ARN %s: %s', (end, code) => {
    const { live } = scene();
    const ResourceArns = [`arn:aws:elasticloadbalancing:us-east-1:123456789012:${end}`];
    expect(codeOf(() => operations.DescribeTags({ ResourceArns }, live.context))).toBe(code);
  });

  test('too many, and a key twice', () => {
    const { live, stack } = scene();
    const add = (Tags: { Key: string; Value: string }[]) =>
      codeOf(() => operations.AddTags({ ResourceArns: [stack.loadBalancerArn], Tags }, live.context));
    expect(add(Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })))).toBe('TooManyTags');
    expect(add([1, 2].map((value) => ({ Key: 'k', Value: String(value) })))).toBe('DuplicateTagKeys');
  });
});

describe('account', () => {
  test('limits, in pages', () => {
    const { live } = scene();
    const first = operations.DescribeAccountLimits({ PageSize: 5 }, live.context);
    const rest = operations.DescribeAccountLimits({ Marker: first.NextMarker }, live.context);
    expect([...first.Limits, ...rest.Limits]).toContainEqual({ Name: 'targets-per-target-group', Max: '1000' });
    expect(first.Limits).toHaveLength(5);
    expect(rest.NextMarker).toBeUndefined();
    expect(codeOf(() => operations.DescribeListeners({ LoadBalancerArn: '', Marker: 'x' }, live.context))).toBe(
      'LoadBalancerNotFound',
    );
  });

  test('TLS policies by name', () => {
    const Names = ['ELBSecurityPolicy-2016-08'];
    const [policy] = operations.DescribeSSLPolicies({ Names }).SslPolicies;
    expect(policy?.SslProtocols).toEqual(['TLSv1.2', 'TLSv1.1', 'TLSv1']);
    expect(policy?.Ciphers?.[0]).toEqual({ Name: 'ECDHE-ECDSA-AES128-GCM-SHA256', Priority: 1 });
    expect(codeOf(() => operations.DescribeSSLPolicies({ Names: ['none'] }))).toBe('SSLPolicyNotFound');
  });
});
