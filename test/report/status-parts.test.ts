// The status in parts: a view shows its part alone, a trend only where the line has room for it, a command beside what it shows.

import { expect, test } from 'vitest';
import { statusCommands } from '../../src/report/status-commands.js';
import { STATUS_PARTS, statusText } from '../../src/report/status-text.js';
import { type StatusFacts, statusView } from '../../src/report/status-view.js';
import { LINE_WIDTH } from '../../src/report/table.js';
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
const seen = observation({ alarms: [alarm()] });
const view = statusView(seen, facts);

test('each view holds its own part and none of the others', () => {
  const marks = { instances: 'LIFECYCLE', alarms: 'ACTION NOW', metrics: 'MINUTE BY MINUTE', events: 'EVENTS' };
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
  const commands = statusCommands(view, 'arn:targets');
  const text = statusText(view, { paint, commands });
  expect(text).toMatch(/INSTANCE[\s\S]*\$ aws elbv2 describe-target-health --target-group-arn arn:targets\n\nALARM/);
  expect(text).toMatch(/\$ aws cloudwatch describe-alarms --alarm-names shop-cpu-high\n/);
});
