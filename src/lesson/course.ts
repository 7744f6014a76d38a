// The course: its lessons in order, all read before anyone complains, and the tracks through it.

import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { assemble } from './assemble.js';
import type { Lesson } from './lesson.js';
import { lintLesson } from './lint.js';
import { lessonError, type Problem } from './problem.js';
import { checkYaml, didYouMean, readYaml } from './yaml-part.js';

/** src/lesson and dist/lesson lie equally deep below the package. */
export const LESSONS_FOLDER = fileURLToPath(new URL('../../lessons/', import.meta.url));

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
    return { problems: [{ ...yaml.place(['lessons', index]), message: `there is no ${shown(path)}` }] };
  });
  const lessons = read.flatMap(({ lesson }) => lesson ?? []);
  const ids = lessons.map(({ id }) => id);
  const found = [
    ...read.flatMap((one) => one.problems),
    ...lessons.flatMap((lesson) => orderProblems(lesson, ids)),
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

function orderProblems(lesson: Lesson, ids: readonly string[]): readonly Problem[] {
  const at = { file: lesson.file, line: 1, column: 1 };
  const twice = ids.indexOf(lesson.id) !== ids.lastIndexOf(lesson.id);
  return [
    ...(twice ? [{ ...at, message: `two lessons have the id "${lesson.id}"` }] : []),
    ...lesson.front.after
      .filter((id) => !ids.includes(id))
      .map((id) => ({ ...at, message: `after: there is no lesson "${id}"${didYouMean(id, ids)}` })),
  ];
}

export interface ReadLesson {
  readonly lesson?: Lesson;
  readonly problems: readonly Problem[];
}

/** One lesson file, with everything that is wrong with it. */
export function readLesson(path: string): ReadLesson {
  return lessonFromText(shown(path), readFileSync(path, 'utf8'));
}

export function lessonFromText(file: string, text: string): ReadLesson {
  const { lesson, problems, places } = assemble(file, text);
  if (lesson === undefined) return { problems };
  const all = [...problems, ...lintLesson(lesson, places)];
  return { lesson, problems: all };
}

/** As the learner would type it, where that is shorter. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}
