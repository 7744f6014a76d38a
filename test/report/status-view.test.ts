// Situations and what is said about them: the verdict and its cause, the reason under a row, what an alarm would do now, the timeline.

import { describe, expect, test } from 'vitest';
import type { ActivityObservation, AlarmObservation, Observation } from '../../src/lab/observation.js';
import { type StatusFacts, statusView } from '../../src/report/status-view.js';
import { judge } from '../../src/report/verdict.js';
import { alarm, BEGAN, machine, NOW, observation } from './observations.js';

const A = 'i-0aaaaaaaaaaaaaaaa';
const B = 'i-0bbbbbbbbbbbbbbbb';
const inB = { zone: 'us-east-1b' } as const;
const users = (errorRate: number): NonNullable<Observation['users']> => ({
  active: 20,
  windowSeconds: 30,
  requests: 600,
  requestRate: 20,
  errorRate,
  byStatus: { '200': 600 },
});

describe('verdict and cause', () => {
  test.each<[string, Observation, string, RegExp | string]>([
    ['all is well', observation(), 'HEALTHY', '2 of 2 wanted targets healthy'],
    [
      'one machine, as wanted',
      observation({ instances: [machine(A)] }, { minSize: 1, desiredCapacity: 1 }),
      'HEALTHY',
      '1 of 1 wanted target healthy',
    ],
    [
      'nobody is wanted',
      observation({ instances: [] }, { minSize: 0, desiredCapacity: 0 }),
      'DOWN',
      /desired capacity is 0/,
    ],
    ['the group is empty', observation({ instances: [] }), 'DOWN', 'the group has no instance: requests find nobody'],
    [
      'the first machines boot',
      observation({
        instances: [machine(A, { target: 'initial' }), machine(B, { lifecycle: 'Pending', target: undefined })],
      }),
      'CHANGING',
      'no target is healthy yet: 2 starting',
    ],
    [
      'machines boot while users fail',
      observation({ instances: [machine(A, { target: 'initial' })], users: users(1) }),
      'DOWN',
      'no target is healthy: requests find nobody; 1 starting',
    ],
    [
      'all are unhealthy (fail-open)',
      observation({ instances: [machine(A, { target: 'unhealthy' }), machine(B, { target: 'unhealthy' })] }),
      'DOWN',
      'no target is healthy, so the load balancer sends requests to the unhealthy',
    ],
    [
      'unhealthy, with a newcomer on its way',
      observation({ instances: [machine(A, { target: 'unhealthy' }), machine(B, { target: 'initial' })] }),
      'DOWN',
      /unhealthy; 1 starting$/,
    ],
    [
      'one is unhealthy',
      observation({
        instances: [machine(A), machine(B, { ...inB, target: 'unhealthy', targetReason: 'Target.Timeout' })],
      }),
      'DEGRADED',
      `1 of 2 wanted targets healthy: ${B} is unhealthy, Target.Timeout`,
    ],
    [
      'two are unhealthy, one is not',
      observation(
        {
          instances: [
            machine(A),
            machine(B, { target: 'unhealthy', targetReason: 'Target.Timeout' }),
            machine('i-0c', { target: 'unhealthy' }),
          ],
        },
        { desiredCapacity: 3 },
      ),
      'DEGRADED',
      `1 of 3 wanted targets healthy: ${B} is unhealthy, Target.Timeout, and 1 more`,
    ],
    [
      'users fail though all targets are healthy',
      observation({ users: users(0.253) }),
      'DEGRADED',
      '25.3 % of the users’ requests fail',
    ],
    ['few failures are no word worth', observation({ users: users(0.01) }), 'HEALTHY', /2 of 2/],
    [
      'the replacement boots',
      observation({ instances: [machine(A), machine(B, { ...inB, target: 'initial' })] }),
      'DEGRADED',
      `1 of 2 wanted targets healthy: ${B} is starting (initial)`,
    ],
    [
      'one more was asked for and boots',
      observation(
        { instances: [machine(A), machine(B, inB), machine('i-0c', { lifecycle: 'Pending', target: undefined })] },
        { desiredCapacity: 3 },
      ),
      'CHANGING',
      '2 of 3 wanted targets healthy: i-0c is starting (Pending)',
    ],
    [
      'one is missing and nobody comes',
      observation({ instances: [machine(A)] }),
      'DEGRADED',
      '1 of 2 wanted targets healthy',
    ],
    [
      'one leaves',
      observation({
        instances: [machine(A), machine(B, inB), machine('i-0c', { lifecycle: 'Terminating', target: 'draining' })],
      }),
      'CHANGING',
      'i-0c is Terminating, its target draining',
    ],
    [
      'both in one zone',
      observation({ instances: [machine(A), machine(B)] }),
      'DEGRADED',
      'all healthy targets are in us-east-1a: the loss of that zone would take them all',
    ],
    [
      'both in the only zone there is',
      observation({ instances: [machine(A), machine(B)] }, { zones: ['us-east-1a'] }),
      'HEALTHY',
      /2 of 2/,
    ],
    [
      'a machine that left the group drains beside two healthy ones',
      observation({
        instances: [machine(A), machine(B, inB), machine('i-0c', { lifecycle: undefined, target: 'draining' })],
      }),
      'HEALTHY',
      /2 of 2/,
    ],
  ])('%s', (_, seen, verdict, cause) => {
    const judgement = judge(seen);
    expect(judgement.verdict).toBe(verdict);
    if (typeof cause === 'string') expect(judgement.cause).toBe(cause);
    else expect(judgement.cause).toMatch(cause);
  });
});

