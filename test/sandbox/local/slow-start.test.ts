// Slow start through the real listener: the world decides the shares, connections carry them. The world's clock stands almost still while requests
// are sent, and is moved on between them.

import {
  DeregisterTargetsCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import { deployedLab, MINUTES } from '../../helpers/deployed.js';
import { type OpenBalancer, openBalancer } from './open-balancer.js';
import { type ScriptedTarget, scriptedTarget } from './scripted-target.js';

const SECONDS = 1_000;
/** The longest that AWS takes: the nodes' first checks, up to half a minute apart, are a small part of it. */
const DURATION_SECONDS = 900;
const REQUESTS = 80;

let stack: InMemoryLab;
let targets: readonly ScriptedTarget[];
let balancer: OpenBalancer;
let late: string;

beforeAll(async () => {
  stack = await deployedLab('slow start', { alarms: { actionsEnabled: false } });
  targets = [await scriptedTarget('full'), await scriptedTarget('fresh')];
  stack.sandbox.run(stack.sandbox.now + 5 * MINUTES);
  late = Object.keys(stack.sandbox.world.ec2.instances).at(-1) ?? '';
  const { elbv2 } = stack.lab.clients;
  const TargetGroupArn = stack.lab.outputs.targetGroupArn;
  const Attributes = [
    { Key: 'slow_start.duration_seconds', Value: String(DURATION_SECONDS) },
    { Key: 'deregistration_delay.timeout_seconds', Value: '0' },
  ];
  await elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  await elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: late }] }));
  balancer = await openBalancer(stack, 1, ({ instanceId }) => {
    const target = targets[instanceId === late ? 1 : 0];
    if (target === undefined) throw new Error('no target');
    return target.address;
  });
  await moveOn(10 * SECONDS);
  await elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: late }] }));
});
afterAll(async () => {
  await balancer?.stop();
  await Promise.all((targets ?? []).map((target) => target.close()));
});

/** In steps that leave the health checks the time to be answered. */
async function moveOn(ms: number): Promise<void> {
  const { sandbox } = stack;
  for (const end = sandbox.now + ms; sandbox.now < end; ) {
    sandbox.run(Math.min(end, sandbox.now + SECONDS));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** When each node's view of the late target began its slow start. */
function starts(): readonly number[] {
  const { targets: known = {} } = stack.sandbox.world.elbv2.targetGroups[stack.lab.outputs.targetGroupArn] ?? {};
  const { views = {} } = Object.values(known).find(({ targetId }) => targetId === late) ?? {};
  return Object.values(views).flatMap(({ slowStartedAt }) => slowStartedAt ?? []);
}

/** Who answered, request after request. */
async function answers(): Promise<readonly string[]> {
  const names: string[] = [];
  for (let count = 0; count < REQUESTS; count += 1) names.push(await (await fetch(balancer.door.url)).text());
  return names;
}

const fresh = (names: readonly string[]): number => names.filter((name) => name === 'fresh').length;

test('ALB-24 a target that turns healthy takes a linearly growing share, then its turn like the other', async () => {
  expect(fresh(await answers())).toBe(0);
  while (starts().length < 2) await moveOn(SECONDS);
  for (const part of [0.1, 0.5, 0.9]) {
    const begun = Math.min(...starts());
    await moveOn(begun + part * DURATION_SECONDS * SECONDS - stack.sandbox.now);
    const shares = starts().map((at) => (stack.sandbox.now - at) / (DURATION_SECONDS * SECONDS));
    // Beside one full target a share of 0.5 is a third of the requests; each node takes in half of them.
    const expected = shares.reduce((sum, share) => sum + ((REQUESTS / 2) * share) / (1 + share), 0);
    const got = fresh(await answers());
    expect(got).toBeGreaterThanOrEqual(Math.floor(expected) - 2);
    expect(got).toBeLessThanOrEqual(Math.ceil(expected) + 2);
  }
  await moveOn(Math.max(...starts()) + DURATION_SECONDS * SECONDS - stack.sandbox.now);
  const turns = await answers();
  expect(fresh(turns)).toBe(REQUESTS / 2);
  // ALB-21: of each node every other request.
  for (const node of [0, 1]) {
    const own = turns.filter((_, index) => index % 2 === node);
    expect(own.every((name, index) => index === 0 || name !== own[index - 1])).toBe(true);
  }
});
