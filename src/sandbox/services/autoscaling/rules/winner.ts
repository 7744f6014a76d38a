// Several policies at once: the largest resulting capacity wins, on the way out and on the way in (ASG-14). Pure.

import type { StepDecision } from './step-scaling.js';

export function winner<Invocation extends { readonly decision: StepDecision }>(
  invocations: readonly Invocation[],
): Invocation | undefined {
  let best: Invocation | undefined;
  for (const invocation of invocations) {
    if (invocation.decision.kind !== 'change') continue;
    if (best?.decision.kind !== 'change' || invocation.decision.to > best.decision.to) best = invocation;
  }
  return best;
}
