// The health state machine and its reasons, row by row.

import { describe, expect, test } from 'vitest';
import type { ProbeResult } from '../../../../../src/sandbox/fleet/fleet.js';
import {
  afterCheck,
  checkSent,
  failureOf,
  freshView,
  HEALTH,
  overall,
} from '../../../../../src/sandbox/services/elbv2/rules/health.js';
import type { NodeView } from '../../../../../src/sandbox/services/elbv2/store.js';

const THRESHOLDS = { healthyThreshold: 5, unhealthyThreshold: 2 };
const PASS: ProbeResult = { outcome: 'answered', statusCode: 200 };
const FAIL: ProbeResult = { outcome: 'refused' };

/** The states after each result of a sequence like 'pfp'. */
function states(sequence: string, thresholds = THRESHOLDS): string {
  let view: NodeView = freshView();
  let text = '';
  for (const letter of sequence) {
    view = afterCheck(checkSent(view), failureOf(letter === 'p' ? PASS : FAIL, '200'), thresholds, 0, false);
    text += view.state.slice(0, 1);
  }
  return text;
}

describe('ALB-12, ALB-13 thresholds: p pass, f fail; i initial, h healthy, u unhealthy', () => {
  test.each([
    ['ALB-12 a fresh target needs one pass', 'p', 'h'],
    ['ALB-12 one fail, then one pass', 'fp', 'ih'],
    ['ALB-13 a fresh target falls after two fails in a row', 'ff', 'iu'],
    ['ALB-12 one declared unhealthy needs five passes', 'ffppppp', 'iuuuuuh'],
    ['ALB-12 a fail in between starts the count again', 'ffppppfppppp', 'iuuuuuuuuuuh'],
    ['ALB-13 a healthy target survives single fails', 'pfpfp', 'hhhhh'],
    ['ALB-13 a healthy target falls after two fails in a row', 'pffp', 'hhuu'],
  ])('%s', (_name, sequence, expected) => {
    expect(states(sequence)).toBe(expected);
  });

  test('ALB-13 other thresholds', () => {
    expect(states('fffpp', { healthyThreshold: 2, unhealthyThreshold: 3 })).toBe('iiuuh');
  });

  test('ALB-13 a fail after unhealthy keeps counting, and its reason is the newest', () => {
    const down = afterCheck(
      freshView(),
      failureOf({ outcome: 'timed-out' }, '200'),
      { ...THRESHOLDS, unhealthyThreshold: 1 },
      0,
      false,
    );
    const after = afterCheck(down, failureOf({ outcome: 'answered', statusCode: 500 }, '200'), THRESHOLDS, 0, false);
    expect(down.reason).toBe('Target.Timeout');
    expect(after).toMatchObject({ state: 'unhealthy', reason: 'Target.ResponseCodeMismatch', consecutiveFails: 2 });
  });
});

describe('ALB-14 reasons', () => {
  test.each<[string, ProbeResult, string, string | undefined, string | undefined]>([
    ['ALB-14 a code that matches', { outcome: 'answered', statusCode: 204 }, '200-299', undefined, undefined],
    [
      'ALB-11 ALB-14 a code that does not (ALLOWED_HOSTS gives 400)',
      { outcome: 'answered', statusCode: 400 },
      '200-299',
      'Target.ResponseCodeMismatch',
      'Health checks failed with these codes: [400]',
    ],
    ['ALB-14 ALB-15 no answer in time', { outcome: 'timed-out' }, '200', 'Target.Timeout', 'Request timed out'],
    [
      'ALB-14 ALB-15 connection refused',
      { outcome: 'refused' },
      '200',
      'Target.FailedHealthChecks',
      'Health checks failed',
    ],
    ['ALB-14 malformed answer', { outcome: 'malformed' }, '200', 'Target.FailedHealthChecks', 'Health checks failed'],
  ])('%s', (_name, result, matcher, reason, description) => {
    const failure = failureOf(result, matcher);
    expect(failure?.reason).toBe(reason);
    expect(failure?.description).toBe(description);
  });

  test('ALB-13 registration in progress until the first check is sent, then initial health checking', () => {
    expect(freshView().reason).toBe('Elb.RegistrationInProgress');
    expect(checkSent(freshView()).reason).toBe('Elb.InitialHealthChecking');
  });

  test('ALB-14 healthy has no reason', () => {
    const view = afterCheck(checkSent(freshView()), undefined, THRESHOLDS, 0, false);
    expect(Object.keys(view)).toEqual(['state', 'consecutivePasses', 'consecutiveFails']);
    expect(HEALTH.healthy).toEqual({ state: 'healthy' });
  });
});

describe('ALB-13 what is said when nodes disagree', () => {
  const healthy: NodeView = { state: 'healthy', consecutivePasses: 1, consecutiveFails: 0 };
  const unhealthy: NodeView = {
    ...{ state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' },
    ...{ consecutivePasses: 0, consecutiveFails: 2 },
  };
  test.each<[string, NodeView[], string, string | undefined]>([
    ['no node yet', [], 'initial', 'Elb.RegistrationInProgress'],
    ['one checks, one not yet', [freshView(), checkSent(freshView())], 'initial', 'Elb.InitialHealthChecking'],
    ['one gets through', [unhealthy, healthy], 'healthy', undefined],
    ['one has no verdict', [unhealthy, checkSent(freshView())], 'initial', 'Elb.InitialHealthChecking'],
    ['none gets through', [unhealthy, unhealthy], 'unhealthy', 'Target.Timeout'],
  ])('ALB-13 %s', (_name, views, state, reason) => {
    expect(overall(views)).toMatchObject({ state, ...(reason === undefined ? {} : { reason }) });
  });
});

test('ALB-24 slow start is noted when a target turns healthy, and gone when it falls', () => {
  const up = afterCheck(freshView(), undefined, THRESHOLDS, 1_000, true);
  expect(up.slowStartedAt).toBe(1_000);
  expect(afterCheck(up, undefined, THRESHOLDS, 31_000, true).slowStartedAt).toBe(1_000);
  const down = afterCheck(up, HEALTH.failed, { ...THRESHOLDS, unhealthyThreshold: 1 }, 61_000, true);
  expect(down.slowStartedAt).toBeUndefined();
});
