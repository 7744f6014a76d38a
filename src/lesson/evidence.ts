// What stands behind a verdict: the values of an expectation's words at one moment, and how they went over a span. Pure.

import type { LabInstant } from '../lab/observation.js';
import { wordValue } from './expression.js';
import type { History } from './history.js';
import { type Span, scopeAt } from './scope.js';
import type { Evidence, WordCourse, WordValue } from './verdict.js';

export function evidenceAt(history: History, index: number, span: Span, words: readonly string[]): Evidence {
  const scope = scopeAt(history, index, span);
  return {
    at: history.moments[index]?.seen.at ?? span.from,
    values: Object.fromEntries(words.map((word) => [word, wordValue(scope, word)])),
  };
}

/** How each word went from the span's beginning to `until`. */
export function courseOf(
  history: History,
  span: Span,
  words: readonly string[],
  until: LabInstant,
): readonly WordCourse[] {
  const moments = history.moments.flatMap(({ seen }, index) =>
    seen.at >= span.from && seen.at <= until
      ? [{ at: seen.at, scope: scopeAt(history, index, { ...span, whole: false }) }]
      : [],
  );
  return words.map((word) => {
    const values = moments.map(({ at, scope }) => ({ at, value: wordValue(scope, word) }));
    const numbers = values.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
    const measured = numbers.some((value) => !Number.isInteger(value));
    return measured
      ? { word, low: Math.min(...numbers), high: Math.max(...numbers) }
      : { word, steps: changes(values) };
  });
}

interface Step {
  readonly at: LabInstant;
  readonly value: WordValue;
}

const changes = (values: readonly Step[]): readonly Step[] =>
  values.filter(({ value }, index) => index === 0 || value !== values[index - 1]?.value);
