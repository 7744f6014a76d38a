// What somebody sees who has AWS's own words and no journal: while a fault is to be found, its causes may be told by nobody else. Pure.

import type { LabInstant } from '../observation.js';
import type { Happening, WhatType } from './happening.js';

/** From an instant on, up to another, exclusive. */
export interface Stretch {
  readonly from: LabInstant;
  readonly to: LabInstant;
}

/**
 * What no call to AWS tells as an event. The inside of a machine: only somebody who logs in sees a container stop. And who changed the
 * network, when: Describe calls tell how it is now, which `trace` and the network's map show.
 */
const INSIDE: ReadonlySet<WhatType> = new Set([
  'BootStepFinished',
  'BootFailed',
  'ContainerStarted',
  'ContainerStopped',
  'CommandInvocationChanged',
  'FaultInjected',
  'FaultCleared',
  'NetworkChanged',
  'NatGatewayStateChanged',
]);

export function seenFromOutside(happenings: readonly Happening[], stretches: readonly Stretch[]): readonly Happening[] {
  if (stretches.length === 0) return happenings;
  return happenings.filter(
    ({ at, what }) => !INSIDE.has(what.type) || stretches.every(({ from, to }) => at < from || at >= to),
  );
}
