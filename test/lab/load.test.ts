// A load test on a deployed lab: what is measured agrees with the queueing model and with the sandbox's own count; nothing is left running.

import { expect, test } from 'vitest';
import { type LoadBeat, type LoadRequest, runLoad } from '../../src/lab/load.js';
import { observeTraffics } from '../../src/lab/observe/traffics.js';
import { beatLine, codesText, liveLoad, loadTitle, summaryText } from '../../src/report/load-text.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';

const REQUEST: LoadRequest = { from: 10, to: 40, rampSeconds: 60, holdSeconds: 60, path: '/' };
const QUIET = { alarms: { actionsEnabled: false } };

async function run(request: LoadRequest, stopAfter = Number.POSITIVE_INFINITY) {
  const stack = await deployedLab('load', QUIET);
  const beats: LoadBeat[] = [];
  const stop = new AbortController();
  const startedAt = stack.sandbox.now;
  const onBeat = (beat: LoadBeat): void => {
    beats.push(beat);
    if (beats.length >= stopAfter) stop.abort();
  };
  const result = await runLoad(stack.lab, { request, everyMs: 10_000, onBeat, signal: stop.signal });
  return { stack, beats, result, startedAt };
}

test('users grow, ask about once a second each, and are gone at the end', async () => {
  const { stack, beats, result, startedAt } = await run(REQUEST);
  expect(stack.sandbox.now - startedAt).toBe(120_000);
  expect(beats).toHaveLength(12);
  expect(result.interrupted).toBe(false);
  const active = beats.map(({ users }) => users?.active);
  expect(active).toEqual([15, 20, 25, 30, 35, 40, 40, 40, 40, 40, 40, 0]);
  // X = N / (Z + R): a second of thought, a few hundredths of answer.
  const steady = beats.slice(7, 11).map(({ users }) => users?.requestRate ?? 0);
  for (const rate of steady) expect(rate).toBeGreaterThan(34);
  for (const rate of steady) expect(rate).toBeLessThan(41);
  expect(result.peakRate).toBe(Math.max(...beats.map(({ users }) => users?.requestRate ?? 0)));
  const sum = beats.reduce((all, { users }) => all + (users?.requests ?? 0), 0);
  expect(result.users?.requests).toBe(sum);
  expect(result.users?.byStatus).toEqual({ '200': sum });
  const shared = Object.values(result.perInstance);
  expect(shared).toHaveLength(2);
  expect(shared.reduce((all, count) => all + count, 0)).toBe(sum);
  for (const count of shared) expect(count / sum).toBeCloseTo(0.5, 1);
  stack.sandbox.run(stack.sandbox.now + 60_000);
  expect(await stack.lab.traffic.users(stack.sandbox.now - 30_000, stack.sandbox.now)).toBeUndefined();
});

test('stopped half-way: the traffic ends and what was measured is the result', async () => {
  const { stack, result } = await run(REQUEST, 3);
  expect(result.interrupted).toBe(true);
  expect(result.to - result.from).toBe(30_000);
  expect(result.users?.requests).toBeGreaterThan(300);
  stack.sandbox.run(stack.sandbox.now + 60_000);
  expect(await stack.lab.traffic.users(stack.sandbox.now - 30_000, stack.sandbox.now)).toBeUndefined();
  expect(summaryText(result, REQUEST)).toContain('(stopped after 30 s)');
});

test('the words for it: title, line, picture, table', async () => {
  const { beats, result, startedAt } = await run({ ...REQUEST, path: '/fail?code=503' });
  const request = { ...REQUEST, path: '/fail?code=503' };
  expect(loadTitle(request)).toBe('10 → 40 users in 1m00, then 1m00   GET /fail?code=503');
  expect(loadTitle({ from: 5, to: 5, rampSeconds: 0, holdSeconds: 90 })).toBe('5 users, for 1m30   GET /');
  expect(loadTitle({ from: 5, to: 9, rampSeconds: 60 })).toBe('5 → 9 users in 1m00, until stopped   GET /');
  const [, second] = beats;
  if (second === undefined) throw new Error('there was no second beat');
  expect(beatLine(second, startedAt)).toMatch(
    /^00:00:20 {2}\+ \d+ in 10 s = \d+\.\d\/s {2}p50 \d+ ms {2}p95 \d+ ms {2}p99 \d+ ms {2}err 100\.0 % {2}users 20 {2}i-\w+ \d+ % {2}i-\w+ \d+ %$/,
  );
  const picture = liveLoad(second, request, startedAt);
  expect(picture[0]).toMatch(/^ users {2}20 \/ 40 {2}━{7}─{33} {2}00:00:20 \/ 00:02:00$/);
  expect(codesText(result)).toMatch(/^503 \d+$/);
  const table = summaryText(result, request);
  expect(table).toMatch(/REQUESTS {2}\d+ {3}\d+\.\d\/s, at most \d+\.\d\/s {3}errors 100\.00 %/);
  expect(table.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('traffics are told apart by name, and only where there are others than the ordinary users', async () => {
  const { lab, sandbox } = await deployedLab();
  await lab.traffic.start({ from: 5, to: 5, rampSeconds: 0 });
  await lab.clock.pass(MINUTES);
  expect(await observeTraffics(lab, sandbox.now)).toEqual([]);
  await lab.traffic.start({ name: 'long', from: 4, to: 4, rampSeconds: 0, once: true, path: '/slow?s=300&beat=1' });
  await lab.clock.pass(MINUTES);
  const [ordinary, long] = await observeTraffics(lab, sandbox.now);
  expect(ordinary).toMatchObject({ name: 'lab', failed: 0, users: { active: 5 } });
  expect(long).toMatchObject({ name: 'long', open: 4, completed: 0, failed: 0 });
});
