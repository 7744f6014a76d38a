// The misconceptions of a class, from the JSON reports of its learners; and files that are none, named all at once.

import { describe, expect, test } from 'vitest';
import { mergeReports } from '../../../src/report/lesson/merge.js';
import { classHtml, classMarkdown } from '../../../src/report/lesson/merge-text.js';
import type { Answer, AttemptView, LessonReport, Understood } from '../../../src/report/lesson/model.js';
import { readReports } from '../../../src/report/lesson/read.js';

const AT = '2026-01-05T12:00:00.000Z';
const OPTIONS = [
  { id: 'ec2', text: 'EC2 | at once', right: false },
  { id: 'elb', text: 'The <load> balancer', right: true },
];
type Confidence = NonNullable<Answer['confidence']>;

function said(id: string, answer: string, confidence?: Confidence, seen?: string): Understood {
  const of = (given: string): Answer => ({ at: AT, answer: given, text: given, right: given === 'elb' });
  return {
    act: 'elb',
    kind: 'prediction',
    id,
    ask: `Who notices ${id}?`,
    options: OPTIONS,
    first: { ...of(answer), ...(confidence === undefined ? {} : { confidence }) },
    ...(seen === undefined ? {} : { seen: of(seen) }),
    because: [],
  };
}

const attempt = (...understood: readonly Understood[]): AttemptView => ({
  startedAt: AT,
  end: 'done',
  understood,
  runs: [],
});

function report(attempts: readonly AttemptView[], learner?: string): LessonReport {
  return {
    schemaVersion: 1,
    kind: 'ha-lab-lesson-report',
    ...(learner === undefined ? {} : { learner }),
    madeAt: AT,
    haLab: '0.1.0',
    course: 'c',
    lessons: [
      {
        id: 'docker-dies',
        number: '06',
        title: 'The container dies',
        concept: 'x',
        state: 'done',
        attempts,
        hints: [],
        recalls: [],
        otherRuns: [],
      },
    ],
    matrix: [],
    notes: [],
  };
}

const FACTS = { madeAt: AT, haLab: '0.1.0' };
const named = (...reports: readonly LessonReport[]) =>
  reports.map((one, index) => ({ file: `${index}.json`, report: one }));
const CLASS = named(
  report([attempt(said('a', 'ec2', 'sure', 'elb'), said('b', 'ec2', 'guess', 'ec2'))], 'Ada'),
  report([attempt(said('a', 'elb', 'sure', 'elb'), said('b', 'ec2', 'sure'))]),
  // A second attempt knows the answer already.
  report([attempt(said('b', 'ec2', 'sure', 'elb')), attempt(said('b', 'elb', 'sure', 'elb'))]),
);

describe('the table of a class', () => {
  const merged = mergeReports(CLASS, FACTS);

  test('what most were sure of and wrong about comes first; first predictions only', () => {
    expect(merged.questions).toMatchObject([
      { prediction: 'b', answered: 3, wrong: 3, sureAndWrong: 2, looked: 2, stillWrong: 1 },
      { prediction: 'a', answered: 2, wrong: 1, sureAndWrong: 1, looked: 2, stillWrong: 0 },
    ]);
  });

  test('how many chose each option, how sure, and what they saw', () => {
    expect(merged.questions[0]?.options).toEqual([
      { text: 'EC2 | at once', right: false, predicted: 3, sure: 2, saw: 1 },
      { text: 'The <load> balancer', right: true, predicted: 0, sure: 0, saw: 1 },
    ]);
  });

  test('a prediction that was begun anew before it was watched is not the one that counts', () => {
    const first: Answer = { at: AT, answer: 'elb', text: 'elb', confidence: 'guess' };
    const begun: Understood = { ...said('a', 'elb'), first };
    const twice = report([attempt(begun), attempt(said('a', 'ec2', 'sure', 'elb')), attempt(said('a', 'elb', 'sure'))]);
    const [one] = mergeReports(named(twice, report([attempt(begun)])), FACTS).questions;
    expect(one).toMatchObject({ answered: 2, wrong: 1, sureAndWrong: 1, looked: 1, unwatched: 1 });
  });

  test('nobody is named who gave no name', () => {
    expect(merged.learners).toEqual(['Ada', 'learner 2', 'learner 3']);
  });

  test('as HTML and Markdown, where an answer cannot become markup', () => {
    expect(classHtml(merged)).toContain('The &lt;load&gt; balancer (so it is)');
    expect(classHtml(merged)).not.toMatch(/<script|https?:\/\//);
    expect(classMarkdown(merged)).toContain('| EC2 \\| at once | 3 | 2 | 1 |');
    expect(classMarkdown(merged)).toContain(
      '3 predicted, 3 otherwise than it is, 2 of them sure; of 2 who looked, 1 saw it otherwise than it is.',
    );
  });

  test('a class that has predicted nothing is told so', () => {
    const nobody = mergeReports(named(report([])), FACTS);
    expect(classMarkdown(nobody)).toContain('Nobody of these has predicted anything yet.');
    expect(classHtml(nobody)).toContain('Nobody of these has predicted anything yet.');
  });
});

test('every file is looked at before anyone complains', () => {
  const good = JSON.stringify(report([attempt(said('a', 'ec2'))]));
  const { reports, problems } = readReports([
    { file: 'good.json', text: good },
    { file: 'gone.json', text: undefined },
    { file: 'text.json', text: 'hello' },
    { file: 'null.json', text: 'null' },
    { file: 'foreign.json', text: '{"kind":"package"}' },
    { file: 'newer.json', text: good.replace('"schemaVersion":1', '"schemaVersion":9') },
    { file: 'cut.json', text: '{"schemaVersion":1,"kind":"ha-lab-lesson-report","lessons":[{"id":"x"}]}' },
    { file: 'twice.json', text: good },
  ]);
  expect(reports.map(({ file }) => file)).toEqual(['good.json']);
  expect(problems.map((line) => line.split(':')[0])).toEqual([
    'gone.json',
    'text.json',
    'null.json',
    'foreign.json',
    'newer.json',
    'cut.json',
    'twice.json',
  ]);
  expect(problems.at(-1)).toBe('twice.json: it is the same report as good.json');
});
