// "My HA matrix": who noticed, after how long, what acted, what users lost; from observations made by hand.

import { describe, expect, test } from 'vitest';
import { matrixFacts } from '../../../src/report/lesson/matrix.js';
import type { MatrixRow } from '../../../src/report/lesson/model.js';
import { actedText, lossText, noticedText, wholeText } from '../../../src/report/lesson/words.js';
import { DOCKER_DIES, HEIR, instant, type Look, played, VICTIM } from './recorded.js';

function row(looks: readonly Look[], over: Parameters<typeof played>[1] = {}) {
  const facts = matrixFacts(played(looks, over));
  if (facts === undefined) throw new Error('nothing was done');
  const full: MatrixRow = { lesson: '', number: '', act: '', actTitle: '', run: '', ...facts };
  return {
    failure: facts.failure,
    noticed: noticedText(full),
    after: facts.noticed.map(({ afterSeconds }) => afterSeconds),
    acted: actedText(full),
    lost: lossText(facts.lost),
    whole: wholeText(facts.whole),
  };
}

const CALM: readonly Look[] = [{ at: -1 }, { at: 0 }, { at: 5 }, { at: 600 }];

describe('a failure that everybody noticed', () => {
  const found = row(DOCKER_DIES);

  test('in the order in which they did, each in its own words', () => {
    expect(found.noticed).toEqual([
      'users: 502',
      'load balancer: Target.FailedHealthChecks',
      'group: ELB system health check failure',
    ]);
    expect(found.after).toEqual([5, 60, 73]);
  });

  test('what acted', () => {
    expect(found.acted).toEqual([
      `load balancer: no more requests to ${VICTIM}`,
      `group: terminated ${VICTIM}`,
      `group: launched ${HEIR}`,
    ]);
  });

  test('what users lost: requests before the failure are not counted', () => {
    expect(found.lost.replace(/\u202f/g, ' ')).toBe(
      '572 of 5 900 requests (9.7 %), from +00:05 to +01:00: 502 × 570, 504 × 2',
    );
  });

  test('whole again at the first look from which it stayed so; a newborn that fails its first checks is no discovery', () => {
    expect(found.whole).toBe('after 4m55');
  });
});

test.each<[string, readonly Look[], Partial<ReturnType<typeof row>>]>([
  [
    'nobody notices, nothing acts, nobody was there',
    CALM,
    { noticed: ['nobody'], acted: ['nothing'], lost: 'nobody was using it', whole: 'was never less' },
  ],
  [
    'users who all got an answer',
    [
      { at: -1, users: 5 },
      { at: 0, users: 5 },
      { at: 60, users: 5, requests: 300 },
    ],
    { noticed: ['nobody'], lost: 'nothing: 300 requests, all answered' },
  ],
  [
    'one failed look says "at", not "from … to"',
    [
      { at: -1, users: 5 },
      { at: 5, users: 5, requests: 10, bad: { 'no-answer': 1 } },
      { at: 10, users: 5, requests: 10 },
    ],
    { noticed: ['users: no-answer'], lost: '1 of 20 requests (5.0 %), at +00:05: no-answer × 1' },
  ],
  [
    'half strength to the end of the watch',
    [
      { at: -1 },
      { at: 60, victim: { target: 'unhealthy', targetReason: 'Target.Timeout' } },
      { at: 900, victim: { target: 'unhealthy' } },
    ],
    { noticed: ['load balancer: Target.Timeout'], after: [60], whole: 'not within the 15m00 of the watch' },
  ],
  [
    'both unhealthy: the load balancer fails open, and the row says so',
    [{ at: -1 }, { at: 60, victim: { target: 'unhealthy', targetReason: 'r' }, other: { target: 'unhealthy' } }],
    { acted: ['load balancer: nobody is healthy: requests to all of them'] },
  ],
  [
    'as many, but all in one zone, is not whole',
    [
      { at: -1 },
      { at: 5, victim: 'gone', heir: { target: 'initial' } },
      { at: 99, victim: 'gone', heir: { zone: 'us-east-1b' } },
    ],
    { whole: 'not within the 1m39 of the watch' },
  ],
  [
    'an alarm rings, a policy acts; older transitions and OK do not count',
    [
      { at: -1 },
      { at: 300 },
      {
        at: 400,
        desired: 3,
        alarms: [
          { after: 390, alarm: 'shop-cpu-high', from: 'OK', to: 'ALARM' },
          { after: 200, alarm: 'shop-cpu-low', from: 'ALARM', to: 'OK' },
          { after: -200, alarm: 'shop-cpu-low', from: 'OK', to: 'ALARM' },
        ],
      },
    ],
    { noticed: ['alarm: shop-cpu-high'], after: [390], acted: ['policy: desired capacity 2 → 3'] },
  ],
  [
    'several launches are one line with their number',
    [
      { at: -1 },
      {
        at: 900,
        activities: [10, 400].map((after) => ({
          after,
          description: 'Launching a new EC2 instance: i-1',
          instanceId: 'i-1',
        })),
      },
    ],
    { acted: ['group: launched 2 instances'] },
  ],
])('%s', (_, looks, wanted) => {
  expect(row(looks)).toMatchObject(wanted);
});

test('EC2’s own checks count as the group noticing', () => {
  const cause =
    'At 2026-01-05T13:00:30Z an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.';
  const activities = [{ after: 30, description: `Terminating EC2 instance: ${VICTIM}`, cause, instanceId: VICTIM }];
  const found = row([{ at: -1 }, { at: 60, victim: 'gone', activities }]);
  expect(found.noticed[0]).toMatch(/^group: EC2 health check/);
});

test('an act without a deed has no row; traffic counts only where nothing else was done', () => {
  expect(matrixFacts(played(CALM, { deeds: [] }))).toBeUndefined();
  const traffic = { at: instant(0), title: 'traffic: 10 → 100 users in 5m' };
  expect(row(CALM, { deeds: [traffic] }).failure).toBe('traffic: 10 → 100 users in 5m');
  expect(row(CALM, { deeds: [traffic, { at: instant(1), title: 'terminate i-1' }] }).failure).toBe('terminate i-1');
});
