// Keeps metrics bounded (CW-08): once an hour points older than their column's time are merged into the next coarser one, and raw values go.

import { bucketStart, type Instant } from '../../../../kernel/index.js';
import { type Controller, RANK } from '../../../context.js';
import { histogramKey, histogramStart, RETENTION_CONTROLLER, settle } from '../metrics.js';
import { isEmpty, newColumn, pointAt, setPoint, takeBefore } from '../rules/column.js';
import { mergePoints } from '../rules/point.js';
import { TIERS } from '../rules/retention.js';
import type { Stream } from '../store.js';
import { RAW_VALUES_KEPT_MS, ROLL_UP_INTERVAL_MS } from '../timings.js';

/** Forgets the raw values behind points that are old enough. */
export function forgetRawValues(stream: Stream, now: Instant): void {
  for (const key of Object.keys(stream.histograms)) {
    if (histogramStart(key) < now - RAW_VALUES_KEPT_MS.value) delete stream.histograms[key];
  }
}

/** Moves what is too old to the next column, finest first, and drops what has no next. Raw values do not survive the move. */
export function rollUp(stream: Stream, now: Instant): void {
  for (const { resolution, keptMs, next } of TIERS) {
    const column = stream.columns[resolution];
    if (column === undefined) continue;
    const nextPeriodMs = TIERS.find((tier) => tier.resolution === next)?.periodMs ?? 1;
    const taken = takeBefore(column, bucketStart(now - keptMs, nextPeriodMs));
    if (isEmpty(column)) delete stream.columns[resolution];
    if (taken.length === 0) continue;
    for (const { at } of taken) delete stream.histograms[histogramKey(resolution, at)];
    if (next === undefined) continue;
    const coarser = stream.columns[next] ?? newColumn();
    stream.columns[next] = coarser;
    for (const { at, point } of taken) {
      const bucket = bucketStart(at, nextPeriodMs);
      const earlier = pointAt(coarser, bucket);
      setPoint(coarser, bucket, earlier === undefined ? point : mergePoints(earlier, point));
    }
  }
}

export const metricRetention: Controller = {
  name: RETENTION_CONTROLLER,
  rank: RANK.publishing,
  reconcile(context) {
    const { metrics } = context.world.cloudwatch;
    const { now } = context.kernel;
    for (const [key, metric] of Object.entries(metrics)) {
      for (const [unit, stream] of Object.entries(metric.streams)) {
        settle(stream, now);
        rollUp(stream, now);
        forgetRawValues(stream, now);
        if (Object.keys(stream.columns).length === 0 && stream.fresh.length === 0) delete metric.streams[unit];
      }
      if (Object.keys(metric.streams).length === 0) delete metrics[key];
    }
    return Object.keys(metrics).length === 0 ? undefined : now + ROLL_UP_INTERVAL_MS.value;
  },
};
