// Hints for a run that did not come out as expected: one at a time, from the nearest to the plainest. Pure.

import { expressionOf } from './expression.js';
import { judge, newMemory } from './judge.js';
import type { Act } from './lesson.js';
import type { Played } from './play.js';
import { scopeAt } from './scope.js';

export interface HintFor {
  readonly expectation: string;
  readonly says: string;
}

/** Every hint that fits, in order, for the expectations of an act that did not hold. */
export function hintsFor(act: Act, { history }: Pick<Played, 'history'>): readonly HintFor[] {
  const memory = newMemory(act);
  const scope = scopeAt(history, history.moments.length - 1, { from: history.drilledAt, whole: false });
  const failed = judge(act, history, memory).filter(({ result }) => result !== 'held');
  return failed.flatMap(({ id }) => {
    const hints = act.expectations.find((one) => one.id === id)?.hints ?? [];
    return hints
      .filter(({ when }) => when === undefined || expressionOf(memory.environment, when).truth(scope) === true)
      .map(({ say }) => ({ expectation: id, says: say }));
  });
}
