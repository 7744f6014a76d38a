// One aggregated data point and its arithmetic: merging, the statistics, percentiles where raw values are known. Pure.

/** `[value, how often]`, ascending by value, no value twice. */
export type Histogram = readonly (readonly [value: number, count: number])[];

export interface Point {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Present only where every sample's own value is known. */
  readonly values?: Histogram;
}

/** More distinct values than this in one bucket are rounded to fewer digits, as AWS's own bins do. */
const MAX_DISTINCT_VALUES = 150;

/** Two points of one bucket: their samples together. */
export function mergePoints(a: Point, b: Point): Point {
  const merged = {
    sampleCount: a.sampleCount + b.sampleCount,
    sum: a.sum + b.sum,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  };
  if (a.values === undefined && b.values === undefined) return merged;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return left === undefined || right === undefined ? merged : { ...merged, values: histogram([...left, ...right]) };
}

/** CW-09: percentiles need raw data, or a statistic set whose samples are all equal. */
export function valuesOf(point: Point): Histogram | undefined {
  if (point.values !== undefined) return point.values;
  return point.minimum === point.maximum ? [[point.minimum, point.sampleCount]] : undefined;
}

/** A histogram from values in any order; equal values are counted together. */
export function histogram(values: Histogram): Histogram {
  let counted = count(values, (value) => value);
  for (let digits = 3; counted.length > MAX_DISTINCT_VALUES && digits > 0; digits -= 1) {
    counted = count(counted, (value) => Number(value.toPrecision(digits)));
  }
  return counted;
}

function count(values: Histogram, rounded: (value: number) => number): Histogram {
  const counts = new Map<number, number>();
  for (const [value, times] of values) counts.set(rounded(value), (counts.get(rounded(value)) ?? 0) + times);
  return [...counts].sort((a, b) => a[0] - b[0]);
}

export function pointOf(values: Histogram): Point {
  const counted = histogram(values);
  let [sampleCount, sum] = [0, 0];
  for (const [value, times] of values) {
    sampleCount += times;
    sum += value * times;
  }
  const all = values.map(([value]) => value);
  return { sampleCount, sum, minimum: Math.min(...all), maximum: Math.max(...all), values: counted };
}

/** `Average`, `Sum`, `Minimum`, `Maximum`, `SampleCount` or `pNN`; undefined where the data cannot tell. */
export function statisticOf(point: Point, statistic: string): number | undefined {
  switch (statistic) {
    case 'Average':
      return point.sampleCount === 0 ? undefined : point.sum / point.sampleCount;
    case 'Sum':
      return point.sum;
    case 'Minimum':
      return point.minimum;
    case 'Maximum':
      return point.maximum;
    case 'SampleCount':
      return point.sampleCount;
    default:
      return percentileOf(point, percentileNamed(statistic));
  }
}

/** `p99.9` is 99.9; undefined when the text names no percentile. */
export function percentileNamed(statistic: string): number | undefined {
  const match = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(statistic);
  const percentile = match === null ? Number.NaN : Number(match[1]);
  return percentile <= 100 ? percentile : undefined;
}

/** Nearest rank: the smallest value that at least so many per cent of the samples do not exceed. */
function percentileOf(point: Point, percentile: number | undefined): number | undefined {
  const values = valuesOf(point);
  if (values === undefined || percentile === undefined) return undefined;
  const rank = Math.max(1, Math.ceil((percentile / 100) * point.sampleCount));
  let seen = 0;
  for (const [value, times] of values) {
    seen += times;
    if (seen >= rank) return value;
  }
  return values.at(-1)?.[0];
}
