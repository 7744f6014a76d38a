// The rules of causes, row by row, on records made by hand; and what can be asked for.

import { describe, expect, test } from 'vitest';
import {
  causesOf,
  consequencesOf,
  explain,
  findSubject,
  type Happening,
  HappeningRecord,
  happeningsSeen,
  spineOf,
  type What,
} from '../../../src/lab/explain/index.js';
import { reasonText } from '../../../src/report/reasons.js';
import { observation } from '../../report/observations.js';

const A = 'i-0aaaaaaaaaaaaaaaa';
const B = 'i-0bbbbbbbbbbbbbbbb';
const group = { groupName: 'web' } as const;
const tg = { targetGroupArn: 'tg', port: 80 } as const;

/** Each row a second after the one before, numbered in order. */
function record(...whats: readonly What[]): HappeningRecord {
  const zones = { [A]: 'us-east-1a', [B]: 'us-east-1b' };
  return new HappeningRecord(
    whats.map((what, number): Happening => ({ at: number * 1_000, number, what })),
    zones,
  );
}

/** Numbers of what the last row is explained by. */
function causesOfLast(...whats: readonly What[]): readonly (number | undefined)[] {
  const made = record(...whats);
  const last = made.happenings.at(-1);
  return last === undefined ? [] : causesOf(last, made).map(({ number }) => number);
}

const deed = (drill: string, target: string): What => ({ type: 'Deed', drill, title: `${drill} ${target}`, target });
const launching = (id: string, reason: string): What => ({
  type: 'ScalingActivityStarted',
  ...group,
  activityId: `launch-${id}`,
  description: `Launching a new EC2 instance: ${id}`,
  reason,
});
const terminating = (id: string, reason: string): What => ({
  type: 'ScalingActivityStarted',
  ...group,
  activityId: `end-${id}`,
  description: `Terminating EC2 instance: ${id}`,
  reason,
});
const health = (id: string, to: 'healthy' | 'unhealthy' | 'draining'): What => ({
  type: 'TargetHealthChanged',
  ...tg,
  targetId: id,
  from: 'initial',
  to,
});
const container = (type: 'ContainerStarted' | 'ContainerStopped', id: string): What => ({
  type,
  instanceId: id,
  container: 'web',
});
const marked = (id: string, source: 'EC2' | 'ELB' | 'user'): What => ({
  type: 'GroupInstanceHealthChanged',
  ...group,
  instanceId: id,
  to: 'Unhealthy',
  source,
});
const state = (id: string, to: 'pending' | 'running' | 'stopping'): What => ({
  type: 'InstanceStateChanged',
  instanceId: id,
  to,
});
const capacity = (trigger: string): What => ({ type: 'DesiredCapacityChanged', ...group, from: 2, to: 3, trigger });
const alarm = (to: 'OK' | 'ALARM'): What => ({
  type: 'AlarmStateChanged',
  alarmName: 'web-cpu-high',
  from: to === 'OK' ? 'ALARM' : 'OK',
  to,
  reason: 'Threshold Crossed',
});
const policy: What = {
  type: 'ScalingPolicyTriggered',
  ...group,
  policyName: 'out',
  alarmName: 'web-cpu-high',
  outcome: '',
};
const settings: What = { type: 'AlarmChanged', alarmName: 'web-cpu-high' };
const users: What = { type: 'TrafficChanged', trafficId: 'lab', to: 'started', plan: '140 users' };
const network: What = { type: 'NetworkChanged', vpcId: 'vpc-1', resourceId: 'rtb-1', change: 'route removed' };
const fault = (what: string): What => ({ type: 'FaultInjected', faultId: 'f', what });
const step = (id: string): What => ({ type: 'BootStepFinished', instanceId: id, step: 'docker pull' });

