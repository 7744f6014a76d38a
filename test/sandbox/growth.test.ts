// Memory is flat: what an hour under traffic adds to the world. Raw values behind percentiles and the users' own windows are kept for
// a day, so they fill up for so long and are left out here; everything else must stay small for ever.

import { expect, test } from 'vitest';
import type { World } from '../../src/sandbox/world.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';

const HOUR = 60 * MINUTES;

/** Bytes of each part of the world as it is kept on disk. */
function sizes(world: World): Record<string, number> {
  const { cloudwatch, fleet, ...rest } = world;
  const metrics = Object.values(cloudwatch.metrics).flatMap(({ streams }) => Object.values(streams));
  const parts = { ...rest, points: metrics.map(({ histograms: _, ...points }) => points), history: cloudwatch.history };
  const sized = Object.entries(parts).map(([name, part]) => [name, JSON.stringify(part).length]);
  const { traffics: _, accessLog: ring, ...machines } = fleet;
  return { ...Object.fromEntries(sized), ring: JSON.stringify(ring).length, machines: JSON.stringify(machines).length };
}

test('CW-08 an hour under users adds the points of its minutes, and of everything else nothing', async () => {
  const { sandbox, lab } = await deployedLab();
  await lab.traffic.start({ from: 5, to: 5, rampSeconds: 0 });
  sandbox.run(sandbox.now + 3 * HOUR);
  const { points: before = 0, ...held } = sizes(sandbox.world);
  sandbox.run(sandbox.now + 3 * HOUR);
  const { points: after = 0, ...holding } = sizes(sandbox.world);
  const metrics = Object.keys(sandbox.world.cloudwatch.metrics).length;
  expect(metrics).toBeGreaterThan(80);
  // About 55 kB an hour, of some hundred metrics; as numbers in arrays it was twice as much on disk, and ten times in memory.
  expect((after - before) / 3).toBeLessThan(70_000);
  for (const [name, bytes] of Object.entries(holding)) {
    expect(bytes - (held[name] ?? 0), `bytes that three hours added to ${name}`).toBeLessThan(4_000);
  }
});
