// One question from an older lesson before a new one: what was wrong and sure comes back first, what was right comes back after longer and longer. Pure.

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

/** Watches that must have gone by since a question was last asked, by how often in a row it was right. */
const SPACING = [0, 1, 2, 4, 8];

interface Candidate extends Recall {
  readonly due: number;
  readonly at: string;
}

/** Undefined when no older lesson's question is due. */
export function recallFor(lesson: Lesson, lessons: readonly Lesson[], entries: readonly Entry[]): Recall | undefined {
  const older = lessons.filter(
    ({ id }) => id !== lesson.id && entries.some((one) => one.lesson === id && one.step === 'done'),
  );
  const candidates = older.flatMap((one) =>
    one.acts
      .flatMap((act) => act.predictions)
      .flatMap((prediction) => candidateOf(one, prediction, entries))
      .filter(({ due }) => due >= 0),
  );
  return candidates.sort((a, b) => b.due - a.due || a.at.localeCompare(b.at))[0];
}

function candidateOf(lesson: Lesson, prediction: Prediction, entries: readonly Entry[]): readonly Candidate[] {
  const asks = entries.filter(
    (entry) =>
      entry.lesson === lesson.id &&
      (entry.step === `predict:${prediction.id}` || entry.step === `recall:${prediction.id}`),
  );
  const last = asks.at(-1);
  if (last === undefined) return [];
  const wrongBefore = asks.findLastIndex(({ right }) => right === false);
  const streak = Math.min(asks.length - 1 - wrongBefore, SPACING.length - 1);
  const since = entries.slice(entries.lastIndexOf(last) + 1).filter(({ step }) => step.startsWith('watch:')).length;
  const rested = since >= (SPACING[streak] ?? 0);
  return [{ lesson, prediction, due: rested ? weight(last) : -1, at: last.at }];
}