describe.each<[title: string, whats: readonly What[], causes: readonly number[]]>([
  [
    'unhealthy, its container stopped',
    [container('ContainerStarted', A), health(A, 'healthy'), container('ContainerStopped', A), health(A, 'unhealthy')],
    [2],
  ],
  [
    'unhealthy, another one’s container stopped',
    [container('ContainerStarted', A), health(A, 'healthy'), container('ContainerStopped', B), health(A, 'unhealthy')],
    [],
  ],
  [
    'unhealthy, trouble of long ago',
    [container('ContainerStopped', A), container('ContainerStarted', A), health(A, 'healthy'), health(A, 'unhealthy')],
    [],
  ],
  [
    'unhealthy, a fault of its zone',
    [
      container('ContainerStarted', A),
      health(A, 'healthy'),
      fault('us-east-1a lost its power'),
      health(A, 'unhealthy'),
    ],
    [2],
  ],
  [
    'unhealthy, a drill on its zone',
    [container('ContainerStarted', A), health(A, 'healthy'), deed('block-zone', 'us-east-1a'), health(A, 'unhealthy')],
    [2],
  ],
  [
    'unhealthy, a drill on the other zone',
    [container('ContainerStarted', A), health(A, 'healthy'), deed('terminate', 'us-east-1b'), health(A, 'unhealthy')],
    [],
  ],
  [
    'unhealthy, the learner changed the network',
    [container('ContainerStarted', A), health(A, 'healthy'), deed('cut', 'rtb-1'), network, health(A, 'unhealthy')],
    [3],
  ],
  [
    'unhealthy, a deploy changed the network',
    [container('ContainerStarted', A), health(A, 'healthy'), network, health(A, 'unhealthy')],
    [],
  ],
  ['unhealthy while it is being born', [launching(A, ''), state(A, 'pending'), step(A), health(A, 'unhealthy')], [2]],
  ['unhealthy before its first step', [launching(A, ''), state(A, 'pending'), health(A, 'unhealthy')], [0]],
  ['healthy, its container started', [launching(A, ''), container('ContainerStarted', A), health(A, 'healthy')], [1]],
  ['draining, the group ends it', [terminating(A, ''), health(A, 'draining')], [0]],
  ['marked by ELB', [health(B, 'unhealthy'), health(A, 'unhealthy'), marked(A, 'ELB')], [1]],
  ['marked by EC2', [state(A, 'running'), state(A, 'stopping'), marked(A, 'EC2')], [1]],
  ['marked by somebody', [health(A, 'unhealthy'), marked(A, 'user')], []],
  [
    'ended for its health',
    [marked(A, 'ELB'), capacity('x'), terminating(A, 'in response to an ELB system health check failure.')],
    [0],
  ],
  [
    'ended to shrink',
    [marked(A, 'ELB'), capacity('x'), terminating(A, 'a difference between desired and actual capacity, shrinking')],
    [1],
  ],
  [
    'launched as a substitute',
    [capacity('x'), terminating(A, ''), launching(B, 'an unhealthy instance needing to be replaced.')],
    [1],
  ],
  [
    'launched to grow',
    [terminating(A, ''), capacity('x'), launching(B, 'a difference between desired and actual capacity')],
    [1],
  ],
  ['capacity by a policy', [alarm('ALARM'), policy, capacity('alarm triggered policy out changing')], [1]],
  ['capacity by another policy', [policy, capacity('a user request update'), capacity('triggered policy in')], []],
  [
    'capacity by hand',
    [deed('set-desired-capacity', 'web'), capacity('a user request explicitly set group desired capacity')],
    [0],
  ],
  ['a policy by its alarm', [alarm('ALARM'), policy], [0]],
  ['an alarm by load', [users, alarm('ALARM')], [0]],
  ['an alarm by its bar and the load', [settings, users, alarm('OK'), settings, alarm('ALARM')], [3, 1]],
  ['an alarm by a burning CPU', [users, alarm('OK'), deed('spike-cpu', A), alarm('ALARM')], [2, 0]],
  [
    'a setting by a drill',
    [deed('lower-threshold', 'web-cpu-high'), { type: 'AlarmChanged', alarmName: 'web-cpu-high' }],
    [0],
  ],
  ['a fault by a drill', [deed('slow', A), fault(`${A} answers slowly`)], [0]],
  [
    'a birth that failed without a way out',
    [
      deed('cut-nat', 'us-east-1a'),
      network,
      launching(A, ''),
      { type: 'BootFailed', instanceId: A, step: 'pull', why: 'no route' },
    ],
    [1, 2],
  ],
])('%s', (_, whats, causes) => {
  test('is explained by just that', () => expect(causesOfLast(...whats)).toEqual(causes));
});

