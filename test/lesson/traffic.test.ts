// Traffics beside the ordinary users: what lab:traffic may say of them, what their words mean, how they are told, and how they are undone.

import { expect, test } from 'vitest';
import { undo } from '../../src/lab/undo.js';
import { assemble } from '../../src/lesson/assemble.js';
import type { History } from '../../src/lesson/history.js';
import { judge } from '../../src/lesson/judge.js';
import type { Act } from '../../src/lesson/lesson.js';
import { lintLesson } from '../../src/lesson/lint.js';
import { look } from '../../src/lesson/moment.js';
import { trafficsNow } from '../../src/lesson/scope-traffic.js';
import { trafficAct } from '../../src/lesson/steps.js';
import { timelineOf } from '../../src/lesson/timeline.js';
import { undoWords } from '../../src/report/drill-text.js';
import { everybodys } from '../../src/report/lesson/everybody.js';
import { liveLines } from '../../src/report/live-view.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { FRONT, moment, START, seen, story } from './stories.js';

const LONG = 'as: long\nusers: 6\npath: /slow?s=400&beat=1\npatience: 10m\nonce: true';

function read(traffic: string, expectations = '- { id: calm, never: "users.failed > 0", why: x }') {
  const text = `${FRONT}\`\`\`lab:traffic\n${traffic}\n\`\`\`\n\`\`\`lab:expect\n${expectations}\n\`\`\`\n`;
  const { lesson, problems, places } = assemble('l.md', text);
  const found = lesson === undefined ? [] : lintLesson(lesson, places);
  const messages = [...problems, ...found].map(({ message }) => message);
  return {
    act: lesson?.acts[0] as Act,
    messages: messages.filter((one) => !/the lesson (asks|ends|explains)/.test(one)),
  };
}

/** Six requests from the tenth second on, two of them cut off at the twentieth, the others in full at the thirtieth. */
const cutShort: History = story(40, (second) => ({
  ...moment(seen(second), 100, 0),
  traffics: {
    long: {
      open: second < 20 ? 6 : second < 30 ? 4 : 0,
      byStatus: { 200: second < 30 ? 3 : 7, ...(second < 20 ? {} : { truncated: 2 }) },
      byInstance: { 'i-a': second < 30 ? 3 : 7, ...(second < 20 ? {} : { 'i-b': 2 }) },
    },
  },
}));

test('its words count from the drill on, without those of an earlier run under the same name', () => {
  const { act, messages } = read(
    LONG,
    [
      '- { id: cut, that: "long.cut == 2 && long.open == 4", within: 1m, why: x }',
      '- { id: done, that: "long.completed == 4 && long.failed == 2 && long.open == 0", within: 1m, why: x }',
      '- { id: both, that: "long.instances == 2", within: 1m, why: x }',
      '- { id: silent, never: "long.count504 > 0", why: x }',
    ].join('\n'),
  );
  expect(messages).toEqual([]);
  const verdicts = judge(act, cutShort);
  expect(verdicts.map(({ result }) => result)).toEqual(['held', 'held', 'held', 'held']);
  expect(verdicts.map(({ decidedAt = 0 }) => (decidedAt - START) / 1_000)).toEqual([20, 30, 30, 40]);
});

test('an old recording, in which nobody counted them, leaves its words unknown', () => {
  const { act } = read(LONG, '- { id: cut, that: "long.cut > 0", within: 20s, why: x }');
  const old = story(40, (second) => moment(seen(second)));
  expect(judge(act, old)).toMatchObject([{ result: 'unknown' }]);
  expect(everybodys(old.moments)).toEqual(old.moments);
});

test('timeline and live view tell how its requests ended, and the report counts them with what users lost', () => {
  const told = timelineOf(cutShort, []).map(({ at, who, what }) => [(at - START) / 1_000, who, what]);
  expect(told).toEqual([
    [20, 'users', 'long: 2 cut off; 4 open'],
    [30, 'users', 'long: 4 completed; 0 open'],
  ]);
  const view = { lesson: { number: '12', title: 'x' }, predicted: [], deeds: [], expectations: [], at: START + 40_000 };
  const lines = liveLines(
    { ...view, history: cutShort, traffics: trafficsNow(cutShort), drilledAt: START, timeline: () => [] },
    { columns: 80, rows: 24, paint: (_: string, text: string) => text },
  );
  expect(lines).toContain('long     0 open, 4 completed, 2 failed, 2 of them cut off');
  const all = everybodys(cutShort.moments);
  expect(all[4]).toMatchObject({ requests: 102, errors: 2, byStatus: { truncated: 2 } });
  expect(all[6]).toMatchObject({ requests: 104, errors: 0, byStatus: { 200: 4 } });
});

