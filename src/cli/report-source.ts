// What a lesson report is made of, read from the workbook: progress, recordings, and today's judge. What cannot be read is noted, not fatal.

import { LabError } from '../errors.js';
import type { Workbook } from '../lab/workbook.js';
import { checkRecording } from '../lesson/check.js';
import type { Lesson } from '../lesson/lesson.js';
import type { Progress } from '../lesson/progress.js';
import { type Recording, readRecording, runFiles, runName } from '../lesson/recording.js';
import type { LessonSource, NamedRun } from '../report/lesson/build.js';

export interface Gathered {
  /** Only lessons of which anything is known. */
  readonly sources: readonly LessonSource[];
  /** Whole sentences about what was left out. */
  readonly notes: readonly string[];
}

export function gatherReport(workbook: Workbook, lessons: readonly Lesson[], progress: Progress): Gathered {
  const { runs, notes } = allRuns(workbook);
  const entries = progress.entries();
  const sources = lessons.flatMap((lesson): LessonSource[] => {
    const own = entries.filter((entry) => entry.lesson === lesson.id);
    const played = runs.filter(({ recording }) => recording.lesson === lesson.id);
    if (own.length === 0 && played.length === 0) return [];
    const judged = (recording: Recording) => checkRecording(lesson, recording).reports;
    return [{ lesson, state: progress.stateOf(lesson.id), entries: own, runs: played, judged }];
  });
  return { sources, notes };
}

/** Every recording here, by the time at which it was made. */
export function allRuns(workbook: Workbook): {
  readonly runs: readonly NamedRun[];
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const runs = runFiles(workbook).flatMap((file): NamedRun[] => {
    try {
      return [{ name: runName(file), recording: readRecording(file) }];
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      notes.push(`The run ${runName(file)} is left out: ${error.message.replace(file, 'its file')}.`);
      return [];
    }
  });
  const byTime = runs.toSorted(
    (a, b) => a.recording.recordedAt.localeCompare(b.recording.recordedAt) || a.name.localeCompare(b.name),
  );
  return { runs: byTime, notes };
}
