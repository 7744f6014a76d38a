// What becomes of a request: the rows of ALB-15 that the machines decide, and that every request has exactly one fate.

import { describe, expect, test } from 'vitest';
import type { ProbeResult } from '../../../src/sandbox/fleet/fleet.js';
import { accessLog, trafficReport } from '../../../src/sandbox/fleet/simulated/index.js';
import { BALANCER, GROUP, Harness, plan, type Surroundings } from './harness.js';

const MINUTE = 60_000;
const IDS = ['i-1', 'i-2'];

function underLoad(users = 20, parts: Parameters<typeof plan>[1] = {}): Harness {
  const world = Harness.fresh();
  world.serving(IDS);
  world.perform({ kind: 'start-traffic', plan: plan(users, parts) });
  world.runFor(MINUTE);
  return world;
}

function probe(world: Harness, instanceId: string, path = '/'): ProbeResult | undefined {
  const probeId = `probe-${world.kernel.now}`;
  const common = { probeId, instanceId, port: 80, path, timeoutMs: 5_000, loadBalancerArn: BALANCER };
  world.perform({ kind: 'probe', probe: { ...common, nodeZone: 'us-east-1a' } });
  world.runFor(6_000);
  return world.seen('probe-answered').find((answer) => answer.probeId === probeId)?.result;
}

function command(
  world: Harness,
  instanceId: string,
  ...lines: string[]
): { exitCode: number; output: string; error: string } {
  const commandId = `command-${world.kernel.now}`;
  world.perform({ kind: 'run-command', commandId, instanceId, lines, timeoutMs: 3_600_000 });
  world.runFor(30_000);
  const answer = world.seen('command-finished').find((one) => one.commandId === commandId);
  if (answer === undefined) throw new Error(`no answer to ${lines.join('; ')}`);
  return answer;
}

const share = (world: Harness, from: number, status: string): number => {
  const { total } = trafficReport(world.state, { from, to: world.kernel.now });
  return (total.statuses[status] ?? 0) / total.finished;
};

test('ALB-15 container stopped: refused probes, 502 at once for half of the requests, with one of two machines stopped', () => {
  const world = underLoad();
  expect(probe(world, 'i-1')).toEqual({ outcome: 'answered', statusCode: 200 });
  expect(command(world, 'i-1', 'docker stop django').exitCode).toBe(0);
  const from = world.kernel.now;
  world.runFor(5 * MINUTE);
  expect(share(world, from, '502')).toBeGreaterThan(0.45);
  expect(share(world, from, '502')).toBeLessThan(0.55);
  expect(probe(world, 'i-1')).toEqual({ outcome: 'refused' });
  const refused = world.around.outcomes.filter(({ statusCode }) => statusCode === 502);
  expect(refused.every(({ madeBy, connectionFailed }) => madeBy === 'load-balancer' && connectionFailed)).toBe(true);
  expect(command(world, 'i-1', 'docker start django').exitCode).toBe(0);
  expect(probe(world, 'i-1')).toEqual({ outcome: 'answered', statusCode: 200 });
});

test('ALB-15 docker stop loses no request of ordinary length: what has a thread is answered first', () => {
  const world = underLoad(200);
  const before = world.around.outcomes.filter(({ statusCode }) => statusCode !== 200).length;
  world.around.targets = ['i-2'];
  expect(command(world, 'i-1', 'docker stop django').exitCode).toBe(0);
  expect(world.around.outcomes.filter(({ statusCode }) => statusCode !== 200).length).toBe(before);
  expect(world.events('ContainerStopped')).toHaveLength(1);
});

test('ALB-15 the application answers 500: the target made the code', () => {
  const world = underLoad(20, { path: '/fail' });
  const last = world.around.outcomes.at(-1);
  expect(last).toMatchObject({ statusCode: 500, madeBy: 'target' });
  expect(probe(world, 'i-1', '/fail')).toEqual({ outcome: 'answered', statusCode: 500 });
});

test('ALB-15 a health answer that was switched concerns health checks only', () => {
  const world = underLoad();
  expect(command(world, 'i-1', "docker exec django sh -c 'echo 503 > /tmp/health-answer'").exitCode).toBe(0);
  expect(probe(world, 'i-1')).toEqual({ outcome: 'answered', statusCode: 503 });
  const from = world.kernel.now;
  world.runFor(MINUTE);
  expect(share(world, from, '200')).toBe(1);
  command(world, 'i-1', 'docker exec django rm /tmp/health-answer');
  expect(probe(world, 'i-1')).toEqual({ outcome: 'answered', statusCode: 200 });
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'health-answer', statusCode: 404 } });
  expect(probe(world, 'i-1')).toEqual({ outcome: 'answered', statusCode: 404 });
});

