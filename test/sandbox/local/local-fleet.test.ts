// Real Django processes behind the sandbox's instances: pages through the real load balancer, and the same control plane that notices,
// replaces and drains. Skipped by name where Python or its packages cannot be had.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeregisterTargetsCommand,
  ModifyLoadBalancerAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MINUTES } from '../../helpers/deployed.js';
import { djangoVenv } from '../../helpers/django.js';
import { jmeter } from '../../helpers/jmeter.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { ROOT } from '../../tidy/sources.js';
import { eventually, FACTOR, type LocalStand, localStand } from './harness.js';

const venv = await djangoVenv();
const missing = 'missing' in venv ? venv.missing : undefined;
/** On a busy computer a client hears of an answer so much later than it came. */
const HEARD_LATER_MS = 20;

describe.skipIf(missing !== undefined)(`real machines${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const folder = scratchFolder();
  let stand: LocalStand;
  let url: string;

  const page = async (path = '/', headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}${path}`, { headers });
  const healthy = async (): Promise<readonly string[]> =>
    (await stand.stack.lab.observe()).instances.flatMap(({ id, target }) => (target === 'healthy' ? [id] : []));
  const whole = (): Promise<readonly string[]> =>
    eventually('two healthy targets', async () => {
      const ids = await healthy();
      return ids.length === 2 && ids;
    });

  const idleTimeout = async (seconds: number): Promise<void> => {
    const { loadBalancerArn: LoadBalancerArn } = await stand.door();
    const Attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: String(seconds) }];
    await stand.stack.lab.clients.elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
  };

  /** Until each of them has answered. */
  const pagesOf = async (ids: readonly string[]): Promise<void> => {
    const seen = new Set<string | null>();
    await eventually('pages of all', async () => {
      seen.add((await page()).headers.get('x-instance-id'));
      return ids.every((id) => seen.has(id));
    });
  };

  beforeAll(async () => {
    stand = await localStand(folder);
    url = (await stand.door()).url;
    await whole();
    await eventually('a page', async () => (await page()).status === 200);
  });
  afterAll(() => stand?.fleet.stop());

  test('pages come from both instances, as the load balancer rotates', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => page()));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const instances = new Set(answers.map(({ headers }) => headers.get('x-instance-id')));
    expect([...instances].sort()).toEqual([...(await healthy())].sort());
  });

  test('the application’s own errors pass as they are, and are counted as the target’s', async () => {
    const { sandbox, lab } = stand.stack;
    const from = new Date(sandbox.now - (sandbox.now % MINUTES));
    expect((await page('/fail?code=503')).status).toBe(503);
    expect((await page('/nothing-here')).status).toBe(404);
    const { loadBalancerArn } = await stand.door();
    const counted = async (MetricName: string): Promise<number> => {
      const { Datapoints = [] } = await lab.clients.cloudwatch.send(
        new GetMetricStatisticsCommand({
          Namespace: 'AWS/ApplicationELB',
          MetricName,
          Dimensions: [{ Name: 'LoadBalancer', Value: loadBalancerArn.split(':loadbalancer/')[1] }],
          StartTime: from,
          EndTime: new Date(sandbox.now + MINUTES),
          Period: 60,
          Statistics: ['Sum'],
        }),
      );
      return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
    };
    await eventually('the count of 5xx', async () => (await counted('HTTPCode_Target_5XX_Count')) > 0);
    expect(await counted('HTTPCode_Target_5XX_Count')).toBe(1);
    expect(await counted('HTTPCode_ELB_5XX_Count')).toBe(0);
  });

  test('a long answer streams', async () => {
    const answer = await page('/slow?s=0.4&beat=0.1');
    const pieces: string[] = [];
    for await (const piece of answer.body ?? []) pieces.push(Buffer.from(piece).toString());
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toMatch(/^\.+\ndone\n$/);
  });

  test.each([
    ['TRACE', 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    [
      'two lengths of one body',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
      400,
    ],
    ['headers beyond 64 KB', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(70_000)}\r\n\r\n`, 400],
    ['no HTTP at all', 'what is this\r\n\r\n', 400],
    [
      'thirty-one forwarders',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${Array(31).fill('1.2.3.4').join(', ')}\r\n\r\n`,
      463,
    ],
  ])('ALB-40 %s is refused by the load balancer, and no target is blamed', async (_, text, status) => {
    expect(await speak(url, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(await healthy()).toHaveLength(2);
  });

  test('the access log is written as AWS writes it', async () => {
    await page('/healthz', { 'user-agent': 'a "quoted" agent' });
    const file = join(stand.folder, 'access.log');
    const line = await eventually('a line', () =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .find((one) => one.includes('quoted'))
        : undefined,
    );
    expect(line).toMatch(
      /^http \d{4}-\d\d-\d\dT[\d:.]+Z app\/ha-django-alb\/\w+ 127\.0\.0\.1:\d+ 127\.[\d.]+:\d+ 0\.000 [\d.]+ [\d.]+ 200 200 \d+ \d+ "GET http:\/\/127\.0\.0\.1:\d+\/healthz HTTP\/1\.1" "a \\x22quoted\\x22 agent" - - arn:aws:/,
    );
  });

  test('kill -9 of its processes: Docker starts the container again, the same machine serves', async () => {
    const before = await healthy();
    const pid = gunicorns()[0] ?? 0;
    process.kill(-pid, 'SIGKILL');
    const stopped = ({ event }: { event: { type: string } }): boolean => event.type === 'ContainerStopped';
    await eventually('the container stops', () => stand.stack.sandbox.journal.some(stopped));
    await eventually('other processes', () => gunicorns().length === 2 && !gunicorns().includes(pid));
    await pagesOf(before);
    expect(await whole()).toEqual(before);
  });

  test('ALB-11 ASG-30 stopped processes answer nobody: checks time out, the group replaces the machine, a real one takes over', async () => {
    const [victim = ''] = await whole();
    await stand.stack.open.control.act({ kind: 'impair', instanceId: victim, impairment: { kind: 'hung-app' } });
    const { sandbox, lab } = stand.stack;
    // ALB-40: connected, and no answer before the idle timeout.
    await eventually('a 504', async () => (await page()).status === 504);
    const verdict = await eventually('the verdict', async () =>
      (await lab.observe()).instances.find(({ id, target }) => id === victim && target !== 'healthy'),
    );
    expect(verdict.targetReason).toBe('Target.Timeout');
    const after = await eventually('a new machine', async () => {
      const ids = await healthy();
      return ids.length === 2 && !ids.includes(victim) && ids;
    });
    expect(sandbox.hosting?.factor).toBe(FACTOR);
    await pagesOf(after);
  });

  test('CPU that really burns is what CloudWatch shows', async () => {
    const [burning = ''] = await whole();
    await stand.stack.open.control.act({
      kind: 'impair',
      instanceId: burning,
      impairment: { kind: 'busy-loop', threads: 1 },
    });
    const cpu = await eventually('CPU', async () => {
      const seen = (await stand.stack.lab.observe()).instances.find(({ id }) => id === burning)?.cpu;
      return seen !== undefined && seen > 15 && seen;
    });
    await stand.stack.open.control.act({ kind: 'mend', instanceId: burning, impairment: 'busy-loop' });
    // One thread of two vCPUs, of which other work on this computer may take its part.
    expect(cpu).toBeLessThan(65);
  });

  test('ALB-30 when the deregistration delay runs out, what is under way is cut: a 502, or half of a body', async () => {
    const { lab } = stand.stack;
    const targetGroup = { TargetGroupArn: lab.outputs.targetGroupArn };
    const [leaving = ''] = await whole();
    const waiting = Array.from({ length: 4 }, () => page('/slow?s=60&beat=0').then(({ status }) => status));
    const bodies = Array.from({ length: 4 }, async () => {
      const answer = await page('/slow?s=3&beat=0.05');
      return answer.text().then(
        () => 'whole',
        () => 'half',
      );
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await lab.clients.elbv2.send(new DeregisterTargetsCommand({ ...targetGroup, Targets: [{ Id: leaving }] }));
    // Half of them went to the other target: silent ones meet the idle timeout there (ALB-40), and bodies are whole.
    expect([...new Set(await Promise.all(waiting))].sort()).toEqual([502, 504]);
    expect([...new Set(await Promise.all(bodies))].sort()).toEqual(['half', 'whole']);
    await lab.clients.elbv2.send(new RegisterTargetsCommand({ ...targetGroup, Targets: [{ Id: leaving }] }));
    await whole();
  });

  const tool = jmeter(folder);
  const without = 'missing' in tool ? tool.missing : undefined;
  test.skipIf(without !== undefined)(
    `the generated plan in JMeter, and what the load balancer saw, agree within 2 %${without === undefined ? '' : ` (skipped: ${without})`}`,
    async () => {
      if ('missing' in tool) return;
      const { port, hostname: host } = new URL(url);
      const file = join(stand.folder, 'access.log');
      const machines = await whole();
      const { control } = stand.stack.open;
      onTestFinished(async () => {
        await idleTimeout(60);
        for (const instanceId of machines) await control.act({ kind: 'mend', instanceId, impairment: 'slow-app' });
        await whole();
      });
      // A user who thinks for longer than the load balancer keeps an idle connection would meet its end, and nobody else would know of it.
      await idleTimeout(1_200);
      // Pages of more than half a second: JMeter counts in whole milliseconds.
      for (const instanceId of machines) {
        await control.act({ kind: 'impair', instanceId, impairment: { kind: 'slow-app', addedMs: 600 * FACTOR } });
      }
      await page('/healthz?from-here');
      const logged = (): string => (existsSync(file) ? (readFileSync(file, 'utf8').split('from-here')[1] ?? '') : '');
      await eventually('the mark in the log', () => logged() !== '');
      const plan = join(ROOT, 'generated/ha-django/load/plan.jmx');
      const running = tool.run(plan, { host, port, base: 10, users: 90, ramp: 6, duration: 9 });
      await eventually('a hundred pages', () => accessLines(logged()).length > 100);
      process.kill(-(gunicorns()[0] ?? 0), 'SIGKILL');
      const theirs = await running;
      await eventually('the log', () => accessLines(logged()).length >= theirs.requests);
      const ours = accessLines(logged());
      const errors = ours.filter(({ status }) => status !== 200).length;
      const meanMs = ours.reduce((sum, { ms }) => sum + ms, 0) / ours.length;
      expect(theirs.requests).toBeGreaterThan(300);
      expect(theirs.errors).toBeGreaterThan(0);
      expect([ours.length, errors]).toEqual([theirs.requests, theirs.errors]);
      expect(Math.abs(theirs.meanMs - meanMs)).toBeLessThan(0.02 * meanMs + HEARD_LATER_MS);
    },
  );

  test('users are simulated, their answers are real; when it ends no process is left, and the world goes on without', async () => {
    const { lab, sandbox, open } = stand.stack;
    const from = sandbox.now;
    await lab.traffic.start({ from: 5, to: 5, rampSeconds: 0 });
    await open.control.advance(60_000);
    const users = await lab.traffic.users(from, sandbox.now);
    // Not none: where the computer is very busy, a machine may fail its health checks and be replaced meanwhile.
    expect(users?.errorRate).toBeLessThan(0.05);
    expect(users?.requestRate ?? 0).toBeGreaterThan(1);
    await stand.fleet.stop();
    expect(gunicorns()).toEqual([]);
    sandbox.run(sandbox.now + 120_000);
    expect((await lab.traffic.users(sandbox.now - 60_000, sandbox.now))?.errorRate).toBe(0);
    expect(await healthy()).toHaveLength(2);
  });

  /** The leaders of the applications of this stand: children of its supervisor, which is a child of this process. */
  function gunicorns(): number[] {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
    const all = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    const [supervisor] = all.filter(
      ([, parent, ...words]) => Number(parent) === process.pid && words.join(' ').includes('supervisor.py'),
    );
    return all.filter(([, parent]) => supervisor !== undefined && parent === supervisor[0]).map(([pid]) => Number(pid));
  }
});

/** Of each request in a part of an access log: the code, and host milliseconds from the request to the end of its answer. */
function accessLines(part: string): readonly { readonly status: number; readonly ms: number }[] {
  const [, ...lines] = part.trimEnd().split('\n');
  return lines.map((line) => {
    const [, end = '', , , , , , , status] = line.split(' ');
    const [begin = ''] = line.match(/(?<= \d+ )\d{4}-\d\d-\d\dT\S+Z(?= "forward" )/) ?? [];
    return { status: Number(status), ms: (Date.parse(end) - Date.parse(begin)) / FACTOR };
  });
}

/** Sends the bytes as they are; the first bytes that come back. */
function speak(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.once('data', (bytes) => {
      resolve(bytes.toString());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
