// What an hour of a stack that does nothing adds to its world: no timing, only bytes.

import { expect, test } from 'vitest';
import { HOUR_MS } from '../../src/kernel/index.js';
import { deployInMemory } from '../../src/lab/in-memory.js';

const HOURS = 4;

test('an hour at rest adds minutes of metrics, and nothing else: the low alarm’s repeated action is no news', async () => {
  const { sandbox } = await deployInMemory('generated/ha-django', { seed: 'growth' });
  sandbox.run(sandbox.now + HOUR_MS);
  const before = bytes();
  sandbox.run(sandbox.now + HOURS * HOUR_MS);
  const after = bytes();
  const perHour = (part: keyof typeof after): number => (after[part] - before[part]) / HOURS;
  expect(perHour('metrics')).toBeGreaterThan(0);
  // Half of it is what the agents' five-minute beat draws into eleven metrics of a NAT gateway.
  expect(perHour('metrics')).toBeLessThan(26_000);
  expect(perHour('journal')).toBe(0);
  expect(perHour('rest')).toBeLessThan(500);

  function bytes() {
    const { cloudwatch, kernel } = sandbox.world;
    const [metrics, journal, all] = [cloudwatch.metrics, kernel.journal, sandbox.world].map(lengthOf);
    return { metrics: metrics ?? 0, journal: journal ?? 0, rest: (all ?? 0) - (metrics ?? 0) - (journal ?? 0) };
  }
});

function lengthOf(data: object): number {
  return JSON.stringify(data).length;
}
