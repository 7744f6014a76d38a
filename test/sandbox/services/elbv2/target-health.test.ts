// Targets under real probing, over virtual time: registration, falling, recovering, stopping, terminating.

import { describe, expect, test } from 'vitest';
import { terminateInstances } from '../../../../src/sandbox/services/ec2/index.js';
import { startInstance, stopInstance } from '../../../../src/sandbox/services/ec2/lifecycle.js';
import { registerTargets, targetHealth } from '../../../../src/sandbox/services/elbv2/index.js';
import {
  activeStack,
  createGroup,
  createStack,
  healthOf,
  lastChangeTo,
  launch,
  newTestWorld,
  operations,
  revive,
  SECOND,
  START,
  type Stack,
  type TestWorld,
} from './harness.js';

const FAST = { HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5 };

function withTarget(answer: number | 'refused' | 'silent' = 200): { live: TestWorld; stack: Stack; id: string } {
  const live = newTestWorld();
  const stack = activeStack(live, FAST);
  const id = launch(live, 'a');
  live.answers[id] = answer;
  registerTargets(live.context, stack.targetGroupArn, [{ id }]);
  return { live, stack, id };
}

describe('registration', () => {
  test('ALB-13 initial, registration in progress, then initial checks; healthy after one pass within 11 s (ALB-12)', () => {
    const { live, stack, id } = withTarget();
    const registeredAt = live.kernel.now;
    expect(healthOf(live, stack, id)).toBe('initial Elb.RegistrationInProgress');
    live.run(11 * SECOND);
    expect(healthOf(live, stack, id)).toBe('healthy');
    const path = live.events('TargetHealthChanged').map(({ event }) => `${event.to} ${event.reason ?? ''}`.trim());
    expect(path).toEqual(['initial Elb.InitialHealthChecking', 'healthy']);
    const delay = lastChangeTo(live, id, 'healthy') - registeredAt;
    expect(delay).toBeGreaterThanOrEqual(1_000);
    expect(delay).toBeLessThanOrEqual(10_100);
  });

  test('ALB-12 a target that boots slowly is declared unhealthy first, and then needs five passes: 150 s after it answers', () => {
    const { live, stack, id } = withTarget('refused');
    const registeredAt = live.kernel.now;
    live.run(60 * SECOND);
    expect(healthOf(live, stack, id)).toBe('unhealthy Target.FailedHealthChecks');
    const down = lastChangeTo(live, id, 'unhealthy') - registeredAt;
    expect(down).toBeGreaterThan(30_000);
    expect(down).toBeLessThan(41_000);
    live.run(288 * SECOND);
    live.answers[id] = 200;
    const answersFrom = live.kernel.now;
    live.run(200 * SECOND);
    const recovery = lastChangeTo(live, id, 'healthy') - answersFrom;
    expect(recovery).toBeGreaterThan(4 * 30_000);
    expect(recovery).toBeLessThanOrEqual(5 * 30_000 + 100);
  });

  test('ALB-13 nothing is checked before the load balancer is active', () => {
    const live = newTestWorld();
    const stack = createStack(live);
    const id = launch(live, 'a');
    registerTargets(live.context, stack.targetGroupArn, [{ id }]);
    live.run(60 * SECOND);
    expect(healthOf(live, stack, id)).toBe('initial Elb.RegistrationInProgress');
    expect(live.commands.filter(({ kind }) => kind === 'probe')).toHaveLength(0);
    live.run(150 * SECOND);
    expect(healthOf(live, stack, id)).toBe('healthy');
  });
});

