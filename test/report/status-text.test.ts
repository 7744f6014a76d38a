// The status as text: what it says, and that no line is wider than 80 cells, in any situation.

import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/lab/observation.js';
import { absentText } from '../../src/report/absent.js';
import { statusText, type TextOptions } from '../../src/report/status-text.js';
import { type StatusFacts, statusView } from '../../src/report/status-view.js';
import { instantText, shortIds } from '../../src/report/status-words.js';
import { indented, LINE_WIDTH, tableText, wrapWords } from '../../src/report/table.js';
import { clockText, dayTimeText, spanText } from '../../src/report/time.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { alarm, BEGAN, machine, NOW, observation } from './observations.js';

const plain: TextOptions = { paint: (_, text) => text };
const facts: StatusFacts = {
  project: 'shop',
  target: 'sandbox',
  region: 'us-east-1',
  url: 'http://shop',
  startedAt: BEGAN,
  speed: 0,
  costPerHour: 0.16,
  drills: [],
};
const A = 'i-0aaaaaaaaaaaaaaaa';
const B = 'i-0bbbbbbbbbbbbbbbb';

const textOf = (seen: Observation, over: Partial<StatusFacts> = {}): string =>
  statusText(statusView(seen, { ...facts, ...over }), plain);
const tooWide = (text: string): readonly string[] => text.split('\n').filter((line) => [...line].length > LINE_WIDTH);

/** Everything at its longest at once. */
const crowded = observation(
  {
    users: {
      active: 12_345,
      windowSeconds: 30,
      requests: 100,
      requestRate: 12_345.6,
      errorRate: 0.49,
      byStatus: { '200': 51, '502': 49 },
      p50Ms: 12_000,
      p95Ms: 31_000,
      p99Ms: 60_000,
    },
    instances: [
      machine(A, { cpu: 100, requestRate: 1_234.5, share: 1, launchedAt: NOW - 50 * 3_600_000 }),
      machine(B, {
        zone: 'us-east-1b',
        lifecycle: 'Terminating:Wait',
        target: 'unhealthy.draining',
        targetReason: 'Target.DeregistrationInProgress',
        targetDescription: 'Target deregistration is in progress, and its health checks had failed before that',
        cpu: 99.9,
        requestRate: 0,
        share: 0,
      }),
    ],
    alarms: [
      alarm({ breaching: 2, value: 99.9, state: 'ALARM' }),
      alarm({
        name: 'shop-cpu-low',
        comparison: 'LessThanThreshold',
        threshold: 30,
        evaluationPeriods: 10,
        actions: ['arn:in'],
      }),
      alarm({ name: 'shop-none', state: 'INSUFFICIENT_DATA', since: undefined, actionsEnabled: false }),
    ],
    activities: [
      {
        id: '1',
        startedAt: BEGAN,
        status: 'WaitingForELBConnectionDraining',
        progress: 50,
        description: `Terminating EC2 instance: ${B} - Waiting For ELB Connection Draining:`,
        cause:
          'At 2026-01-05T12:00:00Z an instance was taken out of service in response to an ELB system health check failure.',
      },
    ],
    alarmHistory: [{ at: NOW, alarm: 'shop-cpu-high', from: 'INSUFFICIENT_DATA', to: 'ALARM', reason: '' }],
  },
  { suspendedProcesses: ['AZRebalance', 'ReplaceUnhealthy', 'HealthCheck'] },
);
const drill = { at: BEGAN, title: `spike-cpu on ${A}, ${B} for 300 s`, target: `${A},${B}` };

describe('80 cells', () => {
  test.each<[string, string]>([
    ['quiet', textOf(observation())],
    ['crowded', textOf(crowded, { drills: [drill], project: 'a-shop-of-20-letters', region: 'ap-southeast-2' })],
    ['empty', textOf(observation({ instances: [] }))],
    ['served fast', textOf(crowded, { speed: 100_000 })],
  ])('%s', (_, text) => {
    expect(tooWide(text)).toEqual([]);
  });

  test('on the way through a real story', async () => {
    const { lab, sandbox } = await deployedLab();
    await lab.traffic.start({ from: 100, to: 100, rampSeconds: 0 });
    const { instances } = await lab.observe();
    sandbox.call('ec2', 'TerminateInstances', { InstanceIds: [instances[0]?.id] });
    for (let minute = 0; minute < 12; minute += 1) {
      await lab.clock.pass(MINUTES);
      expect(tooWide(textOf(await lab.observe(), { startedAt: sandbox.startedAt }))).toEqual([]);
    }
  });
});

