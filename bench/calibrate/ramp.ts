// The same users on the same stack, once with real machines in real time and once simulated: what they met, and what CloudWatch said.

import { setTimeout as sleep } from 'node:timers/promises';
import type { InMemoryLab } from '../../src/lab/in-memory.js';
import { startLocalFleet } from '../../src/sandbox/index.js';

export interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly rampSeconds: number;
  readonly holdSeconds: number;
}

export interface Met {
  readonly requestsPerSecond: number;
  readonly errorRate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Mean of the machines' CPUUtilization. */
  readonly cpuPercent: number;
}

export async function simulated(stack: InMemoryLab, ramp: Ramp): Promise<Met> {
  await stack.lab.traffic.start(ramp);
  stack.sandbox.run(stack.sandbox.now + (ramp.rampSeconds + ramp.holdSeconds) * 1_000);
  return met(stack);
}

/** @param folder for what the running applications read. */
export async function real(stack: InMemoryLab, ramp: Ramp, folder: string): Promise<Met> {
  const lost = (): void => {
    throw new Error('the processes have ended');
  };
  const fleet = await startLocalFleet(stack.sandbox, { factor: 1, folder, say: console.log, onLost: lost });
  await stack.lab.traffic.start(ramp);
  await sleep((ramp.rampSeconds + ramp.holdSeconds) * 1_000);
  const seen = await met(stack);
  await fleet.stop();
  return seen;
}

/** Of the last minute. */
async function met({ lab, sandbox }: InMemoryLab): Promise<Met> {
  const users = await lab.traffic.users(sandbox.now - 60_000, sandbox.now);
  const { instances } = await lab.observe();
  const cpus = instances.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]));
  return {
    requestsPerSecond: users?.requestRate ?? 0,
    errorRate: users?.errorRate ?? 0,
    p50Ms: users?.p50Ms ?? Number.NaN,
    p99Ms: users?.p99Ms ?? Number.NaN,
    cpuPercent: cpus.reduce((sum, cpu) => sum + cpu, 0) / cpus.length,
  };
}
