// Metrics in the store: publishing points, and reading them as buckets of any period and any alignment. Not the API's operations.

import { bucketStart, type Instant } from '../../../kernel/index.js';
import type { Context, MetricDatum } from '../../context.js';
import { own } from '../shared/records.js';
import { type Column, forEachPoint, newColumn, pointAt, setPoint } from './rules/column.js';
import { packHistogram, unpackHistogram } from './rules/packed-histogram.js';
import { type Histogram, histogram, mergePoints, type Point } from './rules/point.js';
import { oldestReadable, readableTiers } from './rules/retention.js';
import type { FreshPoint, Metric, MetricDimension, Resolution, Stream } from './store.js';
import { ROLL_UP_INTERVAL_MS } from './timings.js';

export const RETENTION_CONTROLLER = 'metric-retention';

export interface MetricName {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly MetricDimension[];
}

export interface MetricQuery extends MetricName {
  /** Start of the first bucket; buckets follow from here, not from the clock (CW-20). */
  readonly from: Instant;
  /** Excluded. */
  readonly to: Instant;
  readonly periodSeconds: number;
  /** Absent: data of every unit together. */
  readonly unit?: string;
  /** Also gather the raw values that percentiles need; costs time over long ranges. */
  readonly percentiles?: boolean;
}

/** All samples of one period; `at` is the start of the period. */
export interface Bucket extends Point {
  readonly at: Instant;
}

