// How long data live at which resolution (CW-08), and how a reader's start is rounded because of it (CW-09). Pure tables.

import { bucketStart, DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../../../kernel/index.js';
import type { Resolution } from '../store.js';

export interface Tier {
  readonly resolution: Resolution;
  readonly periodMs: number;
  readonly keptMs: number;
  /** Where points go when their time here is over; absent: they are gone. */
  readonly next?: Resolution;
}

/** CW-08, finest first. */
export const TIERS: readonly Tier[] = [
  { resolution: '1', periodMs: 1_000, keptMs: 3 * HOUR_MS, next: '60' },
  { resolution: '60', periodMs: MINUTE_MS, keptMs: 15 * DAY_MS, next: '300' },
  { resolution: '300', periodMs: 5 * MINUTE_MS, keptMs: 63 * DAY_MS, next: '3600' },
  { resolution: '3600', periodMs: HOUR_MS, keptMs: 455 * DAY_MS },
];

/** The columns that a reader with this period may use: none coarser than the period. */
export function readableTiers(periodSeconds: number): readonly Tier[] {
  return TIERS.filter((tier) => tier.periodMs <= periodSeconds * 1_000);
}

/** The earliest instant of which data at this period still exist. */
export function oldestReadable(periodSeconds: number, now: Instant): Instant {
  return now - (readableTiers(periodSeconds).at(-1)?.keptMs ?? 0);
}

/** CW-09: the start of a query is rounded down, the more the older it is. */
export function roundedStart(start: Instant, periodSeconds: number, now: Instant): Instant {
  const age = now - start;
  if (periodSeconds < 60) return bucketStart(start, periodSeconds * 1_000);
  if (age < 15 * DAY_MS) return bucketStart(start, MINUTE_MS);
  return bucketStart(start, age <= 63 * DAY_MS ? 5 * MINUTE_MS : HOUR_MS);
}
