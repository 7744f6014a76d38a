// How long things take, with where the figure comes from. Each service lists its own in `timings.ts`; only the shape is shared.

import type { Random } from '../../../kernel/index.js';

/** `documented`: AWS states it. `observed`: somebody measured it. `chosen`: nobody knows, so it is ours. */
export type Evidence = 'documented' | 'observed' | 'chosen';

export interface Timing<Value = number> {
  readonly value: Value;
  readonly kind: Evidence;
  /** Id of the rule that the figure belongs to. */
  readonly rule: string;
}

/** A jittered length, in milliseconds, both ends included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** One draw from a range, in whole milliseconds. */
export function draw(random: Random, timing: Timing<Range>): number {
  return random.integer(timing.value.low, timing.value.high);
}
