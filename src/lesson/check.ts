// Judges a recorded run again, from its history alone: the same judge, whatever has become of the lesson's text since.

import { type ActReport, actReport } from './act-report.js';
import { judge } from './judge.js';
import type { Lesson } from './lesson.js';
import type { Recording } from './recording.js';

export interface Checked {
  readonly reports: readonly ActReport[];
  /** Acts of the lesson that the recording does not hold. */
  readonly missing: readonly string[];
}

export function checkRecording(lesson: Lesson, recording: Recording): Checked {
  const found = lesson.acts.flatMap((act) => {
    const played = recording.acts.findLast((one) => one.act === act.id);
    return played === undefined ? [] : [{ act, played }];
  });
  const reports = found.map(({ act, played }) =>
    actReport(lesson, act, { ...played, verdicts: judge(act, played.history) }),
  );
  const missing = lesson.acts.map(({ id }) => id).filter((id) => !found.some(({ act }) => act.id === id));
  return { reports, missing };
}
