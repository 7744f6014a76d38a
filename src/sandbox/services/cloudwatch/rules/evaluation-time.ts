// When an alarm is looked at, and which periods it then looks at (CW-20). Pure arithmetic.

import { bucketStart, type Instant } from '../../../../kernel/index.js';
import type { Alarm } from '../store.js';
import { EVALUATION_INTERVAL_MS, FAST_EVALUATION_INTERVAL_MS } from '../timings.js';
import { evaluationRange } from './alarm-state.js';

type Timed = Pick<Alarm, 'definition' | 'evaluationOffsetMs'>;

function intervalMs({ definition }: Timed): number {
  return definition.periodSeconds < 60 ? FAST_EVALUATION_INTERVAL_MS.value : EVALUATION_INTERVAL_MS.value;
}

/** The alarm's next own instant, strictly after `now`. */
export function nextEvaluation(alarm: Timed, now: Instant): Instant {
  const interval = intervalMs(alarm);
  const candidate = bucketStart(now, interval) + (alarm.evaluationOffsetMs % interval);
  return candidate > now ? candidate : candidate + interval;
}

/** Is this one of the alarm's own instants? A task left over from an alarm of the same name may come at another. */
export function isEvaluationTime(alarm: Timed, now: Instant): boolean {
  return nextEvaluation(alarm, now - 1) === now;
}

/**
 * The evaluation range: from its oldest period's start to the end of the newest, which is the last full minute
 * (or ten seconds), not the last full period of the clock.
 */
export function evaluationWindow(alarm: Timed, now: Instant): { readonly from: Instant; readonly to: Instant } {
  const { periodSeconds, evaluationPeriods } = alarm.definition;
  const to = bucketStart(now, intervalMs(alarm));
  return { from: to - evaluationRange(evaluationPeriods) * periodSeconds * 1_000, to };
}
