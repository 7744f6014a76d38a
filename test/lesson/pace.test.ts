import { expect, test } from 'vitest';
import { Pace } from '../../src/lesson/pace.js';

const LOOK = 5_000;

function paced(): { readonly pace: Pace; readonly slept: number[]; readonly sum: () => number } {
  const slept: number[] = [];
  const pace = new Pace(async (ms) => {
    slept.push(ms);
  });
  return { pace, slept, sum: () => slept.reduce((sum, ms) => sum + ms, 0) };
}

test('five times as fast until something is decided, then thirty times', async () => {
  const { pace, slept } = paced();
  await pace.step({ visible: 'a', decided: 0, virtualMs: LOOK });
  await pace.step({ visible: 'b', decided: 1, virtualMs: LOOK });
  expect(slept.map(Math.round)).toEqual([1_000, 167]);
});

test('nobody waits longer than 12 seconds for nothing: then straight to the next change', async () => {
  const { pace, sum } = paced();
  for (let look = 0; look < 200; look++) await pace.step({ visible: 'same', decided: 1, virtualMs: LOOK });
  // 12 s at ×30 are six minutes; a jump of ten; and less than a minute of the next wait.
  expect(sum()).toBeLessThan(14_000);
  expect(pace.speed(1)).toBe(30);
  const before = sum();
  await pace.step({ visible: 'changed', decided: 1, virtualMs: LOOK });
  expect(sum()).toBeGreaterThan(before);
});

test('the slow part ends after 12 seconds even when much is to be seen', async () => {
  const { pace, sum } = paced();
  for (let look = 0; look < 60; look++) await pace.step({ visible: String(look), decided: 0, virtualMs: LOOK });
  expect(sum()).toBeLessThan(21_000);
});

test('f and s double and halve it', async () => {
  const { pace, slept } = paced();
  pace.faster();
  await pace.step({ visible: 'a', decided: 0, virtualMs: LOOK });
  pace.slower();
  pace.slower();
  await pace.step({ visible: 'b', decided: 0, virtualMs: LOOK });
  expect(slept).toEqual([500, 2_000]);
});
