// How many instances an instance refresh may take out now (ASG-98). Pure.

export interface RefreshSituation {
  readonly desired: number;
  readonly minHealthyPercentage: number;
  /** In service, healthy, warm. */
  readonly settled: number;
}

/** Never fewer than one at a time, never a second one while the first is not made good. */
export function refreshBatch({ desired, minHealthyPercentage, settled }: RefreshSituation): number {
  const spare = desired - Math.ceil((desired * minHealthyPercentage) / 100);
  const missing = Math.max(0, desired - settled);
  return Math.max(0, Math.max(1, spare) - missing);
}
