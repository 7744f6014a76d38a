// Which instance leaves on scale-in (ASG-50..ASG-54): zone balance first, then the policies in order, then chance. Pure.

import { HOUR_MS, type Instant, type Random } from '../../../../kernel/index.js';
import type { LaunchTemplateReference } from '../store.js';
import { type ZoneCounts, zonesToWeaken } from './zone-balance.js';

export const TERMINATION_POLICIES = [
  'AllocationStrategy',
  'ClosestToNextInstanceHour',
  'Default',
  'NewestInstance',
  'OldestInstance',
  'OldestLaunchConfiguration',
  'OldestLaunchTemplate',
] as const;

export interface Candidate {
  readonly instanceId: string;
  readonly availabilityZone: string;
  readonly launchedAt: Instant;
  readonly launchTemplate?: LaunchTemplateReference | undefined;
}

export interface TerminationQuestion {
  /** Unprotected instances in service. */
  readonly candidates: readonly Candidate[];
  readonly enabledZones: readonly string[];
  readonly counts: ZoneCounts;
  readonly policies: readonly string[];
  readonly launchTemplateId: string;
  readonly now: Instant;
  readonly random: Random;
}

/** The instance to end; undefined when nobody may be ended. */
export function selectForTermination(question: TerminationQuestion): Candidate | undefined {
  if (question.candidates.length === 0) return undefined;
  const zones = zonesToWeaken(question.enabledZones, question.counts, [
    ...new Set(question.candidates.map((candidate) => candidate.availabilityZone)),
  ]);
  let left: readonly Candidate[] = question.candidates.filter((candidate) =>
    zones.includes(candidate.availabilityZone),
  );
  for (const policy of question.policies) left = narrow(left, policy, question);
  return left.length === 1 ? left[0] : question.random.pick(left);
}

function narrow(left: readonly Candidate[], policy: string, question: TerminationQuestion): readonly Candidate[] {
  switch (policy) {
    case 'OldestInstance':
      return lowest(left, (candidate) => candidate.launchedAt);
    case 'NewestInstance':
      return lowest(left, (candidate) => -candidate.launchedAt);
    case 'OldestLaunchTemplate':
      return oldestTemplate(left, question.launchTemplateId);
    case 'ClosestToNextInstanceHour':
      return closestToHour(left, question.now);
    case 'Default':
      return closestToHour(oldestTemplate(left, question.launchTemplateId), question.now);
    default:
      // OldestLaunchConfiguration and AllocationStrategy: no launch configurations and one purchase option here, so no difference.
      return left;
  }
}

/** ASG-51 (1): another template before the current one, then the oldest version of it. */
function oldestTemplate(left: readonly Candidate[], currentId: string): readonly Candidate[] {
  const others = left.filter((candidate) => candidate.launchTemplate?.launchTemplateId !== currentId);
  if (others.length > 0) return others;
  return lowest(left, (candidate) => Number(candidate.launchTemplate?.version ?? 0));
}

/** ASG-51 (2): minutes past the launch modulo 60, largest first; whole minutes, so that a batch launched together ties. */
function closestToHour(left: readonly Candidate[], now: Instant): readonly Candidate[] {
  return lowest(left, (candidate) => -Math.floor(((now - candidate.launchedAt) % HOUR_MS) / 60_000));
}

function lowest(left: readonly Candidate[], key: (candidate: Candidate) => number): readonly Candidate[] {
  const least = Math.min(...left.map(key));
  return left.filter((candidate) => key(candidate) === least);
}
