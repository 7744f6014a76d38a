// Reports in the situations that a learner can be in, made by hand; for tests of what is said and how it looks.

import { checkRecording } from '../../../src/lesson/check.js';
import { loadCourse } from '../../../src/lesson/course.js';
import { findLesson, type Lesson } from '../../../src/lesson/lesson.js';
import type { Entry } from '../../../src/lesson/progress.js';
import { type Recording, runName } from '../../../src/lesson/recording.js';
import { worst } from '../../../src/lesson/verdict.js';
import { reportOf } from '../../../src/report/lesson/build.js';
import type { LessonReport } from '../../../src/report/lesson/model.js';
import { DOCKER_DIES, type Look, played } from './recorded.js';

export const lesson: Lesson = findLesson(loadCourse().lessons, 'docker-dies');
const AT = '2026-01-05T12:00:00.000Z';

export interface Situation {
  readonly steps?: readonly (Partial<Entry> & { readonly step: string })[];
  readonly runs?: readonly (Partial<Recording> & { readonly name: string })[];
  readonly learner?: string;
}

/** A recording of the lesson's first act. */
export const run = (looks: readonly Look[], over: Parameters<typeof played>[1] = {}) => ({
  schemaVersion: 2 as const,
  lesson: 'docker-dies',
  recordedAt: AT,
  target: 'sandbox' as const,
  unattended: false,
  origin: { haLab: '0.1.0', node: 'v20.20.0', seed: 'a b', project: 'shop' },
  acts: [played(looks, over)],
});

/** A report on lesson 06 alone. */
export function report({ steps = [], runs = [], learner }: Situation): LessonReport {
  const source = {
    lesson,
    state: 'begun' as const,
    entries: steps.map((step) => ({ at: AT, lesson: 'docker-dies', ...step })),
    runs: runs.map(({ name, ...over }) => ({ name, recording: { ...run(DOCKER_DIES), ...over } })),
    judged: (recording: Recording) => checkRecording(lesson, recording).reports,
  };
  const facts = { madeAt: AT, haLab: '0.1.0', course: 'Course', notes: [], nameOf: runName, worst };
  return reportOf([source], { ...facts, ...(learner === undefined ? {} : { learner }) });
}

export const PREDICTED = { step: 'predict:who', answer: 'ec2', right: false, confidence: 'sure' } as const;
export const WATCHED = { step: 'watch:elb', run: 'docker-dies-0001' } as const;
export const SEEN = { step: 'seen:who', answer: 'elb', right: true } as const;
