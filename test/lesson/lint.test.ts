import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lessonFromText, loadCourse } from '../../src/lesson/course.js';
import { cutDocument } from '../../src/lesson/document.js';
import { lessonError } from '../../src/lesson/problem.js';
import { lessonJsonSchema } from '../../src/lesson/schema.js';
import { ROOT } from '../tidy/sources.js';

const GOOD = readFileSync(join(ROOT, 'lessons/06-docker-dies/lesson.md'), 'utf8');
const problems = (text: string): readonly string[] =>
  lessonFromText('l.md', text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

/** The lesson with one change; the line is that of the changed text. */
function spoilt(from: string, to: string): { readonly found: readonly string[]; readonly line: number } {
  if (!GOOD.includes(from)) throw new Error(`the lesson does not hold ${from}`);
  const text = GOOD.replace(from, to);
  return { found: problems(text), line: text.slice(0, text.indexOf(to)).split('\n').length };
}

test('every lesson of the course is sound', () => {
  const { lessons } = loadCourse();
  const folders = readdirSync(join(ROOT, 'lessons'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(lessons.map(({ file }) => basename(dirname(file))).sort()).toEqual(folders.map(({ name }) => name).sort());
});

test('lessons/lesson.schema.json is made from the schema: ha-lab lesson lint --schema', () => {
  expect(JSON.parse(readFileSync(join(ROOT, 'lessons/lesson.schema.json'), 'utf8'))).toEqual(lessonJsonSchema());
});

describe('a spoilt lesson is refused with place and reason', () => {
  test.each([
    [
      'an unknown key of the front matter',
      'scaffold: guided',
      'scafold: guided',
      /"scafold" is not known here; did you mean "scaffold"\?/,
    ],
    [
      'an unknown key inside',
      'traffic: { users: 20 }',
      'traffic: { users: 20, rmp: 5m }',
      /"rmp" is not known here; did you mean "ramp"\?/,
    ],
    ['an unknown temporal word', 'within: 4m', 'withn: 4m', /"withn" is not known here; did you mean "within"\?/],
    ['an unknown block', '```lab:drill', '```lab:dril', /lab:dril is no block of a lesson; did you mean "drill"\?/],
    ['a length that is none', 'within: 4m', 'within: 4 minutes', /write a length/],
    [
      'an unknown word',
      'that: "targets.healthy == 2 && targets.zones == 2", for',
      'that: "targets.helthy == 2 && targets.zones == 2", for',
      /did you mean "targets.healthy"\?/,
    ],
    ['an unknown role', "victim.target == 'unhealthy'", "culprit.target == 'unhealthy'", /Unknown variable: culprit/],
    ['an expression that does not parse', "victim.target == 'unhealthy'", 'victim.target ==', /Unexpected token/],
    [
      'an expression that is no statement',
      "victim.target == 'unhealthy'",
      'victim.target',
      /is a string, not a statement/,
    ],
    ['a comparison of different kinds', "victim.target == 'unhealthy'", 'victim.target == 3', /no such overload/],
    [
      'an unknown drill',
      'do: stop-docker',
      'do: stop-doker',
      /there is no drill "stop-doker"; did you mean "stop-docker"\?/,
    ],
    [
      'an unknown parameter of a drill',
      'on: any\nas: victim',
      'om: any\nas: victim',
      /the drill stop-docker has no "om"; did you mean "on"\?/,
    ],
    [
      'a reference to nothing',
      'after: replaced',
      'after: replacd',
      /there is no expectation "replacd" here; did you mean "replaced"\?/,
    ],
    [
      'a reference forwards',
      '  after: seen\n  within: 4m',
      '  after: whole\n  within: 4m',
      /there is no expectation "whole" here/,
    ],
    [
      'an option without its reason',
      '    wrong: "The machine is fine, and',
      '    text2: "The machine is fine, and',
      /needs either right: or wrong:/,
    ],
    ['an expectation without its reason', '  why: "For the users, too', '  wy: "For the users, too', /why is missing/],
    [
      'a hint that hands over the command',
      'Who else is unhealthy?"',
      'Run `ha-lab heal` now."',
      /must not hand over the command/,
    ],
    [
      'a mutant that breaks nothing there is',
      'breaks: [replaced, whole]',
      'breaks: [replcd]',
      /there is no expectation "replcd"/,
    ],
    [
      'a mutant whose hint nobody gives',
      'hint: "not listening"',
      'hint: "asleep"',
      /no hint of replaced, whole says "asleep"/,
    ],
    [
      'an overlay that ha-lab.json does not know',
      'lab: { group: { healthCheckType: EC2 } }',
      'lab: { group: { healthChekType: EC2 } }',
      /group.healthChekType is not a known setting/,
    ],
    ['broken YAML', 'do: stop-docker\non: any\nas: victim', 'do: [stop-docker\non: any', /./],
  ] as const)('%s', (_, from, to, message) => {
    const { found, line } = spoilt(from, to);
    expect(found.join('\n')).toMatch(message);
    const first = found.find((problem) => message.test(problem)) ?? '';
    // The place itself, or the beginning of the item that lacks something.
    expect(Math.abs(Number(first.split(':')[0]) - line)).toBeLessThanOrEqual(3);
  });

  test('all problems at once, in the order of the file', () => {
    const text = GOOD.replace('users: 20 }', 'users: 20, rmp: 5m }')
      .replace('do: stop-docker', 'do: stop-doker')
      .replace('after: replaced', 'after: replacd');
    const { message, exitCode, ref } = lessonError(lessonFromText('l.md', text).problems);
    expect(message).toMatch(/3 problems[\s\S]*rmp[\s\S]*stop-doker[\s\S]*replacd/);
    expect({ exitCode, ref }).toEqual({ exitCode: 2, ref: 'l.md:13' });
  });

  test('without front matter, and with a block that never ends', () => {
    expect(problems('# A lesson')).toEqual(['1:1 a lesson begins with front matter between two lines of ---']);
    expect(problems(GOOD.slice(0, GOOD.indexOf('as: victim'))).join('\n')).toContain('is never closed');
  });
});

test('other fences are prose, and keep what looks like a block inside them', () => {
  const { parts } = cutDocument(
    '---\na: 1\n---\nText\n\n~~~~\n```lab:drill\ndo: x\n```\n~~~~\n\n```lab:why\nso\n```\n',
  );
  expect(parts.map(({ kind, line }) => [kind, line])).toEqual([
    ['front', 2],
    ['prose', 4],
    ['why', 13],
  ]);
});