describe('probing', () => {
  test('ALB-11 every node checks every target, once per interval, on its own second', () => {
    const { live } = withTarget();
    live.run(11 * SECOND);
    const before = live.commands.length;
    live.run(300 * SECOND);
    const probes = live.commands.slice(before).flatMap((command) => (command.kind === 'probe' ? [command.probe] : []));
    expect(probes.filter(({ nodeZone }) => nodeZone === 'us-east-1a')).toHaveLength(10);
    expect(probes.filter(({ nodeZone }) => nodeZone === 'us-east-1b')).toHaveLength(10);
    expect(probes[0]).toMatchObject({ port: 80, path: '/', timeoutMs: 5_000 });
  });

  test('ALB-11 a slow answer does not shift the next check', () => {
    const { live, id } = withTarget('silent');
    live.run(200 * SECOND);
    const sent: number[] = [];
    live.answers[id] = (probe) => {
      if (probe.nodeZone === 'us-east-1a') sent.push(live.kernel.now);
      return 'silent';
    };
    live.run(100 * SECOND);
    const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(1);
    expect(new Set(gaps)).toEqual(new Set([30_000]));
  });

  test.each([
    ['container stopped', 'refused', 'unhealthy Target.FailedHealthChecks', 30, 61],
    ['application answers 500', 500, 'unhealthy Target.ResponseCodeMismatch', 30, 61],
    ['application hangs: the timeout comes on top', 'silent', 'unhealthy Target.Timeout', 35, 66],
  ] as const)('ALB-13 ALB-14 ALB-15 %s', (_name, answer, expected, atLeast, atMost) => {
    const { live, stack, id } = withTarget();
    live.run(45 * SECOND);
    expect(healthOf(live, stack, id)).toBe('healthy');
    live.answers[id] = answer;
    const brokenAt = live.kernel.now;
    live.run(70 * SECOND);
    expect(healthOf(live, stack, id)).toBe(expected);
    const detection = (lastChangeTo(live, id, 'unhealthy') - brokenAt) / 1_000;
    expect(detection).toBeGreaterThanOrEqual(atLeast);
    expect(detection).toBeLessThanOrEqual(atMost);
  });

  test('ALB-10 a health check port of its own is asked instead of the traffic port', () => {
    const live = newTestWorld();
    const stack = activeStack(live, { HealthCheckPort: '8080', HealthCheckPath: '/healthz' });
    const id = launch(live, 'b');
    registerTargets(live.context, stack.targetGroupArn, [{ id }]);
    live.run(11 * SECOND);
    const probe = live.commands.find(({ kind }) => kind === 'probe');
    expect(probe).toMatchObject({ probe: { port: 8080, path: '/healthz' } });
  });

  test('ALB-10 a changed path takes effect at the next check, without a fresh start', () => {
    const { live, stack, id } = withTarget();
    live.run(20 * SECOND);
    live.answers[id] = (probe) => (probe.path === '/' ? 200 : 404);
    operations.ModifyTargetGroup({ TargetGroupArn: stack.targetGroupArn, HealthCheckPath: '/wrong' }, live.context);
    live.run(65 * SECOND);
    expect(targetHealth(live.context, stack.targetGroupArn, id)).toEqual({
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [404]',
    });
  });

  test('ALB-13 a target that only one node reaches stays healthy, and the other node does not choose it', () => {
    const { live, stack, id } = withTarget();
    live.answers[id] = (probe) => (probe.nodeZone === 'us-east-1b' ? 'silent' : 200);
    const other = launch(live, 'b');
    registerTargets(live.context, stack.targetGroupArn, [{ id: other }]);
    live.run(120 * SECOND);
    expect(healthOf(live, stack, id)).toBe('healthy');
    const rotations = live.world.elbv2.targetGroups[stack.targetGroupArn]?.rotations;
    expect(rotations?.['us-east-1a']?.targetKeys).toEqual([id, other]);
    expect(rotations?.['us-east-1b']?.targetKeys).toEqual([other]);
  });
});

