// Where requests go and what the DNS name resolves to, on live load balancers.

import { describe, expect, test } from 'vitest';
import { setZoneFault } from '../../../../src/sandbox/services/ec2/index.js';
import { balancer, registerTargets, requestFinished, route } from '../../../../src/sandbox/services/elbv2/index.js';
import {
  activeStack,
  createGroup,
  createStack,
  launch,
  newTestWorld,
  operations,
  SECOND,
  type Stack,
  type TestWorld,
} from './harness.js';

interface Scene {
  readonly live: TestWorld;
  readonly stack: Stack;
  readonly ids: readonly string[];
}

/** One instance for each letter. */
function scene(letters: string): Scene {
  const live = newTestWorld();
  const stack = activeStack(live);
  const ids = [...letters].map((letter) => launch(live, letter));
  if (ids.length > 0)
    registerTargets(
      live.context,
      stack.targetGroupArn,
      ids.map((id) => ({ id })),
    );
  live.run(15 * SECOND);
  return { live, stack, ids };
}

function chosen({ live, stack }: Scene, node: string, times: number, path?: string, host?: string): string[] {
  return Array.from({ length: times }, () => {
    const routed = route(live.context, stack.loadBalancerArn, `us-east-1${node}`, 80, path, host);
    return routed.to === 'target' ? routed.instanceId : String(routed.statusCode);
  });
}

function setAttribute({ live, stack }: Scene, Key: string, Value: string): void {
  operations.ModifyTargetGroupAttributes(
    { TargetGroupArn: stack.targetGroupArn, Attributes: [{ Key, Value }] },
    live.context,
  );
}

function zones({ live, stack }: Scene): string {
  return (balancer(live.context, stack.dnsName)?.nodes ?? [])
    .filter(({ inDns }) => inDns)
    .map(({ availabilityZone, alive }) => `${availabilityZone.slice(-1)}${alive ? '' : ' dead'}`)
    .join(', ');
}

describe('routing', () => {
  test('ALB-21 each node goes round by itself', () => {
    const world = scene('ab');
    const [first = '', second = ''] = world.ids;
    expect(chosen(world, 'a', 3)).toEqual([first, second, first]);
    expect(chosen(world, 'b', 3)).toEqual([first, second, first]);
    expect(chosen(world, 'a', 1)).toEqual([second]);
  });

  test('ALB-41 no targets: 503', () => {
    expect(chosen(scene(''), 'a', 1)).toEqual(['503']);
  });

  test('ALB-20 an unhealthy target gets nothing while another is healthy; when all are unhealthy, all get requests', () => {
    const world = scene('ab');
    const { live, stack } = world;
    const [first = '', second = ''] = world.ids;
    live.answers[first] = 500;
    live.run(70 * SECOND);
    expect(new Set(chosen(world, 'a', 4))).toEqual(new Set([second]));
    live.answers[second] = 500;
    live.run(70 * SECOND);
    expect(new Set(chosen(world, 'a', 4))).toEqual(new Set([first, second]));
    expect(route(live.context, stack.loadBalancerArn, 'us-east-1a', 80)).toMatchObject({ failOpen: true });
  });

  test('ALB-22 cross-zone switched off: each node keeps to its zone, and answers 503 without targets there', () => {
    const world = scene('aa');
    setAttribute(world, 'load_balancing.cross_zone.enabled', 'false');
    expect(new Set(chosen(world, 'a', 4))).toEqual(new Set(world.ids));
    expect(chosen(world, 'b', 1)).toEqual(['503']);
  });

  test('ALB-24 a target that turns healthy in slow start begins with few requests', () => {
    const world = scene('a');
    setAttribute(world, 'slow_start.duration_seconds', '100');
    const late = launch(world.live, 'b');
    registerTargets(world.live.context, world.stack.targetGroupArn, [{ id: late }]);
    world.live.run(20 * SECOND);
    const early = chosen(world, 'a', 100).filter((id) => id === late).length;
    world.live.run(200 * SECOND);
    const full = chosen(world, 'a', 100).filter((id) => id === late).length;
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(20);
    expect(full).toBe(50);
  });

  test('ALB-24 beside nobody but targets in slow start a target that turns healthy takes its whole share at once', () => {
    const world = scene('a');
    const { live, stack } = world;
    const [full = ''] = world.ids;
    setAttribute(world, 'slow_start.duration_seconds', '900');
    const join = (): string => {
      const id = launch(live, 'b');
      registerTargets(live.context, stack.targetGroupArn, [{ id }]);
      live.run(15 * SECOND);
      return id;
    };
    const slow = join();
    live.answers[full] = 500;
    live.run(70 * SECOND);
    const late = join();
    const turns = chosen(world, 'a', 100);
    expect(turns).not.toContain(full);
    expect(turns.filter((id) => id === late).length).toBeGreaterThan(80);
    expect(turns).toContain(slow);
  });

  test('ALB-21 least outstanding requests counts what is under way', () => {
    const world = scene('ab');
    const { live, stack } = world;
    const [first = '', second = ''] = world.ids;
    setAttribute(world, 'load_balancing.algorithm.type', 'least_outstanding_requests');
    expect(chosen(world, 'a', 2)).toEqual([first, second]);
    requestFinished(live.context, {
      ...{ at: live.kernel.now, loadBalancerArn: stack.loadBalancerArn, nodeZone: 'us-east-1a' },
      ...{ targetGroupArn: stack.targetGroupArn, instanceId: second, madeBy: 'target', statusCode: 200 },
      ...{ targetResponseSeconds: 0.1, connectionFailed: false, failOpen: false },
    });
    expect(chosen(world, 'a', 1)).toEqual([second]);
  });

  test('no listener on the port: the connection is refused, no status', () => {
    const { live, stack } = scene('a');
    expect(route(live.context, stack.loadBalancerArn, 'us-east-1a', 8080)).toEqual({ to: 'nobody', statusCode: 0 });
  });
});