describe('words', () => {
  test('verdict and cause first, then users, group, machines, alarms, events, cost', () => {
    expect(
      textOf(crowded, { drills: [drill] })
        .split('\n')
        .map((line) => line.split(/ {2,}/)[0]),
    ).toEqual(
      expect.arrayContaining(['shop', 'cause', 'USERS', 'GROUP', 'INSTANCE', 'ALARM', 'EVENTS', 'OPEN', 'COST']),
    );
    expect(textOf(observation())).toMatch(
      /^shop {2}us-east-1 {2}sandbox, paused at t\+01:00:00 {2}HEALTHY\ncause {2}2 of 2 wanted targets healthy\n/,
    );
  });

  test('what nobody knows is –, never zero', () => {
    const text = textOf(observation({ alarms: [alarm()] }));
    expect(text).toMatch(/USERS {2}–/);
    expect(text).toMatch(/i-0aaaaa {2}1a {2}InService {2}healthy +– +– +– +1h00/);
    expect(text).toMatch(/cpu-high +OK +– +> 70/);
  });

  test('the reason stands under its row; ids are short everywhere', () => {
    const text = textOf(crowded, { drills: [drill] });
    expect(text).toMatch(
      /i-0bbbbb[^\n]*\n {2}└ Target\.DeregistrationInProgress: Target deregistration is in progress/,
    );
    expect(text).toContain('Terminating i-0bbbbb - Waiting For ELB Connection Draining:');
    expect(text).not.toContain(A);
    expect(text).toMatch(/OPEN {3}spike-cpu on i-0aaaaa, i-0bbbbb for 300 s {1,3}undo: ha-lab heal/);
  });

  test('what was launched together stands on one line', () => {
    const cause =
      'At 2026-01-05T12:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 2.';
    const launch = (id: string, startedAt: number) => ({
      id,
      startedAt,
      status: 'Successful',
      progress: 100,
      description: `Launching a new EC2 instance: ${id}`,
      cause,
    });
    const activities = [launch(A, BEGAN), launch(B, BEGAN), launch(A, BEGAN + MINUTES)];
    expect(textOf(observation({ activities })).split('EVENTS\n')[1]?.split('\n\n')[0]).toBe(
      [
        '00:00:00  group  Launching i-0aaaaa, i-0bbbbb: a user request created an',
        '                 AutoScalingGroup changing the desired capacity from 0 to 2',
        '00:01:00  group  Launching i-0aaaaa: a user request created an AutoScalingGroup',
        '                 changing the desired capacity from 0 to 2',
      ].join('\n'),
    );
  });

  test('where there is little room the oldest events make way, and nothing else does', () => {
    const alarmHistory = Array.from({ length: 8 }, (_, index) => ({
      at: BEGAN + index * MINUTES,
      alarm: 'a',
      from: 'OK',
      to: `S${index}`,
      reason: '',
    }));
    const view = statusView(observation({ alarmHistory }), facts);
    const whole = statusText(view, plain).split('\n');
    const short = statusText(view, { ...plain, height: whole.length - 3 }).split('\n');
    expect(short).toEqual(whole.filter((line) => !/OK → S[012]$/.test(line)));
    expect(statusText(view, { ...plain, height: 1 })).not.toContain('EVENTS');
  });

  test('paint changes no letter', () => {
    const painted = statusText(statusView(crowded, facts), { paint: (kind, text) => `<${kind}>${text}</>` });
    expect(painted.replace(/<[a-z]+>|<\/>/g, '')).toBe(textOf(crowded));
    expect(painted).toContain('<bad>DEGRADED</>');
  });

  test('on AWS time is the time of day, and the cost is real', () => {
    const { startedAt: _, ...aws } = facts;
    const text = statusText(statusView(observation(), { ...aws, target: 'aws' }), plain);
    expect(text).toContain('AWS, 13:00:00 UTC');
    expect(text).toContain('this costs about $0.16 per hour');
    const drills = [{ at: NOW, title: 'hang the app', target: A }];
    const standIn = { ...aws, target: 'aws' as const, standIn: 'http://127.0.0.1:1', drills };
    const there = statusText(statusView(observation(), standIn), plain);
    expect(there).toContain('stand-in for AWS, 13:00:00 UTC');
    expect(there).toContain('on AWS this would cost about $0.16 per hour');
    expect(there).toContain('undo: ha-lab heal --target aws');
  });

  test('an alarm without a figure beside machines that have one: said why, as long as all of them are new', () => {
    const { value: _, ...empty } = alarm({ state: 'INSUFFICIENT_DATA' });
    const { group } = observation();
    const seen = (minutes: number): Observation =>
      observation({
        group: { ...group, defaultInstanceWarmup: 300 },
        alarms: [empty],
        instances: [machine(A, { cpu: 3, launchedAt: NOW - minutes * MINUTES })],
      });
    expect(textOf(seen(4))).toContain('└ no data yet: a machine’s CPU counts for the group after 300 s of warm-up');
    expect(tooWide(textOf(seen(4)))).toEqual([]);
    expect(textOf(seen(20))).not.toContain('no data yet');
  });

  test('nothing deployed is a state with a way on', () => {
    const view = {
      schemaVersion: 1,
      project: 'shop',
      target: 'sandbox',
      region: 'us-east-1',
      at: NOW,
      startedAt: BEGAN,
      speed: 0,
      verdict: 'NOT_DEPLOYED',
      cause: 'shop is not deployed yet.',
      next: ['ha-lab deploy'],
    } as const;
    expect(absentText(view, plain)).toBe(
      'shop  us-east-1  sandbox, paused at t+01:00:00  NOT DEPLOYED\ncause  shop is not deployed yet.\nnext   ha-lab deploy',
    );
  });
});

