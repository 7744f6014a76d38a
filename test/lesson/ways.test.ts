// Ways in lessons: what lab:trace may say, what its names mean in an expectation, and how they are told.

import { expect, test } from 'vitest';
import type { WaySeen } from '../../src/lab/trace/look.js';
import { assemble } from '../../src/lesson/assemble.js';
import { judge } from '../../src/lesson/judge.js';
import { lintLesson } from '../../src/lesson/lint.js';
import { timelineOf } from '../../src/lesson/timeline.js';
import { FRONT, moment, START, seen, story } from './stories.js';

const BLOCK = '```lab:trace\n- { as: out, from: "machine:1", to: internet, port: 443 }\n```\n';
const OPEN: WaySeen = {
  passes: true,
  blocked: false,
  decidedBy: 'nat-gateway',
  rule: 'the internet sees 198.51.100.7',
};

function actWith(expectation: string) {
  const text = `${FRONT}${BLOCK}\`\`\`lab:expect\n- ${expectation}\n\`\`\`\n`;
  const { lesson, problems, places } = assemble('l.md', text);
  const [act] = lesson?.acts ?? [];
  if (lesson === undefined || act === undefined) throw new Error(JSON.stringify(problems));
  const words = lintLesson(lesson, places).filter(({ message }) => /out\./.test(message));
  return { act, problems: [...problems, ...words].map(({ message }) => message) };
}

test('a way is looked at in every moment, and judged like anything else', () => {
  const { act, problems } = actWith('{ id: cut, that: "!out.passes", within: 1m, why: x }');
  expect(problems).toEqual([]);
  const cut: WaySeen = { ...OPEN, passes: false, blocked: true, decidedBy: 'route', rule: 'no route' };
  const history = story(30, (second) => ({ ...moment(seen(second)), ways: { out: second < 20 ? OPEN : cut } }));
  expect(judge(act, history)).toMatchObject([{ result: 'held', evidence: { values: { 'out.passes': 'no' } } }]);
  expect(timelineOf(history, []).map(({ at, what }) => [at - START, what])).toEqual([
    [0, 'out passes: the internet sees 198.51.100.7'],
    [20_000, 'out does not pass: no route'],
  ]);
  expect(
    judge(
      act,
      story(90, (second) => moment(seen(second))),
    ),
  ).toMatchObject([{ result: 'unknown' }]);
});

test('a word that ways do not have is found by lint', () => {
  const { problems } = actWith('{ id: cut, that: "out.pases", within: 1m, why: x }');
  expect(problems).toEqual([expect.stringMatching(/out\.pases; did you mean "out\.passes"\?/)]);
});
