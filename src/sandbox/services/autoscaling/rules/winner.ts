// Several policies at once: the largest resulting capacity wins, on the way out and on the way in (ASG-14). Pure.

import type { StepDecision } from './step-scaling.js';

/** The one to carry out; undefined when none wants a change, or when another policy holds what the best one would give up. */
export function winner<Invocation extends { readonly decision: StepDecision }>(
  invocations: readonly Invocation[],
): Invocation | undefined {
  let best: Invocation | undefined;
  let held = Number.NEGATIVE_INFINITY;
  for (const invocation of invocations) {
    const { decision } = invocation;
    if (decision.kind === 'nothing') held = Math.max(held, decision.holds ?? held);
    else if (best?.decision.kind !== 'change' || decision.to > best.decision.to) best = invocation;
  }
  return best?.decision.kind === 'change' && best.decision.to >= held ? best : undefined;
}