describe('ALB-15 the application hangs: probes time out, users get 504 after the idle timeout or give up first (460)', () => {
  const hang: [string, string][] = [
    [
      'kill -STOP $(docker inspect -f "{{.State.Pid}}" django)',
      'kill -CONT $(docker inspect -f "{{.State.Pid}}" django)',
    ],
    ['docker pause django', 'docker unpause django'],
    ['pkill -STOP gunicorn', 'pkill -CONT gunicorn'],
  ];
  test.each(hang)('%s', (stop, go) => {
    const world = underLoad();
    expect(command(world, 'i-1', stop)).toMatchObject({ exitCode: 0 });
    expect(probe(world, 'i-1')).toEqual({ outcome: 'timed-out' });
    world.runFor(3 * MINUTE);
    const slow = accessLog(world.state).filter(({ status }) => status === '504');
    expect(slow.length).toBeGreaterThan(10);
    for (const { latencyMs } of slow) expect(Math.round(latencyMs / 1000)).toBe(60);
    expect(command(world, 'i-1', go).exitCode).toBe(0);
    expect(probe(world, 'i-1')).toEqual({ outcome: 'answered', statusCode: 200 });
  });

  test('460: the client gives up after 20 s', () => {
    const world = underLoad(20, { clientTimeoutMs: 20_000 });
    world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'hung-app' } });
    world.runFor(3 * MINUTE);
    const gaveUp = world.around.outcomes.filter(({ statusCode }) => statusCode === 460);
    expect(gaveUp.length).toBeGreaterThan(10);
    expect(world.around.outcomes.some(({ statusCode }) => statusCode === 504)).toBe(false);
    world.perform({ kind: 'mend', instanceId: 'i-1', impairment: 'hung-app' });
    expect(probe(world, 'i-1')).toEqual({ outcome: 'answered', statusCode: 200 });
  });
});

test('ALB-15 the security group drops the load balancer: timed-out probes, 504 after 10 s', () => {
  const world = underLoad();
  world.around.blocked['load-balancer-node>instance'] = { because: 'no rule admits it', resourceId: 'sg-1' };
  world.perform({ kind: 'network-changed' });
  const from = world.kernel.now;
  world.runFor(2 * MINUTE);
  expect(probe(world, 'i-1')).toEqual({ outcome: 'timed-out' });
  const late = accessLog(world.state).filter(({ startedAt }) => startedAt > from);
  for (const { status, latencyMs } of late) expect([status, Math.round(latencyMs / 1000)]).toEqual(['504', 10]);
});

test('ALB-15 VPC-41 VPC-42 requests under way survive a security group, and not a network ACL', () => {
  for (const [resourceId, status] of [
    ['sg-1', '200'],
    ['acl-1', '504'],
  ]) {
    const world = underLoad(10, { path: '/slow?s=40&beat=0', thinkMs: { low: 100, high: 200 } });
    world.around.blocked['load-balancer-node>instance'] = { because: 'denied', ...(resourceId ? { resourceId } : {}) };
    world.perform({ kind: 'network-changed' });
    const now = world.kernel.now;
    world.runFor(70_000);
    const underWay = accessLog(world.state).filter(({ startedAt, endedAt }) => startedAt < now && endedAt > now);
    expect(underWay).toHaveLength(10);
    expect(new Set(underWay.map((line) => line.status))).toEqual(new Set([status]));
  }
});

test('ALB-15 CPU starved: probes time out while the pages still come, slowly', () => {
  const world = underLoad();
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'busy-loop', threads: 1_000 } });
  expect(probe(world, 'i-1')).toEqual({ outcome: 'timed-out' });
  const from = world.kernel.now;
  world.runFor(2 * MINUTE);
  expect(share(world, from, '200')).toBeGreaterThan(0.5);
});

test('ALB-15 instance terminated: 502 while it shuts down, then no answer and 504', () => {
  const world = underLoad();
  world.perform({ kind: 'halt', instanceId: 'i-1', how: 'terminate' });
  expect(probe(world, 'i-1')).toEqual({ outcome: 'refused' });
  expect(probe(world, 'i-1')).toEqual({ outcome: 'timed-out' });
  world.runFor(MINUTE);
  const codes = new Set(world.around.outcomes.map(({ statusCode }) => statusCode));
  expect(codes).toEqual(new Set([200, 502, 504]));
});

