// How a stack was built from nothing: what was planned, what came of it, and how long each resource took. Kept with its state.

import { z } from 'zod';
import type { Progress } from './apply.js';
import type { Plan } from './plan.js';

const step = z.strictObject({
  address: z.string(),
  /** Seconds from the beginning of the apply. */
  begunAfter: z.number(),
  durationSeconds: z.number(),
});

export const creationSchema = z.strictObject({
  /** Resources that the plan wanted, and those that could not be created. */
  planned: z.int(),
  failed: z.int(),
  seconds: z.number(),
  /** Epoch milliseconds of the target. */
  endedAt: z.int(),
  /** Those that were created, in the order in which they were begun. */
  steps: z.array(step),
  /** Seconds from the end of the apply until every target was healthy; absent: nobody has waited for it. */
  healthyAfter: z.number().optional(),
});

export type Creation = z.output<typeof creationSchema>;

/** Undefined for a plan that changes something that stands. */
export function creationRecorder(
  plan: Plan,
): { hear(progress: Progress): void; end(seconds: number, endedAt: number): Creation } | undefined {
  const wanted = plan.changes.filter(({ action }) => action === 'create');
  if (plan.world.size > 0 || wanted.length === 0) return undefined;
  const steps: Creation['steps'] = [];
  let failed = 0;
  return {
    hear: (progress) => {
      if (progress.action !== 'create') return;
      if (progress.type === 'failed') failed += 1;
      if (progress.type !== 'finished') return;
      const { address, elapsedSeconds, durationSeconds } = progress;
      steps.push({ address, begunAfter: elapsedSeconds - durationSeconds, durationSeconds });
    },
    end: (seconds, endedAt) => ({
      planned: wanted.length,
      failed,
      seconds,
      endedAt,
      // Those that began together keep the order of their ends.
      steps: steps.sort((a, b) => a.begunAfter - b.begunAfter),
    }),
  };
}
