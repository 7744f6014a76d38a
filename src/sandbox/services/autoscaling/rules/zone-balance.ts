// Where to launch and whether the zones are out of balance (ASG-13, ASG-55, ASG-56). Pure.

/** Instances per zone, for the enabled zones and any other zone that still holds some. */
export type ZoneCounts = Readonly<Record<string, number>>;

export function countByZone(enabled: readonly string[], zonesOfInstances: readonly string[]): ZoneCounts {
  const counts: Record<string, number> = {};
  for (const zone of enabled) counts[zone] = 0;
  for (const zone of zonesOfInstances) counts[zone] = (counts[zone] ?? 0) + 1;
  return counts;
}

/** ASG-13: enabled zones in the order in which a launch tries them, fewest instances first; ties in the order given. */
export function launchOrder(enabled: readonly string[], counts: ZoneCounts): readonly string[] {
  return [...enabled].sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0));
}

/**
 * ASG-55: the zone that should get an instance so that another can give one up; undefined: balanced as well as can be.
 * Zones differ by two or more, or a zone that is no longer enabled still holds instances.
 */
export function zoneToStrengthen(enabled: readonly string[], counts: ZoneCounts): string | undefined {
  const weakest = launchOrder(enabled, counts)[0];
  if (weakest === undefined) return undefined;
  const disabledHolds = Object.entries(counts).some(([zone, count]) => !enabled.includes(zone) && count > 0);
  const fullest = Math.max(...enabled.map((zone) => counts[zone] ?? 0));
  return disabledHolds || fullest - (counts[weakest] ?? 0) >= 2 ? weakest : undefined;
}

/** ASG-50: the zones to take from: those with the most instances among `candidates`; a disabled zone goes first. */
export function zonesToWeaken(
  enabled: readonly string[],
  counts: ZoneCounts,
  candidates: readonly string[],
): readonly string[] {
  const disabled = candidates.filter((zone) => !enabled.includes(zone));
  if (disabled.length > 0) return disabled;
  const most = Math.max(...candidates.map((zone) => counts[zone] ?? 0));
  return candidates.filter((zone) => (counts[zone] ?? 0) === most);
}

/** ASG-56: how many instances a group may hold while it rebalances. */
export function rebalancingLimit(maxSize: number): number {
  return maxSize + Math.max(1, Math.floor(maxSize / 10));
}