describe('targets that are not checked', () => {
  test('ALB-14 unused while no listener forwards to the group; checked as soon as one does', () => {
    const live = newTestWorld();
    const stack = activeStack(live);
    const id = launch(live, 'a');
    const targetGroupArn = createGroup(live, 'spare');
    registerTargets(live.context, targetGroupArn, [{ id }]);
    live.run(60 * SECOND);
    expect(targetHealth(live.context, targetGroupArn, id)).toEqual({
      state: 'unused',
      reason: 'Target.NotInUse',
      description: 'Target group is not configured to receive traffic from the load balancer',
    });
    const rule = {
      ListenerArn: stack.listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/x'] }],
      Actions: [{ Type: 'forward' as const, TargetGroupArn: targetGroupArn }],
    };
    operations.CreateRule(rule, live.context);
    live.run(11 * SECOND);
    expect(targetHealth(live.context, targetGroupArn, id)?.state).toBe('healthy');
    operations.DeleteListener({ ListenerArn: stack.listenerArn }, live.context);
    live.run(0);
    expect(targetHealth(live.context, targetGroupArn, id)?.reason).toBe('Target.NotInUse');
  });

  test('ALB-14 unused in a zone that is not enabled', () => {
    const live = newTestWorld();
    const stack = activeStack(live);
    const id = launch(live, 'c');
    registerTargets(live.context, stack.targetGroupArn, [{ id }]);
    live.run(60 * SECOND);
    expect(targetHealth(live.context, stack.targetGroupArn, id)).toEqual({
      state: 'unused',
      reason: 'Target.NotInUse',
      description: 'Target is in an Availability Zone that is not enabled for the load balancer',
    });
  });

  test('ALB-13 ALB-15 terminated: no requests after 1–10 s, gone from the group after 18–35 s', () => {
    const { live, stack, id } = withTarget();
    live.run(20 * SECOND);
    const killedAt = live.kernel.now;
    terminateInstances(live.context, [id]);
    live.run(11 * SECOND);
    expect(targetHealth(live.context, stack.targetGroupArn, id)).toEqual({
      state: 'unused',
      reason: 'Target.InvalidState',
      description: 'Target is in the terminated state',
    });
    expect(live.world.elbv2.targetGroups[stack.targetGroupArn]?.rotations['us-east-1a']?.targetKeys).toEqual([]);
    const silent = lastChangeTo(live, id, 'unused') - killedAt;
    expect(silent).toBeGreaterThanOrEqual(1_000);
    expect(silent).toBeLessThanOrEqual(10_000);
    live.run(25 * SECOND);
    expect(healthOf(live, stack, id)).toBeUndefined();
    const gone = (live.events('TargetRemoved')[0]?.at ?? 0) - killedAt;
    expect(gone).toBeGreaterThanOrEqual(18_000);
    expect(gone).toBeLessThanOrEqual(35_000);
  });

  test('ALB-13 stopped: unused until it runs again, then one pass is enough', () => {
    const { live, stack, id } = withTarget();
    live.run(20 * SECOND);
    const instance = live.world.ec2.instances[id];
    if (instance === undefined) throw new Error('no instance');
    stopInstance(live.context, instance);
    live.run(45 * SECOND);
    expect(targetHealth(live.context, stack.targetGroupArn, id)).toEqual({
      state: 'unused',
      reason: 'Target.InvalidState',
      description: 'Target is in the stopped state',
    });
    startInstance(live.context, instance);
    live.run(30 * SECOND);
    expect(healthOf(live, stack, id)).toBe('healthy');
  });

  test('ALB-14 not registered is what DescribeTargetHealth says of a stranger', () => {
    const { live, stack } = withTarget();
    const { TargetHealthDescriptions } = operations.DescribeTargetHealth(
      { TargetGroupArn: stack.targetGroupArn, Targets: [{ Id: 'i-0123' }] },
      live.context,
    );
    expect(TargetHealthDescriptions?.[0]?.TargetHealth?.Reason).toBe('Target.NotRegistered');
  });
});

test('a world that is saved and loaded in the middle of probing continues identically', () => {
  const { live, id } = withTarget();
  live.run(33 * SECOND);
  const copy = revive(JSON.parse(JSON.stringify(live.world)), { ...live.answers });
  for (const one of [live, copy]) {
    one.answers[id] = 'silent';
    one.run(200 * SECOND);
  }
  expect(JSON.stringify(copy.world)).toBe(JSON.stringify(live.world));
  expect(live.kernel.now).toBeGreaterThan(START);
});
