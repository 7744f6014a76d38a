// Latencies in buckets whose bounds grow by the sixteenth root of two (4.4 %), as pairs of bucket and count. Pure.

const PER_OCTAVE = 16;
/** The first bucket ends here, in milliseconds; the last one holds everything above half an hour. */
const SMALLEST_MS = 0.25;
export const BUCKETS = 368;

export function bucketOf(latencyMs: number): number {
  if (latencyMs <= SMALLEST_MS) return 0;
  const bucket = 1 + Math.floor(Math.log2(latencyMs / SMALLEST_MS) * PER_OCTAVE);
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

const lowerBound = (bucket: number): number => (bucket === 0 ? 0 : SMALLEST_MS * 2 ** ((bucket - 1) / PER_OCTAVE));
const upperBound = (bucket: number): number => SMALLEST_MS * 2 ** (bucket / PER_OCTAVE);

/** The value below which the share `p` (0–1) of all lies, in milliseconds, interpolated inside its bucket; undefined: no values. */
export function percentile(counts: readonly number[], p: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let left = p * total;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    const count = counts[bucket] ?? 0;
    if (count > 0 && left <= count) {
      return lowerBound(bucket) + (upperBound(bucket) - lowerBound(bucket)) * (left / count);
    }
    left -= count;
  }
  return upperBound(counts.length - 1);
}

/** `[bucket, count, …]` added to a dense list. */
export function addPairs(dense: number[], pairs: readonly number[]): void {
  for (let index = 0; index < pairs.length; index += 2) {
    const bucket = pairs[index] ?? 0;
    dense[bucket] = (dense[bucket] ?? 0) + (pairs[index + 1] ?? 0);
  }
}

/** The non-zero entries of a dense list as pairs. */
export function toPairs(dense: readonly number[]): number[] {
  const pairs: number[] = [];
  for (let bucket = 0; bucket < dense.length; bucket += 1) {
    const count = dense[bucket] ?? 0;
    if (count > 0) pairs.push(bucket, count);
  }
  return pairs;
}
