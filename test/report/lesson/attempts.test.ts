// Attempts, from the lines of the progress file: predictions, what was seen, hints, recalls; and no answer told too early.

import { describe, expect, test } from 'vitest';
import { loadCourse } from '../../../src/lesson/course.js';
import type { Entry } from '../../../src/lesson/progress.js';
import { attemptsOf } from '../../../src/report/lesson/attempts.js';
import { understoodText } from '../../../src/report/lesson/words.js';

const lesson = loadCourse().lessons.find(({ id }) => id === 'docker-dies');
if (lesson === undefined) throw new Error('lesson 06 is gone');
const AT = '2026-01-05T12:00:00.000Z';

type Step = readonly [step: string, rest?: Partial<Entry>];
const found = (...steps: readonly Step[]) =>
  attemptsOf(
    lesson,
    steps.map(([step, rest]) => ({ at: AT, lesson: 'docker-dies', step, ...rest })),
    (run) => run.replace(/^.*\//, ''),
  );

const WRONG: Step = ['predict:who', { answer: 'ec2', right: false, confidence: 'sure' }];
const WATCHED: Step = ['watch:elb', { run: '/elsewhere/docker-dies-0001' }];

describe('what is told', () => {
  test('before the watch: what was predicted, and not what is so', () => {
    const [attempt] = found(WRONG).attempts;
    expect(attempt).toMatchObject({ end: 'open', runs: [] });
    const [one] = attempt?.understood ?? [];
    expect(one?.because).toEqual([]);
    expect(JSON.stringify(one)).not.toContain('"right"');
    expect(one === undefined ? '' : understoodText(one)).toBe(
      "predicted “EC2's status checks, at once”; not watched yet",
    );
  });

  test('after it: why the answer is not so, then what is', () => {
    const [attempt] = found(WRONG, WATCHED, ['seen:who', { answer: 'elb', right: true }], ['done']).attempts;
    expect(attempt).toMatchObject({ end: 'done', runs: ['docker-dies-0001'] });
    const [one] = attempt?.understood ?? [];
    expect(one).toMatchObject({
      kind: 'prediction',
      first: { right: false, confidence: 'sure' },
      seen: { right: true },
    });
    expect(one?.because.map((text) => text.slice(0, 12))).toEqual(["“EC2's statu", '**The load b']);
    expect(one?.options.map(({ right }) => right)).toEqual([false, true, false]);
    expect(one === undefined ? '' : understoodText(one)).toBe(
      'predicted otherwise, and sure; afterwards seen as it is',
    );
  });

  test('only of the act that was watched', () => {
    const [attempt] = found(WRONG, WATCHED, ['predict:without', { answer: 'nothing', right: false }]).attempts;
    expect(attempt?.understood.map(({ id, because }) => [id, because.length > 0])).toEqual([
      ['who', true],
      ['without', false],
    ]);
  });
});

describe('what is an attempt', () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    ['an end closes one', [WRONG, ['reset'], WRONG, WATCHED, ['done'], WRONG], ['reset', 'done', 'open']],
    ['a skip is one', [['skip']], ['skipped']],
    ['a reset of nothing is none', [['reset'], WRONG], ['open']],
    [
      'a recall and its own end are none',
      [WRONG, WATCHED, ['done'], ['recall:who', { answer: 'elb', right: true }], ['done']],
      ['done'],
    ],
    ['a hint is none', [['hint', { answer: 'seen' }]], []],
  ])('%s', (_, steps, ends) => {
    expect(found(...steps).attempts.map(({ end }) => end)).toEqual(ends);
  });

  test('hints and recalls are kept beside them', () => {
    const { hints, recalls } = found(
      WRONG,
      ['hint', { answer: 'seen' }],
      ['done'],
      ['recall:who', { answer: 'none', right: false }],
      ['done'],
    );
    expect(hints).toEqual([{ at: AT, expectation: 'seen' }]);
    expect(recalls).toMatchObject([
      { kind: 'recall', act: 'elb', first: { text: 'Nobody; a user has to complain', right: false } },
    ]);
  });

  test('answers to questions that the lesson no longer asks are left out', () => {
    expect(
      found(['predict:gone', { answer: 'x' }], ['again:ec2:7', { answer: '3' }], ['recall:gone', { answer: 'x' }]),
    ).toMatchObject({
      attempts: [{ understood: [] }],
      recalls: [],
    });
  });
});
