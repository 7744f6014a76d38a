// Same seed, same story: however often it is run, cut into pieces, saved and loaded, or forked.

import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/generator/index.js';
import { deployInMemory } from '../../src/lab/in-memory.js';
import { statusView } from '../../src/report/status-view.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';

const PROJECT = 'generated/ha-django';

/** Deploy, users, a killed machine, a quarter of an hour: every loop of the sandbox turns. */
async function story(seed: string): Promise<{ journal: string; status: string }> {
  const { sandbox, lab } = await deployInMemory(PROJECT, { seed }, { ...defaultConfig('ha-django') });
  await lab.traffic.start({ from: 20, to: 20, rampSeconds: 0 });
  const victim = (await lab.observe()).instances[0]?.id ?? '';
  sandbox.call('ec2', 'TerminateInstances', { InstanceIds: [victim] });
  sandbox.run(sandbox.now + 15 * MINUTES);
  const facts = {
    project: 'ha-django',
    target: 'sandbox',
    region: sandbox.region,
    url: lab.outputs.url,
    drills: [],
  } as const;
  return { journal: JSON.stringify(sandbox.journal), status: JSON.stringify(statusView(await lab.observe(), facts)) };
}

describe('seed', () => {
  test('the same seed twice gives the same journal and the same status, byte for byte; another seed does not', async () => {
    const [first, second, other] = [await story('one'), await story('one'), await story('two')];
    expect(second).toEqual(first);
    expect(other.journal).not.toBe(first.journal);
    expect(other.status).not.toBe(first.status);
  });
});

describe('pieces', () => {
  test('how a run is cut into pieces does not show in the journal', async () => {
    const whole = (await deployedLab()).sandbox;
    const pieces = (await deployedLab()).sandbox;
    const lab = await deployedLab();
    for (const sandbox of [whole, pieces]) {
      sandbox.act({
        kind: 'start-traffic',
        plan: {
          trafficId: 't',
          dnsName: lab.lab.outputs.loadBalancerDnsName,
          port: 80,
          path: '/',
          users: [{ atMs: 0, count: 30 }],
          thinkMs: { low: 500, high: 1_500 },
          clientTimeoutMs: 60_000,
        },
      });
    }
    const end = whole.now + 6 * MINUTES;
    whole.run(end);
    for (let step = 1; pieces.now < end; step = (step * 7_919) % 9_973) pieces.run(Math.min(end, pieces.now + step));
    expect(JSON.stringify(pieces.journal)).toBe(JSON.stringify(whole.journal));
    expect(pieces.traffic(end - MINUTES, end)).toEqual(whole.traffic(end - MINUTES, end));
  });

  test('a world saved and loaded at many instants goes on as if nothing had been', async () => {
    const { sandbox, lab } = await deployedLab();
    await lab.traffic.start({ from: 5, to: 40, rampSeconds: 60 });
    const straight = sandbox.fork();
    let saved = sandbox;
    const end = sandbox.now + 5 * MINUTES;
    for (let step = 1_234; saved.now < end; step = (step * 31) % 40_009) {
      const to = Math.min(end, saved.now + step);
      saved.run(to);
      straight.run(to);
      saved = Sandbox.of(JSON.parse(JSON.stringify(saved.world)));
    }
    expect(JSON.stringify(saved.world)).toBe(JSON.stringify(straight.world));
  });
});

describe('fork', () => {
  test('what is done to a fork is not seen by the other', async () => {
    const { sandbox } = await deployedLab();
    const before = JSON.stringify(sandbox.world);
    const fork = sandbox.fork();
    fork.run(fork.now + 10 * MINUTES);
    expect(JSON.stringify(sandbox.world)).toBe(before);
    sandbox.run(sandbox.now + 10 * MINUTES);
    expect(JSON.stringify(sandbox.world)).toBe(JSON.stringify(fork.world));
  });
});

describe('reads', () => {
  test('a read changes nothing: not the world, not the random streams', async () => {
    const { sandbox, lab } = await deployedLab();
    sandbox.run(sandbox.now);
    const before = JSON.stringify(sandbox.world);
    await lab.observe();
    expect(JSON.stringify(sandbox.world)).toBe(before);
  });
});
