// Which unhealthy instances are replaced now, and which wait (ASG-32, ASG-33). Pure.

export interface UnhealthyInstance {
  readonly instanceId: string;
  /** Not running, or marked by a user: never paced. */
  readonly immediate: boolean;
}

export interface PacingSituation {
  /** Unhealthy and still in service, longest first. */
  readonly unhealthy: readonly UnhealthyInstance[];
  readonly desired: number;
  readonly inService: number;
  readonly activityRunning: boolean;
  /** Substitutes that are launching, warming up or have not passed a first check. */
  readonly unsettledSubstitutes: number;
}

/** At most a tenth of the desired capacity at a time, never less than one. */
export function batchSize(desired: number): number {
  return Math.max(1, Math.floor(desired / 10));
}

export function toReplace(situation: PacingSituation): readonly string[] {
  const immediate = situation.unhealthy.filter((instance) => instance.immediate);
  const paced = situation.unhealthy.filter((instance) => !instance.immediate);
  return [...immediate, ...paced.slice(0, allowance(situation))].map((instance) => instance.instanceId);
}

function allowance(situation: PacingSituation): number {
  if (situation.activityRunning && situation.inService <= situation.desired * 0.9) return 0;
  return Math.max(0, batchSize(situation.desired) - situation.unsettledSubstitutes);
}