const facts: StatusFacts = {
  project: 'shop',
  target: 'sandbox',
  region: 'us-east-1',
  url: 'http://shop',
  startedAt: BEGAN,
  speed: 0,
  drills: [],
};

describe('the reason under a row', () => {
  const sick = machine(B, {
    target: 'unhealthy',
    targetReason: 'Target.FailedHealthChecks',
    targetDescription: 'Health checks failed',
  });
  const rowOf = (over: Partial<StatusFacts>): string | undefined =>
    statusView(observation({ instances: [machine(A), sick] }), { ...facts, ...over }).instances[1]?.why;

  test('is AWS’s reason and description', () => {
    expect(rowOf({})).toBe('Target.FailedHealthChecks: Health checks failed');
  });

  test('names the open drill on that machine, and no other', () => {
    const drill = { at: BEGAN, title: `stop-docker on ${B}`, target: B };
    expect(rowOf({ drills: [drill] })).toMatch(/; you did: stop-docker on i-0b/);
    expect(rowOf({ drills: [{ ...drill, target: `${A},${B}` }] })).toMatch(/; you did: /);
    expect(rowOf({ drills: [{ ...drill, target: A }] })).not.toMatch(/you did/);
    expect(rowOf({ drills: [{ ...drill, at: NOW + 1 }] })).not.toMatch(/you did/);
  });

  test('is absent under a row that is well', () => {
    const seen = observation({ instances: [machine(A, { targetReason: 'x' }), machine(B, { target: 'initial' })] });
    expect(statusView(seen, facts).instances.map(({ why }) => why)).toEqual([undefined, undefined]);
  });
});

