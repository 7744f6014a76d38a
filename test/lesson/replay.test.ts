// A recorded act shown again: the views in order, as the judge had them live; and where today's judge says otherwise.

import { expect, test } from 'vitest';
import { judge } from '../../src/lesson/judge.js';
import { differences, replayViews } from '../../src/lesson/replay.js';
import { DOCKER_DIES, played } from '../report/lesson/recorded.js';
import { lesson, run } from '../report/lesson/situations.js';

const [act] = lesson.acts;
if (act === undefined) throw new Error('lesson 06 has no act');
const one = played(DOCKER_DIES);

test('a view for each look from the drill on; nothing is known before it was', () => {
  const views = [...replayViews(act, one)];
  expect(views.map(({ at, drilledAt }) => (at - drilledAt) / 1_000)).toEqual([0, 5, 60, 65, 75, 120, 295]);
  const seen = views.map(({ expectations }) => expectations.find(({ id }) => id === 'seen')?.result);
  expect(seen).toEqual(['open', 'open', 'held', 'held', 'held', 'held', 'held']);
  expect(views.at(-1)?.expectations.map(({ result }) => result)).toEqual(
    judge(act, one.history).map(({ result }) => result),
  );
});

test('verdicts that are as they were make no difference; changed, new and gone ones do', () => {
  const verdicts = judge(act, one.history);
  const recorded = (changed: typeof verdicts) => ({ ...run(DOCKER_DIES), acts: [{ ...one, verdicts: changed }] });
  expect(differences(lesson, recorded(verdicts))).toEqual([]);
  const [first, second, ...rest] = verdicts;
  if (first === undefined || second === undefined) throw new Error('lesson 06 expects nothing');
  const other = [{ ...first, result: 'broken' as const }, { ...second, id: 'gone' }, ...rest];
  expect(differences(lesson, recorded(other))).toEqual([
    { act: 'elb', expectation: 'seen', recorded: 'broken', today: 'held' },
    { act: 'elb', expectation: 'gone', recorded: 'held' },
    { act: 'elb', expectation: 'errors', today: 'held' },
  ]);
});
