// Deregistration: the whole delay, no new requests, a cut at its end.

import { expect, test } from 'vitest';
import { terminateInstances } from '../../../../src/sandbox/services/ec2/index.js';
import {
  deregisterTargets,
  findTargetGroup,
  registerTargets,
  route,
} from '../../../../src/sandbox/services/elbv2/index.js';
import {
  activeStack,
  createGroup,
  healthOf,
  launch,
  newTestWorld,
  operations,
  SECOND,
  type Stack,
  type TestWorld,
} from './harness.js';

function twoTargets(): { live: TestWorld; stack: Stack; first: string; second: string } {
  const live = newTestWorld();
  const stack = activeStack(live);
  const [first, second] = [launch(live, 'a'), launch(live, 'b')];
  registerTargets(live.context, stack.targetGroupArn, [{ id: first }, { id: second }]);
  live.run(15 * SECOND);
  return { live, stack, first, second };
}

function chosen({ live, stack }: { live: TestWorld; stack: Stack }, times: number): string[] {
  return Array.from({ length: times }, () => {
    const routed = route(live.context, stack.loadBalancerArn, 'us-east-1a', 80);
    return routed.to === 'target' ? routed.instanceId : String(routed.statusCode);
  });
}

test('ALB-30 the state reads draining for the full delay, though nothing is in flight; then the target is gone', () => {
  const { live, stack, first } = twoTargets();
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: first }]);
  expect(healthOf(live, stack, first)).toBe('draining Target.DeregistrationInProgress');
  live.run(299 * SECOND);
  expect(healthOf(live, stack, first)).toBe('draining Target.DeregistrationInProgress');
  live.run(1 * SECOND);
  expect(healthOf(live, stack, first)).toBeUndefined();
});

test('ALB-30 no new requests from that moment; at expiry the connections are cut', () => {
  const world = twoTargets();
  const { live, stack, first, second } = world;
  expect(new Set(chosen(world, 4))).toEqual(new Set([first, second]));
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: first }]);
  expect(new Set(chosen(world, 4))).toEqual(new Set([second]));
  live.run(300 * SECOND);
  expect(live.commands.filter(({ kind }) => kind === 'cut-connections')).toEqual([
    { kind: 'cut-connections', instanceId: first, targetGroupArn: stack.targetGroupArn },
  ]);
});

test('ALB-30 a draining target is no longer checked', () => {
  const { live, stack, first } = twoTargets();
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: first }]);
  const before = live.commands.length;
  live.run(120 * SECOND);
  const checked = live.commands
    .slice(before)
    .flatMap((command) => (command.kind === 'probe' ? [command.probe.instanceId] : []));
  expect(checked).not.toContain(first);
  expect(checked.length).toBeGreaterThan(0);
});

test('ALB-40 503 when only draining targets are left', () => {
  const world = twoTargets();
  const { live, stack, first, second } = world;
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: first }, { id: second }]);
  expect(chosen(world, 1)).toEqual(['503']);
});

test('ALB-05 another delay', () => {
  const { live, stack, first } = twoTargets();
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }];
  operations.ModifyTargetGroupAttributes({ TargetGroupArn: stack.targetGroupArn, Attributes }, live.context);
  expect(findTargetGroup(live.context, stack.targetGroupArn)?.deregistrationDelaySeconds).toBe(30);
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: first }]);
  live.run(29 * SECOND);
  expect(healthOf(live, stack, first)).toContain('draining');
  live.run(1 * SECOND);
  expect(healthOf(live, stack, first)).toBeUndefined();
});

test('ALB-32 a machine that dies while draining is shown draining to the end', () => {
  const { live, stack, first } = twoTargets();
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: first }]);
  terminateInstances(live.context, [first]);
  live.run(299 * SECOND);
  expect(healthOf(live, stack, first)).toContain('draining');
  live.run(2 * SECOND);
  expect(healthOf(live, stack, first)).toBeUndefined();
});

test('ALB-30 registering again ends the drain and starts afresh', () => {
  const { live, stack, first } = twoTargets();
  deregisterTargets(live.context, stack.targetGroupArn, [{ id: first }]);
  live.run(100 * SECOND);
  registerTargets(live.context, stack.targetGroupArn, [{ id: first }]);
  expect(healthOf(live, stack, first)).toBe('initial Elb.RegistrationInProgress');
  live.run(400 * SECOND);
  expect(healthOf(live, stack, first)).toBe('healthy');
});

test('ALB-30 a target of a group that nobody uses goes at once', () => {
  const live = newTestWorld();
  activeStack(live);
  const targetGroupArn = createGroup(live, 'spare');
  const id = launch(live, 'a');
  registerTargets(live.context, targetGroupArn, [{ id }]);
  deregisterTargets(live.context, targetGroupArn, [{ id }]);
  expect(findTargetGroup(live.context, targetGroupArn)?.targets).toEqual({});
});
