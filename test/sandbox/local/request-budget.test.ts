// Which of the simulated users' requests are made, and what the others hear.

import { expect, test } from 'vitest';
import { Echoes } from '../../../src/sandbox/local/echoes.js';
import { workMsOf } from '../../../src/sandbox/local/local-app.js';
import { RequestBudget } from '../../../src/sandbox/local/request-budget.js';

test('as many requests as four tenths of the processors bear, and no more; what is not spent is saved for half a second', () => {
  const budget = new RequestBudget(2, 0);
  let made = 0;
  for (let now = 10_000; now < 20_000; now += 1) {
    if (!budget.allows(now)) continue;
    budget.spend(4);
    made += 1;
  }
  // 0.8 of a processor for ten seconds, and the 400 ms that were saved.
  expect(made).toBeGreaterThanOrEqual((8_000 + 400) / 4 - 1);
  expect(made).toBeLessThanOrEqual((8_000 + 400) / 4 + 1);
});

test('who has to be asked in spite of everything is paid for later', () => {
  const budget = new RequestBudget(1, 0);
  budget.spend(10_000);
  expect(budget.allows(450)).toBe(false);
  expect(budget.allows(600)).toBe(true);
});

test('an answer speaks for its own page, for a tenth of a second, until something happens to the application', () => {
  const echoes = new Echoes();
  echoes.note('/', { statusCode: 200, tookMs: 3 }, 1_000);
  expect(echoes.of('/', 1_100)).toMatchObject({ statusCode: 200, tookMs: 3 });
  expect(echoes.of('/', 1_101)).toBeUndefined();
  expect(echoes.of('/healthz', 1_050)).toBeUndefined();
  echoes.clear();
  expect(echoes.of('/', 1_050)).toBeUndefined();
});

test.each([
  ['/', 16.5],
  ['/?again', 16.5],
  ['/burn?ms=40', 40],
  ['/burn', 100],
  ['/healthz', 0],
  ['/slow?s=120&beat=1', 0],
])('%s is meant to use %d ms', (path, workMs) => {
  expect(workMsOf(path, 16.5)).toBe(workMs);
});
