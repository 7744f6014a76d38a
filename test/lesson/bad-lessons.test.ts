// Every mistake an author can make, one fixture each: named with line and column, what is wrong, and what to do.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lessonFromText, loadCourse, readLesson } from '../../src/lesson/course.js';
import { enteredInto, skeletonLesson } from '../../src/lesson/skeleton.js';
import { ROOT } from '../tidy/sources.js';

const FOLDER = join(ROOT, 'test/fixtures/lessons');

/** File, `line:column`, and words of the message. */
const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  ['no-front-matter', '1:1', /begins with front matter between two lines of ---/],
  ['unknown-front-key', '7:1', /"scafold" is not known here; did you mean "scaffold"\?/],
  ['unknown-block', '38:1', /lab:dril is no block of a lesson; did you mean "drill"\?/],
  ['never-closed', '38:1', /never closed: end it with a line of ```/],
  ['broken-yaml', '40:1', /must be sufficiently indented and end with a \]/],
  ['unknown-setting', '20:10', /group\.healthChekType is not a known setting/],
  ['mutant-breaks-nothing', '21:13', /no expectation "replacd"; did you mean "replaced"\?/],
  ['mutant-without-hint', '22:11', /no hint of replaced says "asleep"/],
  ['no-prediction', '2:1', /asks for no prediction: add lab:predict/],
  ['option-without-reason', '30:5', /needs either right: or wrong:, with the reason/],
  ['no-right-option', '30:5', /no option is right: give one of them right:/],
  ['duplicate-option', '30:3', /two options are named "first": give one of them another id/],
  ['unknown-drill', '39:5', /no drill "stop-doker"; did you mean "stop-docker"\?/],
  ['unknown-drill-parameter', '40:5', /stop-docker has no "om"; did you mean "on"\?/],
  ['once-without-name', '45:1', /once: needs as:, a name of its own/],
  ['name-is-a-word', '45:5', /as: users is a word of the vocabulary already; take another name/],
  ['name-of-two-things', '45:5', /as: victim is the name of a drill of this act already; take another name/],
  ['unknown-traffic-word', '52:47', /slow\.opn; did you mean "slow\.open"\?/],
  ['undo-of-nothing', '45:5', /no drill before it has as: victm; did you mean "victim"\?/],
  ['unknown-expectation-key', '47:3', /"withn" is not known here; did you mean "within"\?/],
  ['bad-length', '54:11', /write a length such as 90s, 5m or 1h30m/],
  ['missing-explanation', '45:3', /why is missing/],
  ['unknown-word', '15:22', /targets\.helthy; did you mean "targets\.healthy"\?/],
  ['unknown-role', '46:10', /culprit; known: .*victim/],
  ['wrong-type', '46:10', /string == int; compare values of one type/],
  ['not-a-statement', '46:10', /"victim\.target" is a string, not a statement/],
  ['not-an-expression', '46:26', /Unexpected token/],
  ['that-without-deadline', '46:9', /seen: needs within: or during:/],
  ['that-and-never', '45:3', /seen: needs either that: or never:/],
  ['duplicate-expectation', '45:7', /two expectations are named "seen": give one of them another id/],
  ['reference-to-nothing', '53:10', /no expectation "sen" here; did you mean "seen"\?/],
  ['unreachable-after-never', '52:10', /can never begin: .* give that one a within:/],
  ['unreachable-circle', '45:3', /can never be decided: it waits for something that waits for it/],
  ['unreachable-constant', '46:9', /asks nothing of the stack: use a word/],
  ['hint-with-command', '50:12', /must not hand over the command "ha-lab heal"/],
  ['no-why', '2:1', /explains nothing: add lab:why/],
  ['no-documentation-link', '2:1', /links a page of docs\.aws\.amazon\.com: add the one/],
  ['no-again', '2:1', /without a varied question: add lab:again/],
  ['two-acts-one-name', '68:5', /two acts are named "one": give one of them another id/],
  ['fault-twice', '38:11', /two faults are named "stopped": give one of them another id/],
  ['fault-unknown-drill', '38:50', /no drill "terminat"; did you mean "terminate"\?/],
  ['fault-unknown-name', '38:5', /no fault "stoped" was described before/],
  ['fault-never-told', '37:5', /nobody would ever be told what it was: add lab:diagnose/],
  ['fault-without-cause', '45:3', /"frozen" cannot be named: give cause: an option of that id/],
  ['fault-without-proof', '50:3', /"frozen" cannot be proven: name it in proves:/],
  ['fault-without-remedy', '55:3', /"frozen" cannot be mended: name it in cures:/],
  ['all-faults-drawn', '42:5', /all 2 may have been drawn in acts before this one: add 1 more to one-of:/],
  ['cause-without-reason', '48:7', /"it hangs" needs right:, with the reason/],
  ['proof-without-reason', '53:7', /"silence" needs wrong:, with the reason/],
  ['proof-of-nothing', '53:7', /no fault "frosen"; did you mean "frozen"\?/],
  ['diagnosis-of-nothing', '42:5', /nothing to name: the act needs a lab:drill with one-of: and hidden: true/],
  ['diagnosis-not-counted', '42:5', /whether it was mended: an expectation needs after: call and within:/],
  ['diagnosis-like-nothing', '43:7', /no earlier diagnosis "cal"/],
  ['two-diagnoses', '61:1', /an act has one diagnosis: begin another act with lab:act/],
];

const COURSES: readonly (readonly [string, string, RegExp])[] = [
  ['course-circle', '01-one/lesson.md:5:8', /in a circle: one → two → one; take one of them out/],
  ['course-same-id', '02-two/lesson.md:3:5', /two lessons have the id "one": give one of them another/],
  ['course-unknown', '01-one/lesson.md:5:9', /after: there is no lesson "nobody"; known: one/],
  ['course-unknown', 'course.yaml:5:5', /there is no .*02-gone.lesson\.md: write that lesson/],
  ['course-unknown', 'course.yaml:9:14', /no lesson "oen"; did you mean "one"\?/],
];

const problemsOf = (name: string): readonly string[] =>
  readLesson(join(FOLDER, `${name}.md`)).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

test.each(MISTAKES)('%s', (name, place, message) => {
  const found = problemsOf(name).filter((problem) => message.test(problem));
  expect(found.map((problem) => problem.split(' ')[0])).toContain(place);
});

test.each(COURSES)('%s, %s', (name, place, message) => {
  let text = '';
  try {
    loadCourse(join(FOLDER, name));
  } catch (error) {
    text = error instanceof Error ? error.message : '';
  }
  expect(text.split('\n').find((line) => line.includes(`${place} `))).toMatch(message);
});

test('every fixture has its line in a table, and without its mistake it would be sound', () => {
  const files = readdirSync(FOLDER).map((name) => name.replace(/\.md$/, ''));
  const named = new Set([...MISTAKES, ...COURSES].map(([name]) => name));
  const sound = files.filter((name) => !named.has(name)).sort();
  expect(sound).toEqual(['sound', 'sound-game-day']);
  expect(sound.flatMap(problemsOf)).toEqual([]);
});

describe('what `lesson new` writes', () => {
  const text = skeletonLesson({ id: 'slow-disk', title: 'The "slow" disk: a story' });

  test('is sound from the first minute', () => {
    const { lesson, problems } = lessonFromText('lesson.md', text);
    expect(problems).toEqual([]);
    expect(lesson).toMatchObject({ id: 'slow-disk', title: 'The "slow" disk: a story' });
  });

  test('says TODO at everything that only its author knows', () => {
    expect(text.match(/TODO/g)?.length).toBeGreaterThan(10);
    expect(readFileSync(join(FOLDER, 'sound.md'), 'utf8')).not.toContain('TODO');
  });
});

test('a lesson that is entered into a course adds one line and changes no other', () => {
  const course = readFileSync(join(ROOT, 'lessons/course.yaml'), 'utf8');
  const added = enteredInto(course, '99-mine').split('\n');
  expect(added.filter((line) => line === '  - 99-mine')).toHaveLength(1);
  expect(added.filter((line) => line !== '  - 99-mine').join('\n')).toBe(course);
});
