// The course: its lessons in order, all read before anyone complains, and the tracks through it.

import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { LabError } from '../errors.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { assemble, type Places } from './assemble.js';
import type { Lesson } from './lesson.js';
import { lintLesson } from './lint.js';
import { lessonError, type Problem } from './problem.js';
import { checkYaml, didYouMean, readYaml } from './yaml-part.js';

export const LESSONS_FOLDER = join(PACKAGE_ROOT, 'lessons');

const courseSchema = z.strictObject({
  schema: z.literal(1),
  title: z.string(),
  lessons: z.array(z.string()).min(1).describe('Folders, in the order of the course'),
  tracks: z
    .array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        lessons: z.array(z.string()).min(1).describe('Ids of lessons'),
      }),
    )
    .default([]),
});

export interface Course {
  readonly title: string;
  readonly lessons: readonly Lesson[];
  readonly tracks: readonly { readonly id: string; readonly title: string; readonly lessons: readonly string[] }[];
}

/** Throws INVALID_LESSON with all problems of all files. */
export function loadCourse(folder: string = LESSONS_FOLDER): Course {
  const file = join(folder, 'course.yaml');
  const name = shown(file);
  const yaml = readYaml(name, { kind: 'course', text: readFileSync(file, 'utf8'), line: 1 });
  const { value, problems } = checkYaml(yaml, courseSchema, 'course');
  if (value === undefined) throw lessonError(problems);
  const read = value.lessons.map((entry, index) => {
    const path = join(folder, entry, 'lesson.md');
    if (existsSync(path)) return readLesson(path);
    const at = yaml.place(['lessons', index]);
    const message = `there is no ${shown(path)}: write that lesson, or take its name out of the course`;
    return { problems: [{ ...at, message }], places: () => at };
  });
  const lessons = read.flatMap(({ lesson }) => lesson ?? []);
  const ids = lessons.map(({ id }) => id);
  const found = [
    ...read.flatMap((one) => one.problems),
    ...read.flatMap(({ lesson, places }) => (lesson === undefined ? [] : orderProblems(lesson, lessons, places))),
    ...value.tracks.flatMap((track, index) =>
      track.lessons
        .filter((id) => !ids.includes(id))
        .map((id) => ({
          ...yaml.place(['tracks', index, 'lessons']),
          message: `no lesson "${id}"${didYouMean(id, ids)}`,
        })),
    ),
  ];
  if (found.length > 0) throw lessonError(found);
  return { title: value.title, lessons, tracks: value.tracks };
}

/** Throws INVALID_LESSON with the tracks there are. */
export function lessonsOfTrack({ tracks, lessons }: Course, name: string): readonly Lesson[] {
  const track = tracks.find(({ id }) => id === name);
  if (track !== undefined) return track.lessons.flatMap((id) => lessons.find((lesson) => lesson.id === id) ?? []);
  throw new LabError(
    'INVALID_LESSON',
    `There is no track named ${name}${didYouMean(
      name,
      tracks.map(({ id }) => id),
    )}`,
    {
      suggestions: tracks.map(({ id, title }) => `ha-lab lesson run --track ${id}   ${title}`),
      exitCode: 2,
    },
  );
}

function orderProblems({ id, front }: Lesson, lessons: readonly Lesson[], places: Places): readonly Problem[] {
  const ids = lessons.map((one) => one.id);
  const twice = ids.indexOf(id) !== ids.lastIndexOf(id);
  const circle = circleFrom(id, lessons);
  return [
    ...(twice
      ? [{ ...places(front, ['id']), message: `two lessons have the id "${id}": give one of them another` }]
      : []),
    ...front.after.flatMap((name, index) =>
      ids.includes(name)
        ? []
        : [
            {
              ...places(front, ['after', index]),
              message: `after: there is no lesson "${name}"${didYouMean(name, ids)}`,
            },
          ],
    ),
    ...(circle === undefined
      ? []
      : [
          {
            ...places(front, ['after']),
            message: `after: the lessons wait for each other in a circle: ${circle.join(' → ')}; take one of them out`,
          },
        ]),
  ];
}

/** The way by `after` from a lesson back to itself; undefined when there is none. */
function circleFrom(start: string, lessons: readonly Lesson[]): readonly string[] | undefined {
  const walk = (id: string, way: readonly string[]): readonly string[] | undefined => {
    for (const before of lessons.find((one) => one.id === id)?.front.after ?? []) {
      if (before === start) return [...way, before];
      if (way.includes(before)) continue;
      const found = walk(before, [...way, before]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
}

export interface ReadLesson {
  readonly lesson?: Lesson;
  readonly places: Places;
  readonly problems: readonly Problem[];
}

/** One lesson file, with everything that is wrong with it. */
export function readLesson(path: string): ReadLesson {
  return lessonFromText(shown(path), readFileSync(path, 'utf8'));
}

export function lessonFromText(file: string, text: string): ReadLesson {
  const { lesson, problems, places } = assemble(file, text);
  if (lesson === undefined) return { problems, places };
  const all = [...problems, ...lintLesson(lesson, places)];
  return { lesson, places, problems: all };
}

/** As the learner would type it, where that is shorter. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}
