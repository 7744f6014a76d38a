// One question from an older lesson before a new one: what was wrong and sure comes back first. Pure.

import type { Lesson } from './lesson.js';
import type { Entry } from './progress.js';
import type { Prediction } from './schema.js';

export interface Recall {
  readonly lesson: Lesson;
  readonly prediction: Prediction;
}

/** How much a question is due: wrong and sure, wrong, then right but not sure, then the rest. */
function weight({ right, confidence }: Entry): number {
  if (right === false) return confidence === 'sure' ? 3 : 2;
  return confidence === 'sure' ? 0 : 1;
}

/** Undefined when there is no older lesson to ask about. */
export function recallFor(lesson: Lesson, lessons: readonly Lesson[], entries: readonly Entry[]): Recall | undefined {
  const older = lessons.filter(
    ({ id }) => id !== lesson.id && entries.some((one) => one.lesson === id && one.step === 'done'),
  );
  const candidates = older.flatMap((one) =>
    one.acts
      .flatMap((act) => act.predictions)
      .flatMap((prediction) => {
        const last = entries.findLast(
          (entry) =>
            entry.lesson === one.id &&
            (entry.step === `predict:${prediction.id}` || entry.step === `recall:${prediction.id}`),
        );
        return last === undefined ? [] : [{ lesson: one, prediction, due: weight(last), at: last.at }];
      }),
  );
  return candidates.sort((a, b) => b.due - a.due || a.at.localeCompare(b.at))[0];
}
