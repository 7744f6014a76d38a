// The live screen of a lesson: fits every size, keeps its keys in the last line, and says what matters without colour.

import { describe, expect, test } from 'vitest';
import { expectationReport } from '../../src/lesson/act-report.js';
import { judge } from '../../src/lesson/judge.js';
import type { WatchView } from '../../src/lesson/screen.js';
import { timelineOf } from '../../src/lesson/timeline.js';
import { LIVE_KEYS, liveLines } from '../../src/report/live-view.js';
import { nextExpected } from '../../src/report/next-expected.js';
import { evenly, sparkText } from '../../src/report/spark.js';
import { watchState } from '../../src/report/watch-text.js';
import { Frame } from '../../src/terminal/frame.js';
import { actOf, machine, moment, START, seen, story } from '../lesson/stories.js';

const act = actOf(`- id: sees
  that: "victim.target == 'unhealthy'"
  within: 75s
  why: "so"
- id: calm
  never: "users.errorRate > 0.9"
  why: "so"`);
const id = 'i-0123456789abcdef0';
const history = story(
  40,
  (second) =>
    moment(
      seen(second, { instances: [machine(id, { target: second < 30 ? 'healthy' : 'unhealthy' }), machine('i-b')] }),
    ),
  { roles: { victim: id }, ended: false },
);
const deeds = [
  { at: START, title: `stop-docker on ${id}`, undo: [{ do: 'run-shell', instanceId: id, lines: ['x'] }] as const },
];
const view: WatchView = {
  lesson: { number: '06', title: 'The container dies, the machine lives' },
  at: START + 40_000,
  drilledAt: START,
  expectations: act.expectations.map((one) => expectationReport(one, judge(act, history))),
  speed: 30,
  predicted: ['The load balancer, within about a minute'],
  deeds,
  history,
  timeline: () => timelineOf(history, deeds),
};
const plain = { paint: (_: string, text: string): string => text };

