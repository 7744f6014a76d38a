// Random storms over every service, with every invariant asked after every instant. A few here; many with `npm run storm`.

import { beforeAll, describe, expect, test } from 'vitest';
import { brokenInvariants } from '../../src/sandbox/invariants.js';
import type { World } from '../../src/sandbox/world.js';
import { type Failure, play } from './play.js';
import { shrink } from './shrink.js';
import { deployedWorld, storm } from './storm.js';

const STORMS = 12;

let base: World;
beforeAll(async () => {
  base = await deployedWorld('generated/ha-django');
});

test.each(Array.from({ length: STORMS }, (_, index) => String(index)))('storm %s breaks nothing', (seed) => {
  const { report, accepted } = storm(seed, base);
  expect(report).toBeUndefined();
  expect(accepted).toBeGreaterThan(5);
});

describe('the storm itself', () => {
  test('sees what is broken', () => {
    const world = structuredClone(base);
    const [instance] = Object.values(world.ec2.instances);
    const [group] = Object.values(world.autoscaling.groups);
    const [loadBalancer] = Object.values(world.elbv2.loadBalancers);
    if (instance === undefined || group === undefined || loadBalancer === undefined)
      throw new Error('nothing is deployed');
    delete (world.ec2.networkInterfaces as Record<string, unknown>)[instance.networkInterfaceId];
    group.desiredCapacity = group.maxSize + 1;
    loadBalancer.zonesInDns = ['nowhere'];
    expect(brokenInvariants(world)).toEqual(
      expect.arrayContaining([
        `${instance.instanceId} has no interface`,
        expect.stringContaining(`desired ${group.maxSize + 1} is not within`),
        expect.stringContaining('is in DNS with nowhere'),
      ]),
    );
  });

  test('the deployed project is sound', () => {
    expect(brokenInvariants(base)).toEqual([]);
  });

  test('makes a failing script short', () => {
    const run = (ms: number) => ({ kind: 'run', ms }) as const;
    const script = { seed: 'x', deployed: false, steps: Array.from({ length: 40 }, (_, index) => run(index)) };
    const fails = ({ steps }: typeof script): Failure | undefined => {
      const last = steps.findIndex(({ ms }) => ms === 31);
      return last >= 0 && steps.slice(0, last).some(({ ms }) => ms === 7)
        ? { step: last, at: 0, what: 'broken' }
        : undefined;
    };
    const failure = fails(script);
    if (failure === undefined) throw new Error('the script does not fail');
    expect(shrink(script, failure, fails as never).steps).toEqual([run(7), run(31)]);
  });

  test('the same script twice goes the same way', () => {
    const script = { seed: 'twice', deployed: true, steps: [{ kind: 'reload', ms: 100_000 }] } as const;
    expect(play(script, base).failure).toBeUndefined();
  });
});
