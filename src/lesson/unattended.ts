// The whole course with nobody to ask: a project is generated, synthesised and deployed, and every act played on forks of it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_NAME, planProject, writeProject } from '../generator/index.js';
import { type ActReport, actReport } from './act-report.js';
import { drawn } from './draw.js';
import { inMemoryTheatre } from './in-memory-theatre.js';
import type { Lesson } from './lesson.js';
import { type Played, playAct } from './play.js';
import type { Theatre } from './stage.js';

/** Told while it goes on, so that somebody who watches sees the road. */
export interface Road {
  generated(files: number, folder: string): void;
  deploying(act: string | undefined): void;
  deployed(facts: { readonly resources: number; readonly virtualMs: number }): void;
  lesson(lesson: Lesson): void;
  act(report: ActReport): void;
}

export interface LessonRun {
  readonly lesson: Lesson;
  readonly played: readonly Played[];
  readonly reports: readonly ActReport[];
}

export interface UnattendedOptions {
  readonly seed: string;
  readonly road: Road;
  readonly signal: AbortSignal;
  /** False: nothing is broken; for authors. */
  readonly drill?: boolean;
}

/** Stops after the act that the signal interrupts. The generated project lies in a temporary folder and is removed at the end. */
export async function runUnattended(
  lessons: readonly Lesson[],
  { seed, road, signal, drill = true }: UnattendedOptions,
): Promise<readonly LessonRun[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'ha-lab-course-'));
  try {
    const plan = await planProject({ name: DEFAULT_NAME });
    const project = join(scratch, DEFAULT_NAME);
    writeProject(plan.files, project);
    road.generated(plan.files.length, project);
    const theatre = inMemoryTheatre({ project, config: plan.config, seed, scratch, onDeploy: road });
    // The first deploy belongs to no lesson.
    await theatre.open();
    return await playLessons(lessons, theatre, { road, signal, drill, seed });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

export interface PlayLessons {
  readonly road: Pick<Road, 'lesson' | 'act'>;
  readonly signal: AbortSignal;
  /** Draws the hidden faults. */
  readonly seed?: string;
  /** False: everything but the drills. */
  readonly drill?: boolean;
}

/** Every act of every lesson on the stages of a theatre, one after the other. Stops after the act that the signal interrupts. */
export async function playLessons(
  lessons: readonly Lesson[],
  theatre: Theatre,
  { road, signal, seed = '', drill = true }: PlayLessons,
): Promise<readonly LessonRun[]> {
  const runs: LessonRun[] = [];
  for (const written of lessons) {
    const lesson = drawn(written, seed);
    if (signal.aborted) break;
    road.lesson(lesson);
    const played: Played[] = [];
    const reports: ActReport[] = [];
    for (const act of lesson.acts) {
      if (signal.aborted) break;
      const one = await playAct(act, await theatre.stageFor(act), {
        abort: lesson.front.abort,
        signal,
        drill,
        story: true,
      });
      played.push(one);
      const report = actReport(lesson, act, one);
      reports.push(report);
      road.act(report);
    }
    runs.push({ lesson, played, reports });
  }
  return runs;
}