test('an alarm whose bar was moved long ago is explained by the load alone', () => {
  const at = (minutes: number, what: What): Happening => ({ at: minutes * 60_000, number: minutes, what });
  const made = new HappeningRecord([
    at(0, settings),
    at(1, settings),
    at(20, alarm('OK')),
    at(40, users),
    at(45, alarm('ALARM')),
  ]);
  const last = made.happenings.at(-1);
  expect(last === undefined ? [] : causesOf(last, made).map(({ number }) => number)).toEqual([40]);
});

test('a chain never tells the same thing twice, and ends', () => {
  const loop = record(
    launching(A, 'needing to be replaced'),
    terminating(A, 'health check'),
    marked(A, 'ELB'),
    health(A, 'unhealthy'),
  );
  const last = loop.happenings.at(-1);
  const told = last === undefined ? [] : spineOf(explain(loop, last));
  expect(new Set(told).size).toBe(told.length);
});

test('what something led to is what names it as a cause, soon after', () => {
  const made = record(
    alarm('ALARM'),
    policy,
    capacity('policy out'),
    launching(A, 'difference between desired and actual'),
  );
  const [first] = made.happenings;
  expect(first === undefined ? [] : consequencesOf(made, first).map(({ number }) => number)).toEqual([1]);
});

describe('what can be asked for', () => {
  const made = record(
    launching(A, ''),
    health(A, 'healthy'),
    launching(B, ''),
    alarm('ALARM'),
    alarm('OK'),
    capacity('x'),
  );
  test.each([
    ['i-0a', 1],
    [A, 1],
    ['cpu-high', 4],
    ['web-cpu-high', 4],
    ['group', 5],
    ['web', 5],
    ['3', 3],
    ['#3', 3],
    [undefined, 5],
  ])('%s', (name, number) => expect(findSubject(made, name).happening.number).toBe(number));

  test.each([
    ['i-0', /Several instances begin with i-0/],
    ['nobody', /Nothing named nobody has happened here/],
    ['#99', /They are numbered #0 to #5/],
  ])('%s is answered with what there is', (name, message) => {
    expect(() => findSubject(made, name)).toThrow(message);
  });

  test('an empty record says so', () => {
    expect(() => findSubject(new HappeningRecord([]))).toThrow(/Nothing has happened here yet/);
  });
});

test('without a journal, AWS’s own records still tell alarm → launch', () => {
  const seen = observation({
    activities: [
      {
        id: 'a',
        startedAt: 120_000,
        status: 'Successful',
        progress: 100,
        description: `Launching a new EC2 instance: ${A}`,
        cause:
          'At 2026-01-05T12:00:00Z a monitor alarm web-cpu-high in state ALARM triggered policy out changing the desired capacity from 2 to 3.',
      },
    ],
    alarmHistory: [{ at: 100_000, alarm: 'web-cpu-high', from: 'OK', to: 'ALARM', reason: 'Threshold Crossed' }],
  });
  const made = new HappeningRecord(
    happeningsSeen(seen, [{ at: 90_000, drill: 'spike-cpu', title: 'spike-cpu', target: A }]),
  );
  const { happening } = findSubject(made, A);
  expect(spineOf(explain(made, happening)).map(({ what }) => what.type)).toEqual([
    'ScalingActivityStarted',
    'AlarmStateChanged',
    'Deed',
  ]);
});

describe('trouble in a few words', () => {
  const chain = (...whats: readonly What[]): readonly Happening[] => [...record(...whats).happenings].reverse();
  test('the nearest cause, and the learner’s own hand', () => {
    const spine = chain(deed('stop-docker', A), container('ContainerStopped', A), health(A, 'unhealthy'));
    expect(reasonText(spine, spine[1])).toBe(`the container web on ${A} stopped; you did: stop-docker ${A}`);
  });
  test('still being born', () => {
    const spine = chain(launching(A, ''), step(A), health(A, 'unhealthy'));
    expect(reasonText(spine, spine[1])).toBe(`${A} was still being born, and had got as far as: docker pull`);
  });
  test('on the mend', () => {
    const spine = chain(deed('stop-docker', A), container('ContainerStopped', A), health(A, 'unhealthy'));
    expect(reasonText(spine, { at: 9_000, what: container('ContainerStarted', A) })).toMatch(/a whole row of checks/);
  });
  test('nothing known', () => expect(reasonText(chain(health(A, 'unhealthy')), undefined)).toBeUndefined());
});
