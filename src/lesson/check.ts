// Judges a recorded run again, from its history alone: the same judge, whatever has become of the lesson's text since.

import { type ActReport, actReport } from './act-report.js';
import { judge } from './judge.js';
import type { Lesson } from './lesson.js';
import type { Recording } from './recording.js';
import { type Result, type Verdict, worst } from './verdict.js';

export interface Checked {
  readonly reports: readonly ActReport[];
  /** Acts of the lesson that the recording does not hold. */
  readonly missing: readonly string[];
  /** Of the whole lesson. */
  readonly result: Result;
}

const unplayedActs = (lesson: Lesson, recording: Recording): readonly string[] =>
  lesson.acts.map(({ id }) => id).filter((id) => !recording.acts.some(({ act }) => act === id));

/** What was not played is unknown, never held. */
const ofAll = (judged: readonly Pick<Verdict, 'result'>[], unplayed: readonly string[]): Result =>
  worst([...judged, ...unplayed.map(() => ({ result: 'unknown' }) as const)]);

/** The result as it was recorded, without judging again. @param lesson absent: not in this course any more */
export const recordedResult = ({ acts, ...recording }: Recording, lesson: Lesson | undefined): Result =>
  ofAll(
    acts.flatMap(({ verdicts }) => verdicts),
    lesson === undefined ? [] : unplayedActs(lesson, { acts, ...recording }),
  );

export function checkRecording(lesson: Lesson, recording: Recording): Checked {
  const found = lesson.acts.flatMap((act) => {
    const played = recording.acts.findLast((one) => one.act === act.id);
    return played === undefined ? [] : [{ act, played }];
  });
  const reports = found.map(({ act, played }) =>
    actReport(lesson, act, { ...played, verdicts: judge(act, played.history) }),
  );
  const missing = unplayedActs(lesson, recording);
  return { reports, missing, result: ofAll(reports, missing) };
}