describe('ids', () => {
  test('are as short as they can be told apart, and no shorter than eight', () => {
    expect(shortIds([A, B])(A)).toBe('i-0aaaaa');
    const twins = ['i-0aaaaaaaaaaaaaaa1', 'i-0aaaaaaaaaaaaaaa2'];
    expect(twins.map(shortIds(twins))).toEqual(twins);
    expect(shortIds([A, A])(A)).toBe('i-0aaaaa');
  });
});

describe('tables', () => {
  const columns = [{ title: 'NAME' }, { title: 'N', align: 'right' as const }, { title: 'WORDS' }];

  test('align, keep notes under their rows, and break only the last column, between words', () => {
    const long = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';
    expect(
      tableText(columns, [['a', '1', long], { note: long }, ['bcd', '23', 'x'], { note: 'y' }]).split('\n'),
    ).toEqual([
      'NAME   N  WORDS',
      'a      1  one two three four five six seven eight nine ten eleven twelve',
      '          thirteen fourteen fifteen',
      '  └ one two three four five six seven eight nine ten eleven twelve thirteen',
      '    fourteen fifteen',
      'bcd   23  x',
      '  └ y',
    ]);
  });

  test('without rows there is a header', () => {
    expect(tableText(columns, [])).toBe('NAME  N  WORDS');
  });

  test('a word longer than the line stays whole', () => {
    const word = 'x'.repeat(100);
    expect(wrapWords(`a ${word} b`, 10)).toEqual(['a', word, 'b']);
    expect(indented('at ', '')).toEqual(['at ']);
  });
});

describe('time', () => {
  test.each([
    [0, '00:00:00', '0 s'],
    [59_400, '00:00:59', '59 s'],
    [59_600, '00:00:59', '1m00'],
    [142_000, '00:02:22', '2m22'],
    [3_600_000, '01:00:00', '1h00'],
    [47 * 3_600_000 + 300_000, '47:05:00', '47h05'],
    [52 * 3_600_000, '52:00:00', '2d04'],
  ])('%i ms', (ms, clock, span) => {
    expect([clockText(ms), spanText(ms)]).toEqual([clock, span]);
  });

  test('a span never runs backwards', () => {
    expect(spanText(-5_000)).toBe('0 s');
  });

  test('an instant counts from the sandbox’s beginning, or is the time of day', () => {
    expect(instantText({ startedAt: BEGAN }, NOW)).toBe('01:00:00');
    expect(instantText({}, NOW)).toBe(dayTimeText(NOW));
  });
});