describe('what the action would do now', () => {
  const out = ['arn:out'];
  const down = ['arn:in'];
  test.each<[string, Partial<AlarmObservation>, Partial<Observation['group']>, string]>([
    ['room to grow', { actions: out }, {}, '+1'],
    ['room to grow, and in alarm', { actions: out, state: 'ALARM' }, {}, '+1: every minute'],
    ['already at max', { actions: out }, { desiredCapacity: 4 }, '+1: already at max'],
    ['already at max, in alarm', { actions: out, state: 'ALARM' }, { desiredCapacity: 4 }, '+1: already at max'],
    ['already at min', { actions: down }, {}, '-1: already at min'],
    ['room to shrink', { actions: down }, { desiredCapacity: 3 }, '-1'],
    ['more than there is room for', { actions: ['arn:two'] }, { desiredCapacity: 3 }, '+2: +1, then max'],
    ['actions switched off', { actions: out, actionsEnabled: false }, {}, 'actions are off'],
    [
      'alarm notifications suspended',
      { actions: out },
      { suspendedProcesses: ['AlarmNotification'] },
      'none: suspended',
    ],
    ['no action', { actions: [] }, {}, 'none'],
    ['an action that is no scaling policy', { actions: ['arn:sns'] }, {}, '1 other'],
    ['a policy whose change is computed', { actions: ['arn:track'] }, {}, 'shop-track'],
  ])('%s', (_, over, group, expected) => {
    const seen = observation({ alarms: [alarm(over)] }, group);
    const policies = [
      ...seen.policies,
      { arn: 'arn:two', name: 'two', type: 'StepScaling', change: 2 },
      { arn: 'arn:track', name: 'shop-track', type: 'TargetTrackingScaling' },
    ];
    expect(statusView({ ...seen, policies }, facts).alarms[0]?.actionNow).toBe(expected);
  });
});

describe('the timeline', () => {
  const activity = (startedAt: number, over: Partial<ActivityObservation> = {}): ActivityObservation => ({
    id: 'a',
    startedAt,
    status: 'Successful',
    progress: 100,
    description: `Launching a new EC2 instance: ${A}`,
    cause: '',
    ...over,
  });
  const whatOf = (seen: Partial<Observation>, over: Partial<StatusFacts> = {}): readonly string[] =>
    statusView(observation(seen), { ...facts, ...over }).timeline.map(({ what }) => what);

  test('has the first sentence of a cause: what set it off', () => {
    const cause =
      'At 2026-01-05T12:00:00Z a monitor alarm shop-cpu-high in state ALARM triggered policy out changing the desired capacity from 2 to 3.  At 2026-01-05T12:00:05Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 3.';
    expect(whatOf({ activities: [activity(NOW, { cause })] })).toEqual([
      `Launching a new EC2 instance: ${A}: a monitor alarm shop-cpu-high in state ALARM triggered policy out changing the desired capacity from 2 to 3`,
    ]);
  });

  test('names the status of what did not succeed', () => {
    expect(whatOf({ activities: [activity(NOW, { status: 'Failed' })] })).toEqual([
      `Launching a new EC2 instance: ${A} [Failed]`,
    ]);
  });

  test('mixes what the learner, the group and the alarms did, in order, the newest ten', () => {
    const drill = (at: number) => ({ at, title: `did ${at - NOW}`, target: A });
    const alarmHistory = [{ at: NOW + 2, alarm: 'high', from: 'OK', to: 'ALARM', reason: '' }];
    const activities = [activity(NOW + 3), activity(NOW + 1)];
    expect(
      whatOf({ alarmHistory, activities }, { acts: [drill(NOW), drill(NOW + 4)] }).map((what) => what.slice(0, 9)),
    ).toEqual(['did 0', 'Launching', 'high OK →', 'Launching', 'did 4']);
    const many = Array.from({ length: 15 }, (_, index) => drill(NOW + index));
    expect(whatOf({}, { acts: many })).toEqual(many.slice(5).map(({ title }) => title));
  });

  test('shows the open drills where nobody tells it of the closed ones', () => {
    expect(whatOf({}, { drills: [{ at: NOW, title: 'open', target: A }] })).toEqual(['open']);
  });
});

test('absent is absent: no users, no cost, no clock on AWS', () => {
  const { startedAt: _, speed: __, ...aws } = facts;
  const view = statusView(observation(), { ...aws, target: 'aws' });
  expect(Object.keys(view)).not.toEqual(expect.arrayContaining(['users']));
  expect(view).not.toHaveProperty('costPerHour');
  expect(view).not.toHaveProperty('startedAt');
  expect(view).toMatchObject({ schemaVersion: 1, group: { inService: 2, healthy: 2 } });
});
