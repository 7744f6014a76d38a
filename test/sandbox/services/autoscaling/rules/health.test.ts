import { describe, expect, test } from 'vitest';
import { planCapacity } from '../../../../../src/sandbox/services/autoscaling/rules/capacity-plan.js';
import {
  type HealthFacts,
  hasHealthCheck,
  inGrace,
  verdict,
} from '../../../../../src/sandbox/services/autoscaling/rules/health.js';
import {
  batchSize,
  type PacingSituation,
  toReplace,
} from '../../../../../src/sandbox/services/autoscaling/rules/pacing.js';
import { refreshBatch } from '../../../../../src/sandbox/services/autoscaling/rules/refresh-pace.js';

const facts = (part: Partial<HealthFacts>): HealthFacts => ({
  now: 1_000_000,
  inServiceAt: 0,
  gracePeriodSeconds: 300,
  elbChecksOn: true,
  targetStates: ['healthy'],
  ...part,
});

test.each([
  ['all is well', {}, undefined],
  ['ASG-21 stopped, and the feed shows it', { notRunningVisibleAt: 1_000_000 }, 'not-running'],
  ['ASG-26 stopped, and the feed does not show it yet', { notRunningVisibleAt: 1_000_001 }, undefined],
  ['ASG-21 stopped inside the grace period', { notRunningVisibleAt: 0, inServiceAt: 999_000 }, 'not-running'],
  ['ASG-21 a failed status check is tolerated for a while', { impairedSince: 900_000 }, undefined],
  ['ASG-21 and then not', { impairedSince: 820_000 }, 'status-check'],
  ['ASG-22 the load balancer says unhealthy', { targetStates: ['unhealthy'] }, 'elb'],
  ['ASG-22 one of several target groups is enough', { targetStates: ['healthy', 'unhealthy'] }, 'elb'],
  ['ASG-24 not within the grace period', { targetStates: ['unhealthy'], inServiceAt: 700_001 }, undefined],
  ['ASG-25 at its end', { targetStates: ['unhealthy'], inServiceAt: 700_000 }, 'elb'],
  ['ASG-20 ELB verdicts count only with the ELB type', { targetStates: ['unhealthy'], elbChecksOn: false }, undefined],
  ['ASG-23 no attachment in service, no verdict', { targetStates: [] }, undefined],
  ['a fresh target is not an unhealthy one', { targetStates: ['initial', 'draining', 'unused'] }, undefined],
])('%s', (_name, part, expected) => {
  expect(verdict(facts(part))).toBe(expected);
});

test('ASG-24 a grace period of 0 is none', () => {
  expect(inGrace(5, 0, 5)).toBe(false);
  expect(inGrace(undefined, 300, 5)).toBe(false);
});

test('ASG-20 the type is a comma separated list', () => {
  expect(hasHealthCheck('EC2', 'ELB')).toBe(false);
  expect(hasHealthCheck('EC2, ELB', 'ELB')).toBe(true);
});

describe('ASG-32 pacing', () => {
  const paced = (instanceId: string) => ({ instanceId, immediate: false });
  const now = (instanceId: string) => ({ instanceId, immediate: true });
  const situation = (part: Partial<PacingSituation>): PacingSituation => ({
    unhealthy: [paced('i-1'), paced('i-2')],
    desired: 2,
    inService: 2,
    well: 1,
    activityRunning: false,
    unsettledSubstitutes: 0,
    unsettledNewcomers: 0,
    ...part,
  });
  test.each([
    [1, 1],
    [4, 1],
    [19, 1],
    [20, 2],
    [45, 4],
  ])('ASG-32 of %i at most %i at a time', (desired, size) => {
    expect(batchSize(desired)).toBe(size);
  });
  test.each([
    ['one at a time', {}, ['i-1']],
    ['not running: all at once', { unhealthy: [now('i-1'), now('i-2')] }, ['i-1', 'i-2']],
    ['those besides the paced one', { unhealthy: [paced('i-1'), now('i-2')] }, ['i-2', 'i-1']],
    ['below desired while an activity runs: wait', { activityRunning: true, inService: 1 }, []],
    ['nine tenths in service while an activity runs: wait', { desired: 10, inService: 9, activityRunning: true }, []],
    ['the old one drains, the new one serves', { activityRunning: true }, ['i-1']],
    ['until the substitute is settled: wait', { unsettledSubstitutes: 1 }, []],
    ['until a scale-out has brought the group above nine tenths: wait', { unsettledNewcomers: 1 }, []],
    ['at nine tenths of twenty: wait', { desired: 20, inService: 20, unsettledNewcomers: 2 }, []],
    ['above nine tenths of twenty', { desired: 20, inService: 20, unsettledNewcomers: 1 }, ['i-1', 'i-2']],
    ['not running waits for no newcomer', { unhealthy: [now('i-1')], unsettledNewcomers: 1 }, ['i-1']],
    ['a tenth of twenty', { desired: 20, inService: 20 }, ['i-1', 'i-2']],
    ['ASG-33 of twenty of which none is well, only one', { desired: 20, inService: 20, well: 0 }, ['i-1']],
  ])('ASG-32 %s', (_name, part, expected) => {
    expect(toReplace(situation(part))).toEqual(expected);
  });
});

describe('desired against actual', () => {
  const base = {
    now: 100,
    wanted: 2,
    active: 2,
    substitutesAt: [],
    launchSuspended: false,
    terminateSuspended: false,
  };
  test.each([
    ['nothing to do', {}, { launch: 0, terminate: 0, launchSubstitutes: 0 }],
    ['ASG-42 work waits for its time', { active: 0, workAt: 150 }, { launch: 0, lookAgainAt: 150 }],
    ['ASG-42 and begins', { active: 0, workAt: 100 }, { launch: 2 }],
    [
      'ASG-30 the substitute waits its second',
      { active: 1, substitutesAt: [101] },
      { launchSubstitutes: 0, launch: 0, lookAgainAt: 101 },
    ],
    ['ASG-30 and comes', { active: 1, substitutesAt: [100] }, { launchSubstitutes: 1, launch: 0 }],
    ['both kinds at once', { wanted: 3, active: 1, substitutesAt: [100] }, { launchSubstitutes: 1, launch: 1 }],
    ['ASG-17 nothing before the retry', { active: 1, retryAt: 160 }, { launch: 0, lookAgainAt: 160 }],
    [
      'ASG-90 Launch suspended keeps the substitutes',
      { active: 1, substitutesAt: [100], launchSuspended: true },
      { launchSubstitutes: 0, forgetSubstitutes: 0 },
    ],
    [
      'desired fell: nobody needs the substitute',
      { wanted: 1, active: 1, substitutesAt: [100] },
      { forgetSubstitutes: 1, launchSubstitutes: 0 },
    ],
    ['too many', { active: 3 }, { terminate: 1 }],
    ['ASG-90 Terminate suspended', { active: 3, terminateSuspended: true }, { terminate: 0 }],
  ])('%s', (_name, part, expected) => {
    expect(planCapacity({ ...base, ...part })).toMatchObject(expected);
  });
});

test.each([
  [2, 90, 2, 1],
  [2, 90, 1, 0],
  [4, 50, 4, 2],
  [4, 50, 3, 1],
  [3, 50, 3, 1],
  [1, 90, 1, 1],
  [10, 90, 10, 1],
])('ASG-98 of %i with %i %% and %i settled, %i may go', (desired, minHealthyPercentage, settled, expected) => {
  expect(refreshBatch({ desired, minHealthyPercentage, settled })).toBe(expected);
});