test('ALB-15 power loss: nobody resets the open requests, they end by their timeout', () => {
  const world = underLoad(10, { path: '/slow?s=30&beat=0', clientTimeoutMs: 300_000 });
  world.perform({ kind: 'halt', instanceId: 'i-1', how: 'power-loss' });
  world.perform({ kind: 'halt', instanceId: 'i-2', how: 'power-loss' });
  world.runFor(2 * MINUTE);
  expect(world.around.outcomes.some(({ statusCode }) => statusCode === 502)).toBe(false);
  expect(world.around.outcomes.some(({ statusCode }) => statusCode === 504)).toBe(true);
});

test('ALB-30 connections that are cut: 502, or a truncated body when the answer was already streaming', () => {
  for (const [path, status] of [
    ['/slow?s=50&beat=0', '502'],
    ['/slow?s=50&beat=5', 'truncated'],
  ]) {
    const world = underLoad(10, { path: path ?? '/', clientTimeoutMs: 300_000, thinkMs: { low: 10, high: 20 } });
    const from = world.kernel.now;
    world.perform({ kind: 'cut-connections', instanceId: 'i-1', targetGroupArn: GROUP });
    const { total } = trafficReport(world.state, { from: from - 1_000, to: world.kernel.now + 1_000 });
    expect(total.statuses[status ?? '']).toBe(5);
    world.perform({ kind: 'cut-connections', instanceId: 'i-2', targetGroupArn: 'another' });
    expect(trafficReport(world.state, { from: 0, to: Number.MAX_SAFE_INTEGER }).openNow).toBe(5);
  }
});

test('ALB-40 a streamed answer of 120 s has no idle timeout; a silent one of 120 s is a 504 after 60 s', () => {
  const streaming = underLoad(4, { path: '/slow?s=120&beat=5', clientTimeoutMs: 300_000 });
  streaming.runFor(3 * MINUTE);
  expect(new Set(accessLog(streaming.state).map(({ status }) => status))).toEqual(new Set(['200']));
  const silent = underLoad(4, { path: '/slow?s=120&beat=0', clientTimeoutMs: 300_000 });
  silent.runFor(3 * MINUTE);
  expect(new Set(accessLog(silent.state).map(({ status }) => status))).toEqual(new Set(['504']));
});

test('ALB-41 nobody is registered: the load balancer answers itself, without a target', () => {
  const world = underLoad();
  world.around.targets = [];
  const from = world.kernel.now;
  world.runFor(MINUTE);
  expect(share(world, from + 1_000, '503')).toBe(1);
  expect(world.around.outcomes.at(-1)).toMatchObject({ statusCode: 503, madeBy: 'load-balancer' });
  expect(world.around.outcomes.at(-1)?.targetGroupArn).toBeUndefined();
});

/** The second node of the load balancer, from now on. */
function changeSecondNode(world: Harness, change: Partial<Surroundings['nodes'][number]>): void {
  world.around.nodes = world.around.nodes.map((node, index) => (index === 1 ? { ...node, ...change } : node));
  world.perform({ kind: 'network-changed' });
}

test('ALB-03 ALB-25 a dead node costs its clients their patience until it has left DNS and their answers have expired', () => {
  const world = underLoad(40, { clientTimeoutMs: 5_000 });
  changeSecondNode(world, { alive: false });
  world.runFor(2 * MINUTE);
  const listed = world.kernel.now - MINUTE;
  expect(share(world, listed, 'no-answer')).toBeGreaterThan(0.03);
  changeSecondNode(world, { alive: false, inDns: false });
  world.runFor(65_000);
  const later = world.kernel.now;
  world.runFor(MINUTE);
  expect(share(world, later, 'no-answer')).toBe(0);
  expect(
    new Set(
      accessLog(world.state)
        .filter(({ startedAt }) => startedAt > later)
        .map(({ zone }) => zone),
    ),
  ).toEqual(new Set(['us-east-1a']));
});

test('ALB-03 ALB-23 a node that left DNS alive goes on answering those who know its address, for a minute', () => {
  const world = underLoad(40);
  changeSecondNode(world, { inDns: false });
  const from = world.kernel.now;
  world.runFor(30_000);
  const used = (since: number): Set<string | undefined> =>
    new Set(accessLog(world.state).flatMap(({ startedAt, zone }) => (startedAt >= since ? [zone] : [])));
  expect(used(from)).toEqual(new Set(['us-east-1a', 'us-east-1b']));
  world.runFor(35_000);
  const later = world.kernel.now;
  world.runFor(30_000);
  expect(used(later)).toEqual(new Set(['us-east-1a']));
  expect(share(world, from, '200')).toBe(1);
});

