// Which candidate gets the next request. Called once per simulated request: no allocation. It moves the rotation's cursor and the
// targets' credits, and touches nothing else.

import type { Instant, Random } from '../../../../kernel/index.js';
import type { Rotation, Target } from '../store.js';
import type { TargetGroupSettings } from './settings.js';

type Targets = Readonly<Record<string, Target>>;

/** The key of the chosen target; undefined when there is no candidate. */
export function choose(
  rotation: Rotation,
  targets: Targets,
  settings: TargetGroupSettings,
  nodeZone: string,
  now: Instant,
  random: () => Random,
): string | undefined {
  if (rotation.targetKeys.length === 0) return undefined;
  switch (settings.algorithm) {
    case 'round_robin':
      return roundRobin(rotation, targets, settings.slowStartMs, nodeZone, now);
    case 'least_outstanding_requests':
      return leastOutstanding(rotation, targets);
    case 'weighted_random':
      return random().pick(rotation.targetKeys);
  }
}

/** ALB-21: in turn, per group and node. In slow start a target saves up its share and takes only every so many-th turn (ALB-24). */
function roundRobin(
  rotation: Rotation,
  targets: Targets,
  slowStartMs: number,
  nodeZone: string,
  now: Instant,
): string | undefined {
  const { targetKeys } = rotation;
  let key: string | undefined;
  for (let turn = 0; turn < targetKeys.length; turn += 1) {
    key = targetKeys[rotation.cursor % targetKeys.length];
    rotation.cursor = (rotation.cursor + 1) % targetKeys.length;
    if (slowStartMs === 0 || key === undefined) return key;
    const target = targets[key];
    if (target === undefined || takesTurn(target, slowStartMs, nodeZone, now)) return key;
  }
  return key;
}

function takesTurn(target: Target, slowStartMs: number, nodeZone: string, now: Instant): boolean {
  const share = shareInSlowStart(target.views[nodeZone]?.slowStartedAt, slowStartMs, now);
  if (share >= 1) return true;
  target.slowStartCredit += share;
  if (target.slowStartCredit < 1) return false;
  target.slowStartCredit -= 1;
  return true;
}

/** ALB-24: grows linearly from 0 to a full share of 1 over the slow start's duration. */
export function shareInSlowStart(startedAt: Instant | undefined, slowStartMs: number, now: Instant): number {
  if (startedAt === undefined || slowStartMs === 0) return 1;
  return Math.min(1, (now - startedAt) / slowStartMs);
}

/** ALB-21: the fewest requests on their way; among equals in turn, so that an idle group is still spread evenly. */
function leastOutstanding(rotation: Rotation, targets: Targets): string | undefined {
  const { targetKeys } = rotation;
  let best = rotation.cursor % targetKeys.length;
  for (let step = 1; step < targetKeys.length; step += 1) {
    const position = (rotation.cursor + step) % targetKeys.length;
    if (outstandingAt(targetKeys, targets, position) < outstandingAt(targetKeys, targets, best)) best = position;
  }
  rotation.cursor = (best + 1) % targetKeys.length;
  return targetKeys[best];
}

function outstandingAt(targetKeys: readonly string[], targets: Targets, position: number): number {
  return targets[targetKeys[position] ?? '']?.outstanding ?? Number.POSITIVE_INFINITY;
}