test('requests that come and go between two looks are not told one by one', () => {
  const busy = story(20, (second) => ({
    ...moment(seen(second)),
    traffics: { more: { open: 1, byStatus: { 200: second * 10 }, byInstance: {} } },
  }));
  expect(timelineOf(busy, [])).toEqual([]);
});

test.each([
  ['once without a name', 'users: 6\nonce: true', /once: needs as:/],
  ['once with a ramp', 'as: long\nusers: { from: 1, to: 6 }\nramp: 1m\nonce: true', /plain number of users/],
  ['a word of the vocabulary', 'as: users\nusers: 6', /as: users is a word of the vocabulary already/],
  ['a role that needs no naming', 'as: leaver\nusers: 6', /as: leaver is a word of the vocabulary already/],
  ['the ordinary users’ own name', 'as: lab\nusers: 6', /as: lab is the name of the ordinary users/],
  ['a patience that is no length', 'as: long\nusers: 6\npatience: long', /write a length/],
])('lint refuses %s', (_, traffic, message) => {
  expect(read(traffic).messages).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
});

test('the users that run before an act have no name', () => {
  const { problems } = assemble('l.md', FRONT.replace('cost:', 'traffic: { users: 6, as: long }\ncost:'));
  expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/"as" is not known here/)]);
});

test('ALB-30 in the sandbox each of its users asks once, is counted apart from the ordinary ones, and is stopped by name', async () => {
  const { lab, sandbox } = await deployedLab('named-traffic', { alarms: { actionsEnabled: false } });
  const { act } = read(LONG.replace('s=400', 's=20'));
  await lab.traffic.start({ from: 10, to: 10, rampSeconds: 0 });
  sandbox.run(sandbox.now + MINUTES);
  const [step] = act.steps;
  if (step?.kind !== 'traffic') throw new Error('no traffic');
  const planned = trafficAct(lab, step.traffic);
  expect(planned).toMatchObject({
    title: 'traffic: long: 6 users ask once for /slow?s=20&beat=1',
    undo: [{ do: 'stop-traffic', name: 'long' }],
  });
  const before = await look(lab, sandbox.now, act);
  expect(before.traffics).toEqual({});
  await planned.perform(lab);
  sandbox.run(sandbox.now + 5_000);
  const during = await look(lab, before.seen.at, act);
  expect(during.traffics?.long).toEqual({ open: 6, byStatus: {}, byInstance: {} });
  sandbox.run(sandbox.now + MINUTES);
  const after = await look(lab, during.seen.at, act);
  expect(after.traffics?.long).toMatchObject({ open: 0, byStatus: { 200: 6 } });
  // Their answers took 20 s: among the ordinary users' they would be the slowest.
  expect(after.seen.users).toMatchObject({ active: 10 });
  expect((await lab.observe('lab')).users?.p99Ms).toBeLessThan(1_000);
  expect(after.requests).toBe((await lab.traffic.users(during.seen.at, after.seen.at, 'lab'))?.requests);

  await lab.traffic.start({ name: 'more', from: 4, to: 4, rampSeconds: 0 });
  const stop = { do: 'stop-traffic', name: 'more' } as const;
  expect(undoWords(stop)).toBe('stops the traffic more');
  expect(await undo(lab, stop)).toMatchObject({ result: 'done', said: 'the traffic more is stopped' });
  expect((await lab.observe()).users?.active).toBe(10);
  // Written by an earlier ha-lab.
  await undo(lab, { do: 'stop-traffic' });
  expect((await lab.observe()).users?.active ?? 0).toBe(0);
});

test('whenever one looks, each request is counted once', async () => {
  const { lab, sandbox } = await deployedLab();
  await lab.traffic.start({ from: 20, to: 20, rampSeconds: 0 });
  await lab.clock.pass(10_300);
  const { act } = read(LONG);
  const [began] = [sandbox.now];
  let [since, counted] = [began, 0];
  // Never at the beginning of a second, and over a second now and then.
  for (let index = 0; index < 10; index += 1) {
    await lab.clock.pass(index % 3 === 0 ? 700 : 3_300);
    const { requests, seen: met } = await look(lab, since, act);
    [since, counted] = [met.at, counted + requests];
  }
  const whole = (at: number): number => at - (at % 1_000);
  expect(since % 1_000).not.toBe(0);
  expect(counted).toBe((await lab.traffic.users(whole(began), whole(since), 'lab'))?.requests);
  expect(counted).toBeGreaterThan(300);
});