test('ALB-25 a node that dies under a request tells its client nothing, not even a 504', () => {
  const world = underLoad(20, { path: '/slow?s=80&beat=0', clientTimeoutMs: 90_000, thinkMs: { low: 10, high: 20 } });
  world.around.blocked['load-balancer-node>instance'] = { because: 'no power', resourceId: 'us-east-1b' };
  world.around.nodes = world.around.nodes.map((node) => ({ ...node, alive: false }));
  world.perform({ kind: 'network-changed' });
  const from = world.kernel.now;
  world.runFor(2 * MINUTE);
  const underWay = accessLog(world.state).filter(({ startedAt, endedAt }) => startedAt < from && endedAt > from);
  expect(underWay).toHaveLength(20);
  for (const line of underWay) expect([line.status, Math.round(line.latencyMs / 1_000)]).toEqual(['no-answer', 90]);
  expect(world.around.outcomes.filter(({ at }) => at > from).every(({ statusCode }) => statusCode === 0)).toBe(true);
});

test('ALB-15 after a power loss the others’ requests keep their answers, and a health check under way times out in its time', () => {
  const world = underLoad(40, { path: '/slow?s=3&beat=0' });
  const probeId = 'under-way';
  const common = { probeId, instanceId: 'i-1', port: 80, path: '/slow?s=4&beat=0', timeoutMs: 5_000 };
  world.perform({ kind: 'probe', probe: { ...common, loadBalancerArn: BALANCER, nodeZone: 'us-east-1a' } });
  const asked = world.kernel.now;
  world.runFor(1_000);
  world.perform({ kind: 'halt', instanceId: 'i-1', how: 'power-loss' });
  world.around.targets = ['i-2'];
  const from = world.kernel.now;
  world.runFor(2 * MINUTE);
  const answer = world.around.observations.find(
    ({ observation: seen }) => 'probeId' in seen && seen.probeId === probeId,
  );
  expect(answer).toMatchObject({ at: asked + 5_000, observation: { result: { outcome: 'timed-out' } } });
  const later = accessLog(world.state).filter(({ startedAt }) => startedAt > from);
  expect(later.length).toBeGreaterThan(100);
  expect(new Set(later.map(({ status }) => status))).toEqual(new Set(['200']));
});

test('the name does not resolve: no request reaches the load balancer', () => {
  const world = underLoad(20, { clientTimeoutMs: 5_000 });
  world.around.exists = false;
  world.runFor(70_000);
  const from = world.kernel.now;
  const before = world.around.outcomes.length;
  world.runFor(MINUTE);
  expect(share(world, from, 'unresolved')).toBe(1);
  expect(world.around.outcomes.length).toBe(before);
});

test('requests in = requests out + requests open, and every one reached the load balancer once', () => {
  const world = underLoad(60, { clientTimeoutMs: 30_000 });
  world.perform({ kind: 'impair', instanceId: 'i-1', impairment: { kind: 'hung-app' } });
  world.runFor(MINUTE);
  world.perform({ kind: 'mend', instanceId: 'i-1', impairment: 'hung-app' });
  world.perform({ kind: 'halt', instanceId: 'i-2', how: 'stop' });
  world.runFor(MINUTE);
  const { total, openNow } = trafficReport(world.state, { from: 0, to: world.kernel.now + 1_000 });
  expect(total.started).toBe(total.finished + openNow);
  expect(openNow).toBeGreaterThan(0);
  expect(world.around.outcomes.length).toBe(total.finished);
  expect(Object.values(total.statuses).reduce((sum, count) => sum + count, 0)).toBe(total.finished);
  world.perform({ kind: 'stop-traffic', trafficId: 'load' });
  world.runFor(2 * MINUTE);
  expect(trafficReport(world.state, { from: 0, to: world.kernel.now }).openNow).toBe(0);
  expect(world.state.jobs.every(({ phase }) => phase === 0)).toBe(true);
});

test('a ramp: 10 users become 100 and shares stay even', () => {
  const world = Harness.fresh();
  world.serving(IDS);
  const from = world.kernel.now;
  world.perform({
    kind: 'start-traffic',
    plan: plan([
      { atMs: 0, count: 10 },
      { atMs: 5 * MINUTE, count: 100 },
    ]),
  });
  world.runFor(10 * MINUTE);
  const report = trafficReport(world.state, { from, to: world.kernel.now });
  expect(report.windows.find(({ from: at }) => at === from + 60_000)?.users).toBe(28);
  expect(report.usersNow).toBe(100);
  expect(report.total.instances['i-1']?.share).toBeCloseTo(0.5, 2);
  const halfWay = trafficReport(world.state, { from: from + 120_000, to: from + 180_000 }).total.requestsPerSecond;
  expect(halfWay).toBeGreaterThan(45);
  expect(halfWay).toBeLessThan(65);
  expect(report.total.latencyMs?.p50).toBeGreaterThan(10);
  expect(report.total.latencyMs?.p99).toBeLessThan(200);
});
