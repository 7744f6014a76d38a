// The response times of a minute as a histogram, so that percentiles can be told (CW-09). Buckets grow by a twentieth; pure, once per request.

export interface ResponseTimes {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** How many fell into each bucket; as long as the highest bucket in use. */
  readonly buckets: number[];
}

/** Up to here is the first bucket, in seconds. */
const SMALLEST_SECONDS = 0.000_1;
const GROWTH = 1.05;
const PER_E = 1 / Math.log(GROWTH);

export function newResponseTimes(): ResponseTimes {
  return { count: 0, sum: 0, minimum: 0, maximum: 0, buckets: [] };
}

export function countResponse(times: ResponseTimes, seconds: number): void {
  times.minimum = times.count === 0 ? seconds : Math.min(times.minimum, seconds);
  times.maximum = times.count === 0 ? seconds : Math.max(times.maximum, seconds);
  times.count += 1;
  times.sum += seconds;
  addTo(times.buckets, bucketOf(seconds), 1);
}

export function addResponses(total: ResponseTimes, part: ResponseTimes): void {
  if (part.count === 0) return;
  total.minimum = total.count === 0 ? part.minimum : Math.min(total.minimum, part.minimum);
  total.maximum = total.count === 0 ? part.maximum : Math.max(total.maximum, part.maximum);
  total.count += part.count;
  total.sum += part.sum;
  for (const [bucket, count] of part.buckets.entries()) if (count > 0) addTo(total.buckets, bucket, count);
}

function bucketOf(seconds: number): number {
  return seconds <= SMALLEST_SECONDS ? 0 : Math.ceil(Math.log(seconds / SMALLEST_SECONDS) * PER_E);
}

function addTo(buckets: number[], bucket: number, count: number): void {
  while (buckets.length <= bucket) buckets.push(0);
  buckets[bucket] = (buckets[bucket] ?? 0) + count;
}

/** Each bucket as one value in its middle, at most 2.5 % off, never outside of what was measured; with how often. */
export function valuesOf(times: ResponseTimes): readonly (readonly [value: number, count: number])[] {
  const values: [number, number][] = [];
  for (const [bucket, count] of times.buckets.entries()) {
    if (count === 0) continue;
    const middle = SMALLEST_SECONDS * GROWTH ** (bucket - 0.5);
    values.push([Math.min(Math.max(middle, times.minimum), times.maximum), count]);
  }
  return values;
}
