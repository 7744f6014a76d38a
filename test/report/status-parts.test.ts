// The status in parts: a view shows its part alone, a trend only where the line has room for it, a command beside what it shows.

import { expect, test } from 'vitest';
import type { NetworkMap } from '../../src/lab/trace/map.js';
import { statusCommands } from '../../src/report/status-commands.js';
import { STATUS_PARTS, statusText } from '../../src/report/status-text.js';
import { type StatusFacts, statusView } from '../../src/report/status-view.js';
import { LINE_WIDTH } from '../../src/report/table.js';
import { asciiText } from '../../src/terminal/ascii.js';
import { sourcesUnder } from '../tidy/sources.js';
import { alarm, BEGAN, machine, NOW, observation } from './observations.js';

const A = 'i-0aaaaaaaaaaaaaaaa';
const paint = (_: string, text: string): string => text;
const facts: StatusFacts = {
  project: 'shop',
  target: 'sandbox',
  region: 'us-east-1',
  url: 'http://shop',
  startedAt: BEGAN,
  drills: [{ at: NOW - 60_000, title: 'stop-docker', target: A }],
  acts: [
    { at: NOW - 50 * 60_000, title: 'long ago', target: A },
    { at: NOW - 60_000, title: 'stop-docker', target: A },
  ],
  cpu: { group: [10, undefined, 90], instances: { [A]: [0, 50, undefined, 25, 100] } },
};
const users = {
  active: 20,
  windowSeconds: 30,
  requests: 600,
  requestRate: 20,
  errorRate: 0.01,
  byStatus: { '200': 594, '502': 4, truncated: 2 },
};
const map: NetworkMap = {
  vpcId: 'vpc-1',
  cidr: '10.0.0.0/16',
  dnsSupport: true,
  internetGatewayIds: ['igw-1'],
  zones: [],
  networkAcls: [],
  ways: [],
};
const seen = observation({ alarms: [alarm()], users });
const view = statusView(seen, { ...facts, network: map });

test('each view holds its own part and none of the others', () => {
  const marks = {
    users: 'CODES',
    instances: 'LIFECYCLE',
    alarms: 'ACTION NOW',
    metrics: 'MINUTE BY MINUTE',
    events: 'EVENTS',
    network: 'WHAT DECIDES',
  };
  for (const part of STATUS_PARTS) {
    const text = statusText(view, { paint, view: part });
    expect(text).toMatch(/^shop {2}us-east-1[^\n]*HEALTHY\ncause {2}2 of 2/);
    for (const [name, mark] of Object.entries(marks)) expect(text.includes(mark)).toBe(name === part);
  }
  expect(statusText(view, { paint, view: 'metrics' })).toMatch(/the group +90 +10 +90 +▂ ▇\n/);
});

test('the trend is newest right, a gap is a gap, and it makes way where the words are long', () => {
  expect(statusText(view, { paint })).toMatch(/CPU {2}5 MIN[\s\S]*▁▅ ▃█/);
  const long = {
    lifecycle: 'Terminating:Wait',
    target: 'unhealthy.draining',
    cpu: 100,
    requestRate: 1_234.5,
    share: 1,
  };
  const crowded = statusView(observation({ instances: [machine(A, long)] }), facts);
  const text = statusText(crowded, { paint });
  expect(text).not.toContain(' MIN');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(LINE_WIDTH);
});

test('since: everything from then on, and nothing older', () => {
  expect(view.timeline.map(({ what }) => what)).toEqual(['long ago', 'stop-docker']);
  const newer = statusView(seen, { ...facts, since: NOW - 10 * 60_000 });
  expect(newer.timeline.map(({ what }) => what)).toEqual(['stop-docker']);
});

test('a command stands below the part it shows', () => {
  const commands = statusCommands(view, { targetGroupArn: 'arn:targets', vpcId: 'vpc-1' });
  const text = statusText(view, { paint, commands });
  expect(text).toMatch(/INSTANCE[\s\S]*\$ aws elbv2 describe-target-health --target-group-arn arn:targets\n\nALARM/);
  expect(text).toMatch(/\$ aws cloudwatch describe-alarms --alarm-names shop-cpu-high\n/);
});

test('codes in words, and traffics by their names', () => {
  expect(statusText(view, { paint, view: 'users' })).toContain('CODES  200 × 594   502 × 4   cut off × 2\n');
  const counts = { open: 4, completed: 12, failed: 3, cut: 2, count504: 0, instances: 2 };
  const traffics = [
    { name: 'lab', users, open: 0, completed: 594, failed: 0, cut: 0, count504: 0, instances: 2 },
    { name: 'long', ...counts },
  ];
  const text = statusText(statusView(seen, { ...facts, traffics }), { paint });
  expect(text).toMatch(/\n {7}lab {3}20 users {2}20\.0 req\/s {3}0 open {3}594 completed, none failed\n/);
  expect(text).toMatch(/\n {7}long {2}asks no more {3}4 open {3}12 completed, 3 failed, 2 of them cut off\n/);
});

test('a wide terminal shows more, and no line is wider than it', () => {
  const text = statusText(view, { paint, columns: 120 });
  expect(text).toMatch(/AGE {2}TYPE {6}ADDRESS\n/);
  expect(text).toMatch(/METRIC[\s\S]*Average CPUUtilization/);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(statusText(view, { paint })).not.toContain('ADDRESS');
});

test('ASCII keeps the shape of every line, and has a likeness for all that we write', () => {
  const text = statusText(view, { paint });
  const plain = asciiText(text);
  expect(plain).not.toMatch(/[^\0-\x7f]/);
  expect(plain.split('\n').map((line) => line.length)).toEqual(text.split('\n').map((line) => line.length));
  const ours = new Set(sourcesUnder('src').flatMap((source) => source.text.match(/[^\0-\x7f]/gu) ?? []));
  expect([...ours].filter((letter) => asciiText(letter) === '?')).toEqual([]);
  expect(asciiText('café … 日')).toBe('cafe.. ?');
});