describe.each([
  [80, 24],
  [120, 40],
  [60, 16],
])('%i × %i', (columns, rows) => {
  const lines = liveLines(view, { ...plain, columns, rows });

  test('is as high as the screen, its last line the keys', () => {
    expect(lines).toHaveLength(rows);
    expect(lines.at(-1)).toBe(LIVE_KEYS);
  });

  test('says what was predicted, done and found', () => {
    const text = lines.join('\n');
    for (const part of [
      'The load balancer',
      'stop-docker on i-012345',
      'undo is on disk',
      '✓ held +00:30',
      '· watching',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain(id);
  });
});

test('on 80 columns no line is cut', () => {
  const wide = liveLines(view, { ...plain, columns: 80, rows: 24 }).filter((line) => line.length > 80);
  expect(wide).toEqual([]);
});

test('a long expectation is shown whole on as many lines as it needs; where there is no room, its end is there still', () => {
  const [one] = view.expectations;
  if (one === undefined) throw new Error('an expectation');
  const says = "alarms.cpuHigh.state == 'OK' && alarms.cpuLow.state == 'ALARM' && cpu.average < 10.0";
  const values = { 'alarms.cpuHigh.state': 'OK', 'alarms.cpuLow.state': 'ALARM', 'cpu.average': 4 };
  const long = { ...one, says, evidence: { at: START, values } };
  const shown = liveLines({ ...view, expectations: [long] }, { ...plain, columns: 80, rows: 30 });
  expect(shown.filter((line) => line.length > 80)).toEqual([]);
  const first = shown.findIndex((line) => line.startsWith('✓'));
  expect(shown.slice(first, first + 4)).toEqual([
    "✓ held +00:30    alarms.cpuHigh.state == 'OK' &&      alarms.cpuHigh.state = OK,",
    "                 alarms.cpuLow.state == 'ALARM' &&    alarms.cpuLow.state =",
    '                 cpu.average < 10.0                   ALARM, cpu.average = 4 %',
    '',
  ]);
  const folded = liveLines({ ...view, expectations: new Array(4).fill(long) }, { ...plain, columns: 80, rows: 16 });
  const row = folded.find((line) => line.startsWith('✓'));
  expect(row).toMatch(/^✓ held \+00:30 {4}… cpu\.average < 10\.0 +… cpu\.average = 4 %$/);
});

test('many expectations make way for the machines: the open and the broken ones stay, the others are counted', () => {
  const [seen, calm] = view.expectations;
  if (seen === undefined || calm === undefined) throw new Error('two expectations');
  const many = { ...view, expectations: [...new Array<typeof seen>(11).fill(seen), calm] };
  const lines = liveLines(many, { ...plain, columns: 80, rows: 24 });
  expect(lines.filter((line) => /^INSTANCE|^i-012345|^i-b/.test(line))).toHaveLength(3);
  expect(lines.find((line) => /^[✓·]/.test(line))).toMatch(/· watching +never/);
  const shown = lines.filter((line) => line.startsWith('✓')).length;
  expect(lines).toContain(`  ${11 - shown} more held (c shows all)`);
  const tall = liveLines(many, { ...plain, columns: 120, rows: 40 });
  expect(tall.filter((line) => line.startsWith('✓'))).toHaveLength(11);
});

test('u is offered while a drill is open: not for traffic, and not after everything was undone', () => {
  const offered = (...titles: readonly string[]): boolean => {
    const done = titles.map((title) => ({ ...deeds[0], at: START, title }));
    return liveLines({ ...view, deeds: done }, { ...plain, columns: 80, rows: 24 })
      .join()
      .includes('undo is on disk');
  };
  expect(offered('suspend Launch', 'traffic: 40 users')).toBe(true);
  expect(offered('traffic: 40 users')).toBe(false);
  expect(offered('suspend Launch', 'undone: suspend Launch')).toBe(false);
  expect(offered('suspend Launch', 'stop-docker', 'undone: stop-docker')).toBe(true);
});

test('the status takes the whole screen but clock and keys', () => {
  const lines = liveLines(view, { ...plain, columns: 80, rows: 24, page: ['the status'] });
  expect(lines).toHaveLength(24);
  expect(lines.slice(0, 3)).toEqual([expect.stringContaining('+00:40'), '', 'the status']);
  expect(lines.join('\n')).not.toContain('held +00:30');
});

test('a panel takes the place of the stack, and the expectations stay', () => {
  const lines = liveLines(view, { ...plain, columns: 80, rows: 24, panel: ['A hint'] });
  expect(lines).toContain('A hint');
  expect(lines.join('\n')).toContain('held +00:30');
  expect(lines.join('\n')).not.toContain('INSTANCE');
});

test('a sparkline has a cell for each step, a space where nobody knows, and holds a value until the next', () => {
  const points = [
    { at: 0, value: 0 },
    { at: 50, value: 4 },
  ];
  const cells = evenly(points, { from: 0, until: 100, width: 10 });
  expect(cells).toEqual([0, 0, 0, 0, 0, 4, 4, 4, 4, 4]);
  expect(sparkText([undefined, 0, 2, 4], 4, 4)).toBe(' ▁▅█');
});

describe('the frame', () => {
  function fake(columns = 20, rows = 3) {
    const written: string[] = [];
    let resized: () => void = () => {};
    const stream = {
      columns,
      rows,
      write: (text: string) => written.push(text),
      on: (_: 'resize', listener: () => void) => {
        resized = listener;
      },
      off: () => {},
    };
    return { written, stream, resize: () => resized() };
  }

  test('writes changed lines only, and everything after a resize', () => {
    const { written, stream, resize } = fake();
    const frame = new Frame(stream);
    frame.draw(() => ['one', 'two']);
    written.length = 0;
    frame.draw(() => ['one', 'three']);
    expect(written.join('')).toContain('three');
    expect(written.join('')).not.toContain('one');
    written.length = 0;
    frame.draw(() => ['one', 'three']);
    expect(written).toEqual([]);
    resize();
    expect(written.join('')).toMatch(/one[\s\S]*three/);
    frame.leave();
  });

  test('gives the screen back once, also when the process ends in the middle', () => {
    const { written, stream } = fake();
    const before = process.listenerCount('exit');
    const frame = new Frame(stream);
    frame.draw(() => ['one']);
    expect(process.listenerCount('exit')).toBe(before + 1);
    frame.leave();
    frame.leave();
    expect(process.listenerCount('exit')).toBe(before);
    expect(written.join('').split('\u001b[?1049l')).toHaveLength(2);
  });

  test('cuts what is wider or higher than the screen', () => {
    const { written, stream } = fake(5, 2);
    new Frame(stream).draw(() => ['123456', 'b', 'c']);
    expect(written.join('')).toContain('1234…');
    expect(written.join('')).not.toContain('c\u001b[K');
  });
});

test('what came true in time and has to stay so is holding; it has no time left to lose', () => {
  const [one] = view.expectations;
  if (one === undefined) throw new Error('an expectation');
  const { decidedAt: _, ...rest } = one;
  const open = { ...rest, result: 'open' as const, anchor: START, deadline: START + 30_000, when: 'within 30s for 3m' };
  expect(watchState(open, { ...view, at: START + 40_000 })).toBe('holding');
  expect(watchState(open, { ...view, at: START + 20_000 })).toBe('10 s left');
  expect(watchState({ ...open, when: 'within 30s' }, { ...view, at: START + 30_000 })).toBe('0 s left');
});

test('next is what must come true first; what must never happen and what has not begun to count is nothing to wait for', () => {
  const [some] = view.expectations;
  if (some === undefined) throw new Error('the act has no expectations');
  const { decidedAt: _, ...base } = some;
  const open = (says: string, seconds?: number) => ({
    ...base,
    result: 'open' as const,
    says,
    ...(seconds === undefined ? { anchor: undefined } : { anchor: START, deadline: START + seconds * 1_000 }),
  });
  const waiting = [open('never a', 50), open('b', 90), open('c', 70), open('d')] as typeof view.expectations;
  expect(nextExpected({ at: view.at, expectations: waiting })).toMatchObject({
    expectation: { says: 'c' },
    leftMs: 30_000,
  });
  expect(nextExpected({ at: view.at, expectations: waiting.slice(0, 1) })).toBeUndefined();
  const [head = ''] = liveLines({ ...view, expectations: waiting }, { ...plain, columns: 80, rows: 24 });
  expect(head).toMatch(/lives +next within 30 s {3}\+00:40 {2}×30$/);
});
