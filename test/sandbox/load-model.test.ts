// The whole stack under users, held against exact mean value analysis: CPU as CloudWatch shows it, throughput as the users see it.
// Nothing here is a constant of the sandbox: users, worker processes, work per page and machines are turned, and the figures follow.

import { describe, expect, test } from 'vitest';
import type { Overlay } from '../../src/generator/index.js';
import { closedMeans } from '../../src/sandbox/fleet/simulated/mva.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';

/** The operating system's own use of a machine, per cent of both vCPUs. */
const IDLE_PERCENT = 0.5;
const CPU_TOLERANCE_POINTS = 2;
const RATE_TOLERANCE = 0.03;

interface Situation {
  readonly users: number;
  readonly machines: number;
  readonly workers: number;
  readonly workMs: number;
}

const overlayFor = ({ machines, workers, workMs }: Situation): Overlay => ({
  group: { minSize: machines, desiredCapacity: machines },
  app: { workers, workMs },
  alarms: { actionsEnabled: false },
});

async function measure(situation: Situation): Promise<{ cpu: number; rate: number }> {
  const { sandbox, lab } = await deployedLab('load', overlayFor(situation));
  await lab.traffic.start({ from: situation.users, to: situation.users, rampSeconds: 0 });
  sandbox.run(sandbox.now + 12 * MINUTES);
  const seen = await lab.observe();
  const points = seen.groupCpu.points.slice(-6).map(({ value }) => value);
  const users = await lab.traffic.users(sandbox.now - 5 * MINUTES, sandbox.now);
  return { cpu: points.reduce((sum, value) => sum + value, 0) / points.length, rate: users?.requestRate ?? 0 };
}

describe.each<Situation>([
  { users: 100, machines: 2, workers: 2, workMs: 16.5 },
  { users: 140, machines: 2, workers: 2, workMs: 16.5 },
  { users: 140, machines: 3, workers: 2, workMs: 16.5 },
  { users: 140, machines: 2, workers: 1, workMs: 16.5 },
  { users: 60, machines: 2, workers: 2, workMs: 40 },
])('CW-05 $users users, $machines machines, $workers workers, $workMs ms a page', (situation) => {
  test('CPU and throughput are those of the exact analysis', async () => {
    const { users, machines: targets, workers, workMs: serviceMs } = situation;
    const exact = closedMeans({ users, thinkMs: 1_000, serviceMs, targets, cores: 2, workers });
    const { cpu, rate } = await measure(situation);
    expect(Math.abs(cpu - exact.cpuPercent - IDLE_PERCENT)).toBeLessThan(CPU_TOLERANCE_POINTS);
    expect(Math.abs(rate / exact.requestsPerSecond - 1)).toBeLessThan(RATE_TOLERANCE);
  });
});

describe.each([2, 3, 4])('ALB-15 one of %s machines without its container', (machines) => {
  test('takes its share of the requests until two checks have failed, and every one of them fails', async () => {
    const { sandbox, lab } = await deployedLab('share', overlayFor({ users: 0, machines, workers: 2, workMs: 16.5 }));
    await lab.traffic.start({ from: 40, to: 40, rampSeconds: 0 });
    sandbox.run(sandbox.now + 2 * MINUTES);
    const [victim] = (await lab.observe()).instances;
    sandbox.call('ssm', 'SendCommand', {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [victim?.id],
      Parameters: { commands: ['systemctl stop docker.socket docker.service'] },
    });
    const stoppedAt = (): number =>
      sandbox.journal.find(({ event }) => event.type === 'ContainerStopped')?.at ?? Number.NaN;
    while (Number.isNaN(stoppedAt())) sandbox.run(sandbox.now + 1_000);
    const from = stoppedAt() - (stoppedAt() % 1_000) + 1_000;
    sandbox.run(from + 20_000);
    const during = await lab.traffic.users(from, from + 20_000);
    expect(during?.errorRate).toBeCloseTo(1 / machines, 1);
    expect(Object.keys(during?.byStatus ?? {}).sort()).toEqual(['200', '502']);
    sandbox.run(from + 2 * MINUTES);
    expect((await lab.traffic.users(sandbox.now - 30_000, sandbox.now))?.errorRate).toBeLessThan(0.01);
  });
});
