// The trouble of an instance in a few words, for the status: its nearest cause and what set it off, and whether it is on the mend. Pure.

import type { Happening } from '../lab/explain/index.js';
import { wordsOf } from './explain-words.js';

/**
 * @param spine from the trouble itself back to its root.
 * @param newest the machine's own newest step: a step of its birth, a container that started or stopped.
 * @returns undefined: nothing on record explains it.
 */
export function reasonText(spine: readonly Happening[], newest: Happening | undefined): string | undefined {
  const [trouble, nearest] = spine;
  const root = spine.at(-1);
  if (trouble === undefined || nearest === undefined || root === undefined) return undefined;
  if (newest?.what.type === 'BootStepFinished') return wordsOf(newest.what, true);
  if (newest?.what.type === 'ContainerStarted' && newest.at > trouble.at) return ON_THE_MEND;
  const because = wordsOf(nearest.what, true);
  return nearest === root || root.what.type !== 'Deed' ? because : `${because}; ${wordsOf(root.what, true)}`;
}

/** One that was unhealthy needs the whole row of passes, not one (ALB-12). */
const ON_THE_MEND = 'its container has started since; now a whole row of checks must pass (HealthyThresholdCount)';
