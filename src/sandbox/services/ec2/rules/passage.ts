// The answers about a packet, and the words for the negative one.

import type { Passage } from '../../../fleet/environment.js';

export type Blocked = Extract<Passage, { passes: false }>;

export function blocked(because: string, resourceId?: string): Blocked {
  return resourceId === undefined ? { passes: false, because } : { passes: false, because, resourceId };
}

/** `loss`: share of packets lost on the way, 0 to 1. */
export function passing(via: readonly string[], loss: number): Passage {
  return loss === 0 ? { passes: true, via } : { passes: true, via, loss };
}

export function isBlocked<Other extends object>(answer: Other | Blocked): answer is Blocked {
  return 'passes' in answer && answer.passes === false;
}