describe('listener rules', () => {
  test('the first rule by priority that matches decides, else the default', () => {
    const world = scene('a');
    const { live, stack, ids } = world;
    const spare = createGroup(live, 'spare');
    const rule = (
      Priority: number,
      value: string,
      action: Parameters<typeof operations.CreateRule>[0]['Actions'][number],
    ) =>
      operations.CreateRule(
        {
          ListenerArn: stack.listenerArn,
          Priority,
          Conditions: [{ Field: 'path-pattern', Values: [value] }],
          Actions: [action],
        },
        live.context,
      );
    rule(20, '/down*', { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } });
    rule(10, '/down/spare', { Type: 'forward', TargetGroupArn: spare });
    rule(30, '/old', { Type: 'redirect', RedirectConfig: { Path: '/new', StatusCode: 'HTTP_301' } });
    expect(chosen(world, 'a', 1)).toEqual([ids[0]]);
    expect(chosen(world, 'a', 1, '/down/else')).toEqual(['404']);
    expect(chosen(world, 'a', 1, '/down/spare')).toEqual(['503']);
    expect(chosen(world, 'a', 1, '/old')).toEqual(['301']);
  });

  test('requests are shared out by weight between target groups', () => {
    const world = scene('a');
    const { live, stack } = world;
    const other = createGroup(live, 'canary');
    const TargetGroups = [
      { TargetGroupArn: stack.targetGroupArn, Weight: 80 },
      { TargetGroupArn: other, Weight: 20 },
    ];
    const DefaultActions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
    operations.ModifyListener({ ListenerArn: stack.listenerArn, DefaultActions }, live.context);
    const canary = chosen(world, 'a', 1_000).filter((one) => one === '503').length;
    expect(canary).toBeGreaterThan(150);
    expect(canary).toBeLessThan(250);
  });
});

describe('the DNS name', () => {
  test('ALB-50 resolves once the load balancer is active, after 2:15 to 3:07', () => {
    const live = newTestWorld();
    const stack = createStack(live);
    live.run(134 * SECOND);
    expect(balancer(live.context, stack.dnsName)).toBeUndefined();
    live.run(54 * SECOND);
    expect(balancer(live.context, stack.dnsName)?.loadBalancerArn).toBe(stack.loadBalancerArn);
    const active = live.events('LoadBalancerStateChanged').at(-1);
    expect(active?.event.to).toBe('active');
  });

  test('ALB-04 the idle timeout is 60 s unless set otherwise', () => {
    const { live, stack } = scene('a');
    expect(balancer(live.context, stack.dnsName)?.idleTimeoutMs).toBe(60_000);
    const Attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: '10' }];
    operations.ModifyLoadBalancerAttributes({ LoadBalancerArn: stack.loadBalancerArn, Attributes }, live.context);
    expect(balancer(live.context, stack.dnsName.toUpperCase())?.idleTimeoutMs).toBe(10_000);
  });

  test('ALB-23 with cross-zone a zone whose targets are dead stays in DNS', () => {
    const world = scene('ab');
    world.live.answers[world.ids[0] ?? ''] = 'refused';
    world.live.run(70 * SECOND);
    expect(zones(world)).toBe('a, b');
  });

  test('ALB-23 without cross-zone its address is withdrawn; when all zones are unhealthy, all are returned', () => {
    const world = scene('ab');
    setAttribute(world, 'load_balancing.cross_zone.enabled', 'false');
    world.live.answers[world.ids[0] ?? ''] = 'refused';
    world.live.run(70 * SECOND);
    expect(zones(world)).toBe('b');
    world.live.answers[world.ids[1] ?? ''] = 'refused';
    world.live.run(70 * SECOND);
    expect(zones(world)).toBe('a, b');
  });

  test('ALB-25 a node without power is dead at once, leaves DNS after 20 s, and comes back', () => {
    const world = scene('ab');
    setZoneFault(world.live.context, 'us-east-1a', { powerLost: true });
    world.live.run(1 * SECOND);
    expect(zones(world)).toBe('a dead, b');
    world.live.run(20 * SECOND);
    expect(zones(world)).toBe('b');
    setZoneFault(world.live.context, 'us-east-1a', { powerLost: false });
    world.live.run(1 * SECOND);
    expect(zones(world)).toBe('a, b');
  });

  test('ALB-25 a node without power sends no checks, and what it thought no longer counts', () => {
    const world = scene('ab');
    const { live } = world;
    const second = world.ids[1] ?? '';
    setZoneFault(live.context, 'us-east-1a', { powerLost: true });
    live.answers[second] = 'refused';
    live.run(1 * SECOND);
    const before = live.commands.length;
    live.run(70 * SECOND);
    const nodes = live.commands
      .slice(before)
      .flatMap((command) => (command.kind === 'probe' ? [command.probe.nodeZone] : []));
    expect(new Set(nodes)).toEqual(new Set(['us-east-1b']));
    expect(live.world.elbv2.targetGroups[world.stack.targetGroupArn]?.targets[second]?.health.state).toBe('unhealthy');
  });
});
