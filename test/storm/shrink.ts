// Makes a failing script as short as it gets: what comes after the failure goes first, then ever smaller pieces of what came before.

import type { Failure } from './play.js';
import type { Script, Step } from './script.js';

export interface Shrunk {
  readonly steps: readonly Step[];
  readonly failure: Failure;
}

/** @param fails plays the script; the failure must be of the same kind to count. @param mostPlays bounds the work. */
export function shrink(
  script: Script,
  failure: Failure,
  fails: (script: Script) => Failure | undefined,
  mostPlays = 400,
): Shrunk {
  let best: Shrunk = { steps: script.steps.slice(0, failure.step + 1), failure };
  let plays = 0;
  const attempt = (steps: readonly Step[]): boolean => {
    if (plays >= mostPlays) return false;
    plays += 1;
    const found = fails({ ...script, steps });
    if (found === undefined || kindOf(found) !== kindOf(failure)) return false;
    best = { steps: steps.slice(0, found.step + 1), failure: found };
    return true;
  };
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = best.steps.length - size; from >= 0 - size + 1; from -= size) {
      const start = Math.max(0, from);
      attempt([...best.steps.slice(0, start), ...best.steps.slice(from + size)]);
    }
  }
  return best;
}

/** The words without names and numbers: another id is still the same breach. */
function kindOf({ what }: Failure): string {
  return what.replaceAll(/\b\w*\d\w*\b/g, '#').slice(0, 60);
}