export function sortedDimensions(dimensions: readonly MetricDimension[]): readonly MetricDimension[] {
  return dimensions.length < 2
    ? dimensions
    : [...dimensions].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

export function metricKey({ namespace, metricName, dimensions }: MetricName): string {
  let key = `${namespace}\n${metricName}`;
  for (const { name, value } of sortedDimensions(dimensions)) key += `\n${name}=${value}`;
  return key;
}

/** Adds a point to its bucket; several points of one bucket are merged, each from its own `visibleAt` on (CW-02, CW-10). */
export function publish(context: Context, datum: MetricDatum): void {
  const { sampleCount, sum, minimum, maximum, visibleAt, values } = datum;
  const at = bucketStart(datum.at, datum.periodSeconds * 1_000);
  const point: FreshPoint = { sampleCount, sum, minimum, maximum, at, resolution: '60', visibleAt };
  addPoint(context, datum, datum.unit, values === undefined ? point : { ...point, values: histogram(values) });
}

/** As `publish`, at one-second or one-minute resolution. The point's `at` is the start of its bucket. */
export function addPoint(context: Context, name: MetricName, unit: string, point: FreshPoint): void {
  const { now } = context.kernel;
  const metric = metricFor(context, name);
  metric.lastPublishedAt = now;
  const known = own(metric.streams, unit);
  const stream = known ?? { unit, columns: {}, fresh: [], histograms: {} };
  if (known === undefined) metric.streams[unit] = stream;
  settle(stream, now);
  if (point.visibleAt <= now) keep(stream, point);
  else wait(stream, point);
}

/** Points that will be merged when they become visible are one point already: a large group's machines all publish into one bucket. */
function wait({ fresh }: Stream, point: FreshPoint): void {
  for (let place = fresh.length - 1; place >= 0; place -= 1) {
    const other = fresh[place];
    if (other?.visibleAt !== point.visibleAt || other.at !== point.at || other.resolution !== point.resolution)
      continue;
    fresh[place] = together(other, point);
    return;
  }
  fresh.push(point);
}

function together(a: FreshPoint, b: FreshPoint): FreshPoint {
  const { at, resolution, visibleAt } = a;
  const { sampleCount, sum, minimum, maximum, values } = mergePoints(a, b);
  // Without a spread: a large group comes by here a dozen times a minute and machine.
  const point: FreshPoint = { sampleCount, sum, minimum, maximum, at, resolution, visibleAt };
  return values === undefined ? point : { ...point, values };
}

function metricFor(context: Context, name: MetricName): Metric {
  const { metrics } = context.world.cloudwatch;
  const key = metricKey(name);
  const known = own(metrics, key);
  if (known !== undefined) return known;
  const { namespace, metricName } = name;
  const metric = {
    namespace,
    metricName,
    dimensions: sortedDimensions(name.dimensions.map(({ name, value }) => ({ name, value }))),
    streams: {},
    lastPublishedAt: context.kernel.now,
  };
  metrics[key] = metric;
  context.kernel.wake(RETENTION_CONTROLLER, 'metrics', context.kernel.now + ROLL_UP_INTERVAL_MS.value);
  return metric;
}

export function histogramKey(resolution: Resolution, at: Instant): string {
  return `${resolution}/${at}`;
}

/** The instant in such a key. */
export function histogramStart(key: string): Instant {
  return Number(key.slice(key.indexOf('/') + 1));
}

/** Moves what has become visible into the columns. Readers need not do this: they look at both places. */
export function settle(stream: Stream, now: Instant): void {
  const { fresh } = stream;
  let waiting = 0;
  for (const point of fresh) {
    if (point.visibleAt <= now) {
      keep(stream, point);
    } else {
      fresh[waiting] = point;
      waiting += 1;
    }
  }
  fresh.length = waiting;
}

function keep(stream: Stream, point: FreshPoint): void {
  const known = stream.columns[point.resolution];
  const column = known ?? newColumn();
  if (known === undefined) stream.columns[point.resolution] = column;
  const earlier = pointAt(column, point.at);
  if (earlier === undefined && point.values === undefined) setPoint(column, point.at, point);
  else keepMerged(stream, column, earlier, point);
}

function keepMerged(stream: Stream, column: Column, earlier: Point | undefined, point: FreshPoint): void {
  const key = histogramKey(point.resolution, point.at);
  const values = valuesAt(stream, key);
  const before = earlier === undefined || values === undefined ? earlier : { ...earlier, values };
  const merged = before === undefined ? point : mergePoints(before, point);
  setPoint(column, point.at, merged);
  if (merged.values !== undefined && merged.minimum !== merged.maximum)
    stream.histograms[key] = packHistogram(merged.values);
  else if (values !== undefined) delete stream.histograms[key];
}

function valuesAt({ histograms }: Stream, key: string): Histogram | undefined {
  const packed = own(histograms, key);
  return packed === undefined ? undefined : unpackHistogram(packed);
}

/** The units in which the metric was published. */
export function unitsOf(context: Context, name: MetricName): readonly string[] {
  return Object.keys(own(context.world.cloudwatch.metrics, metricKey(name))?.streams ?? {});
}

/** The buckets that hold data a reader may see now, oldest first; empty periods are left out. Changes nothing. */
export function statistics(context: Context, query: MetricQuery): readonly Bucket[] {
  const metric = own(context.world.cloudwatch.metrics, metricKey(query));
  if (metric === undefined) return [];
  const periodMs = query.periodSeconds * 1_000;
  const buckets = new Map<number, Point>();
  const add = (at: Instant, point: Point): void => {
    const index = Math.floor((at - query.from) / periodMs);
    const earlier = buckets.get(index);
    buckets.set(index, earlier === undefined ? point : merge(earlier, point));
  };
  const merge = query.percentiles === true ? mergeKeepingValues : mergePoints;
  for (const stream of Object.values(metric.streams)) {
    if (query.unit === undefined || query.unit === stream.unit) visitVisible(context.kernel.now, stream, query, add);
  }
  return [...buckets]
    .sort((a, b) => a[0] - b[0])
    .map(([index, point]) => bucketOf(query.from + index * periodMs, point));
}

function visitVisible(
  now: Instant,
  stream: Stream,
  query: MetricQuery,
  visit: (at: Instant, point: Point) => void,
): void {
  const from = Math.max(query.from, oldestReadable(query.periodSeconds, now));
  for (const { resolution } of readableTiers(query.periodSeconds)) {
    const column = stream.columns[resolution];
    if (column === undefined) continue;
    forEachPoint(column, from, query.to, (at, point) => {
      const values = query.percentiles === true ? valuesAt(stream, histogramKey(resolution, at)) : undefined;
      visit(at, values === undefined ? point : { ...point, values });
    });
  }
  for (const point of stream.fresh) {
    if (point.visibleAt > now || point.at < from || point.at >= query.to) continue;
    if (point.resolution === '60' && query.periodSeconds < 60) continue;
    visit(point.at, query.percentiles === true ? point : withoutValues(point));
  }
}

function withoutValues({ sampleCount, sum, minimum, maximum }: Point): Point {
  return { sampleCount, sum, minimum, maximum };
}

/** Unlike the merging of stored points, keeps single samples apart, so that percentiles over longer periods can tell them. */
function mergeKeepingValues(a: Point, b: Point): Point {
  const equal = (point: Point): boolean => point.values === undefined && point.minimum === point.maximum;
  return mergePoints(equal(a) ? { ...a, values: [[a.minimum, a.sampleCount]] } : a, b);
}

function bucketOf(at: Instant, { sampleCount, sum, minimum, maximum, values }: Point): Bucket {
  const plain = { at, sampleCount, sum, minimum, maximum };
  return values === undefined ? plain : { ...plain, values };
}
