// Virtual time: integer milliseconds since the Unix epoch, on the sandbox's own clock. Never the host's.

export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The start of the bucket of `periodMs` that holds `at`; CloudWatch stamps a data point with it. */
export function bucketStart(at: Instant, periodMs: number): Instant {
  return at - (at % periodMs);
}
